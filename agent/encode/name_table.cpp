#include "agent/encode/name_table.hpp"

namespace agent::encode {

using protocol::coder::Bytes;
using protocol::coder::FileName;

void NameTable::reset(std::uint8_t* end, std::uint8_t* const* floor) {
    end_ = end;
    floor_ = floor;
    files_ = 0;
    flag_sets_ = 0;
    last_file_ = 0;
    last_flags_ = 0;
    keep(FileName{}, true); // k_unnamed_file
}

/// The low two bits are the kind.
std::uint64_t NameTable::hash(const FileName& file) {
    const std::uint64_t name = protocol::text_hash(file.name.data, file.name.size);
    const std::uint64_t device = static_cast<std::uint64_t>(file.major) << 32 | file.minor;
    const std::uint64_t mixed = (name ^ device * 0x9E3779B97F4A7C15U) + file.inode * 0xC2B2AE3D27D4EB4FU;
    return (mixed ^ mixed >> 32) << 2 | protocol::coder::kind_of(file);
}

std::uint32_t NameTable::find(const FileName& file) {
    if (file.name.size == 0 && file.inode == 0 && file.major == 0 && file.minor == 0) {
        return protocol::coder::k_unnamed_file;
    }
    const std::uint64_t wanted = hash(file);
    for (std::uint32_t tried = 0; tried < files_; ++tried) { // text goes from file to file as it did before
        const std::uint32_t at = last_file_ + tried < files_ ? last_file_ + tried : last_file_ + tried - files_;
        if (entry(at) == wanted) {
            last_file_ = at;
            return at;
        }
    }
    return protocol::coder::k_no_file;
}

std::uint16_t NameTable::find(Bytes flags) {
    const std::uint64_t wanted = protocol::text_hash(flags.data, flags.size);
    if (last_flags_ < flag_sets_ && flag_hashes_[last_flags_] == wanted) {
        return static_cast<std::uint16_t>(last_flags_);
    }
    for (last_flags_ = 0; last_flags_ < flag_sets_; ++last_flags_) {
        if (flag_hashes_[last_flags_] == wanted) {
            return static_cast<std::uint16_t>(last_flags_);
        }
    }
    return protocol::coder::k_no_flags;
}

std::uint32_t NameTable::keep(const FileName& file, bool kept) {
    if (!kept) {
        return protocol::coder::k_no_file;
    }
    entry(files_) = hash(file);
    last_file_ = files_;
    return files_++;
}

std::uint16_t NameTable::keep(Bytes flags, bool kept) {
    if (!kept) {
        return protocol::coder::k_no_flags;
    }
    flag_hashes_[flag_sets_] = protocol::text_hash(flags.data, flags.size);
    return static_cast<std::uint16_t>(flag_sets_++);
}

} // namespace agent::encode
