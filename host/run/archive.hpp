// An archive of /proc files, such as smemcap makes on a board → a board.
#pragma once

#include "host/model/board.hpp"

#include <string_view>

namespace host::run {

/// Members `meminfo`, `version` and `PID/{smaps,cmdline,stat,…}`, below `proc/` or not. False when no process is in it.
bool read_archive(std::string_view archive, model::Board& board);

} // namespace host::run
