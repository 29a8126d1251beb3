// Command line → Options. The declarations below are the command line: CLI11 checks, converts and prints --help by
// them.
#include "host/cli/options.hpp"

#include "host/cli/check_combinations.hpp"
#include "host/cli/help_formatter.hpp"
#include "host/cli/validators.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <memory>

namespace host::cli {
namespace {

using CLI::MultiOptionPolicy;

std::vector<std::string> report_names() {
    std::vector<std::string> names;
    for (const report::ReportEntry& entry : report::k_reports) {
        names.emplace_back(entry.name);
    }
    return names;
}

constexpr const char* k_description = "usage: host-analyze [SOURCE] [WHICH] [WHAT] [HOW] [PID...]\n"
                                      "Where did the memory of a Linux board go, and is it growing?";
constexpr const char* k_footer =
    "T: 500ms, 10s, 5m or 1h2m3s. A period needs its unit; another time without one\nis in seconds.";

std::string joined(const std::vector<std::string>& words, const char* separator) {
    std::string all;
    for (const std::string& word : words) {
        all += (all.empty() ? "" : separator) + word;
    }
    return all;
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

/// Declares the options of one group of --help after the other.
class Declaration {
  public:
    Declaration(CLI::App& app, Options& options, std::vector<std::string>& words)
        : app_(app), options_(options), words_(words) {}

    void declare() {
        app_.set_help_flag(); // declared last, so that --help lists it there
        sources();
        which();
        what();
        how();
    }

  private:
    /// An option with one value, which may be given once.
    template <typename T>
    CLI::Option* value(const char* name, const char* type, T& out, const std::string& about) {
        return app_.add_option(name, out, about)->type_name(type)->group(group_);
    }
    /// An option with one value, which may be given several times.
    template <typename T>
    CLI::Option* values(const char* name, const char* type, std::vector<T>& out, const std::string& about) {
        return repeatable(value(name, type, out, about));
    }
    static CLI::Option* repeatable(CLI::Option* option) {
        return option->expected(1)->allow_extra_args(false)->multi_option_policy(MultiOptionPolicy::TakeAll);
    }
    /// An option whose text becomes something else.
    template <typename Take>
    CLI::Option* text(const char* name, const char* type, Take take, const std::string& about) {
        return app_.add_option_function<std::string>(name, take, about)->type_name(type)->group(group_);
    }
    void flag(const char* name, bool& out, const char* about) {
        app_.add_flag(name, out, about)->group(group_)->multi_option_policy(MultiOptionPolicy::Throw);
    }
    void list(const char* name, std::vector<std::string>& out, const char* about) {
        text(
            name, "LIST", [&out](const std::string& words) { out = split_list(words); }, about);
    }
    void moment_in_time(const char* name, std::optional<Moment>& out, const char* about) {
        text(
            name, "T", [&out](const std::string& word) { out = parse_moment(word); }, about)
            ->check(moment());
    }
    CLI::Option* source(SourceKind kind, const char* name, const char* type, const char* about) {
        const auto take = [&sources = options_.sources, kind](const std::vector<std::string>& places) {
            for (const std::string& where : places) {
                sources.push_back({kind, where});
            }
        };
        return app_.add_option_function<std::vector<std::string>>(name, take, about)
            ->type_name(type)
            ->group(group_)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(MultiOptionPolicy::Throw)
            ->check(not_empty());
    }

    void sources() {
        group_ = "SOURCE (default: this machine's /proc)";
        source(SourceKind::proc, "--proc", "DIR", "a tree like /proc; DIR/PID/smaps is enough");
        repeatable(source(SourceKind::connect, "--connect", "HOST:PORT", "an agent that listens; repeatable"))
            ->check(network_address(true));
        source(SourceKind::listen, "--listen", "[ADDR:]PORT", "agents that dial out")->check(network_address(false));
        CLI::Option* const serial =
            source(SourceKind::serial, "--serial", "DEV[:BAUD]", "a serial line")->check(serial_line());
        value("--start", "COMMAND", options_.start, "with --serial: types this command on the console")->needs(serial);
        source(SourceKind::exec, "--exec", "COMMAND", "a command that prints the stream");
        repeatable(source(SourceKind::replay, "--replay", "FILE", "a capture, smaps text or smemcap tar; repeatable"));
        source(SourceKind::import, "--import", "DIR", "snapshots: files NNNN.smaps, or from --extract");
    }

    void which() {
        Which& which = options_.which;
        group_ = "WHICH";
        const char* const pids = "these processes";
        app_.add_option("PID", words_, pids)->group(group_);
        values("--pid", "N", which.pids, pids)->transform(process_id());
        const char* const processes = "processes by program or owner; repeatable";
        values("--name", "GLOB", which.names, processes);
        values("--user", "GLOB", which.users, processes);
        const char* const memory = "only memory of a class or mapped file; repeatable";
        values("--class", "GLOB", which.classes, memory);
        values("--map", "GLOB", which.maps, memory);
        flag("--all", which.all, "every process that can be read");
        value("--period", "T", which.period_us, "time between two sweeps")->transform(period(1000));
        const char* const end = "ends after N sweeps, or after this time";
        value("--count", "N", which.time.count, end)->transform(positive_number());
        value("--duration", "T", which.time.duration_us, end)->transform(time_span());
        const char* const part = "only this part of a recording";
        moment_in_time("--from", which.time.from, part);
        moment_in_time("--to", which.time.to, part);
        moment_in_time("--at", which.time.at, "shows this moment: T, first, last or peak");
    }

    void what() {
        group_ = "WHAT";
        value("--report", "NAME", options_.report, joined(report_names(), " "))->check(one_of(report_names()));
        value("--explain", "TERM", options_.explain, "what a word of the reports means");
    }

    void how() {
        How& how = options_.how;
        group_ = "HOW";
        app_.add_flag("-v", how.verbosity, "mappings of each class; -vv with all figures")->group(group_);
        text(
            "--compat", "rssanalyse", [&how](const std::string&) { how.compat_rssanalyse = true; },
            "the figures of that script, byte for byte")
            ->check(one_of({"rssanalyse"}));
        value("--format", "text|json|ndjson|csv", how.format, "")
            ->transform(enumerator_of<Format>(
                {{"text", Format::text}, {"json", Format::json}, {"ndjson", Format::ndjson}, {"csv", Format::csv}}));
        value("--units", "kib|mib|bytes", how.units, "")
            ->transform(enumerator_of<Units>({{"kib", Units::kib}, {"mib", Units::mib}, {"bytes", Units::bytes}}));
        const char* const table = "order, length and columns of a table";
        value("--sort", "FIELD", how.sort, table);
        flag("--reverse", how.reverse, table);
        value("--top", "N", how.top, table)->transform(positive_number());
        list("--columns", how.columns, table);
        const char* const over_time = "rows, measure, settling of series, growth, diff";
        list("--by", how.by, over_time);
        value("--measure", "NAME", how.measure, over_time);
        value("--settle", "T", how.settle_us, over_time)->transform(time_span());
        value("--record", "FILE", how.record, "keeps the stream in a capture");
        value("--key-interval", "T", how.key_interval_us, "time between key frames, 60s unless given")
            ->transform(period(0));
        value("--extract", "DIR", how.extract, "writes the files of /proc again");
        value("--budget", "FILE", how.budget, "limits; exit code 3 when one is broken");
        value("--passwd", "FILE", how.passwd, "the board's /etc/passwd, for the names of users");
        flag("--quiet", how.quiet, "no progress, no lines while a session runs");
        const char* const push = "types the agent on a board's console; nothing else";
        CLI::Option* const line =
            value("--push-serial", "DEV[:BAUD]", options_.push_serial, push)->check(serial_line());
        CLI::Option* const file = value("--agent", "FILE", options_.agent_file, push);
        line->needs(file);
        file->needs(line);
        const char* const about = "print this, or the version";
        app_.set_help_flag("-h,--help", about)->group(group_);
        app_.add_flag_callback(
                "--version", [] { throw CLI::CallForVersion("host-analyze " SMAPS_VERSION "\n", 0); }, about)
            ->group(group_);
    }

    CLI::App& app_;
    Options& options_;
    std::vector<std::string>& words_; ///< without an option
    const char* group_ = "";
};

/// Words without an option: process ids, or after --replay more files.
std::optional<Error> take_words(const std::vector<std::string>& words, Options& options) {
    const bool replays = !options.sources.empty() && options.sources.back().kind == SourceKind::replay;
    for (const std::string& word : words) {
        const auto pid = parse_number(word, std::numeric_limits<std::uint32_t>::max());
        if (pid && *pid != 0) {
            options.which.pids.push_back(static_cast<std::uint32_t>(*pid));
        } else if (word.size() > 1 && word.front() == '-') {
            return Error{word, "no such option", "see --help"};
        } else if (replays && !word.empty()) {
            options.sources.push_back({SourceKind::replay, word});
        } else {
            return Error{word, "not a process id", "programs are chosen by --name '" + word + "'"};
        }
    }
    return {};
}

/// `--option: what is wrong`, with the option as the object.
Error from_message(const std::string& message) {
    const std::size_t colon = message.find(": ");
    return colon == std::string::npos ? Error{"", message, "see --help"}
                                      : Error{message.substr(0, colon), message.substr(colon + 2), ""};
}

/// Too few or too many values.
Error from_mismatch(const CLI::App& app, const std::string& message) {
    const std::string name = from_message(message).object;
    const CLI::Option* const option = app.get_option_no_throw(name);
    return option != nullptr && option->count() > 1 ? Error{name, "given twice", "keep one of them"}
                                                    : Error{name, "its value is missing", "see --help"};
}

/// Help or the version when that is asked for, else empty: the options are complete. \errors a wrong command line
Result<std::string> parse(CLI::App& app, std::span<const char* const> arguments) {
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        return app.help();
    } catch (const CLI::CallForVersion& version) {
        return std::string(version.what());
    } catch (const CLI::ExtrasError&) {
        return failure({app.remaining().empty() ? "" : app.remaining().front(), "no such option", "see --help"});
    } catch (const CLI::ArgumentMismatch& error) {
        return failure(from_mismatch(app, error.what()));
    } catch (const CLI::RequiresError& error) { // "--start requires --serial"
        const std::string message = error.what();
        const std::size_t blank = message.find(' ');
        return failure({message.substr(0, blank), message.substr(blank + 1), ""});
    } catch (const CLI::ParseError& error) {
        return failure(from_message(error.what()));
    }
    return std::string();
}

} // namespace

Result<Command> parse_options(std::span<const char* const> arguments) {
    CLI::App app(k_description);
    app.formatter(std::make_shared<HelpFormatter>());
    app.footer(k_footer);
    Options options;
    std::vector<std::string> words;
    Declaration(app, options, words).declare();
    const auto print = parse(app, arguments);
    if (!print) {
        return failure(print.error());
    }
    if (!print->empty()) {
        return Command{{}, *print};
    }
    if (auto error = take_words(words, options)) {
        return failure(*std::move(error));
    }
    options.how.verbosity = std::min(options.how.verbosity, 2);
    if (options.sources.empty()) {
        options.sources.emplace_back();
    }
    const bool reads_source = options.explain.empty() && options.push_serial.empty();
    if (auto error = reads_source ? check_combinations(options) : std::nullopt) {
        return failure(*std::move(error));
    }
    return Command{std::move(options), {}};
}

} // namespace host::cli
