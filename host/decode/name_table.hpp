// The decoder's dictionary of files and flag sets: indices as the encoder counts them → names of the board.
#pragma once

#include "host/model/mapping.hpp"
#include "protocol/coder/piece.hpp"

#include <cstdint>
#include <vector>

namespace host::decode {

class NameTable {
  public:
    void reset(model::NameTable& names);

    /// Of the last new file, or flag set, whether it was kept or not.
    const model::File* file(std::uint32_t index) const { return index < files_.size() ? files_[index] : last_file_; }
    const model::FlagSet* flag_set(std::uint16_t index) const {
        return index < flag_sets_.size() ? flag_sets_[index] : last_flag_set_;
    }

    // What the coder asks (protocol/coder/area_coder.hpp).
    std::uint32_t files() const { return static_cast<std::uint32_t>(files_.size()); }
    std::uint32_t flag_sets() const { return static_cast<std::uint32_t>(flag_sets_.size()); }
    protocol::coder::FileKind kind(std::uint32_t file) const {
        return file < kinds_.size() ? kinds_[file] : protocol::coder::k_file;
    }
    bool file_room() const { return true; }
    bool flags_room() const { return true; }
    std::uint32_t keep(const protocol::coder::FileName& file, bool kept);
    std::uint16_t keep(protocol::coder::Bytes flags, bool kept);
    std::uint8_t* buffer(std::size_t size);

  private:
    model::NameTable* names_ = nullptr;
    std::vector<const model::File*> files_;
    std::vector<protocol::coder::FileKind> kinds_;
    std::vector<const model::FlagSet*> flag_sets_;
    const model::File* last_file_ = nullptr;
    const model::FlagSet* last_flag_set_ = nullptr;
    std::vector<std::uint8_t> buffer_;
};

} // namespace host::decode
