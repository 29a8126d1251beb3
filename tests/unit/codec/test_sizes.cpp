// How small it gets, in exact bytes, beside what zstd -19 makes of the same texts here and now.
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

TEST_CASE("1,000 areas of which one in a hundred changes: at most 80 bytes a sweep, 32 KiB of memory in all") {
    const std::vector<std::string> texts = test::sequence("churn1k");
    CodecPair pair;
    std::size_t sum = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        REQUIRE(pair.pass({{42, {texts[i]}}}, i == 0) == "");
        sum += i != 0 ? pair.coded_bytes : 0;
        const std::size_t areas = pair.board.processes[42].snapshot.mappings.size();
        REQUIRE(areas >= 1000);
        CHECK(pair.encoder().memory_bytes_used() <= 32 * 1024 + 8 * (areas - 1000));
    }
    CHECK(sum / (texts.size() - 1) <= 80);
    MESSAGE("1,000 areas: " << sum / (texts.size() - 1) << " bytes a sweep, " << pair.encoder().memory_bytes_used()
                            << " of memory, " << pair.encoder().state_bytes() << " of it state of "
                            << pair.board.processes[42].snapshot.mappings.size() << " areas");
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

TEST_CASE("state takes less than 8 bytes per area in the mean, what a process takes by itself included") {
    std::size_t areas_of_all = 0;
    std::size_t bytes_of_all = 0;
    for (const std::string& name : test::sequence_names()) {
        CAPTURE(name);
        CodecPair pair;
        REQUIRE(pair.pass({{42, {test::sequence(name).back()}}}, true) == "");
        const std::size_t areas = pair.board.processes[42].snapshot.mappings.size();
        CHECK(pair.encoder().state_bytes() <= 8 * areas + areas / 2 + 48);
        areas_of_all += areas;
        bytes_of_all += pair.encoder().state_bytes();
    }
    CHECK(bytes_of_all < 8 * areas_of_all);
    MESSAGE(bytes_of_all << " bytes of state for " << areas_of_all << " areas");
}

TEST_CASE("the first sweep of eight small processes, 400 kB of text, takes at most 2 kB") {
    Sweep sweep;
    std::size_t text_bytes = 0;
    const auto add = [&](const std::string& text) {
        sweep[static_cast<host::model::Pid>(100 + sweep.size())] = {text};
        text_bytes += text.size();
    };
    for (const char* const name : {"busybox-sh", "lighttpd"}) { // several of the same program, as on any board
        add(test::sequence(name).front());
        add(test::sequence(name).back());
    }
    add(test::sequence("busybox-sh")[20]);
    add(test::sequence("dnsmasq").front());
    for (const char* const path : {"live-three/2001", "live-three/2002"}) {
        add(test::slurp(std::string(SMAPS_TESTDATA "/rssanalyse/") + path + "/smaps"));
    }
    CodecPair pair;
    CHECK(pair.pass(sweep, true) == "");
    CAPTURE(text_bytes);
    CHECK(text_bytes > 350'000);
    CHECK(pair.coded_bytes <= 2000);
    MESSAGE(text_bytes << " bytes of text, first sweep " << pair.coded_bytes);
    CHECK(pair.coded_bytes > 0);
}
