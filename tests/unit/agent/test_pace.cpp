#include "agent/pace.hpp"

#include <doctest/doctest.h>

using agent::Moment;
using agent::Pace;
using protocol::PeriodReason;
using protocol::SkipReason;

namespace {
constexpr std::uint64_t k_second = 1000000;
constexpr std::uint32_t k_cheap = 100; ///< microseconds of CPU

/// Microseconds of the clock as a moment, and back.
constexpr Moment at(std::uint64_t us) {
    return {static_cast<std::uint32_t>(us / 1000), static_cast<std::uint32_t>(us % 1000)};
}
std::uint64_t due_us(const Pace& pace) {
    return std::uint64_t{pace.due().ms} * 1000 + pace.due().us;
}
} // namespace

TEST_CASE("sweeps are planned from the start, however long one of them takes") {
    Pace pace(1000, 5);
    pace.start(at(5 * k_second + 250));
    for (std::uint64_t i = 0; i < 5; ++i) {
        CHECK(due_us(pace) == (5 + i) * k_second + 250);
        CHECK(pace.wait_ms(at(due_us(pace) - 1500)) == 2);
        CHECK(pace.number() == i);
        const Pace::Plan plan = pace.begin(at(due_us(pace) + 50000));
        CHECK_FALSE(plan.offset_told);
        CHECK(plan.skipped == 0);
        pace.end(k_cheap);
    }
}

TEST_CASE("a start off by more than a tenth of the period is sent") {
    Pace pace(1000, 5);
    pace.start(at(0));
    CHECK_FALSE(pace.begin(at(100000)).offset_told);
    const Pace::Plan plan = pace.begin(at(k_second + 100001));
    CHECK(plan.offset_told);
    CHECK(plan.offset_us == 100001);
}

TEST_CASE("sweeps whose time has passed are skipped and counted") {
    Pace pace(1000, 5);
    pace.start(at(0));
    pace.begin(at(0));
    const Pace::Plan plan = pace.begin(at(4 * k_second + 10000));
    CHECK(plan.skipped == 3);
    CHECK(plan.skip_reason == SkipReason::late);
    CHECK_FALSE(plan.offset_told);
    CHECK(pace.number() == 5);
}

TEST_CASE("a slow line skips, then doubles the period, then recovers") {
    Pace pace(1000, 5);
    pace.start(at(0));
    pace.begin(at(0));
    pace.end(k_cheap);
    for (int i = 0; i < 3; ++i) {
        pace.skip_for_line();
    }
    Pace::Plan plan = pace.begin(at(due_us(pace)));
    CHECK(plan.skipped == 3);
    CHECK(plan.skip_reason == SkipReason::line);
    CHECK(plan.period_told);
    CHECK(plan.period_ms == 2000);
    CHECK(plan.period_reason == PeriodReason::line);
    CHECK(due_us(pace) == 6 * k_second);
    for (int i = 0; i < 9; ++i) {
        pace.end(k_cheap);
        plan = pace.begin(at(due_us(pace)));
        CHECK_FALSE(plan.period_told);
    }
    pace.end(k_cheap);
    plan = pace.begin(at(due_us(pace)));
    CHECK(plan.period_told);
    CHECK(plan.period_ms == 1000);
    CHECK(plan.period_reason == PeriodReason::recovered);
}

TEST_CASE("sweeps whose time passed while a write waited for the line count as skipped for the line") {
    Pace pace(1000, 5);
    pace.start(at(0));
    pace.begin(at(0));
    pace.end(k_cheap);
    CHECK_FALSE(pace.overdue(at(2 * k_second - 1))); // sweep 1 can still be made
    CHECK(pace.overdue(at(2 * k_second)));
    const std::uint64_t written_at = 5 * k_second + k_second / 2;
    unsigned skipped = 0;
    for (; pace.overdue(at(written_at)); ++skipped) {
        pace.skip_for_line();
    }
    CHECK(skipped == 4);
    const Pace::Plan plan = pace.begin(at(written_at));
    CHECK(plan.skipped == 4);
    CHECK(plan.skip_reason == SkipReason::line);
    CHECK(plan.period_told);
    CHECK(plan.period_ms == 2000);
}

TEST_CASE("a line that stays slow does not stretch the period without end") {
    Pace pace(1000, 5);
    pace.start(at(0));
    std::uint64_t now = 0;
    for (int i = 0; i < 100; ++i) {
        pace.begin(at(now = due_us(pace)));
        for (int skipped = 0; skipped < 3; ++skipped) {
            pace.skip_for_line();
        }
    }
    pace.begin(at(due_us(pace)));
    CHECK(pace.period_ms() == Pace::k_period_ms_max);
}

TEST_CASE("sweeps that cost too much stretch the period to what they may cost") {
    Pace pace(1000, 5);
    pace.start(at(0));
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(pace.begin(at(due_us(pace))).period_told);
        pace.end(100000);
    }
    const Pace::Plan plan = pace.begin(at(due_us(pace)));
    CHECK(plan.period_told);
    CHECK(plan.period_reason == PeriodReason::cost);
    CHECK(plan.period_ms == 2001);
}

TEST_CASE("one dear sweep, or all of them with --max-cpu 100, change nothing") {
    Pace once(1000, 5);
    once.start(at(0));
    for (int i = 0; i < 20; ++i) {
        CHECK_FALSE(once.begin(at(due_us(once))).period_told);
        once.end(i % 3 == 0 ? 900000 : k_cheap);
    }
    Pace always(1000, 100);
    always.start(at(0));
    for (int i = 0; i < 20; ++i) {
        CHECK_FALSE(always.begin(at(due_us(always))).period_told);
        always.end(5000000);
    }
}

TEST_CASE("another period asked for starts with the next sweep") {
    Pace pace(1000, 5);
    pace.start(at(0));
    pace.begin(at(0));
    pace.ask(500);
    const Pace::Plan plan = pace.begin(at(due_us(pace)));
    CHECK(plan.period_told);
    CHECK(plan.period_reason == PeriodReason::asked);
    CHECK(due_us(pace) == k_second + 500000);
}

TEST_CASE("an early sweep has its negative offset") {
    Pace pace(60000, 5);
    pace.start(at(0));
    pace.begin(at(0));
    pace.hurry();
    CHECK(pace.wait_ms(at(k_second)) == 0);
    const Pace::Plan plan = pace.begin(at(k_second));
    CHECK(plan.offset_told);
    CHECK(plan.offset_us == -59 * static_cast<std::int64_t>(k_second));
    CHECK(due_us(pace) == 120 * k_second);
}

TEST_CASE("another session starts at the period asked for") {
    Pace pace(1000, 5);
    pace.start(at(0));
    for (int i = 0; i < 3; ++i) {
        pace.skip_for_line();
    }
    pace.begin(at(due_us(pace)));
    CHECK(pace.period_ms() == 2000);
    pace.start(at(100 * k_second));
    CHECK(pace.period_ms() == 1000);
    CHECK(pace.number() == 0);
    CHECK(due_us(pace) == 100 * k_second);
}

TEST_CASE("the clock's milliseconds may wrap") {
    Pace pace(1000, 5);
    pace.start({0xFFFFFFFF - 1499, 10});
    pace.begin(pace.due());
    pace.end(k_cheap);
    CHECK(pace.wait_ms({0xFFFFFFFF - 999, 10}) == 500);
    pace.begin(pace.due());
    pace.end(k_cheap);
    CHECK(pace.due().ms == 500);
    CHECK(pace.wait_ms({0xFFFFFFFF, 10}) == 501);
    const Pace::Plan plan = pace.begin({3000, 10});
    CHECK(plan.skipped == 2);
    CHECK(plan.offset_us == 500000);
}
