// --import: snapshots taken by other means, as files. Three layouts are read:
//   NNNN.smaps of one process, or one such folder per PID
//   NNNNNN/proc/PID/smaps and the other files, as --extract writes them
//   proc/PID/smaps, one sweep, as --extract with --at writes it
// The order of the names is the order in time. Times are in times.tsv (name, seconds), else those of the files.
#pragma once

#include "host/base/result.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace host::capture {

/// The files that make one sweep: either those of `files`, or what is below `tree`.
struct ImportSweep {
    std::string name;
    std::int64_t time_us = 0;                ///< since the first sweep
    std::map<model::Pid, std::string> files; ///< path of the smaps text of each process
    std::string tree;                        ///< a folder like /proc; empty: none
};

struct SnapshotFolder {
    std::vector<ImportSweep> sweeps;           ///< ascending names
    std::optional<std::int64_t> start_wall_us; ///< since 1970-01-01, where the times are of a wall clock
    std::map<model::Pid, std::string> names;   ///< of processes in `files`: their folders
};

/// \errors a directory that cannot be read or has no snapshots.
Result<SnapshotFolder> list_snapshots(const std::string& directory);

} // namespace host::capture
