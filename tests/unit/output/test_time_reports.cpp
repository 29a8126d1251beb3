#include "host/output/time_reports.hpp"
#include "host/report/text_writer.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

#include <string>

using host::cli::Options;
using host::output::TimeReports;
using test::BoardArea;
using test::memory;

namespace {

TimeReports time_reports(const Options& options) {
    auto made = TimeReports::make(options, {}, {});
    REQUIRE(made.has_value());
    return *std::move(made);
}

void sweeps(TimeReports& time_reports, const std::string& source, std::uint64_t heap_kb, std::uint64_t growth_kb) {
    test::BoardBuilder builder;
    builder.board.source = source;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const std::uint64_t heap = heap_kb + i * growth_kb;
        builder.process(20, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap, 0, 0, 0, heap)}});
        time_reports.sweep(builder.board);
        builder.board.sweep.time_us += 1'000'000;
    }
}

std::string text_of(const TimeReports& time_reports) {
    const auto reports = time_reports.reports();
    REQUIRE(reports.has_value());
    std::string text;
    for (const auto& report : *reports) {
        text += host::report::write_text(report);
    }
    return text;
}

} // namespace

TEST_CASE("diff of one recording is of its first and last moment, of two of their last ones") {
    Options options;
    options.report = "diff";
    options.how.by = {"board"};
    TimeReports one = time_reports(options);
    sweeps(one, "a", 100, 2);
    CHECK(text_of(one).find("board  changed    -    -  -        -             100    118      18") !=
          std::string::npos);
    sweeps(one, "b", 200, 0);
    CHECK(text_of(one).find("board  changed    -    -  -        -             118    200      82") !=
          std::string::npos);
    sweeps(one, "c", 200, 0);
    CHECK_FALSE(one.reports().has_value());
}

TEST_CASE("growth has one report per board") {
    Options options;
    options.report = "growth";
    options.how.by = {"process"};
    TimeReports gathered = time_reports(options);
    sweeps(gathered, "a", 100, 8);
    sweeps(gathered, "b", 100, 0);
    const std::string text = text_of(gathered);
    CHECK(text.find("growth of a") != std::string::npos);
    CHECK(text.find(" 20  app      grows steadily  480.00") != std::string::npos);
    CHECK(text.find("growth of b") != std::string::npos);
}

TEST_CASE("what was not asked for is not gathered") {
    TimeReports none = time_reports({});
    sweeps(none, "a", 1, 1);
    CHECK_FALSE(none.wanted());
    CHECK(none.budget_outcome().reports.empty());
    CHECK_FALSE(none.budget_outcome().any_broken);
}

TEST_CASE("words that are not understood are refused with those that are") {
    Options level;
    level.how.by = {"proces"};
    CHECK(TimeReports::make(level, {}, {}).error().text().find("one of board, user, program, process") !=
          std::string::npos);
    Options measure;
    measure.how.measure = "rs";
    CHECK(TimeReports::make(measure, {}, {}).error().text().find("one of size_kb, rss_kb") != std::string::npos);
    Options budget;
    budget.how.budget = "/nonexistent/limits.json";
    CHECK_FALSE(TimeReports::make(budget, {}, {}).has_value());
}
