// --proc and this machine's /proc: read without an agent, once or as often as --count, --duration or --period say.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/time_reports.hpp"

namespace host::app {

ExitCode read_proc(const cli::Settings& settings, output::TimeReports& time_reports);

} // namespace host::app
