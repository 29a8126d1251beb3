// The reports on programs whose memory is known, through the real agent, the stream and a recording.
#include "tests/integration/programs.hpp"
#include "tests/support/child.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using test::Child;
using test::Ended;
using test::TemporaryFolder;

namespace {

const std::string k_agent = SMAPS_AGENT;
const std::string k_host = SMAPS_HOST;

/// A workload that has the shape asked for.
struct Workload {
    explicit Workload(std::vector<std::string> command) : child(std::move(command)) { child.lines_until_ready(); }
    std::string pid() const { return std::to_string(child.pid()); }
    std::string stream(const std::string& count) const {
        return k_agent + " --stdio --max-cpu 100 --period 50ms --count " + count + " --pid " + pid();
    }
    void record(const std::string& file, const std::string& count) const {
        const Ended ended = test::run({k_host, "--exec", stream(count), "--record", file, "--quiet"});
        REQUIRE(ended.exit_code == 0);
    }

    Child child;
};

using Row = std::map<std::string, std::string>;

std::vector<std::string> values_of(const std::string& line) {
    std::vector<std::string> values(1);
    bool quoted = false;
    for (const char byte : line) {
        if (byte == '"') {
            quoted = !quoted;
        } else if (byte == ',' && !quoted) {
            values.emplace_back();
        } else {
            values.back() += byte;
        }
    }
    return values;
}

/// Rows of a report in CSV.
std::vector<Row> rows_of(const std::string& csv) {
    std::istringstream lines(csv);
    std::vector<std::vector<std::string>> all;
    for (std::string line; std::getline(lines, line);) {
        all.push_back(values_of(line));
    }
    std::vector<Row> rows;
    for (std::size_t i = 1; i < all.size(); ++i) {
        Row& row = rows.emplace_back();
        REQUIRE(all[i].size() == all[0].size());
        for (std::size_t column = 0; column < all[i].size(); ++column) {
            row[all[0][column]] = all[i][column];
        }
    }
    return rows;
}

long number(const Row& row, const std::string& column) {
    return std::strtol(row.at(column).c_str(), nullptr, 10);
}

} // namespace

TEST_CASE("a budget broken while it is watched: when, by what, exit 3; the recording agrees") {
    const TemporaryFolder folder;
    const std::string limits = folder.path("limits.json");
    test::write_file(limits, R"([{"process":"workload_grow","class":"heap","measure":"private_dirty_kb","max":2500},
                                 {"process":"workload_grow","measure":"rss","max":9000000},
                                 {"process":"workload_grow","measure":"pss","max_growth_per_min":100}])");
    const Workload grow({SMAPS_WORKLOAD_GROW, "2000", "1000"});
    const std::string capture = folder.path("run.smaps");
    const std::vector<std::string> budget{"--budget", limits, "--report", "classes"};
    std::vector<std::string> live{k_host, "--exec", grow.stream("25"), "--record", capture};
    live.insert(live.end(), budget.begin(), budget.end());
    const Ended watched = test::run(live);
    CHECK(watched.exit_code == 3);
    CHECK(watched.err.find("process workload_grow, class heap: private_dirty_kb: ") != std::string::npos);
    CHECK(watched.err.find("exceeds the limit of 2500 kB, by workload_grow (pid " + grow.pid() + "); broken at ") !=
          std::string::npos);
    const std::size_t table = watched.out.find("budget of ");
    REQUIRE(table != std::string::npos);
    CHECK(watched.out.find("kept", table) != std::string::npos);
    CHECK(watched.out.find("max_growth_per_min  BROKEN", table) != std::string::npos);

    std::vector<std::string> again{k_host, "--replay", capture};
    again.insert(again.end(), budget.begin(), budget.end());
    const Ended replayed = test::run(again);
    CHECK(replayed.exit_code == 3);
    const std::size_t same = replayed.out.find("\nLimit ");
    REQUIRE(same != std::string::npos);
    CHECK(replayed.out.substr(same) == watched.out.substr(watched.out.find("\nLimit ", table)));
}

TEST_CASE("two runs of a program are compared, though pids and addresses are others") {
    const TemporaryFolder folder;
    {
        const Workload before({SMAPS_WORKLOAD_SHAPE, "heap=300", "stacks=64", "memfd=80"});
        before.record(folder.path("before.smaps"), "2");
    }
    const Workload after({SMAPS_WORKLOAD_SHAPE, "heap=700", "stacks=64", "memfd=80", "anon=4096"});
    after.record(folder.path("after.smaps"), "2");
    const Ended ended = test::run({k_host, "--replay", folder.path("before.smaps"), folder.path("after.smaps"),
                                   "--report", "diff", "--format", "csv"});
    CHECK(ended.exit_code == 0);
    std::map<std::string, Row> by_level;
    for (const Row& row : rows_of(ended.out)) {
        by_level.try_emplace(row.at("level") + ' ' + row.at("class"), row);
    }
    REQUIRE(by_level.contains("process n/a"));
    const Row& process = by_level.at("process n/a");
    CHECK(process.at("status") == "changed");
    CHECK(process.at("pid_before") != process.at("pid"));
    for (const char* level : {"class heap", "process-class heap", "mapping heap"}) {
        CAPTURE(level);
        REQUIRE(by_level.contains(level));
        CHECK(number(by_level.at(level), "private_dirty_change_kb") == doctest::Approx(400).epsilon(0.02));
    }
    // A few pages of the C library lie right above a library, where .bss lies, or not, as addresses fall.
    CHECK(number(by_level.at("class other_anonymous"), "private_dirty_change_kb") ==
          doctest::Approx(4096).epsilon(0.01));
    CHECK_FALSE(by_level.contains("class thread_stack")); // the same on both sides
    CHECK_FALSE(by_level.contains("class shared_memory"));
}

TEST_CASE("an extracted tree gives the reports of the recording") {
    const TemporaryFolder folder;
    const Workload shape({SMAPS_WORKLOAD_SHAPE, "heap=300", "stacks=64,256", "memfd=80", "bss=100"});
    const std::string capture = folder.path("run.smaps");
    shape.record(capture, "3");
    for (const char* report : {"mappings", "classes", "programs"}) {
        CAPTURE(report);
        const Ended recorded = test::run({k_host, "--replay", capture, "--extract", folder.path("tree"), "--at", "last",
                                          "--report", report, "--format", "csv"});
        const Ended extracted =
            test::run({k_host, "--proc=" + folder.path("tree/proc"), "--report", report, "--format", "csv"});
        CHECK(recorded.exit_code == 0);
        CHECK(rows_of(recorded.out).size() >= 1);
        // Without the agent's stack pointers the rules find stacks by other evidence.
        CHECK((std::string(report) == "mappings" || extracted.out == recorded.out));
        CHECK(rows_of(extracted.out).size() == rows_of(recorded.out).size());
    }
    const Ended every = test::run({k_host, "--replay", capture, "--extract", folder.path("all"), "--quiet"});
    CHECK(every.exit_code == 0);
    CHECK_FALSE(test::read_file(folder.path("all/000000/proc/" + shape.pid() + "/smaps")).empty());
}

TEST_CASE("a process that ends while it is recorded is removed in a diff, not unknown, and grows no more") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    auto brief = std::make_unique<Workload>(std::vector<std::string>{SMAPS_WORKLOAD_SHAPE, "heap=300"});
    const Workload stays({SMAPS_WORKLOAD_GROW, "1000", "500"});
    test::Program host({k_host, "--exec", stays.stream("40") + " --pid " + brief->pid(), "--record", capture});
    host.wait_for_out("0.5s");
    const std::string pid = brief->pid();
    brief.reset();
    CHECK(host.end().exit_code == 0);
    const Ended diff =
        test::run({k_host, "--replay", capture, "--report", "diff", "--by", "process", "--format", "csv"});
    bool found = false;
    for (const Row& row : rows_of(diff.out)) {
        found = found || (row.at("pid_before") == pid && row.at("status") == "gone");
    }
    CHECK(found);
    const Ended growth = test::run({k_host, "--replay", capture, "--report", "growth", "--by", "process", "--measure",
                                    "private_dirty", "--format", "csv"});
    for (const Row& row : rows_of(growth.out)) {
        CHECK((row.at("pid") == stays.pid()) == row.at("verdict").starts_with("grows"));
    }
}
