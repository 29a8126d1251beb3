// --import: snapshots from files go through the agent's encoder into a capture, which is replayed, and kept with
// --record.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/time_reports.hpp"

namespace host::app {

ExitCode import_snapshots(const cli::Settings& settings, output::TimeReports& time_reports);

} // namespace host::app
