#include "agent/encode/name_table.hpp"

namespace agent::encode {

using protocol::coder::Bytes;
using protocol::coder::FileName;

void NameTable::reset(std::uint8_t* end, std::uint8_t* const* floor) {
    end_ = end;
    floor_ = floor;
    files_ = flag_sets_ = last_file_ = last_flags_ = 0;
    keep(FileName{}, true); // k_unnamed_file
}

/// The low two bits are the kind.
std::uint64_t NameTable::hash(const FileName& file) {
    const std::uint32_t numbers[] = {file.major, file.minor, static_cast<std::uint32_t>(file.inode),
                                     static_cast<std::uint32_t>(file.inode >> 32)};
    protocol::PieceHash hash;
    hash.add(reinterpret_cast<const std::uint8_t*>(numbers), sizeof numbers);
    hash.add(file.name.data, file.name.size);
    return (hash.value() & ~std::uint64_t{3}) | protocol::coder::kind_of(file);
}

/// Texts name the files in the same order as before: the search follows that order.
std::uint32_t NameTable::find(const FileName& file) {
    const std::uint64_t wanted = hash(file);
    for (std::uint32_t left = files_; left != 0; --left) {
        if (entry(last_file_) == wanted) {
            return last_file_;
        }
        last_file_ = last_file_ + 1 < files_ ? last_file_ + 1 : 0;
    }
    return protocol::coder::k_no_file;
}

std::uint16_t NameTable::find(Bytes flags) {
    const std::uint64_t wanted = protocol::text_hash(flags.data, flags.size);
    for (std::uint32_t left = flag_sets_; left != 0; --left) {
        if (flag_hashes_[last_flags_] == wanted) {
            return static_cast<std::uint16_t>(last_flags_);
        }
        last_flags_ = last_flags_ + 1 < flag_sets_ ? last_flags_ + 1 : 0;
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
