// A text that holds the smaps of several processes: as `tail -n +1 /proc/*/smaps` prints them, with a heading
// `==> /proc/PID/smaps <==` for each, or with lines `#Name:` and `#Pid:` before each (sp_smaps_snapshot).
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace host::procfs {

struct TextSection {
    model::Pid pid = 0;           ///< 0: unknown
    std::string_view name;        ///< as `#Name:` has it: a name or a command line
    std::string_view smaps;       ///< without heading and `#` lines before its first mapping
    std::uint32_t first_line = 1; ///< of `smaps` in the whole text
};

/// The sections in their order; one of process 0 when the text names no process.
std::vector<TextSection> split_processes(std::string_view text);

} // namespace host::procfs
