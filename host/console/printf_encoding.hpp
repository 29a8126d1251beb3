// A file as lines that can be typed at a shell: what `printf LINE` prints is a piece of it. For consoles with nothing
// but a shell. What such a shell can check of the result, with what it may have: crc32, cksum, or the size alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace host::console {

/// Formats for printf: printable characters stand for themselves, the rest as three octal digits. A line has at most
/// `characters_max` (at least 4) characters and none that a terminal, `read -r` or a shell's quotes would take for
/// themselves.
std::vector<std::string> typed_lines(std::span<const std::uint8_t> file, std::size_t characters_max);

/// How a board's own answer about a file compares with the file.
enum class Likeness : std::uint8_t { same_checksum, same_size, different };

/// `answer`: the output of `crc32 FILE`, of `cksum FILE`, or of `wc -c < FILE`.
Likeness compare_typed(std::span<const std::uint8_t> file, std::string_view answer);

} // namespace host::console
