// A live session that goes on for weeks on a board where processes come and go.
#include "host/output/live_view.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

using host::output::LiveView;
using test::BoardArea;
using test::memory;

namespace {

/// A daemon that grows by 4 kB a sweep, and `others` that live for two sweeps each.
struct Forking {
    test::BoardBuilder builder;
    host::analyze::UsageTracker usage{host::analyze::Filter{}};
    host::model::Pid next = 100;

    void sweep(LiveView& view, std::size_t others) {
        const std::uint64_t kb = 100 + 4 * sweeps;
        builder.process(1, "daemon", {BoardArea{0x30000, 0x430000, "rw-p", "[heap]", memory(kb, 0, 0, 0, kb)}});
        if (sweeps++ % 2 == 0) {
            std::erase_if(builder.board.processes, [](const auto& process) { return process.first != 1; });
            for (std::size_t i = 0; i < others; ++i) {
                const std::uint64_t own_kb = next;
                builder.process(next++, "job",
                                {BoardArea{0x30000, 0x130000, "rw-p", "", memory(own_kb, 0, 0, 0, own_kb)}});
            }
        }
        usage.update(builder.board);
        text = view.sweep(builder.board, usage, "");
        builder.board.sweep.time_us += 1'000'000;
    }

    std::uint64_t sweeps = 0;
    std::string text; ///< of the last sweep
};

} // namespace

TEST_CASE("processes that ended are kept up to a number, those with the largest peaks, and the rest is counted") {
    LiveView view;
    Forking board;
    for (int sweep = 0; sweep < 2000; ++sweep) {
        board.sweep(view, 2);
        REQUIRE(view.followed() <= LiveView::k_ended_max + 8);
    }
    CHECK(board.text.find("1 daemon") != std::string::npos);
    const std::string closing = view.closing();
    CHECK(closing.find("1 daemon: RSS 100 to 8096 kB (+7996)") != std::string::npos);
    CHECK(closing.find("2098 job: RSS 2098 to 2098 kB") != std::string::npos); // a late one, so a large one
    CHECK(closing.find("100 job:") == std::string::npos);
    // 2,000 jobs: the last two are still there, the two before them not yet looked back at.
    const std::size_t left_out = 2000 - 2 - LiveView::k_ended_max;
    const bool told =
        closing.find(std::to_string(left_out) + " more processes ended with a smaller peak") != closing.npos;
    CAPTURE(closing.substr(closing.size() > 300 ? closing.size() - 300 : 0));
    CHECK(told);
}

TEST_CASE("where the board is summed up, what ended is told once and forgotten") {
    LiveView view;
    Forking board;
    for (int sweep = 0; sweep < 300; ++sweep) {
        board.sweep(view, 12);
        REQUIRE(view.followed() <= 1 + 2 * 12);
    }
    board.sweep(view, 0);
    CHECK(board.text.find("job (gone)") != std::string::npos);
    CHECK(view.closing().find("all processes: RSS") != std::string::npos);
    CHECK(view.closing().find("more processes") == std::string::npos);
}

TEST_CASE("the lines count what the filter accepts") {
    test::BoardBuilder builder;
    builder.process(1, "daemon",
                    {BoardArea{0x30000, 0x430000, "rw-p", "[heap]", memory(100, 0, 0, 0, 100)},
                     BoardArea{0x500000, 0x510000, "r-xp", "/bin/daemon", memory(20, 0, 0, 20, 0)}});
    host::analyze::UsageTracker usage{host::analyze::Filter::from({.classes = {"heap"}}, {}).value()};
    usage.update(builder.board);
    LiveView view;
    const std::string lines = view.sweep(builder.board, usage, "");
    CAPTURE(lines);
    CHECK(lines.find("100       100       100       100       0") != std::string::npos);
}
