// How small it gets beside what zstd -19 makes of the same texts here and now.
#include "tests/unit/codec/codec_pair.hpp"
#include "tests/unit/codec/zstd_reference.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using test::CodecPair;
using test::Sweep;

namespace {

constexpr std::size_t k_pairs = 12;           ///< of a sequence that zstd is asked for: it takes long
constexpr std::size_t k_large_bytes = 20'000; ///< from here on a bound holds for each single text

double ratio(double part, double whole) {
    return part / whole;
}

/// Coded bytes of every snapshot of a sequence.
std::vector<std::size_t> coded(const std::vector<std::string>& texts) {
    CodecPair pair;
    std::vector<std::size_t> bytes;
    for (const std::string& text : texts) {
        pair.encode({{42, {text}}}, bytes.empty());
        bytes.push_back(pair.coded_bytes);
    }
    return bytes;
}

} // namespace

TEST_CASE("a key sweep is less than a quarter of zstd -19, and less than a third for every larger text") {
    double logarithms = 0;
    const auto names = test::sequence_names();
    for (const std::string& name : names) {
        CAPTURE(name);
        const std::string text = test::sequence(name).front();
        CodecPair pair;
        pair.encode({{42, {text}}}, true);
        const double part = ratio(static_cast<double>(pair.coded_bytes), static_cast<double>(test::zstd_bytes(text)));
        CHECK((text.size() < k_large_bytes || part <= 1.0 / 3));
        logarithms += std::log(part);
    }
    CHECK(std::exp(logarithms / static_cast<double>(names.size())) <= 1.0 / 5);
}

TEST_CASE(
    "changes are less than a seventh of zstd -19 with the text before, and less than a quarter in every sequence") {
    double logarithms = 0;
    const auto names = test::sequence_names();
    for (const std::string& name : names) {
        CAPTURE(name);
        const std::vector<std::string> texts = test::sequence(name);
        const std::vector<std::size_t> bytes = coded(texts);
        const std::size_t step = std::max<std::size_t>(1, (texts.size() - 1) / k_pairs);
        double patches = 0;
        double changes = 0;
        for (std::size_t i = 1; i < texts.size(); i += step) {
            patches += static_cast<double>(test::zstd_patch_bytes(texts[i - 1], texts[i]));
        }
        for (std::size_t i = 1; i < texts.size(); ++i) {
            changes += static_cast<double>(bytes[i]);
        }
        patches /= static_cast<double>((texts.size() - 2) / step + 1);
        changes /= static_cast<double>(texts.size() - 1);
        CHECK(ratio(changes, patches) <= 1.0 / 4);
        logarithms += std::log(ratio(changes, patches));
    }
    CHECK(std::exp(logarithms / static_cast<double>(names.size())) <= 1.0 / 7);
}

TEST_CASE("texts of other kernels and CPUs: less than 1/3.5 of zstd -19, less than 1/2.8 for every larger one") {
    double logarithms = 0;
    const std::vector<std::string> names{"arm-2.6.16/77",   "arm64-5.15-64k/900", "live-zoo/1001",
                                         "live-three/2001", "live-three/2002",    "live-three/2003"};
    for (const std::string& name : names) {
        CAPTURE(name);
        const std::string text = test::slurp(SMAPS_TESTDATA "/rssanalyse/" + name + "/smaps");
        REQUIRE(!text.empty());
        CodecPair pair;
        pair.encode({{42, {text}}}, true);
        const double part = ratio(static_cast<double>(pair.coded_bytes), static_cast<double>(test::zstd_bytes(text)));
        CHECK((text.size() < k_large_bytes || part <= 1.0 / 2.8));
        logarithms += std::log(part);
    }
    CHECK(std::exp(logarithms / static_cast<double>(names.size())) <= 1.0 / 3.5);
}
