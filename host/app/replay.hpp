// --replay: captures, plain smaps texts and smemcap archives, told apart by their content.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/time_reports.hpp"

namespace host::app {

ExitCode replay(const cli::Settings& settings, output::TimeReports& time_reports);

} // namespace host::app
