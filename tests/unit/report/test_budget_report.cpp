#include "sample_board.hpp"

#include "host/report/budget.hpp"
#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

using namespace host::report;
using host::analyze::Bound;
using host::analyze::BudgetMonitor;
using host::analyze::BudgetSelector;
using host::analyze::find_measure;
using host::analyze::Limit;
using host::analyze::Scope;
using test::BoardArea;
using test::memory;

namespace {

Limit limit(std::string text, BudgetSelector what, Bound bound, double value) {
    return {std::move(text), std::move(what), bound, value, 0};
}

BudgetSelector of(Scope scope, std::string program, std::string_view measure) {
    return {scope, std::move(program), {}, {}, {}, find_measure(measure)};
}

std::vector<Limit> limits() {
    BudgetSelector heap = of(Scope::process, "app", "private_dirty_kb");
    heap.classes = host::analyze::classes_named("heap");
    BudgetSelector available;
    available.meminfo = "MemAvailable";
    return {limit("process app, class heap", heap, Bound::max, 150),
            limit("program app", of(Scope::program, "app", "pss_kb"), Bound::max, 2000),
            limit("board", of(Scope::board, "", "rss_kb"), Bound::max, 1000),
            limit("process app growth", of(Scope::process, "app", "pss_kb"), Bound::max_growth_per_min, 10),
            limit("process steady growth", of(Scope::process, "steady", "pss_kb"), Bound::max_growth_per_min, 10),
            limit("process ghost", of(Scope::process, "ghost", "pss_kb"), Bound::max, 10),
            limit("meminfo", available, Bound::min, 5000)};
}

} // namespace

TEST_CASE("budget: every limit with its worst value, its room, when and by what it was broken") {
    test::BoardBuilder builder;
    builder.board.source = "run.smaps";
    host::analyze::UsageTracker usage{host::analyze::Filter{}};
    host::analyze::History history;
    BudgetMonitor monitor(limits());
    std::vector<std::size_t> broken;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const std::uint64_t heap = 100 + i;
        builder.process(20, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap, 0, 0, 0, heap)}});
        builder.process(21, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(20, 0, 0, 0, 20)}});
        builder.process(22, "steady", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(50, 0, 0, 0, 50)}});
        builder.board.meminfo = test::meminfo({{"MemAvailable", i == 7 ? 4000 : 6000}});
        usage.update(builder.board);
        history.add(usage);
        monitor.add(usage);
        broken.insert(broken.end(), monitor.just_broken().begin(), monitor.just_broken().end());
        builder.board.sweep.time_us += 1'000'000;
    }
    CHECK(broken == std::vector<std::size_t>{6, 0});
    CHECK(BudgetResult(monitor, history).any_broken());
    CHECK(write_text(build_budget(origin_of(builder.board), BudgetResult(monitor, history))) ==
          R"(budget of run.smaps, sizes in kB
Limit                    Bound               Status        Worst  Allowed   Room    at  Broken at  By
process app, class heap  max                 BROKEN          159      150     -9  59.0       51.0  app (pid 20)
program app              max                 kept            179     2000   1821  59.0          -  app
board                    max                 kept            229     1000    771  59.0          -  board
process app growth       max_growth_per_min  BROKEN         60.0     10.0  -50.0  59.0       59.0  app (pid 20)
process steady growth    max_growth_per_min  kept            0.0     10.0   10.0  59.0          -  steady (pid 22)
process ghost            max                 not measured    n/a       10    n/a     -          -  -
meminfo                  min                 BROKEN         4000     5000  -1000   7.0        7.0  board
Broken: process app, class heap: 159 kB exceeds the limit of 150 kB, by app (pid 20); broken at 51.0 s.
Broken: process app growth: 60.00 kB/min exceeds the limit of 10.00 kB/min, by app (pid 20); broken at 59.0 s.
Broken: meminfo: 4000 kB is below the limit of 5000 kB, by board; broken at 7.0 s.
n/a: value_kb, room_kb: nothing of that name was seen (1 row)
)");
}

TEST_CASE("budget: what is not mapped any more is 0, what never was is not measured") {
    test::BoardBuilder builder;
    host::analyze::UsageTracker usage{host::analyze::Filter{}};
    host::analyze::History history;
    BudgetSelector heap = of(Scope::process, "app", "rss_kb");
    heap.classes = host::analyze::classes_named("heap");
    BudgetSelector library = of(Scope::process, "app", "rss_kb");
    library.mapping = "libx*";
    BudgetSelector code = of(Scope::process, "app", "rss_kb");
    code.classes = host::analyze::classes_named("jit_code");
    BudgetMonitor monitor({limit("heap", heap, Bound::min, 10), limit("libx", library, Bound::max, 10),
                           limit("jit", code, Bound::max, 0)});
    const BoardArea anonymous{0x10000, 0x20000, "rw-p", "", memory(8, 0, 0, 0, 8)};
    for (const bool with_heap : {true, false}) {
        std::vector<BoardArea> areas{anonymous};
        if (with_heap) {
            areas.push_back({0x30000, 0x130000, "rw-p", "[heap]", memory(50, 0, 0, 0, 50)});
        }
        builder.process(20, "app", areas);
        usage.update(builder.board);
        history.add(usage);
        monitor.add(usage);
        builder.board.sweep.time_us += 1'000'000;
    }
    const auto verdicts = monitor.verdicts(history);
    CHECK(verdicts[0].value == 0);
    CHECK(verdicts[0].broken_us == 1'000'000);
    CHECK_FALSE(verdicts[1].value.has_value());
    CHECK(verdicts[2].value == 0); // classes are known: there is none of this
}

TEST_CASE("budget: growth is of one process, also where another has its pid later; a class it has not does not grow") {
    test::BoardBuilder builder;
    host::analyze::UsageTracker usage{host::analyze::Filter{}};
    host::analyze::History history;
    BudgetSelector code = of(Scope::process, "app", "rss_kb");
    code.classes = host::analyze::classes_named("jit_code");
    BudgetMonitor monitor({limit("app", of(Scope::process, "app", "rss_kb"), Bound::max_growth_per_min, 10),
                           limit("jit", code, Bound::max_growth_per_min, 10)});
    for (std::uint64_t i = 0; i < 40; ++i) {
        const std::uint64_t heap = i < 20 ? 100 : 200; // each of the two is steady
        builder.process(20, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap, 0, 0, 0, heap)}});
        builder.board.processes[20].info.start_ticks = i < 20 ? 1000 : 3000;
        usage.update(builder.board);
        history.add(usage);
        monitor.add(usage);
        builder.board.sweep.time_us += 1'000'000;
    }
    const BudgetResult kept(monitor, history);
    CHECK_FALSE(kept.any_broken());
    CHECK(kept.verdicts[0].value == 0);
    CHECK(kept.verdicts[1].value == 0);
    CHECK(kept.not_measured().empty());
}

TEST_CASE("budget: what cannot be read or is gone does not count, nothing broken is no exit 3") {
    test::BoardBuilder builder;
    host::analyze::UsageTracker usage{host::analyze::Filter{}};
    host::analyze::History history;
    BudgetMonitor monitor({limit("board", of(Scope::board, "", "rss_kb"), Bound::max, 60),
                           limit("vault", of(Scope::process, "vault", "rss_kb"), Bound::max, 60)});
    builder.unreadable(30, "vault", host::model::Status::denied);
    const auto sweep = [&] {
        usage.update(builder.board);
        history.add(usage);
        monitor.add(usage);
        builder.board.sweep.time_us += 1'000'000;
    };
    builder.process(20, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(50, 0, 0, 0, 50)}});
    sweep();
    builder.unreadable(20, "app", host::model::Status::denied);
    builder.process(21, "app", {BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(40, 0, 0, 0, 40)}});
    sweep();
    builder.board.processes.erase(21);
    sweep();
    CHECK_FALSE(BudgetResult(monitor, history).any_broken());
    CHECK(*monitor.verdicts(history)[0].value == 50);
    CHECK(BudgetResult(monitor, history).not_measured() ==
          std::vector<std::string>{"vault: not measured: no permission; set \"optional\":true if it may be missing"});
    const Report report = build_budget(origin_of(builder.board), BudgetResult(monitor, history));
    CHECK(report.notes ==
          std::vector<std::string>{"board: some of its memory could not be read (no permission) and is in no value."});
}
