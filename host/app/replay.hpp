// --replay: captures, plain smaps texts and smemcap archives, compressed or not; their content says which it is.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/time_reports.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace host::app {

ExitCode replay(const cli::Settings& settings, output::TimeReports& time_reports);

/// A capture in memory. `source`: what reports call it.
ExitCode replay_stream(const cli::Settings& settings, output::TimeReports& time_reports, const std::string& source,
                       std::vector<std::uint8_t> stream);

} // namespace host::app
