// The files of /proc of one process, as text: proc_tree and archive read them, proc_decoder interprets them.
#pragma once

#include "host/model/board.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace host::procfs {

/// Only smaps has to be there; a file that cannot be read is absent.
struct ProcTexts {
    model::Pid pid = 0;
    model::Status status = model::Status::ok; ///< of smaps; not ok: why there is none
    std::string smaps;
    std::optional<std::string> smaps_rollup, maps, statm; ///< read when there is no smaps
    std::optional<std::string> stat, status_text, comm, cmdline, exe, limits, oom_score;
    std::optional<std::string> stat_after; ///< read again after smaps; another start time: another process
    std::vector<std::pair<model::Pid, std::string>> syscalls; ///< thread and its task/TID/syscall
};

/// A process of which nothing else is known.
inline ProcTexts smaps_alone(model::Pid pid, std::string smaps) {
    ProcTexts texts;
    texts.pid = pid;
    texts.status = smaps.empty() ? model::Status::empty : model::Status::ok;
    texts.smaps = std::move(smaps);
    return texts;
}

} // namespace host::procfs
