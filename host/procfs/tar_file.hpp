// Tar archives as smemcap writes them: old V7 headers without a magic, no end blocks; newer ones are read as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::procfs {

struct TarMember {
    std::string name;
    std::string_view content; ///< in the archive's own memory; empty for a directory
    bool directory = false;
    std::optional<std::uint32_t> owner; ///< uid
};

struct TarFile {
    std::vector<TarMember> members; ///< regular files and directories in order
    std::size_t end = 0;            ///< offset behind the last whole member
    bool damaged = false;           ///< a bad header or a member that is cut follows there
};

/// Whether a valid header stands at the front.
bool starts_like_tar(std::string_view archive);

/// Whether these are the first bytes of a gzip file: what people make of an archive before they copy it.
bool starts_like_gzip(std::string_view head);

/// What is in it up to the first damage; there may be no end blocks.
TarFile read_tar(std::string_view archive);

} // namespace host::procfs
