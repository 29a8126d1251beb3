// Tar archives as smemcap writes them: old V7 headers without a magic, no end blocks; newer ones are read as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::store {

struct TarMember {
    std::string name;
    std::string_view content; ///< in the archive's own memory
};

/// Whether a valid header stands at the front.
bool starts_like_tar(std::string_view archive);

/// The regular files in order, up to the end or the first header that is damaged; a last one that is cut is left out.
std::vector<TarMember> read_tar(std::string_view archive);

} // namespace host::store
