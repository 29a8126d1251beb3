// Threads that were taken for processes: /proc/TID can be opened, though no listing of /proc has it.
#pragma once

#include "host/model/board.hpp"

#include <optional>
#include <string>

namespace host::procfs {

/// The process of this thread, below a directory like /proc; none when `tid` is a process itself or has no `status`.
std::optional<model::Pid> process_of_thread(const std::string& directory, model::Pid tid);

} // namespace host::procfs
