// Reads the files of processes below a directory that looks like /proc: this machine's own, or copied from a board.
// Only PID/smaps has to exist. Returns texts; proc_decoder interprets them.
#pragma once

#include "host/base/result.hpp"
#include "host/procfs/proc_texts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace host::procfs {

class ProcTree {
  public:
    explicit ProcTree(std::string directory) : directory_(std::move(directory)) {}

    /// All processes, ascending. An Error when the directory cannot be read.
    Result<std::vector<model::Pid>> pids() const;

    /// All files of one process that can be read; status `gone` when it has no directory.
    ProcTexts read(model::Pid pid) const;

    /// Absent when it cannot be read.
    std::optional<std::string> meminfo() const;

    /// What zram devices take of RAM, from `../sys/block` beside the tree; absent when that is not there.
    std::optional<std::uint64_t> zram_kb() const;

    const std::string& directory() const { return directory_; }

  private:
    std::string directory_;
};

/// A whole file; "-" is standard input.
Result<std::string> read_whole(const std::string& path);

} // namespace host::procfs
