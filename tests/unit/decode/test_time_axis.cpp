#include "host/decode/time_axis.hpp"

#include <doctest/doctest.h>

using host::decode::TimeAxis;
using host::model::Agent;

namespace {

Agent agent(const char* boot, std::int64_t monotonic_us, std::int64_t wall_us) {
    Agent result;
    result.boot_id = boot;
    result.start_monotonic_us = monotonic_us;
    result.start_wall_us = wall_us;
    return result;
}

} // namespace

TEST_CASE("sessions of one boot lie where the clock since boot says, whatever the wall clock does") {
    TimeAxis axis;
    axis.session(agent("one", 5'000'000, 1'000'000'000));
    CHECK(axis.on_axis_us(0) == 0);
    axis.key_sweep(60'000'000);
    axis.session(agent("one", 75'000'000, 1'700'000'000'000'000));
    CHECK(axis.on_axis_us(0) == 70'000'000);
    axis.session(agent("one", 95'000'000, 7));
    CHECK(axis.on_axis_us(0) == 90'000'000);
    CHECK(axis.start_wall_us() == 1'000'000'000);
}

TEST_CASE("after a reboot the wall clock tells") {
    TimeAxis axis;
    axis.session(agent("one", 5'000'000'000, 1'700'000'000'000'000));
    axis.session(agent("two", 5'000'000, 1'700'000'030'000'000));
    CHECK(axis.on_axis_us(0) == 30'000'000);
}

TEST_CASE("where the clock was set back time goes on from the last key sweep") {
    TimeAxis axis;
    axis.session(agent("one", 0, 1'700'000'000'000'000));
    axis.key_sweep(0);
    axis.key_sweep(60'000'000);
    axis.session(agent("two", 0, 0));
    CHECK(axis.on_axis_us(0) == 60'000'000);
    axis.key_sweep(1'000'000);
    axis.session(agent("three", 0, 10'000'000));
    CHECK(axis.on_axis_us(0) == 61'000'000);
}

TEST_CASE("sessions whose clocks are unknown follow each other") {
    TimeAxis axis;
    axis.session({});
    axis.key_sweep(2'000'000);
    axis.session({});
    CHECK(axis.on_axis_us(0) == 2'000'000);
    CHECK_FALSE(axis.start_wall_us());
}

TEST_CASE("hostile clocks do not overflow") {
    TimeAxis axis;
    axis.session(agent("one", INT64_MIN, INT64_MIN));
    axis.session(agent("one", INT64_MAX, INT64_MAX));
    axis.key_sweep(INT64_MAX);
    axis.session(agent("two", 0, INT64_MAX));
    CHECK(axis.on_axis_us(0) >= 0);
}
