// What the encoder keeps of a text until the next sweep: six to nine bytes per area, relative to the area before it.
// Written and read in order only. The layout is this room's own business; nothing of it crosses the wire.
//
//   head     permissions (4 bits), history (3), 1: a schema byte follows
//   mask     which of the following are not as expected
//   [gap] pages [file] [offset] [flags] [resident] [dirty] [clean shared] [(rule, difference)*]        varints
#pragma once

#include "agent/encode/name_table.hpp"
#include "protocol/coder/piece_coder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace agent::encode {

/// More than the longest record.
inline constexpr std::size_t k_record_bytes_max = 256;

class PackedState {
  public:
    enum Direction : bool { k_reads, k_writes };

    PackedState(Direction direction, std::uint8_t* at) : at_(at), writes_(direction == k_writes) {
        flags_.fill(protocol::coder::k_no_flags);
    }

    std::uint8_t* at() const { return at_; }
    /// The bytes were moved.
    void shift(std::ptrdiff_t bytes) { at_ += bytes; }

    /// Writes `area` and `history`, or reads them.
    void pass(protocol::coder::Area& area, std::uint8_t& history, const NameTable& names,
              const protocol::coder::Schemas& schemas);

  private:
    enum Mask : unsigned {
        k_file_differs = 1,
        k_offset_differs = 2,
        k_flags_differ = 4,
        k_resident = 8,
        k_dirty = 16,
        k_shared_differs = 32,
        k_gap = 64,
        k_more = 128,
    };

    std::uint64_t varint(std::uint64_t value);
    bool differs(bool value, unsigned bit);
    std::uint64_t field(std::uint64_t value, std::uint64_t expected, unsigned bit);
    void part(std::uint32_t& value, std::uint32_t expected, std::uint32_t other, unsigned bit);
    void values(protocol::coder::Area& area, const NameTable& names, const protocol::coder::Schema& schema);

    std::uint8_t* at_;
    bool writes_;
    std::uint8_t mask_ = 0;
    std::uint8_t schema_ = 0;
    std::uint32_t file_ = protocol::coder::k_unnamed_file;
    std::uint64_t start_ = 0;
    std::uint64_t end_ = 0;
    std::uint64_t offset_ = 0;
    std::array<std::uint16_t, 16> flags_; ///< last ones by permissions
};

} // namespace agent::encode
