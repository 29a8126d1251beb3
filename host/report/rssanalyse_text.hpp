// The text of rssanalyze.pl, byte for byte, for --compat=rssanalyse. What it counts as what:
// analyze/rssanalyse_compat.hpp.
#pragma once

#include "host/model/board.hpp"

#include <string>

namespace host::report {

/// `verbosity` is 0 to 2. With `prefixed` every line begins with the pid and a line with the command is first, as
/// the script does when it has more than one argument.
std::string rssanalyse_text(const model::Process& process, int verbosity, bool prefixed);

} // namespace host::report
