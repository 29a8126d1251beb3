// --connect, --listen, --serial and --exec: sessions with agents, until they end, enough was seen, or Ctrl-C.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/time_reports.hpp"

namespace host::app {

ExitCode run_live(const cli::Settings& settings, output::TimeReports& time_reports);

} // namespace host::app
