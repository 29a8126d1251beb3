// The fuzzers begin where today's programs are, not where they once were.
#include "host/decode/session_decoder.hpp"
#include "tests/fuzz/seeds.hpp"
#include "tests/fuzz/session_input.hpp"
#include "tests/support/coded_session.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace {

struct Counter final : host::decode::SessionEvents {
    std::uint64_t sweeps = 0;
    void sweep(const host::decode::Sweep&) override { ++sweeps; }
};

std::uint64_t sweeps_of(const test::Bytes& stream) {
    Counter counter;
    host::decode::SessionDecoder decoder("seed", counter);
    decoder.feed(stream);
    decoder.finish();
    return counter.sweeps;
}

} // namespace

TEST_CASE("the seeds of the fuzzers are what today's encoder makes (else: target renew-fuzz)") {
    for (const auto& seed : test::fuzz_seeds()) {
        const std::string& name = seed.first; // clang 14 lets no lambda, so no CAPTURE, see a structured binding
        const test::Bytes& bytes = seed.second;
        CAPTURE(name);
        std::ifstream file(SMAPS_TESTDATA "/fuzz/" + name, std::ios::binary);
        const std::string stored{std::istreambuf_iterator<char>(file), {}};
        CHECK(stored == std::string(bytes.begin(), bytes.end()));
    }
}

TEST_CASE("seeds of coded sweeps are decoded to their end") {
    const auto seeds = test::fuzz_seeds();
    CHECK(sweeps_of(test::stream_of(seeds.at("session_decoder/coded.bin"))) == test::k_coded_sweeps);
    CHECK(sweeps_of(seeds.at("frame_reader/import.bin")) == test::k_coded_sweeps);
    CHECK(sweeps_of(seeds.at("frame_reader/noise.bin")) >= 4);
}
