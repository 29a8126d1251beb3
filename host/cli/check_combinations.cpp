#include "host/cli/check_combinations.hpp"

#include <algorithm>

namespace host::cli {
namespace {

bool is_recorded(SourceKind kind) {
    return kind == SourceKind::replay || kind == SourceKind::import;
}

std::optional<Error> check_one_kind_of_source(const Options& options) {
    const auto other = std::find_if(options.sources.begin(), options.sources.end(),
                                    [&](const Source& source) { return source.kind != options.sources.front().kind; });
    if (other == options.sources.end()) {
        return {};
    }
    return Error{other->where, "a second kind of source", "choose one; only --connect and --replay may be repeated"};
}

std::optional<Error> check_time_needs_recording(const Options& options) {
    const TimeSelection& time = options.which.time;
    if ((!time.from && !time.to && !time.at) || is_recorded(options.sources.front().kind)) {
        return {};
    }
    return Error{time.at ? "--at" : time.from ? "--from" : "--to", "needs a recording", "use --record, then --replay"};
}

std::optional<Error> check_stream(const Options& options) {
    const bool extracts = !options.how.extract.empty();
    if (options.sources.front().kind != SourceKind::proc || (!extracts && options.report != "frames")) {
        return {};
    }
    return Error{extracts ? "--extract" : "--report frames", "needs the stream of an agent",
                 "use a source with an agent, --replay or --import"};
}

/// --extract writes whole files of processes.
std::optional<Error> check_extract(const Options& options) {
    const bool part = !options.which.classes.empty() || !options.which.maps.empty();
    if (options.how.extract.empty() || !part) {
        return {};
    }
    return Error{"--extract", "writes whole processes",
                 std::string("remove ") + (options.which.classes.empty() ? "--map" : "--class")};
}

/// The text of the summary is not a table.
std::optional<Error> check_table(const Options& options) {
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

/// The summary shows whole processes; without a part of the memory its sums would mean something else.
std::optional<Error> check_whole_processes(const Options& options) {
    const bool part = !options.which.classes.empty() || !options.which.maps.empty();
    const bool verbose = options.report.empty() && (options.how.verbosity > 0 || options.how.compat_rssanalyse);
    if (!part || (options.report != "summary" && !verbose)) {
        return {};
    }
    return Error{options.which.classes.empty() ? "--map" : "--class", "the summary is of whole processes",
                 "use --report processes, mappings or classes"};
}

std::optional<Error> check_record(const Options& options) {
    if (options.how.record.empty()) {
        return {};
    }
    if (options.sources.front().kind == SourceKind::replay) {
        return Error{"--record", "the source is a recording already", "copy the file"};
    }
    if (options.sources.size() > 1) {
        return Error{"--record", "one file holds one board at a time", "record each board by a program of its own"};
    }
    if (options.sources.front().kind == SourceKind::proc) {
        return Error{"--record", "records what an agent sends", "use --exec 'smaps-agent --stdio'"};
    }
    return {};
}

} // namespace

std::optional<Error> check_combinations(const Options& options) {
    for (const auto check : {check_one_kind_of_source, check_stream, check_extract, check_time_needs_recording,
                             check_table, check_whole_processes, check_record}) {
        if (auto error = check(options)) {
            return error;
        }
    }
    return {};
}

} // namespace host::cli
