// --connect, --listen, --serial and --exec: sessions with agents, until they end, enough was seen, or Ctrl-C.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/history_collector.hpp"

namespace host::app {

ExitCode run_live(const cli::Settings& settings, output::Gathering& gathering);

} // namespace host::app
