#include "host/analyze/series_key.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace host::analyze;
using host::model::Status;
using test::BoardArea;
using test::memory;

namespace {

std::vector<BoardArea> app(std::uint64_t heap_kb) {
    return {BoardArea{0x10000, 0x20000, "r-xp", "/usr/bin/app", memory(32, 0, 0, 32, 0)},
            BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap_kb, 0, 0, 0, heap_kb)}};
}

/// A board whose sweeps come one per second.
struct Session {
    explicit Session(std::size_t changes_max = History::k_changes_max, const FilterText& filter = {})
        : usage(Filter::from(filter, {}).value()), history(changes_max) {}

    void sweep() {
        usage.update(builder.board);
        history.add(usage);
        builder.board.sweep.time_us += 1'000'000;
        for (auto& [pid, process] : builder.board.processes) {
            process.changes = {.all = false, .mappings = {}, .splices = {}};
        }
    }

    /// "pid:program:class:name first-end v v v …"
    std::string line(const SeriesKey& series, std::string_view measure) const {
        std::string text = std::to_string(series.pid) + ':' + series.program + ':' +
                           (series.memory_class ? std::string(class_name(*series.memory_class).snake) : "") + ':' +
                           series.mapping;
        for (const Sample& sample : samples_of(history, series, *find_measure(measure))) {
            text +=
                ' ' + std::to_string(sample.time_us / 1'000'000) + '=' + (sample.kb ? std::to_string(*sample.kb) : "?");
        }
        return text;
    }

    std::vector<std::string> lines(GroupBy level, std::string_view measure = "rss_kb") const {
        std::vector<std::string> all;
        for (const SeriesKey& series : series_keys(history, level)) {
            all.push_back(line(series, measure));
        }
        return all;
    }

    test::BoardBuilder builder;
    UsageTracker usage;
    History history;
};

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("every level sums the same parts") {
    Session session;
    session.builder.process(7, "app", app(100));
    session.sweep();
    session.builder.process(8, "app", app(50), 7, 1000);
    session.sweep();
    session.builder.process(7, "app", app(120));
    session.sweep();
    CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=132 1=214 2=234"});
    CHECK(session.lines(GroupBy::program) == Lines{"0:app:: 0=132 1=214 2=234"});
    CHECK(session.lines(GroupBy::process) == Lines{"7:app:: 0=132 1=132 2=152", "8:app:: 1=82 2=82"});
    CHECK(session.lines(GroupBy::memory_class) == Lines{"0::heap: 0=100 1=150 2=170", "0::code: 0=32 1=64 2=64"});
    CHECK(session.lines(GroupBy::file) == Lines{"0:::/usr/bin/app 0=32 1=64 2=64", "0:::[heap] 0=100 1=150 2=170"});
    CHECK(session.lines(GroupBy::user) == Lines{"0::: 0=132 1=132 2=152", "0::: 1=82 2=82"});
    CHECK(session.lines(GroupBy::process_class).size() == 4);
    CHECK(session.lines(GroupBy::mapping).front() == "7:app:heap:[heap] 0=100 1=100 2=120");
}

TEST_CASE("an ended process counts nothing, a reused pid is another process") {
    Session session;
    session.builder.process(7, "app", app(100));
    session.sweep();
    session.builder.board.processes.erase(7);
    session.sweep();
    session.builder.process(7, "app", app(10));
    session.builder.board.processes[7].info.start_ticks = 999;
    session.sweep();
    session.builder.process(7, "app", app(20));
    session.builder.board.processes[7].info.start_ticks = 1500; // between two sweeps
    session.sweep();
    CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=132 1=0 2=42 3=52"});
    CHECK(session.lines(GroupBy::process) == Lines{"7:app:: 0=132", "7:app:: 2=42", "7:app:: 3=52"});
}

TEST_CASE("what could not be read is unknown, and so are the sums it belongs to") {
    Session session;
    session.builder.process(7, "app", app(100)).process(8, "other", app(1));
    session.builder.unreadable(9, "vault", Status::denied); // never readable: no part of any sum
    session.sweep();
    session.builder.unreadable(7, "app", Status::denied);
    session.builder.board.processes[7].info.start_ticks = 70;
    session.sweep();
    session.builder.process(7, "app", app(100));
    session.sweep();
    CHECK(session.lines(GroupBy::process) == Lines{"7:app:: 0=132 1=? 2=132", "8:other:: 0=33 1=33 2=33"});
    CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=165 1=? 2=165"});
}

TEST_CASE("what ended while it was read, and a zombie, hold nothing: the board's sum stays known") {
    for (const Status status : {Status::gone, Status::empty}) {
        Session session;
        session.builder.process(7, "app", app(100)).process(8, "other", app(1));
        session.sweep();
        session.builder.unreadable(7, "app", status);
        session.builder.board.processes[7].info.start_ticks = 70;
        session.sweep();
        CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=165 1=33"});
    }
}

TEST_CASE("a process whose main thread has exited is unknown from then on, never 0") {
    Session session;
    session.builder.process(7, "app", app(100)).process(8, "other", app(1));
    session.sweep();
    session.builder.unreadable(7, "app", Status::main_thread_ended);
    session.builder.board.processes[7].info.start_ticks = 70;
    session.sweep();
    CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=165 1=?"});
}

TEST_CASE("a mapping that goes is 0, a field the kernel lacks is unknown") {
    Session session;
    session.builder.process(7, "app", app(100));
    session.sweep();
    session.builder.process(7, "app", {app(100).front()});
    session.sweep();
    CHECK(session.lines(GroupBy::mapping).front() == "7:app:heap:[heap] 0=100 1=0");
    CHECK(session.lines(GroupBy::process, "swap_pss_kb").front() == "7:app:: 0=? 1=?");
}

TEST_CASE("what was chosen of a process and is not mapped any more is 0") {
    Session session(History::k_changes_max, {.classes = {"heap"}});
    session.builder.process(7, "app", app(100)).process(8, "app", app(50));
    session.sweep();
    session.builder.process(7, "app", {app(100).front()});
    session.sweep();
    session.builder.process(7, "app", app(20));
    session.sweep();
    CHECK(session.lines(GroupBy::process) == Lines{"7:app:: 0=100 1=0 2=20", "8:app:: 0=50 1=50 2=50"});
    CHECK(session.lines(GroupBy::board) == Lines{"0::: 0=150 1=50 2=70"});
}

TEST_CASE("a clock that jumps back loses that sweep, not the changes in it") {
    Session session;
    session.builder.process(7, "app", app(100));
    session.sweep();
    session.builder.board.sweep.time_us = 0;
    session.builder.process(7, "app", app(200));
    session.sweep();
    session.builder.board.sweep.time_us = 2'000'000;
    session.sweep();
    CHECK(session.history.sweeps_out_of_order() == 1);
    CHECK(session.lines(GroupBy::process) == Lines{"7:app:: 0=132 2=232"});
}

TEST_CASE("memory is bounded: time gets coarser, values stay true") {
    Session session(2000);
    for (std::uint64_t i = 0; i < 3000; ++i) {
        session.builder.process(7, "app", app(100 + i));
        session.sweep();
    }
    CHECK(session.history.sweeps_per_slot() > 1);
    CHECK(session.history.sweeps() == 3000);
    const SeriesKey series = series_keys(session.history, GroupBy::process).front();
    for (const Sample& sample : samples_of(session.history, series, *find_measure("rss_kb"))) {
        CHECK(sample.kb == 132 + static_cast<std::uint64_t>(sample.time_us / 1'000'000));
    }
    std::size_t changes = 0;
    for (const auto& [name, part] : session.history.processes().front().groups) {
        changes += part.changes.size();
    }
    CHECK(changes <= 2000);
}

TEST_CASE("memory is bounded: ended processes of a program are put together, the board's sums stay") {
    Session session(3000);
    for (std::uint32_t i = 0; i < 500; ++i) {
        session.builder.board.processes.clear();
        session.builder.process(1, "init", app(10));
        session.builder.process(100 + i, "worker", app(i));
        session.sweep();
    }
    CHECK(session.history.processes().size() < 400);
    const SeriesKey board = series_keys(session.history, GroupBy::board).front();
    for (const Sample& sample : samples_of(session.history, board, *find_measure("rss_kb"))) {
        CHECK(sample.kb == 42 + 32 + static_cast<std::uint64_t>(sample.time_us / 1'000'000));
    }
}

TEST_CASE("resampling keeps the last sample of each interval") {
    std::vector<Sample> samples;
    for (std::int64_t i = 0; i < 10; ++i) {
        samples.push_back({i * 1'000'000, static_cast<std::uint64_t>(i)});
    }
    const auto kept = resampled(samples, 4'000'000);
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].kb == 3);
    CHECK(kept[1].kb == 7);
    CHECK(kept[2].kb == 9);
}
