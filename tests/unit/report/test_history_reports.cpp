#include "sample_board.hpp"

#include "host/report/csv_writer.hpp"
#include "host/report/reports.hpp"
#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace host::report;
using host::analyze::Filter;
using host::analyze::GroupBy;

using test::BoardArea;
using test::memory;

namespace {

/// A leaking app and a steady one, one sweep a second.
struct Session {
    explicit Session(std::size_t sweeps) {
        builder.board.source = "run.smaps";
        for (std::size_t i = 0; i < sweeps; ++i) {
            const std::uint64_t heap = 100 + i / 4 * 4;
            builder.process(20, "leaky", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap, 0, 0, 0, heap)}},
                            1, 5);
            builder.process(21, "steady", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(50, 0, 0, 0, 50)}}, 1,
                            5);
            builder.board.meminfo = test::meminfo({{"MemAvailable", 9000 - (i == 3 ? 500 : 0)}});
            usage.update(builder.board);
            history.add(usage);
            peaks.add(usage);
            builder.board.sweep.time_us += 1'000'000;
        }
    }

    /// Another process that ends after so many sweeps.
    void add_brief(std::size_t sweeps) {
        for (std::size_t i = 0; i <= sweeps; ++i) {
            if (i < sweeps) {
                builder.process(22, "brief", {BoardArea{0x30000, 0x40000, "rw-p", "[heap]", memory(8, 0, 0, 0, 8)}});
            } else {
                builder.board.processes.erase(22);
                builder.board.went = {22};
            }
            usage.update(builder.board);
            history.add(usage);
            builder.board.sweep.time_us += 1'000'000;
        }
    }

    HistoryContext context(HistoryOptions options = {}) const {
        return {origin_of(builder.board), history, peaks, users, std::move(options)};
    }

    test::BoardBuilder builder;
    host::analyze::UsageTracker usage{Filter{}};
    host::analyze::History history;
    host::analyze::Peaks peaks;
    host::analyze::UserNames users{"cam:x:5:5::/:/bin/sh\n"};
};

} // namespace

TEST_CASE("growth: the leak first with its rate, the steady one flat") {
    const Session session(121);
    CHECK(write_text(build_growth(session.context())) == R"(growth of run.smaps, sizes in kB
Level          PID  Program  Class  Mapping  Verdict         kB/min  low 95 %  high 95 %  First  Last  Change
board            -  -        -      -        grows steadily   60.00     60.00      60.00    150   270     120
process         20  leaky    -      -        grows steadily   60.00     60.00      60.00    100   220     120
process-class   20  leaky    heap   -        grows steadily   60.00     60.00      60.00    100   220     120
mapping         20  leaky    heap   [heap]   grows steadily   60.00     60.00      60.00    100   220     120
process         21  steady   -      -        flat              0.00      0.00       0.00     50    50       0
Growth of pss_kb; low and high: 95 % interval of the slope.
PSS changes with other processes too; --measure uss covers only memory that no other process maps.
)");
}

TEST_CASE("growth: too short a session claims nothing") {
    const Session session(4);
    CHECK(write_text(build_growth(session.context({.levels = {GroupBy::process}}))) ==
          R"(growth of run.smaps, sizes in kB
PID  Program  Verdict  kB/min  low 95 %  high 95 %  First  Last  Change
 20  leaky    n/a         n/a       n/a        n/a    n/a   n/a     n/a
 21  steady   n/a         n/a       n/a        n/a    n/a   n/a     n/a
Growth of pss_kb; low and high: 95 % interval of the slope.
PSS changes with other processes too; --measure uss covers only memory that no other process maps.
n/a: verdict, growth_kb_per_min, low_kb_per_min, high_kb_per_min, first_kb, last_kb, change_kb: fewer than 5 sweeps (2 rows)
)");
}

TEST_CASE("growth: beside others, what lived too short is only counted") {
    Session session(20);
    session.add_brief(3);
    const std::string text = write_text(build_growth(session.context({.levels = {GroupBy::process}})));
    CHECK(text.find("brief") == std::string::npos);
    CHECK(text.find("1 row is omitted: fewer than 5 sweeps.") != std::string::npos);
}

TEST_CASE("series: one row per time and series, resampled on request") {
    const Session session(8);
    HistoryOptions options{.interval_us = 4'000'000};
    CHECK(write_text(build_series(session.context(options))) == R"(series of run.smaps, sizes in kB
Time  PID  Program   VSZ  RSS  PSS  USS  Swap
 3.0   20  leaky    1024  100  100  100     0
 3.0   21  steady   1024   50   50   50     0
 7.0   20  leaky    1024  104  104  104     0
 7.0   21  steady   1024   50   50   50     0
)");
    options.levels = {GroupBy::board};
    Report board = build_series(session.context(options));
    CHECK(write_text(board) == R"(series of run.smaps, sizes in kB
Time   VSZ  RSS  PSS  USS  Swap
 3.0  2048  150  150  150     0
 7.0  2048  154  154  154     0
)");
}

TEST_CASE("peak: the processes when the board had the least to spare") {
    const Session session(8);
    CHECK(write_text(build_peak(session.context())) ==
          R"(peak of run.smaps, sizes in kB
At the               Time  Board  PID  User  Program  Swap  USS  PSS  RSS   VSZ
highest RSS           4.0    154   20  cam   leaky       0  104  104  104  1024
highest RSS           4.0    154   21  cam   steady      0   50   50   50  1024
highest PSS           4.0    154   20  cam   leaky       0  104  104  104  1024
highest PSS           4.0    154   21  cam   steady      0   50   50   50  1024
lowest MemAvailable   3.0   8500   20  cam   leaky       0  100  100  100  1024
lowest MemAvailable   3.0   8500   21  cam   steady      0   50   50   50  1024
)");
}
