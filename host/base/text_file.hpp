// Writing whole files and the folders they are in.
#pragma once

#include "host/base/result.hpp"

#include <string>
#include <string_view>

namespace host::base {

/// A folder and those above it; one that exists is fine.
Result<void> make_directories(const std::string& path);

/// Replaces what is there.
Result<void> write_text_file(const std::string& path, std::string_view text);

} // namespace host::base
