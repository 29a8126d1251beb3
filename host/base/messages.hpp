// Everything for people that is no result: one line each on stderr, with the program's name before it. Names from a
// board and words of the user are escaped as in reports: they control no terminal.
#pragma once

#include "host/base/result.hpp"

#include <string_view>

namespace host::base {

/// `host-analyze: TEXT`.
void say(std::string_view text);
void say(const Error& error);

} // namespace host::base
