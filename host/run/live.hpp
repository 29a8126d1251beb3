// --connect, --listen, --serial and --exec: sessions with agents, until they end, enough was seen, or Ctrl-C.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/run/gathering.hpp"
#include "host/run/settings.hpp"

namespace host::run {

ExitCode run_live(const Settings& settings, Gathering& gathering);

} // namespace host::run
