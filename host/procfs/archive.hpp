// A tar archive of /proc files, such as smemcap makes on a board → a board.
#pragma once

#include "host/model/board.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace host::procfs {

struct ArchiveContents {
    std::size_t processes = 0;
    std::optional<std::size_t> damaged_at; ///< offset of the member that is damaged or cut; those before it were read
    bool too_large = false;                ///< reading stopped at the limit
};

/// More text than any board's /proc has.
inline constexpr std::size_t k_archive_bytes_max = std::size_t{1} << 30;

/// Members `meminfo`, `version` and `PID/{smaps,cmdline,stat,…}`, below `proc/` or not; a process belongs to the owner
/// of its folder. At most `bytes_max` bytes of text are read.
ArchiveContents read_archive(std::string_view bytes, model::Board& board, std::size_t bytes_max = k_archive_bytes_max);

/// Whether a valid tar header is at the front.
bool starts_like_tar(std::string_view head);

} // namespace host::procfs
