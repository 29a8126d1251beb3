// --extract: the files of /proc as they were on the board, so that any other tool can read them.
#pragma once

#include "host/base/result.hpp"
#include "host/decode/session_decoder.hpp"
#include "host/model/board.hpp"

#include <string>

namespace host::capture {

/// Writes DIRECTORY/proc/PID/{smaps,cmdline,limits,stat,status} of each process and DIRECTORY/proc/meminfo. smaps are
/// the kernel's bytes; the others say what was sent of them.
Result<void> extract(const model::Board& board, const decode::SessionDecoder& decoder, const std::string& directory);

/// DIRECTORY/NNNNNN for a sweep.
std::string sweep_directory(const std::string& directory, std::uint64_t sweep);

} // namespace host::capture
