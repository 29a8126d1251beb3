// --proc and this machine's /proc: read without an agent, once, or as often as --count, --duration or --period say.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/run/gathering.hpp"
#include "host/run/settings.hpp"

namespace host::run {

ExitCode read_proc(const Settings& settings, Gathering& gathering);

} // namespace host::run
