// --push-serial: types a file on a board's console, where nothing is but a shell with printf, and has it checked there.
//
//     host                            board's shell
//     command with a loop      ──▶    while read -r x; do printf "$x" >> FILE; echo an acknowledgement; done
//     a line of the file       ──▶
//                              ◀──    @1.          the next line waits for it: there is no flow control
//     …, an empty line         ──▶
//                              ◀──    what crc32, cksum or wc says of FILE
#pragma once

#include "host/base/exit_code.hpp"

#include <string>

namespace host::console {

inline constexpr const char* k_pushed_path = "/tmp/smaps-agent";

/// `line`: `DEV[:BAUD]`, or `-` for the commands on stdout, to be pasted elsewhere. `path`: the file.
ExitCode push_serial(const std::string& line, const std::string& path);

} // namespace host::console
