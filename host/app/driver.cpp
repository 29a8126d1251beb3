#include "host/app/driver.hpp"

#include "host/app/import.hpp"
#include "host/app/live.hpp"
#include "host/app/local.hpp"
#include "host/app/replay.hpp"
#include "host/base/messages.hpp"
#include "host/console/push_serial.hpp"
#include "host/output/time_reports.hpp"
#include "host/report/glossary.hpp"

#include <iostream>

namespace host::app {
namespace {

ExitCode explain(const std::string& term) {
    if (const auto text = report::explain(term)) {
        std::cout << *text;
        return ExitCode::done;
    }
    const std::string similar = report::similar_terms(term);
    base::say(Error{"--explain", "'" + term + "' is not a known term",
                    similar.empty() ? "man host-analyze-words lists all terms" : "similar terms: " + similar});
    return ExitCode::usage;
}

} // namespace

ExitCode run(const cli::Settings& settings) {
    const cli::Options& options = settings.options;
    if (!options.explain.empty()) {
        return explain(options.explain);
    }
    if (!options.push_serial.empty()) {
        return console::push_serial(options.push_serial, options.agent_file);
    }
    auto time_reports = output::TimeReports::make(options, settings.filter, settings.users);
    if (!time_reports) {
        base::say(time_reports.error());
        return ExitCode::usage;
    }
    switch (options.sources.front().kind) {
    case cli::SourceKind::replay: return replay(settings, *time_reports);
    case cli::SourceKind::connect:
    case cli::SourceKind::listen:
    case cli::SourceKind::serial:
    case cli::SourceKind::exec: return run_live(settings, *time_reports);
    case cli::SourceKind::import: return import_snapshots(settings, *time_reports);
    case cli::SourceKind::proc: break;
    }
    return read_proc(settings, *time_reports);
}

} // namespace host::app
