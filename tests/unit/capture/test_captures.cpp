// Captures as --record writes them: what a kill at any byte, a damaged index or another program's file does to them.
#include "tests/support/wire.hpp"
#include "tests/unit/capture/capture_maker.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using test::index_of;
using test::Recipe;
using test::record;
using test::TemporaryFile;
using test::texts_of;

namespace {

std::string text(std::uint64_t sweep) {
    const std::string rss = std::to_string(100 + sweep % 3 * 4);
    return "00400000-00452000 r-xp 00000000 08:02 173521                             /usr/bin/app\n"
           "Size:                328 kB\nRss:                 " +
           rss + " kB\nPss:                 " + rss + " kB\nPrivate_Clean:       " + rss + " kB\n";
}

constexpr std::int64_t k_every_third_us = 3'000'000;

Recipe short_session(std::uint64_t id, std::uint64_t sweeps, bool finished = true) {
    return {
        .session_id = id, .sweeps = sweeps, .key_interval_us = k_every_third_us, .text = text, .finished = finished};
}

std::vector<std::string> texts(std::uint64_t sweeps) {
    std::vector<std::string> all;
    for (std::uint64_t i = 0; i < sweeps; ++i) {
        all.push_back(text(i));
    }
    return all;
}

bool same_points(const host::capture::CaptureIndex& a, const host::capture::CaptureIndex& b) {
    return std::equal(
        a.points.begin(), a.points.end(), b.points.begin(), b.points.end(), [](const auto& one, const auto& other) {
            return one.offset == other.offset && one.session_us == other.session_us && one.session == other.session;
        });
}

/// Offsets of all undamaged frames, and of the end of the last.
std::vector<std::uint64_t> frame_ends(const std::string& bytes) {
    host::decode::FrameReader frames;
    frames.feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    std::vector<std::uint64_t> ends;
    while (const auto frame = frames.next()) {
        ends.push_back(frame->end);
    }
    return ends;
}

} // namespace

TEST_CASE("killed at any byte, a capture has everything up to its last whole frame, and is continued") {
    const TemporaryFile file;
    REQUIRE(record(file.path(), short_session(1, 7)) == "");
    const std::string whole = file.bytes();
    REQUIRE(texts_of(file.path()) == texts(7));
    const std::vector<std::uint64_t> ends = frame_ends(whole);
    CHECK(ends.back() == whole.size());
    std::vector<std::string> before;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        CAPTURE(cut);
        file.put(std::string_view(whole).substr(0, cut));
        const std::vector<std::string> left = texts_of(file.path());
        REQUIRE(left.size() >= before.size()); // never less than at the cut before
        REQUIRE(std::equal(left.begin(), left.end(), texts(7).begin()));
        before = left;

        REQUIRE(record(file.path(), short_session(2, 2)) == "");
        std::vector<std::string> expected = left;
        expected.push_back(text(0));
        expected.push_back(text(1));
        REQUIRE(texts_of(file.path()) == expected);
        // The index is whole again: what it lists is what a scan of all hellos finds.
        const std::string bytes = file.bytes();
        const auto index = index_of(bytes);
        REQUIRE(index.listed_points == index.points.size());
        REQUIRE(index.points.back().session_us == 0);
    }
    CHECK(before.size() == 7);
}

TEST_CASE("the index lists every hello, however many sessions and index frames there are") {
    const TemporaryFile file;
    REQUIRE(record(file.path(), short_session(1, 100)) == ""); // 34 hellos: two full index frames and one of two
    REQUIRE(record(file.path(), short_session(2, 1)) == "");
    REQUIRE(record(file.path(), short_session(3, 50, false)) == "");
    const auto index = index_of(file.bytes());
    REQUIRE(index.points.size() == 34 + 1 + 17);
    CHECK(index.listed_points == 34 + 1 + 16);
    CHECK(index.sessions.size() == 3);
    for (std::size_t i = 0; i < index.points.size(); ++i) {
        CAPTURE(i);
        const std::size_t in_session = i < 34 ? i : i < 35 ? i - 34 : i - 35;
        CHECK(index.points[i].session == (i < 34 ? 0 : i < 35 ? 1 : 2));
        CHECK(index.points[i].session_us == static_cast<std::int64_t>(in_session) * k_every_third_us);
    }
}

TEST_CASE("an index that is missing or damaged is rebuilt from the hellos") {
    const TemporaryFile file;
    REQUIRE(record(file.path(), short_session(1, 100)) == "");
    const std::string whole = file.bytes();
    const auto expected = index_of(whole);
    REQUIRE(expected.listed_points == 34);
    host::decode::FrameReader frames;
    frames.feed({reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size()});
    std::string none;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> indices;
    while (const auto frame = frames.next()) {
        if (frame->type == static_cast<std::uint8_t>(protocol::FrameType::index)) {
            indices.emplace_back(frame->offset, frame->end);
        } else {
            none += whole.substr(frame->offset, frame->wire_bytes());
        }
    }
    REQUIRE(indices.size() == 3);
    const auto rebuilt = index_of(none);
    CHECK(rebuilt.listed_points == 0);
    CHECK(rebuilt.points.size() == 34);
    CHECK(rebuilt.points.back().session_us == expected.points.back().session_us);
    for (const auto& index : indices) {
        CAPTURE(index.first); // clang 14 cannot name a structured binding in here
        for (std::uint64_t at = index.first; at < index.second; ++at) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
            REQUIRE(same_points(index_of(damaged), expected));
        }
    }
}

TEST_CASE("hostile index frames send a reader nowhere") {
    const TemporaryFile file;
    REQUIRE(record(file.path(), short_session(1, 7)) == "");
    const std::string whole = file.bytes();
    const std::uint64_t size = whole.size();
    for (const std::uint64_t previous : {std::uint64_t{0}, std::uint64_t{5}, size, size - 3, UINT64_MAX - 1}) {
        for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{7}, size + 100, UINT64_MAX}) {
            CAPTURE(previous);
            CAPTURE(offset);
            test::Bytes payload = test::varint(offset);
            test::append(payload, test::varint(0));
            test::append_fixed(payload, previous, 8);
            const test::Bytes index = test::frame(static_cast<std::uint8_t>(protocol::FrameType::index), 0, payload);
            file.put(whole + std::string(index.begin(), index.end()));
            CHECK(texts_of(file.path()) == texts(7));
            REQUIRE(record(file.path(), short_session(2, 2)) == "");
            CHECK(texts_of(file.path()).size() == 9);
        }
    }
}

TEST_CASE("nothing but a capture is appended to") {
    const TemporaryFile file;
    for (const std::string foreign : {"hello, world\n", "\x1f\x8b\x08", "\x1e", "\x1e\x23", "00400000-00452000 r-xp"}) {
        CAPTURE(foreign);
        file.put(foreign);
        const bool cut = foreign == "\x1e"; // a recording that was killed at its first byte
        CHECK((record(file.path(), short_session(1, 1)) == "") == cut);
        CHECK(file.bytes().starts_with(foreign));
        CHECK((file.bytes() == foreign) != cut);
    }
}

TEST_CASE("one capture is written by one program at a time") {
    const TemporaryFile file;
    const auto first = host::capture::start_recording(file.path(), "one");
    REQUIRE(first.has_value());
    CHECK(record(file.path(), short_session(1, 1)) ==
          file.path() + ": another program is recording into it; choose another file for --record");
}

TEST_CASE("a key frame is made at the interval asked for, and only the first with 0") {
    for (const std::int64_t seconds : {1, 2, 10, 60, 0}) {
        CAPTURE(seconds);
        const TemporaryFile file;
        Recipe recipe = short_session(1, 25);
        recipe.key_interval_us = seconds * 1'000'000;
        REQUIRE(record(file.path(), recipe) == "");
        const std::size_t keys = seconds == 0 ? 1 : static_cast<std::size_t>((24 + seconds) / seconds);
        CHECK(index_of(file.bytes()).points.size() == keys);
        CHECK(texts_of(file.path()) == texts(25));
    }
}
