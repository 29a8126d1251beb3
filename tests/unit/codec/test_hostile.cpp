// A decoder with false input: cut, flipped, invented bytes. It refuses or decodes; it never breaks.
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <random>

using test::CodecPair;

namespace {

constexpr host::model::Pid k_pids[] = {1, 2};

/// A decoder after one undamaged key sweep.
struct Victim {
    host::decode::SmapsDecoder decoder;
    host::model::Board board;
    explicit Victim(std::span<const std::uint8_t> key) { REQUIRE(decoder.apply(key, k_pids, true, board).has_value()); }
};

struct Recording {
    std::vector<std::uint8_t> key, change;
    Recording() {
        const std::vector<std::string> texts = test::sequence("busybox-sh");
        CodecPair pair;
        key = pair.encode({{1, {texts[0]}}, {2, {texts[1]}}}, true);
        change = pair.encode({{1, {texts[2]}}, {2, {texts[3]}}}, false);
    }
};

} // namespace

TEST_CASE("a sweep of changes is refused before a key sweep, and after one that failed") {
    const Recording recording;
    host::decode::SmapsDecoder decoder;
    host::model::Board board;
    CHECK(!decoder.apply(recording.change, k_pids, false, board).has_value());
    REQUIRE(decoder.apply(recording.key, k_pids, true, board).has_value());
    const host::model::Pid more[] = {1, 2, 3};
    CHECK(!decoder.apply({}, more, false, board).has_value());
    CHECK(!decoder.apply(recording.change, k_pids, false, board).has_value());
    REQUIRE(decoder.apply(recording.key, k_pids, true, board).has_value());
    CHECK(decoder.apply(recording.change, k_pids, false, board).has_value());
}

TEST_CASE("flipped bits and cut ends are survived, and an undamaged key sweep is applied") {
    const Recording recording;
    for (std::size_t bit = 0; bit < recording.key.size() * 8; ++bit) {
        std::vector<std::uint8_t> bad = recording.key;
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1 << bit % 8);
        host::decode::SmapsDecoder decoder;
        host::model::Board board;
        (void)decoder.apply(bad, k_pids, true, board);
        CHECK(decoder.apply(recording.key, k_pids, true, board).has_value());
    }
    for (std::size_t bit = 0; bit < recording.change.size() * 8; ++bit) {
        std::vector<std::uint8_t> bad = recording.change;
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1 << bit % 8);
        Victim victim(recording.key);
        (void)victim.decoder.apply(bad, k_pids, false, victim.board);
        bad.resize(bit / 8);
        (void)Victim(recording.key).decoder.apply(bad, k_pids, false, victim.board);
    }
}

TEST_CASE("invented bytes end soon") {
    const Recording recording;
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::uint8_t> bytes(random() % 400);
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(round % 3 == 0 ? 0xFF : random());
        }
        Victim victim(recording.key);
        (void)victim.decoder.apply(bytes, k_pids, round % 2 == 0, victim.board);
        (void)victim.decoder.text(1);
    }
}
