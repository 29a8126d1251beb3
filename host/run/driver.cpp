#include "host/run/driver.hpp"

#include "host/report/explain.hpp"
#include "host/run/gathering.hpp"
#include "host/run/import.hpp"
#include "host/run/live.hpp"
#include "host/run/messages.hpp"
#include "host/run/push_serial.hpp"
#include "host/run/replay.hpp"
#include "host/run/snapshot.hpp"
#include "host/transport/address.hpp"

#include <iostream>
#include <optional>
#include <utility>

namespace host::run {
namespace {

ExitCode explain(const std::string& term) {
    if (const auto text = report::explain(term)) {
        std::cout << *text;
        return ExitCode::done;
    }
    const std::string like = report::terms_like(term);
    say(Error{"--explain", "'" + term + "' is not known",
              like.empty() ? "known are " + report::explained_terms() : "like it are " + like});
    return ExitCode::usage;
}

/// The summary shows whole processes; leaving a part out of its sums would give it another meaning.
bool summary_of_a_part(const Options& options) {
    const bool part = !options.which.classes.empty() || !options.which.maps.empty();
    const bool verbose = options.report.empty() && (options.how.verbosity > 0 || options.how.compat_rssanalyse);
    return part && (options.report == "summary" || verbose);
}

/// --at, --from and --to choose a time of something that was recorded.
std::optional<Error> time_of_what(const Options& options) {
    const SourceKind kind = options.sources.front().kind;
    const Which& which = options.which;
    const bool any = which.from || which.to || which.at;
    const char* const option = which.at ? "--at" : which.from ? "--from" : "--to";
    if (any && kind != SourceKind::replay && kind != SourceKind::import) {
        return Error{option, "chooses a time of a recording", "make one with --record, then --replay it"};
    }
    for (const auto& [name, moment] :
         {std::pair("--at", &which.at), std::pair("--from", &which.from), std::pair("--to", &which.to)}) {
        if (*moment && (*moment)->kind == Moment::Kind::peak && kind == SourceKind::import) {
            return Error{name, "the peak of snapshots is known once all are read", "--record them, then --replay that"};
        }
    }
    return {};
}

/// The text of the summary is no table.
std::optional<Error> table_of_what(const Options& options) {
    const How& how = options.how;
    const bool summary = options.report == "summary" && how.format == Format::text;
    if (!summary || (how.columns.empty() && how.sort.empty() && !how.top && !how.reverse)) {
        return {};
    }
    const char* const option = !how.columns.empty() ? "--columns"
                               : !how.sort.empty()  ? "--sort"
                               : how.top            ? "--top"
                                                    : "--reverse";
    return Error{option, "the summary's lines are fixed in text", "use --report processes, or --format csv"};
}

std::optional<Error> record_of_what(const Options& options) {
    const SourceKind kind = options.sources.front().kind;
    if (options.how.record.empty()) {
        return {};
    }
    if (kind == SourceKind::replay) {
        return Error{"--record", "the source is a recording already", "copy the file"};
    }
    if (options.sources.size() > 1) {
        return Error{"--record", "one file holds one board at a time", "record each board by a program of its own"};
    }
    if (kind == SourceKind::proc) {
        return Error{"--record", "records what an agent sends", "use --exec 'smaps-agent --stdio'"};
    }
    return {};
}

std::optional<Error> stream_of_what(const Options& options) {
    const bool extracts = !options.how.extract.empty();
    if (options.sources.front().kind != SourceKind::proc || (!extracts && options.report != "frames")) {
        return {};
    }
    return Error{extracts ? "--extract" : "--report frames", "there is no stream to take it from",
                 "use a source with an agent, --replay or --import"};
}

std::optional<Error> part_of_what(const Options& options) {
    if (!summary_of_a_part(options)) {
        return {};
    }
    return Error{options.which.classes.empty() ? "--map" : "--class", "the summary is of whole processes",
                 "use --report processes, mappings or classes"};
}

/// Addresses that cannot be read as such.
std::optional<Error> addressed_where(const Options& options) {
    for (const Source& source : options.sources) {
        const bool connects = source.kind == SourceKind::connect;
        if (connects || source.kind == SourceKind::listen) {
            if (const auto parts = transport::split_address(source.where, connects); !parts) {
                return parts.error();
            }
        } else if (source.kind == SourceKind::serial) {
            if (const auto line = transport::parse_serial(source.where); !line) {
                return line.error();
            }
        }
    }
    return {};
}

/// Options that do not go together.
std::optional<Error> impossible(const Options& options) {
    for (const auto check :
         {stream_of_what, time_of_what, table_of_what, part_of_what, addressed_where, record_of_what}) {
        if (auto error = check(options)) {
            return error;
        }
    }
    return {};
}

} // namespace

ExitCode run(const Settings& settings) {
    const Options& options = settings.options;
    if (!options.explain.empty()) {
        return explain(options.explain);
    }
    if (!options.push_serial.empty()) {
        return push_serial(options.push_serial, options.agent_file);
    }
    if (const auto error = impossible(options)) {
        say(*error);
        return ExitCode::usage;
    }
    auto gathering = Gathering::make(options, settings.filter, settings.users);
    if (!gathering) {
        say(gathering.error());
        return ExitCode::usage;
    }
    switch (options.sources.front().kind) {
    case SourceKind::replay: return replay(settings, *gathering);
    case SourceKind::connect:
    case SourceKind::listen:
    case SourceKind::serial:
    case SourceKind::exec: return run_live(settings, *gathering);
    case SourceKind::import: return import_snapshots(settings, *gathering);
    case SourceKind::proc: break;
    }
    return read_proc(settings, *gathering);
}

} // namespace host::run
