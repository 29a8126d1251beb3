#include "host/cli/options.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace host::cli;

namespace {

struct Row {
    std::vector<const char*> arguments;
    const char* message;
};

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
    const auto command = parse({"--replay",
                                "a.smaps",
                                "--replay=b.smaps",
                                "--pid",
                                "12",
                                "34",
                                "--name",
                                "my*",
                                "--name",
                                "b",
                                "--period",
                                "500ms",
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
    CHECK(options.sources[1].where == "b.smaps");
    CHECK(options.which.pids == std::vector<std::uint32_t>{12, 34});
    CHECK(options.which.names == std::vector<std::string>{"my*", "b"});
    CHECK(options.which.period_us == 500'000);
    CHECK(options.which.time.count == 3);
    CHECK(options.which.time.duration_us == 600'000'000);
    CHECK(options.which.time.from->us == 90'000'000);
    CHECK(options.which.time.to->kind == Moment::Kind::utc);
    CHECK(options.which.time.at->kind == Moment::Kind::peak);
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
    const Row rows[] = {
        {{"--foo"}, "--foo: no such option; see --help"},
        {{"abc"}, "abc: not a process id; programs are chosen by --name 'abc'"},
        {{"--pid", "x"}, "--pid: 'x' is not a process id; use --name to choose programs"},
        {{"--pid"}, "--pid: its value is missing; see --help"},
        {{"--format", "xml"}, "--format: 'xml' is not known; one of text, json, ndjson, csv"},
        {{"--period", "soon"}, "--period: 'soon' is not a time span; write 500ms, 10s or 1h2m3s"},
        {{"--period", "5"}, "--period: '5' has no unit; 5s or 5ms?"},
        {{"--key-interval", "60"}, "--key-interval: '60' has no unit; 60s or 60ms?"},
        {{"--count", "0"}, "--count: '0' is not a number above 0"},
        {{"--count", "0x10"}, "--count: '0x10' is not a number above 0"},
        {{"--at", "noon"}, "--at: 'noon' is not a point in time; write 90s, 2024-05-06T07:08:09Z, first, last or peak"},
        {{"--compat", "smem"}, "--compat: 'smem' is not known; write rssanalyse"},
        {{"--connect", "nohost"}, "--connect: 'nohost': needs a port from 0 to 65535; write HOST:PORT"},
        {{"--serial", "/dev/ttyS0:77"}, "--serial: '/dev/ttyS0:77': '77' is not a speed; write 1200 to 4000000"},
        {{"--start", "x"}, "--start: requires --serial"},
        {{"--agent", "x"}, "--agent: requires --push-serial"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        const auto command = parse(row.arguments);
        REQUIRE_FALSE(command.has_value());
        CHECK(command.error().text() == row.message);
    }
}

TEST_CASE("an option given twice is refused where only one value counts") {
    for (const std::vector<const char*>& arguments :
         std::vector<std::vector<const char*>>{{"--top", "1", "--top", "2"},
                                               {"--reverse", "--top", "1", "--reverse"},
                                               {"--at", "peak", "--replay", "a", "--at", "peak"},
                                               {"--columns", "pid", "--columns", "rss"},
                                               {"--format", "csv", "--format", "csv"},
                                               {"--serial", "/dev/ttyS0", "--serial", "/dev/ttyS1"},
                                               {"--import", "a", "--import", "b"}}) {
        const auto command = parse(arguments);
        CAPTURE(arguments.front());
        REQUIRE_FALSE(command.has_value());
        CHECK(command.error().text() == std::string(arguments.front()) + ": given twice; keep one of them");
    }
    CHECK(parse({"--name", "a", "--name", "b", "--pid", "1", "--pid", "2", "-v", "-v"}).has_value());
}

TEST_CASE("options that make no sense together are refused before anything is opened") {
    const Row rows[] = {
        {{"--connect", "a:1", "--replay", "f"},
         "f: a second kind of source; choose one; only --connect and --replay may be repeated"},
        {{"--connect", "a:1", "--at", "peak"}, "--at: needs a recording; use --record, then --replay"},
        {{"--to", "5"}, "--to: needs a recording; use --record, then --replay"},
        {{"--replay", "f", "--record", "g"}, "--record: the source is a recording already; copy the file"},
        {{"--report", "frames"},
         "--report frames: needs the stream of an agent; use a source with an agent, --replay or --import"},
        {{"--replay", "f", "--extract", "d", "--map", "libc*"}, "--extract: writes whole processes; remove --map"},
        {{"--report", "summary", "--top", "3"},
         "--top: the summary's lines are fixed in text; use --report processes, or --format csv"},
        {{"-v", "--class", "heap"},
         "--class: the summary is of whole processes; use --report processes, mappings or classes"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        const auto command = parse(row.arguments);
        REQUIRE_FALSE(command.has_value());
        CHECK(command.error().text() == row.message);
    }
    CHECK(parse({"--explain", "pss", "--at", "peak"}).has_value()); // reads no source
}

TEST_CASE("the help fits a screen of 50 lines and 80 columns") {
    const auto command = parse({"--help"});
    REQUIRE(command.has_value());
    CHECK(std::count(command->print.begin(), command->print.end(), '\n') <= 50);
    std::size_t at = 0;
    for (std::size_t end; (end = command->print.find('\n', at)) != std::string::npos; at = end + 1) {
        CHECK(end - at < 80);
    }
}
