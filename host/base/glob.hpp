// Shell patterns (`*`, `?`, `[set]`) on bytes, for --name and --map and the like. A `*` also matches slashes.
#pragma once

#include <string>

namespace host {

/// A pattern also matches itself literally, so that `[heap]` means the mapping of that name and not one letter.
bool glob_matches(const std::string& pattern, const std::string& name);

} // namespace host
