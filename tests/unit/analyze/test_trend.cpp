#include "host/analyze/trend.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <random>
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

constexpr int k_tries = 200;
constexpr double k_noise_kb = 400; ///< standard deviation

/// Noise whose neighbours correlate by `dependence`, on a rise over the whole time.
std::vector<Sample> wandering(std::size_t count, double rise_kb, double dependence, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0, k_noise_kb);
    double now = normal(random);
    return sampled(count, [&](std::size_t i) {
        now = dependence * now + std::sqrt(1 - dependence * dependence) * normal(random);
        return pages(20000 + now + rise_kb * static_cast<double>(i) / static_cast<double>(count));
    });
}

int claims_of_growth(std::size_t count, double rise_kb, double dependence) {
    int claims = 0;
    for (unsigned seed = 0; seed < k_tries; ++seed) {
        const auto trend = trend_of(wandering(count, rise_kb, dependence, seed));
        claims += trend && grows(trend->shape) ? 1 : 0;
    }
    return claims;
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
        Case{"one step shortly before the end", [](std::size_t i) { return i < 2250 ? 5000 : 9000; }, "grows in steps"},
        Case{"three steps", [](std::size_t i) { return 5000 + 1000.0 * std::floor(static_cast<double>(i) / 700); },
             "grows in steps"},
        Case{"three steps under noise",
             [](std::size_t i) { return 5000 + 1000.0 * std::floor(static_cast<double>(i) / 700) + noise(i, 200); },
             "grows in steps"},
        Case{"a leak of 10 kB/min under as much noise",
             [](std::size_t i) { return 20000 + static_cast<double>(i) / 6 + noise(i, 400); }, "grows steadily"},
        Case{"start-up only", [](std::size_t i) { return i < 50 ? 100.0 * static_cast<double>(i) : 5000; }, "flat"},
        Case{"up and down again", [](std::size_t i) { return i > 800 && i < 1400 ? 9000 : 5000; }, "returns"},
        Case{"sawtooth", [](std::size_t i) { return 5000 + 10.0 * static_cast<double>(i % 100); }, "returns"},
        Case{"a cache that fills and empties, and is full at the end",
             [](std::size_t i) { return 5000 + 3.0 * static_cast<double>((i + 640) % 1000); }, "returns"},
        Case{"a slow wave that ends high",
             [](std::size_t i) { return 5000 + 500 * std::sin(static_cast<double>(i) / 170); }, "returns"},
        Case{"two levels, the higher one last",
             [](std::size_t i) { return i / 500 % 2 == 0 && i < 2200 ? 5000 : 6000; }, "returns"},
        Case{"falling", [](std::size_t i) { return 9000 - static_cast<double>(i); }, "shrinks"},
    };
    for (const Case& one : cases) {
        CAPTURE(std::string(one.name));
        const auto samples = sampled(2400, one.kb);
        const auto trend = trend_of(settled(samples, 60'000'000));
        REQUIRE(trend.has_value());
        CHECK(std::string(shape_name(trend->shape)) == one.word);
        CHECK(trend->slope.low <= trend->slope.kb_per_min);
        CHECK(trend->slope.kb_per_min <= trend->slope.high);
    }
}

TEST_CASE("a change in the very first or last moments is no return, and does not hide a slope") {
    const auto word = [](std::size_t count, const std::function<double(std::size_t)>& kb) {
        return std::string(shape_name(trend_of(sampled(count, kb)).value().shape));
    };
    CHECK(word(40, [](std::size_t i) { return i < 2 ? 200 : 1700; }) == "flat");
    CHECK(word(40, [](std::size_t i) { return i < 2 ? 9000 : 1700; }) == "flat");
    CHECK(word(40, [](std::size_t i) { return i < 38 ? 200 : 1700; }) == "flat");
    CHECK(word(40, [](std::size_t i) { return i < 37 ? 200 : 1700; }) == "grows in steps");
    CHECK(word(40, [](std::size_t i) { return i < 2 ? 200 : 1700 + 10 * static_cast<double>(i); }) == "grows steadily");
    CHECK(word(40, [](std::size_t i) { return i < 20 || i > 24 ? 200 : 1700; }) == "returns");
    CHECK(
        word(40, [](std::size_t i) { return i < 2 ? 9000 : 1700 + 10 * static_cast<double>(i); }).starts_with("grows"));
}

TEST_CASE("few of many steady series are reported as growing, however short, noisy and dependent they are") {
    for (const double dependence : {0.0, 0.5, 0.9}) {
        for (const std::size_t count : {6U, 10U, 20U, 60U, 300U}) {
            CAPTURE(dependence);
            CAPTURE(count);
            CHECK(claims_of_growth(count, 0, dependence) <= 0.15 * k_tries);
        }
    }
    for (const std::size_t count : {10U, 60U, 300U}) { // independent noise is what 95 % are promised for
        CAPTURE(count);
        CHECK(claims_of_growth(count, 0, 0) <= 0.05 * k_tries);
    }
}

TEST_CASE("nearly all growing series are reported when they grew by much more than their noise") {
    for (const std::size_t count : {10U, 20U, 60U, 300U}) {
        CAPTURE(count);
        CHECK(claims_of_growth(count, 12 * k_noise_kb, 0) >= 0.95 * k_tries);
    }
    CHECK(claims_of_growth(300, 6 * k_noise_kb, 0.9) >= 0.8 * k_tries);
}

TEST_CASE("the interval has the true slope about as often as it claims, though neighbours depend on each other") {
    int held = 0;
    for (unsigned seed = 0; seed < k_tries; ++seed) {
        const auto trend = trend_of(wandering(300, 3000, 0.9, seed));
        REQUIRE(trend.has_value());
        held += trend->slope.low <= 600 && trend->slope.high >= 600 ? 1 : 0; // 3000 kB in 5 minutes
    }
    CHECK(held >= 0.88 * k_tries);
}

TEST_CASE("the slope is in kB per minute and within its interval, for any number of samples") {
    for (const std::size_t count : {20U, 999U, 5000U}) {
        CAPTURE(count);
        const auto trend = trend_of(sampled(count, [](std::size_t i) { return 1000 + 2.0 * static_cast<double>(i); }));
        REQUIRE(trend.has_value());
        CHECK(trend->slope.kb_per_min == doctest::Approx(120).epsilon(0.001));
        CHECK(trend->slope.low == doctest::Approx(120).epsilon(0.01));
        CHECK(trend->slope.high == doctest::Approx(120).epsilon(0.01));
        CHECK(trend->first_kb == 1000);
        CHECK(trend->samples == count);
    }
}

TEST_CASE("wild samples do not move the slope") {
    const auto trend =
        trend_of(sampled(500, [](std::size_t i) { return i % 10 == 3 ? 1e6 : 1000 + static_cast<double>(i); }));
    REQUIRE(trend.has_value());
    CHECK(trend->slope.kb_per_min == doctest::Approx(60).epsilon(0.01));
}

TEST_CASE("gaps and unknown samples are passed over") {
    auto samples = sampled(600, [](std::size_t i) { return 1000 + static_cast<double>(i); });
    samples.erase(samples.begin() + 100, samples.begin() + 300);
    for (std::size_t i = 20; i < 40; ++i) {
        samples[i].kb.reset();
    }
    const auto trend = trend_of(samples);
    REQUIRE(trend.has_value());
    CHECK(trend->slope.kb_per_min == doctest::Approx(60).epsilon(0.01));
    CHECK(trend->samples == 380);
}

TEST_CASE("too few samples give no slope") {
    CHECK_FALSE(trend_of({}).has_value());
    CHECK_FALSE(trend_of(sampled(4, [](std::size_t i) { return static_cast<double>(i); })).has_value());
    std::vector<Sample> unknown(10);
    CHECK_FALSE(trend_of(unknown).has_value());
}
