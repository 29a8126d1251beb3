// One piece of text on its way through the coder: its values and, where the other side does not know them yet, its
// names.
#pragma once

#include "protocol/coder/area.hpp"

#include <cstddef>
#include <cstdint>

namespace protocol::coder {

/// Bytes owned by someone else.
struct Bytes {
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
};

/// A header line after the offset.
struct FileName {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint64_t inode = 0;
    Bytes name;
};

struct Piece {
    Area area;
    FileName file; ///< encoder: always; decoder: where area.file was not known before
    Bytes flags;   ///< text after "VmFlags:"; likewise
    Bytes text;    ///< of literal pieces
};

/// Kind of a file by its header line.
inline FileKind kind_of(const FileName& file) {
    if (file.inode != 0) {
        return k_file;
    }
    if (file.name.size < 2) {
        return file.name.size == 0 ? k_unnamed : k_special;
    }
    const std::uint8_t letter = file.name.data[1]; // [heap], [stack], [anon:
    return file.name.data[0] == '[' && (letter == 'h' || letter == 's' || letter == 'a') ? k_growing : k_special;
}

} // namespace protocol::coder
