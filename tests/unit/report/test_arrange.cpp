#include "sample_report.hpp"

#include "host/report/arrange.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace host::report;

namespace {

std::vector<std::int64_t> pids_after(const Arrangement& how) {
    Report report = sample::processes();
    REQUIRE(arrange(report, how).has_value());
    std::vector<std::int64_t> pids;
    for (const Row& row : report.rows) {
        pids.push_back(std::get<std::int64_t>(row.cells[0]));
    }
    return pids;
}

} // namespace

TEST_CASE("sorting: numbers downwards, names upwards, what is unknown last") {
    struct Case {
        const char* name;
        Arrangement how;
        std::vector<std::int64_t> pids;
    };
    const std::array cases{
        Case{"as built", {}, {1, 23, 456}},
        Case{"as built, reversed", {.reverse = true}, {456, 23, 1}},
        Case{"numbers", {.sort = "rss_kb"}, {23, 1, 456}},
        Case{"numbers reversed, unknown still last", {.sort = "rss_kb", .reverse = true}, {1, 23, 456}},
        Case{"the short name of a size", {.sort = "rss"}, {23, 1, 456}},
        Case{"names", {.sort = "program"}, {23, 1, 456}},
        Case{"names reversed", {.sort = "program", .reverse = true}, {456, 1, 23}},
        Case{"equal ones keep their order", {.sort = "swap_kb"}, {1, 23, 456}},
        Case{"cut after sorting", {.sort = "pid", .top = 2}, {456, 23}},
        Case{"cut to nothing", {.top = 0}, {}},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        CHECK(pids_after(one.how) == one.pids);
    }
}

TEST_CASE("a cut report says so and keeps the totals of all") {
    Report report = sample::processes();
    add_totals(report);
    REQUIRE(arrange(report, {.top = 1}).has_value());
    CHECK(std::get<std::int64_t>(report.totals[2]) == 8192);
    CHECK(report.notes.back() == "1 of 3 rows are shown; the totals cover all rows.");
}

TEST_CASE("columns come in the order asked for, details too") {
    Report report = sample::processes();
    add_totals(report);
    REQUIRE(arrange(report, {.columns = {"swap", "pid"}}).has_value());
    REQUIRE(report.columns.size() == 2);
    CHECK(report.columns[0].key == "swap_kb");
    CHECK_FALSE(report.columns[0].detail);
    CHECK(std::get<std::int64_t>(report.rows[1].cells[1]) == 23);
    CHECK(report.totals.size() == 2);
}

TEST_CASE("an unknown column is refused with the list of the valid ones, the report left alone") {
    Report report = sample::processes();
    const auto result = arrange(report, {.sort = "size", .columns = {"pid"}});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().text() == "--sort: report processes has no column 'size'; "
                                   "valid: pid, program, rss_kb, share, swap_kb");
    CHECK(report.columns.size() == 5);
}

TEST_CASE("totals add what is known and say what they leave out") {
    Report report = sample::processes();
    add_totals(report);
    CHECK(std::get<std::string>(report.totals[1]) == "total");
    CHECK(std::get<std::int64_t>(report.totals[2]) == 8192);
    CHECK(std::get<std::int64_t>(report.totals[4]) == 0);
    CHECK(std::holds_alternative<Unknown>(report.totals[3]));
    CHECK(report.notes.back() == "The totals skip what is n/a: up to 2 of 3 rows.");
}

TEST_CASE("totals that do not fit are unknown, not wrong") {
    Report report = sample::processes();
    for (Row& row : report.rows) {
        row.cells[2] = integer(std::uint64_t{1} << 62U);
    }
    add_totals(report);
    CHECK(std::holds_alternative<Unknown>(report.totals[2]));
    CHECK(std::holds_alternative<Unknown>(integer(~std::uint64_t{0})));
}
