#include "host/cli/options.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace host::cli;

namespace {

host::Result<Command> parse(std::vector<const char*> arguments) {
    return parse_options(arguments);
}

} // namespace

TEST_CASE("without arguments this machine's /proc is read") {
    const auto command = parse({});
    REQUIRE(command.has_value());
    REQUIRE(command->options.sources.size() == 1);
    CHECK(command->options.sources[0].kind == SourceKind::proc);
    CHECK(command->options.sources[0].where == "/proc");
    CHECK(command->options.how.format == Format::text);
}

TEST_CASE("every kind of value is understood") {
    const auto command = parse({"--connect",
                                "board:7000",
                                "--connect=[fe80::1]:7000",
                                "--pid",
                                "12",
                                "34",
                                "--name",
                                "my*",
                                "--name",
                                "b",
                                "--period",
                                "500",
                                "--count",
                                "3",
                                "--duration",
                                "10m",
                                "--from",
                                "90",
                                "--to",
                                "2024-05-06T07:08:09Z",
                                "--at",
                                "peak",
                                "-v",
                                "-v",
                                "--columns",
                                "pid,rss_kb",
                                "--top",
                                "5",
                                "--format",
                                "csv",
                                "--units",
                                "mib",
                                "--key-interval",
                                "0",
                                "--report",
                                "growth"});
    REQUIRE(command.has_value());
    const Options& options = command->options;
    CHECK(options.sources.size() == 2);
    CHECK(options.sources[1].where == "[fe80::1]:7000");
    CHECK(options.which.pids == std::vector<std::uint32_t>{12, 34});
    CHECK(options.which.names == std::vector<std::string>{"my*", "b"});
    CHECK(options.which.period_us == 500'000);
    CHECK(options.which.count == 3);
    CHECK(options.which.duration_us == 600'000'000);
    CHECK(options.which.from->us == 90'000'000);
    CHECK(options.which.to->kind == Moment::Kind::utc);
    CHECK(options.which.at->kind == Moment::Kind::peak);
    CHECK(options.how.verbosity == 2);
    CHECK(options.how.columns == std::vector<std::string>{"pid", "rss_kb"});
    CHECK(options.how.top == 5);
    CHECK(options.how.format == Format::csv);
    CHECK(options.how.units == Units::mib);
    CHECK(options.how.key_interval_us == 0);
    CHECK(options.report == "growth");
}

TEST_CASE("-vv is -v twice, and more is no error") {
    CHECK(parse({"-vv", "1"})->options.how.verbosity == 2);
    CHECK(parse({"-v", "-vv", "1"})->options.how.verbosity == 2);
}

TEST_CASE("files after --replay are more sessions, numbers stay processes") {
    const auto command = parse({"--replay", "a", "b", "12", "-"});
    REQUIRE(command.has_value());
    CHECK(command->options.sources.size() == 3);
    CHECK(command->options.sources[2].where == "-");
    CHECK(command->options.which.pids == std::vector<std::uint32_t>{12});
}

TEST_CASE("wrong usage is named in one line") {
    struct Row {
        std::vector<const char*> arguments;
        const char* message;
    };
    const Row rows[] = {
        {{"--foo"}, "--foo: no such option; see --help"},
        {{"abc"}, "abc: not a process id; programs are chosen by --name 'abc'"},
        {{"--pid", "x"}, "x: not a process id; programs are chosen by --name 'x'"},
        {{"--format", "xml"}, "--format: 'xml' is not known; one of csv, json, ndjson, text"},
        {{"--period", "soon"}, "--period: 'soon' is not a time span; write 500ms, 10s or 1h2m3s"},
        {{"--count", "0"}, "--count: '0' is not a number above 0; see --help"},
        {{"--at", "noon"}, "--at: 'noon' is no moment; write 90s, 2024-05-06T07:08:09Z, first, last or peak"},
        {{"--report", "x"}, "--report: 'x' is not known; the names are in --help"},
        {{"--connect", "a:1", "--replay", "f"}, "f: a second source; only --connect and --replay may be repeated"},
        {{"--start", "x"}, "--start: no console to type on; add --serial DEV"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        const auto command = parse(row.arguments);
        REQUIRE_FALSE(command.has_value());
        CHECK(command.error().text() == row.message);
    }
}

TEST_CASE("the help fits a screen of 24 lines and 80 columns") {
    const auto command = parse({"--help"});
    REQUIRE(command.has_value());
    CHECK(std::count(command->print.begin(), command->print.end(), '\n') <= 24);
    std::size_t at = 0;
    for (std::size_t end; (end = command->print.find('\n', at)) != std::string::npos; at = end + 1) {
        CHECK(end - at < 80);
    }
}
