#include "host/app/driver.hpp"

#include "host/app/import.hpp"
#include "host/app/live.hpp"
#include "host/app/local.hpp"
#include "host/app/replay.hpp"
#include "host/base/messages.hpp"
#include "host/console/push_serial.hpp"
#include "host/output/time_reports.hpp"
#include "host/report/glossary.hpp"
#include "host/transport/address.hpp"

#include <iostream>
#include <optional>
#include <utility>

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

/// The summary shows whole processes; leaving a part out of its sums would give it another meaning.
bool summary_of_a_part(const cli::Options& options) {
    const bool part = !options.which.classes.empty() || !options.which.maps.empty();
    const bool verbose = options.report.empty() && (options.how.verbosity > 0 || options.how.compat_rssanalyse);
    return part && (options.report == "summary" || verbose);
}

/// --at, --from and --to choose a time of something that was recorded.
std::optional<Error> time_of_what(const cli::Options& options) {
    const cli::SourceKind kind = options.sources.front().kind;
    const cli::Which& which = options.which;
    const bool any = which.from || which.to || which.at;
    const char* const option = which.at ? "--at" : which.from ? "--from" : "--to";
    if (any && kind != cli::SourceKind::replay && kind != cli::SourceKind::import) {
        return Error{option, "chooses a time of a recording", "make one with --record, then --replay it"};
    }
    for (const auto& [name, moment] :
         {std::pair("--at", &which.at), std::pair("--from", &which.from), std::pair("--to", &which.to)}) {
        if (*moment && (*moment)->kind == cli::Moment::Kind::peak && kind == cli::SourceKind::import) {
            return Error{name, "the peak of snapshots is known once all are read", "--record them, then --replay that"};
        }
    }
    return {};
}

/// The text of the summary is no table.
std::optional<Error> table_of_what(const cli::Options& options) {
    const cli::How& how = options.how;
    const bool summary = options.report == "summary" && how.format == cli::Format::text;
    if (!summary || (how.columns.empty() && how.sort.empty() && !how.top && !how.reverse)) {
        return {};
    }
    const char* const option = !how.columns.empty() ? "--columns"
                               : !how.sort.empty()  ? "--sort"
                               : how.top            ? "--top"
                                                    : "--reverse";
    return Error{option, "the summary's lines are fixed in text", "use --report processes, or --format csv"};
}

std::optional<Error> record_of_what(const cli::Options& options) {
    const cli::SourceKind kind = options.sources.front().kind;
    if (options.how.record.empty()) {
        return {};
    }
    if (kind == cli::SourceKind::replay) {
        return Error{"--record", "the source is a recording already", "copy the file"};
    }
    if (options.sources.size() > 1) {
        return Error{"--record", "one file holds one board at a time", "record each board by a program of its own"};
    }
    if (kind == cli::SourceKind::proc) {
        return Error{"--record", "records what an agent sends", "use --exec 'smaps-agent --stdio'"};
    }
    return {};
}

std::optional<Error> stream_of_what(const cli::Options& options) {
    const bool extracts = !options.how.extract.empty();
    if (options.sources.front().kind != cli::SourceKind::proc || (!extracts && options.report != "frames")) {
        return {};
    }
    return Error{extracts ? "--extract" : "--report frames", "there is no stream to take it from",
                 "use a source with an agent, --replay or --import"};
}

std::optional<Error> part_of_what(const cli::Options& options) {
    if (!summary_of_a_part(options)) {
        return {};
    }
    return Error{options.which.classes.empty() ? "--map" : "--class", "the summary is of whole processes",
                 "use --report processes, mappings or classes"};
}

/// Addresses that cannot be read as such.
std::optional<Error> addressed_where(const cli::Options& options) {
    for (const cli::Source& source : options.sources) {
        const bool connects = source.kind == cli::SourceKind::connect;
        if (connects || source.kind == cli::SourceKind::listen) {
            if (const auto parts = transport::split_address(source.where, connects); !parts) {
                return parts.error();
            }
        } else if (source.kind == cli::SourceKind::serial) {
            if (const auto line = transport::parse_serial(source.where); !line) {
                return line.error();
            }
        }
    }
    return {};
}

/// Options that do not go together.
std::optional<Error> impossible(const cli::Options& options) {
    for (const auto check :
         {stream_of_what, time_of_what, table_of_what, part_of_what, addressed_where, record_of_what}) {
        if (auto error = check(options)) {
            return error;
        }
    }
    return {};
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
    if (const auto error = impossible(options)) {
        base::say(*error);
        return ExitCode::usage;
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
