// A file as lines that can be typed at a shell: what `printf LINE` prints is a piece of it. For consoles with nothing
// but a shell. The shell checks the result with what it has: crc32, cksum, or the size alone.
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
std::vector<std::string> printf_lines(std::span<const std::uint8_t> file, std::size_t characters_max);

/// How a board's answer about its copy compares with the file.
enum class FileMatch : std::uint8_t { same_checksum, same_size, different };

/// `answer`: the output of `crc32 FILE`, of `cksum FILE`, or of `wc -c < FILE`.
FileMatch compare_answer(std::span<const std::uint8_t> file, std::string_view answer);

} // namespace host::console
