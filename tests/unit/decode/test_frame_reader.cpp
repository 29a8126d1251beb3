#include "host/decode/frame_reader.hpp"
#include "tests/support/wire.hpp"

#include <doctest/doctest.h>

using host::decode::Frame;
using host::decode::FrameReader;
using test::append;
using test::Bytes;

namespace {

struct Seen {
    std::uint8_t type;
    std::uint32_t number;
    Bytes payload;
    std::uint32_t lost;

    friend bool operator==(const Seen&, const Seen&) = default;
};

/// Feeds `stream` in portions of `portion` bytes.
std::vector<Seen> read(FrameReader& reader, const Bytes& stream, std::size_t portion) {
    std::vector<Seen> seen;
    for (std::size_t at = 0; at < stream.size(); at += portion) {
        reader.feed(std::span(stream).subspan(at, std::min(portion, stream.size() - at)));
        while (const auto frame = reader.next()) {
            seen.push_back({frame->type, frame->number, {frame->payload.begin(), frame->payload.end()}, frame->lost});
            CHECK(frame->end > frame->offset);
        }
    }
    return seen;
}

std::vector<Seen> read(const Bytes& stream) {
    FrameReader reader;
    return read(reader, stream, stream.size());
}

/// A hello, sweeps with payloads full of SYNC bytes, an idle sweep, an uncounted frame.
Bytes session() {
    Bytes stream = test::hello({.number = 0x1E1D});
    append(stream, test::frame(0x23, 0x1E1E, Bytes(300, 0x1E)));
    append(stream, test::idle(0x1E1F));
    append(stream, test::frame(0x41, 0, test::bytes_of("note")));
    append(stream, test::frame(0x23, 0x1E20, Bytes(16384, 7)));
    append(stream, test::frame(0x03, 0x1E21));
    return stream;
}

} // namespace

TEST_CASE("frames come out the same whole, byte by byte and in any portions") {
    const Bytes stream = session();
    const std::vector<Seen> whole = read(stream);
    REQUIRE(whole.size() == 6);
    CHECK(whole[1].payload == Bytes(300, 0x1E));
    CHECK(whole[2].type == (0x80 | 0x1F));
    CHECK(whole[2].number == 0x1E1F);
    CHECK(whole[5].number == 0x1E21);
    for (const std::size_t portion : {1U, 2U, 3U, 7U, 64U, 4095U}) {
        CAPTURE(portion);
        FrameReader reader;
        CHECK(read(reader, stream, portion) == whole);
        CHECK(reader.counts().frames == 6);
        CHECK(reader.counts().damaged == 0);
        CHECK(reader.counts().skipped_bytes == 0);
        CHECK(reader.counts().bytes == stream.size());
    }
}

TEST_CASE("a stream cut at any position gives the frames before the cut") {
    Bytes stream = test::hello();
    const std::size_t first = stream.size();
    append(stream, test::frame(0x23, 1, test::bytes_of("payload\x1E!")));
    const std::size_t second = stream.size();
    append(stream, test::idle(2));
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        CAPTURE(cut);
        FrameReader reader;
        const Bytes part(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut));
        const std::size_t expected = cut == stream.size() ? 3 : cut >= second ? 2 : cut >= first ? 1 : 0;
        CHECK((part.empty() ? 0 : read(reader, part, part.size()).size()) == expected);
        reader.finish();
        CHECK(reader.counts().damaged + reader.counts().frames <= 3);
        CHECK((reader.counts().skipped_bytes == 0) == (cut == 0 || cut == first || cut == second || expected == 3));
    }
}

TEST_CASE("a frame cut short ends where the next begins, wherever it is cut") {
    const Bytes cut_one = test::frame(0x23, 1, test::bytes_of("abc\x1E\x1E"));
    for (std::size_t left = 1; left < cut_one.size(); ++left) {
        CAPTURE(left);
        Bytes stream = test::hello();
        stream.insert(stream.end(), cut_one.begin(), cut_one.begin() + static_cast<std::ptrdiff_t>(left));
        append(stream, test::frame(0x23, 2, test::bytes_of("next")));
        const auto seen = read(stream);
        REQUIRE(seen.size() == 2);
        CHECK(seen[1].number == 2);
        CHECK(seen[1].lost == 1);
    }
}

TEST_CASE("noise and console text between frames are skipped and counted") {
    Bytes stream = test::bytes_of("login: \r\n# ");
    append(stream, test::hello());
    append(stream, test::bytes_of("\x1E\x1E[ 12.3] eth0: link up\r\n"));
    append(stream, test::idle(1));
    append(stream, test::bytes_of("# "));
    FrameReader reader;
    CHECK(read(reader, stream, 5).size() == 2);
    reader.finish();
    CHECK(reader.counts().skipped_bytes == 11 + 25 + 2);
    CHECK(reader.counts().lost == 0);
}

TEST_CASE("a flipped bit anywhere costs at most the frame it is in and the one after") {
    Bytes good = test::hello();
    const std::size_t first = good.size();
    append(good, test::frame(0x23, 1, test::bytes_of("some payload \x1E with a sync")));
    const std::size_t second = good.size();
    append(good, test::frame(0x23, 2, test::bytes_of("more")));
    append(good, test::frame(0x23, 3, test::bytes_of("last")));
    for (std::size_t at = first; at < second; ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            CAPTURE(at);
            CAPTURE(bit);
            Bytes stream = good;
            stream[at] = static_cast<std::uint8_t>(stream[at] ^ 1U << bit);
            const auto seen = read(stream);
            REQUIRE(seen.size() >= 3);
            CHECK(seen.back().number == 3);
            CHECK(seen[seen.size() - 2].number == 2);
            CHECK(seen[1].payload != Bytes{});
        }
    }
}

TEST_CASE("gaps are counted exactly up to 4,096 frames") {
    for (const std::uint32_t gap : {1U, 127U, 128U, 1000U, 4095U - 127U}) {
        CAPTURE(gap);
        Bytes stream = test::hello({.number = 5});
        append(stream, test::idle(6 + gap));
        const auto seen = read(stream);
        REQUIRE(seen.size() == 2);
        CHECK(seen[1].lost == gap);
        CHECK(seen[1].number == 6 + gap);
    }
}

TEST_CASE("after a longer gap nothing is believed before the next hello") {
    Bytes stream = test::hello({.number = 5});
    append(stream, test::idle(6 + 5000));
    append(stream, test::hello({.number = 7 + 5000}));
    append(stream, test::idle(8 + 5000));
    FrameReader reader;
    const auto seen = read(reader, stream, stream.size());
    REQUIRE(seen.size() == 3);
    CHECK(seen[1].lost == 5001);
    CHECK(seen[2].lost == 0);
    CHECK(reader.counts().damaged == 1);
}

TEST_CASE("numbers wrap at 32 bits") {
    Bytes stream = test::hello({.number = 0xFFFFFFFF});
    append(stream, test::idle(0));
    append(stream, test::idle(2));
    const auto seen = read(stream);
    REQUIRE(seen.size() == 3);
    CHECK(seen[1].lost == 0);
    CHECK(seen[2].lost == 1);
}

TEST_CASE("frames before the first hello are counted as early, not as damaged") {
    Bytes stream = test::idle(3);
    append(stream, test::hello({.number = 4}));
    FrameReader reader;
    CHECK(read(reader, stream, 1).size() == 1);
    CHECK(reader.counts().early == 1);
    CHECK(reader.counts().damaged == 0);
    CHECK(reader.counts().lost == 0);
}

TEST_CASE("a repeated frame and an old hello are not taken twice") {
    Bytes stream = test::hello({.number = 10});
    append(stream, test::idle(11));
    append(stream, test::idle(11));
    append(stream, test::hello({.number = 10}));
    append(stream, test::idle(12));
    FrameReader reader;
    const auto seen = read(reader, stream, stream.size());
    REQUIRE(seen.size() == 3);
    CHECK(seen[2].number == 12);
    CHECK(reader.counts().damaged == 2);
}

TEST_CASE("a hello of another session starts counting anew") {
    Bytes stream = test::hello({.number = 900});
    append(stream, test::hello({.number = 0, .session_id = 2}));
    append(stream, test::idle(1));
    FrameReader reader;
    const auto seen = read(reader, stream, stream.size());
    REQUIRE(seen.size() == 3);
    CHECK(seen[1].lost == 0);
    CHECK(seen[2].number == 1);
}

TEST_CASE("hostile lengths are refused at once") {
    for (const Bytes& length : {Bytes{0x81, 0x80, 0x01}, Bytes{0xFF, 0xFF, 0xFF, 0xFF}, Bytes{0xFF, 0xFF, 0x7F}}) {
        Bytes stream = test::hello();
        append(stream, Bytes{0x1E, 0x23, 0x01});
        append(stream, length);
        append(stream, Bytes(100, 0x55));
        append(stream, test::idle(2));
        FrameReader reader;
        CHECK(read(reader, stream, stream.size()).size() == 2);
        CHECK(reader.counts().damaged == 1);
    }
}

TEST_CASE("the goodbye of an agent that cannot serve is taken without a hello, and after another session") {
    const Bytes busy = test::frame(0x03, 0, test::bytes_of("\x03no"));
    CHECK(read(busy).size() == 1);
    Bytes stream = test::hello({.number = 700});
    append(stream, busy);
    append(stream, test::idle(701));
    const auto seen = read(stream);
    REQUIRE(seen.size() == 3);
    CHECK(seen[1].type == 0x03);
    CHECK(seen[1].lost == 0);
    CHECK(seen[2].number == 701);
}
