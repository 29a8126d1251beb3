// Command line → Options. CLI11 splits it; every value is checked here, so that a wrong one is named in one line.
#include "host/cli/options.hpp"

#include "host/base/time_text.hpp"
#include "host/report/reports.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

namespace host::cli {
namespace {

constexpr std::string_view k_help =
    R"(usage: host-analyze [SOURCE] [WHICH] [WHAT] [HOW] [PID...]
Where did the memory of a Linux board go, and is it growing?

SOURCE (default: this machine's /proc)
  --connect HOST:PORT (repeatable)  --listen [ADDR:]PORT  --exec COMMAND
  --serial DEV[:BAUD]  --serial DEV[:BAUD] --start COMMAND  --proc=DIR
  --replay FILE (repeatable, - is stdin)  --import DIR
WHICH
  PID... | --pid N | --all  --period T  --count N  --duration T
  --name GLOB  --user GLOB  --class GLOB  --map GLOB (all repeatable)
  recorded time: --from T  --to T  --at T|first|last|peak
WHAT: --report NAME
@REPORTS@HOW
  -v -vv  --compat=rssanalyse  --format text|json|ndjson|csv  --sort FIELD
  --reverse  --top N  --columns LIST  --units kib|mib|bytes  --quiet
  --record FILE  --key-interval T  --extract DIR  --budget FILE
  --by LEVELS  --measure NAME  --settle T (series, growth, diff)
  --passwd FILE  --explain TERM  --version  --help
  --push-serial DEV --agent FILE: types the agent on a board's console
T: 500ms, 10s, 5m, 1h2m3s; a bare number is ms for periods, s for times.
)";

/// The names of the reports in lines that fit a screen.
std::string report_lines() {
    constexpr std::size_t k_columns = 74;
    std::string lines;
    std::string line = " ";
    for (const report::ReportEntry& entry : report::k_reports) {
        if (line.size() + 1 + entry.name.size() > k_columns) {
            lines += std::exchange(line, " ") + '\n';
        }
        line += ' ' + std::string(entry.name);
    }
    return lines + line + '\n';
}

std::string help_text() {
    constexpr std::string_view k_mark = "@REPORTS@";
    std::string text(k_help);
    return text.replace(text.find(k_mark), k_mark.size(), report_lines());
}

/// The command line as CLI11 leaves it: texts, unchecked.
struct Raw {
    std::vector<std::string> proc, connect, listen, serial, exec, replay, import, rest;
    std::vector<std::string> pid;
    std::string period, count, duration, from, to, at, top, compat, format = "text", units = "kib", columns;
    std::string key_interval, by, settle;
    int verbosity = 0;
    bool version = false;
    Options options;
};

Error usage(std::string object, std::string what, std::string next = "see --help") {
    return {std::move(object), std::move(what), std::move(next)};
}

void declare(CLI::App& app, Raw& raw) {
    Options& options = raw.options;
    Which& which = options.which;
    How& how = options.how;
    app.set_help_flag("-h,--help");
    app.add_flag("--version", raw.version);
    const auto lists = std::to_array<std::pair<const char*, std::vector<std::string>*>>({{"--proc", &raw.proc},
                                                                                         {"--connect", &raw.connect},
                                                                                         {"--listen", &raw.listen},
                                                                                         {"--serial", &raw.serial},
                                                                                         {"--exec", &raw.exec},
                                                                                         {"--replay", &raw.replay},
                                                                                         {"--import", &raw.import},
                                                                                         {"--pid", &raw.pid},
                                                                                         {"--name", &which.names},
                                                                                         {"--user", &which.users},
                                                                                         {"--class", &which.classes},
                                                                                         {"--map", &which.maps}});
    for (const auto& [name, list] : lists) {
        app.add_option(name, *list)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    const auto texts = std::to_array<std::pair<const char*, std::string*>>({{"--period", &raw.period},
                                                                            {"--count", &raw.count},
                                                                            {"--duration", &raw.duration},
                                                                            {"--from", &raw.from},
                                                                            {"--to", &raw.to},
                                                                            {"--at", &raw.at},
                                                                            {"--top", &raw.top},
                                                                            {"--compat", &raw.compat},
                                                                            {"--format", &raw.format},
                                                                            {"--units", &raw.units},
                                                                            {"--columns", &raw.columns},
                                                                            {"--key-interval", &raw.key_interval},
                                                                            {"--report", &options.report},
                                                                            {"--sort", &how.sort},
                                                                            {"--record", &how.record},
                                                                            {"--extract", &how.extract},
                                                                            {"--budget", &how.budget},
                                                                            {"--passwd", &how.passwd},
                                                                            {"--by", &raw.by},
                                                                            {"--measure", &how.measure},
                                                                            {"--settle", &raw.settle},
                                                                            {"--start", &options.start},
                                                                            {"--push-serial", &options.push_serial},
                                                                            {"--agent", &options.agent_file},
                                                                            {"--explain", &options.explain}});
    for (const auto& [name, text] : texts) {
        app.add_option(name, *text);
    }
    app.add_flag("-v", raw.verbosity);
    app.add_flag("--all", which.all);
    app.add_flag("--reverse", how.reverse);
    app.add_flag("--quiet", how.quiet);
    app.add_option("PID", raw.rest);
}

template <typename T>
std::optional<T> number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && !text.empty() ? std::optional(value) : std::nullopt;
}

/// Leaves `out` alone when the option was not given.
template <typename T>
std::optional<Error> take_number(const char* option, const std::string& text, std::optional<T>& out) {
    if (text.empty()) {
        return {};
    }
    out = number<T>(text);
    return out && *out != 0 ? std::nullopt : std::optional(usage(option, "'" + text + "' is not a number above 0"));
}

std::optional<Error> take_duration(const char* option, const std::string& text, DefaultUnit unit,
                                   std::optional<std::int64_t>& out) {
    if (text.empty()) {
        return {};
    }
    out = parse_duration_us(text, unit);
    return out ? std::nullopt
               : std::optional(usage(option, "'" + text + "' is not a time span", "write 500ms, 10s or 1h2m3s"));
}

std::optional<Error> take_moment(const char* option, const std::string& text, std::optional<Moment>& out) {
    static const std::map<std::string_view, Moment::Kind> words{
        {"first", Moment::Kind::first}, {"last", Moment::Kind::last}, {"peak", Moment::Kind::peak}};
    if (text.empty()) {
        return {};
    }
    if (const auto word = words.find(text); word != words.end()) {
        out = Moment{word->second, 0};
    } else if (const auto span = parse_elapsed_us(text)) {
        out = Moment{Moment::Kind::offset, *span};
    } else if (const auto utc = parse_utc_us(text)) {
        out = Moment{Moment::Kind::utc, *utc};
    } else {
        return usage(option, "'" + text + "' is no moment", "write 90s, 2024-05-06T07:08:09Z, first, last or peak");
    }
    return {};
}

template <typename T>
std::optional<Error> take_word(const char* option, const std::string& text, const std::map<std::string_view, T>& words,
                               T& out) {
    if (const auto word = words.find(text); word != words.end()) {
        out = word->second;
        return {};
    }
    std::string all;
    for (const auto& [word, value] : words) {
        all += (all.empty() ? "" : ", ") + std::string(word);
    }
    return usage(option, "'" + text + "' is not known", "one of " + all);
}

/// Sources, and whether they go together.
std::optional<Error> take_sources(Raw& raw) {
    std::vector<Source>& sources = raw.options.sources;
    const auto kinds =
        std::to_array<std::pair<SourceKind, const std::vector<std::string>*>>({{SourceKind::proc, &raw.proc},
                                                                               {SourceKind::connect, &raw.connect},
                                                                               {SourceKind::listen, &raw.listen},
                                                                               {SourceKind::serial, &raw.serial},
                                                                               {SourceKind::exec, &raw.exec},
                                                                               {SourceKind::replay, &raw.replay},
                                                                               {SourceKind::import, &raw.import}});
    for (const auto& [kind, places] : kinds) {
        for (const std::string& where : *places) {
            if (where.empty()) {
                return usage("", "an empty source name");
            }
            if (!sources.empty() &&
                (kind != sources.front().kind || (kind != SourceKind::connect && kind != SourceKind::replay))) {
                return usage(where, "a second source", "only --connect and --replay may be repeated");
            }
            sources.push_back({kind, where});
        }
    }
    if (sources.empty()) {
        sources.emplace_back();
    }
    if (!raw.options.start.empty() && sources.front().kind != SourceKind::serial) {
        return usage("--start", "no console to type on", "add --serial DEV");
    }
    if (raw.options.push_serial.empty() != raw.options.agent_file.empty()) {
        return usage(raw.options.push_serial.empty() ? "--agent" : "--push-serial", "needs the other half",
                     "write --push-serial DEV --agent FILE");
    }
    return {};
}

/// Bare words: process ids, or after --replay more files.
std::optional<Error> take_words(Raw& raw) {
    raw.pid.insert(raw.pid.end(), raw.rest.begin(), raw.rest.end());
    for (const std::string& word : raw.pid) {
        if (const auto pid = number<std::uint32_t>(word); pid && *pid != 0) {
            raw.options.which.pids.push_back(*pid);
        } else if (word.size() > 1 && word.front() == '-') {
            return usage(word, "no such option");
        } else if (!raw.replay.empty()) {
            raw.replay.push_back(word);
        } else {
            return usage(word, "not a process id", "programs are chosen by --name '" + word + "'");
        }
    }
    return {};
}

std::optional<Error> take_which(Raw& raw) {
    Which& which = raw.options.which;
    for (auto error : {take_duration("--period", raw.period, DefaultUnit::milliseconds, which.period_us),
                       take_number("--count", raw.count, which.count),
                       take_duration("--duration", raw.duration, DefaultUnit::seconds, which.duration_us),
                       take_moment("--from", raw.from, which.from), take_moment("--to", raw.to, which.to),
                       take_moment("--at", raw.at, which.at)}) {
        if (error) {
            return error;
        }
    }
    if (which.period_us && *which.period_us < 1000) {
        return usage("--period", "shorter than 1 ms", "write for example 500ms");
    }
    return {};
}

std::vector<std::string> split_list(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        parts.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

std::optional<Error> take_how(Raw& raw) {
    static const std::map<std::string_view, Format> formats{
        {"text", Format::text}, {"json", Format::json}, {"ndjson", Format::ndjson}, {"csv", Format::csv}};
    static const std::map<std::string_view, Units> units{
        {"kib", Units::kib}, {"mib", Units::mib}, {"bytes", Units::bytes}};
    How& how = raw.options.how;
    for (auto error :
         {take_word("--format", raw.format, formats, how.format), take_word("--units", raw.units, units, how.units),
          take_number("--top", raw.top, how.top),
          take_duration("--settle", raw.settle, DefaultUnit::seconds, how.settle_us),
          take_duration("--key-interval", raw.key_interval, DefaultUnit::milliseconds, how.key_interval_us)}) {
        if (error) {
            return error;
        }
    }
    if (!raw.compat.empty() && raw.compat != "rssanalyse") {
        return usage("--compat", "'" + raw.compat + "' is not known", "only rssanalyse is");
    }
    const std::string& report = raw.options.report;
    if (!report.empty() && report::find_report(report) == nullptr) {
        return usage("--report", "'" + report + "' is not known", "the names are in --help");
    }
    how.compat_rssanalyse = !raw.compat.empty();
    how.verbosity = std::min(raw.verbosity, 2);
    how.columns = split_list(raw.columns);
    how.by = split_list(raw.by);
    return {};
}

/// CLI11's own complaint, in our shape.
Error from_cli(const CLI::ParseError& error) {
    std::string what = error.what();
    what.erase(std::find(what.begin(), what.end(), '\n'), what.end());
    return usage("", std::move(what));
}

} // namespace

Result<Command> parse_options(std::span<const char* const> arguments) {
    CLI::App app;
    Raw raw;
    declare(app, raw);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
        return Command{{}, help_text()};
    } catch (const CLI::ExtrasError&) {
        return failure(usage(app.remaining().empty() ? "" : app.remaining().front(), "no such option"));
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string_view what = error.what(); // "--option: 1 required TEXT missing"
        return failure(usage(std::string(what.substr(0, what.find(':'))), "its value is missing"));
    } catch (const CLI::ParseError& error) {
        return failure(from_cli(error));
    }
    if (raw.version) {
        return Command{{}, "host-analyze " SMAPS_VERSION "\n"};
    }
    for (const auto step : {take_words, take_sources, take_which, take_how}) {
        if (auto error = step(raw)) {
            return failure(*std::move(error));
        }
    }
    return Command{std::move(raw.options), {}};
}

} // namespace host::cli
