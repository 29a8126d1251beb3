// Boards → the characters of a report, in the format asked for.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/settings.hpp"
#include "host/model/board.hpp"
#include "host/report/report.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace host::output {

/// The report asked for, else `summary` for 1 to 8 processes and `processes` for more.
std::string report_name(const cli::Settings& settings, std::span<const model::Board* const> boards);

/// Finished reports: arranged as asked for and written. \errors an unknown column.
Result<std::string> render(const cli::Settings& settings, std::vector<report::Report> reports);

/// Finished reports as they are.
std::string render_plain(const cli::Settings& settings, std::span<const report::Report> reports);

/// The report `name` of each board.
Result<std::string> render(const cli::Settings& settings, std::string_view name,
                           std::span<const model::Board* const> boards);

} // namespace host::output
