// An archive of /proc files, such as smemcap makes on a board → a board.
#pragma once

#include "host/model/board.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace host::procfs {

struct ArchiveContents {
    std::size_t processes = 0;
    std::optional<std::size_t> damaged_at; ///< offset; what stands before is good
};

/// Members `meminfo`, `version` and `PID/{smaps,cmdline,stat,…}`, below `proc/` or not; a process belongs to the owner
/// of its folder.
ArchiveContents read_archive(std::string_view archive, model::Board& board);

} // namespace host::procfs
