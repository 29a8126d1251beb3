// The encoder's dictionary of files and flag sets: hashes only, for the texts themselves are needed on the host alone.
// The files share memory with the packed state (smaps_encoder.cpp) and grow downwards towards it.
#pragma once

#include "protocol/checksum.hpp"
#include "protocol/coder/piece.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace agent::encode {

class NameTable {
  public:
    static constexpr std::uint32_t k_files_max = 32768;
    static constexpr std::uint32_t k_flag_sets_max = 64;

    /// Files are kept from `end` (8-byte aligned) downwards, never below `*floor`.
    void reset(std::uint8_t* end, std::uint8_t* const* floor);

    /// Lowest byte in use.
    std::uint8_t* bottom() const { return end_ - 8 * static_cast<std::size_t>(files_); }

    /// Index of the file in the header line, k_no_file when it is not known.
    std::uint32_t find(const protocol::coder::FileName& file);
    /// Index of a text after "VmFlags:", k_no_flags when it is not known.
    std::uint16_t find(protocol::coder::Bytes flags);

    // What the coder asks (protocol/coder/area_coder.hpp).
    std::uint32_t files() const { return files_; }
    std::uint32_t flag_sets() const { return flag_sets_; }
    protocol::coder::FileKind kind(std::uint32_t file) const {
        return file == protocol::coder::k_no_file ? protocol::coder::k_file
                                                  : static_cast<protocol::coder::FileKind>(entry(file) & 3);
    }
    bool file_room() const { return files_ < k_files_max && bottom() - *floor_ >= k_reserve_bytes; }
    bool flags_room() const { return flag_sets_ < k_flag_sets_max; }
    std::uint32_t keep(const protocol::coder::FileName& file, bool kept);
    std::uint16_t keep(protocol::coder::Bytes flags, bool kept);
    static std::uint8_t* buffer(std::size_t) { return nullptr; }

  private:
    static constexpr std::ptrdiff_t k_reserve_bytes = 512; ///< left for packed state

    static std::uint64_t hash(const protocol::coder::FileName& file);
    std::uint64_t& entry(std::uint32_t file) const { return *(reinterpret_cast<std::uint64_t*>(end_) - 1 - file); }

    std::uint8_t* end_ = nullptr;
    std::uint8_t* const* floor_ = nullptr;
    std::uint32_t files_ = 0;
    std::uint32_t flag_sets_ = 0;
    std::uint32_t last_file_ = 0;
    std::uint32_t last_flags_ = 0;
    std::array<std::uint64_t, k_flag_sets_max> flag_hashes_;
};

} // namespace agent::encode
