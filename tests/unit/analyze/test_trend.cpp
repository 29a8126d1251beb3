#include "host/analyze/trend.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <string>

using namespace host::analyze;

namespace {

/// One sample per second.
std::vector<Sample> sampled(std::size_t count, const std::function<double(std::size_t)>& kb) {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < count; ++i) {
        samples.push_back({static_cast<std::int64_t>(i) * 1'000'000, static_cast<std::uint64_t>(kb(i))});
    }
    return samples;
}

/// Repeatable noise in [0, amplitude).
double noise(std::size_t i, double amplitude) {
    const std::uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15U;
    return amplitude * static_cast<double>(mixed >> 40U) / static_cast<double>(1U << 24U);
}

double pages(double kb) {
    return std::floor(kb / 4) * 4;
}

} // namespace

TEST_CASE("each shape gets its word, and growth is claimed of none but growing ones") {
    struct Case {
        const char* name;
        std::function<double(std::size_t)> kb;
        const char* word;
    };
    const double minute = 60;
    const std::array cases{
        Case{"constant", [](std::size_t) { return 5000; }, "flat"},
        Case{"noise of a few pages", [](std::size_t i) { return pages(5000 + noise(i, 24)); }, "flat"},
        Case{"a leak of 1 kB/min, by pages",
             [&](std::size_t i) { return pages(5000 + static_cast<double>(i) / minute); }, "grows steadily"},
        Case{"a leak of 60 kB/min under noise",
             [&](std::size_t i) { return pages(20000 + static_cast<double>(i) + noise(i, 200)); }, "grows steadily"},
        Case{"a leak under a sawtooth",
             [&](std::size_t i) { return pages(20000 + static_cast<double>(i) + static_cast<double>(i % 100) * 10); },
             "grows steadily"},
        Case{"one step", [](std::size_t i) { return i < 1500 ? 5000 : 9000; }, "grows in steps"},
        Case{"one early step", [](std::size_t i) { return i < 400 ? 5000 : 9000; }, "grows in steps"},
        Case{"three steps", [](std::size_t i) { return 5000 + 1000.0 * static_cast<double>(i / 700); },
             "grows in steps"},
        Case{"start-up only", [](std::size_t i) { return i < 50 ? 100.0 * static_cast<double>(i) : 5000; }, "flat"},
        Case{"up and down again", [](std::size_t i) { return i > 800 && i < 1400 ? 9000 : 5000; }, "returns"},
        Case{"sawtooth", [](std::size_t i) { return 5000 + 10.0 * static_cast<double>(i % 100); }, "returns"},
        Case{"falling", [](std::size_t i) { return 9000 - static_cast<double>(i); }, "shrinks"},
    };
    for (const Case& one : cases) {
        CAPTURE(std::string(one.name));
        const auto samples = sampled(2400, one.kb);
        const auto trend = trend_of(settled(samples, 60'000'000));
        REQUIRE(trend.has_value());
        CHECK(std::string(shape_name(trend->shape)) == one.word);
        CHECK(trend->low <= trend->kb_per_min);
        CHECK(trend->kb_per_min <= trend->high);
    }
}

TEST_CASE("the slope is in kB per minute and within its interval, whatever the number of samples") {
    for (const std::size_t count : {20U, 999U, 5000U}) {
        CAPTURE(count);
        const auto trend = trend_of(sampled(count, [](std::size_t i) { return 1000 + 2.0 * static_cast<double>(i); }));
        REQUIRE(trend.has_value());
        CHECK(trend->kb_per_min == doctest::Approx(120).epsilon(0.001));
        CHECK(trend->low == doctest::Approx(120).epsilon(0.01));
        CHECK(trend->high == doctest::Approx(120).epsilon(0.01));
        CHECK(trend->first_kb == 1000);
        CHECK(trend->samples == count);
    }
}

TEST_CASE("wild samples do not move the slope") {
    const auto trend =
        trend_of(sampled(500, [](std::size_t i) { return i % 10 == 3 ? 1e6 : 1000 + static_cast<double>(i); }));
    REQUIRE(trend.has_value());
    CHECK(trend->kb_per_min == doctest::Approx(60).epsilon(0.01));
}

TEST_CASE("gaps and unknown samples are passed over") {
    auto samples = sampled(600, [](std::size_t i) { return 1000 + static_cast<double>(i); });
    samples.erase(samples.begin() + 100, samples.begin() + 300);
    for (std::size_t i = 20; i < 40; ++i) {
        samples[i].kb.reset();
    }
    const auto trend = trend_of(samples);
    REQUIRE(trend.has_value());
    CHECK(trend->kb_per_min == doctest::Approx(60).epsilon(0.01));
    CHECK(trend->samples == 380);
}

TEST_CASE("too little says nothing") {
    CHECK_FALSE(trend_of({}).has_value());
    CHECK_FALSE(trend_of(sampled(4, [](std::size_t i) { return static_cast<double>(i); })).has_value());
    std::vector<Sample> unknown(10);
    CHECK_FALSE(trend_of(unknown).has_value());
}
