#include "agent/encode/frame_writer.hpp"
#include "agent/encode/message_writer.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "agent/encode/text_records.hpp"
#include "tests/unit/agent/memory_sink.hpp"

#include "protocol/bytes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace agent::encode;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes without_crc(const Bytes& frame) {
    return {frame.begin(), frame.end() - 4};
}

/// What one sweep puts out, made by `fill` in between begin and finish.
template <typename Fill>
Bytes sweep(bool key, std::uint64_t check, Fill fill, std::size_t payload_bytes = 64) {
    MemorySink sink;
    std::uint8_t out[256];
    std::vector<std::uint8_t> payload(payload_bytes);
    FrameWriter frames(sink, out);
    SweepWriter writer(frames, payload);
    writer.begin(key);
    fill(writer);
    CHECK(writer.finish(check));
    return sink.kept;
}

/// Frames from the type on, without stuffing.
std::vector<Bytes> split(const Bytes& stream) {
    std::vector<Bytes> frames;
    for (std::size_t at = 0; at < stream.size(); ++at) {
        if (stream[at] == 0x1E && stream[at + 1] != 0) {
            frames.push_back({stream[++at]});
        } else {
            frames.back().push_back(stream[at]);
            at += stream[at] == 0x1E ? 1 : 0;
        }
    }
    return frames;
}

} // namespace

TEST_CASE("a frame is sync, type, sequence, length, payload and checksum") {
    MemorySink sink;
    std::uint8_t buffer[64];
    FrameWriter frames(sink, buffer);
    const std::uint8_t payload[] = {0x41, 0x42};
    CHECK(frames.write(0x02, payload));
    const Bytes expected{0x1E, 0x02, 0x00, 0x02, 0x41, 0x42};
    CHECK(without_crc(sink.kept) == expected);
    protocol::Crc32c crc;
    const std::uint8_t summed[] = {0, 0, 0, 0, 0x02, 0x00, 0x02, 0x41, 0x42};
    crc.add(summed, sizeof summed);
    CHECK(protocol::load(sink.kept.data() + 6, 4) == crc.value());
}

TEST_CASE("every sync byte after the type is stuffed: in sequence, length and payload") {
    MemorySink sink;
    std::uint8_t buffer[256];
    FrameWriter frames(sink, buffer);
    for (int i = 0; i < 0x1E; ++i) {
        CHECK(frames.write_idle());
    }
    sink.kept.clear();
    const Bytes payload(0x1E, 0x1E);
    CHECK(frames.write(0x20, payload));
    Bytes expected{0x1E, 0x20, 0x1E, 0x00, 0x1E, 0x00};
    for (int i = 0; i < 0x1E; ++i) {
        expected.insert(expected.end(), {0x1E, 0x00});
    }
    CHECK(Bytes(sink.kept.begin(), sink.kept.begin() + static_cast<long>(expected.size())) == expected);
}

TEST_CASE("an idle sweep is six bytes and carries the low bits of its number") {
    MemorySink sink;
    std::uint8_t buffer[16];
    FrameWriter frames(sink, buffer);
    for (int i = 0; i < 130; ++i) {
        CHECK(frames.write_idle());
    }
    CHECK(frames.number() == 130);
    CHECK(sink.kept[0] == 0x1E);
    CHECK(sink.kept[1] == 0x80);
    CHECK(frames.written() == sink.kept.size());
}

TEST_CASE("frames that are not counted have number 0 and leave the count alone") {
    MemorySink sink;
    std::uint8_t buffer[16];
    FrameWriter frames(sink, buffer);
    CHECK(frames.write_idle());
    CHECK(frames.write(0x41, {}));
    CHECK(frames.number() == 1);
}

TEST_CASE("a small output buffer changes the writes, not the bytes") {
    const Bytes payload(300, 0x1E);
    MemorySink whole;
    std::uint8_t large[1024];
    FrameWriter at_once(whole, large);
    CHECK(at_once.write(0x20, payload));
    MemorySink cut;
    std::uint8_t small[16];
    FrameWriter in_portions(cut, small);
    CHECK(in_portions.write(0x20, payload));
    CHECK(whole.kept == cut.kept);
}

TEST_CASE("after a failed write nothing more is written") {
    std::uint8_t buffer[16];
    const Bytes payload(64, 0x55);
    for (int writes = 0; writes < 5; ++writes) {
        MemorySink sink(writes);
        FrameWriter frames(sink, buffer);
        CHECK_FALSE(frames.write(0x20, payload));
        CHECK_FALSE(frames.good());
        CHECK_FALSE(frames.write_idle());
        CHECK(sink.refused == 1);
        CHECK(sink.kept.size() == 16U * static_cast<unsigned>(writes));
    }
}

TEST_CASE("a sweep without news is an idle sweep, but a key sweep is never") {
    CHECK(sweep(false, 0x11223344, [](SweepWriter&) {}).size() == 6);
    const Bytes key = sweep(true, 0x1122334455667788, [](SweepWriter&) {});
    const Bytes expected{0x1E, 0x27, 0x00, 0x08, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
    CHECK(without_crc(key) == expected);
}

TEST_CASE("what comes first decides the records bit") {
    const std::uint8_t coded[] = {0xC0, 0xC1};
    const Bytes plain = sweep(false, 0x04030201, [&](SweepWriter& out) {
        out.end_records();
        out.append(coded);
    });
    CHECK(without_crc(plain) == Bytes{0x1E, 0x23, 0x00, 0x06, 0xC0, 0xC1, 1, 2, 3, 4});
    const Bytes recorded = sweep(false, 0x04030201, [&](SweepWriter& out) {
        const std::uint8_t pid[] = {7};
        out.record(protocol::RecordTag::went, pid);
        out.end_records();
        out.append(coded);
    });
    CHECK(without_crc(recorded) == Bytes{0x1E, 0x2B, 0x00, 0x0A, 5, 1, 7, 0, 0xC0, 0xC1, 1, 2, 3, 4});
}

TEST_CASE("a long body is cut into frames and the check is whole in the last") {
    for (std::size_t size = 0; size < 200; ++size) {
        const Bytes body(size, 0x42);
        Bytes seen;
        const std::vector<Bytes> frames = split(sweep(
            true, 0x0102030405060708, [&](SweepWriter& writer) { writer.append(body); }, 32));
        for (const Bytes& frame : frames) {
            const std::size_t length = frame[2];
            CHECK(((frame[0] & 1) != 0) == (&frame == &frames.front()));
            CHECK(((frame[0] & 2) != 0) == (&frame == &frames.back()));
            CHECK(frame.size() == 3 + length + 4);
            seen.insert(seen.end(), frame.begin() + 3, frame.begin() + 3 + static_cast<long>(length));
        }
        CHECK(seen.size() == size + 8);
        CHECK(protocol::load(seen.data() + size, 8) == 0x0102030405060708);
    }
}

TEST_CASE("fields that are too large are omitted whole") {
    std::uint8_t buffer[6];
    ValueWriter value(buffer);
    value.field(1, std::string_view("abc"));
    value.field(2, std::string_view("x"));
    CHECK_FALSE(value.complete());
    CHECK(value.value().size() == 5);
}

TEST_CASE("hello states its number and its fields") {
    MemorySink sink;
    std::uint8_t buffer[512];
    std::uint8_t scratch[512];
    FrameWriter frames(sink, buffer);
    CHECK(frames.write_idle());
    sink.kept.clear();
    Identity identity;
    identity.agent_version = "1";
    identity.cpu = "arm";
    SessionState state;
    state.id = 0x0807060504030201;
    state.period_ms = 1000;
    CHECK(write_hello(frames, identity, state, scratch));
    const Bytes start{0x1E, 0x01, 0x01};
    CHECK(Bytes(sink.kept.begin(), sink.kept.begin() + 3) == start);
    const Bytes body{1, 0, 0, 0, 1, 0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 11, 1, 0, 12, 1, 0, 13, 2, 0xE8, 0x07};
    CHECK(Bytes(sink.kept.begin() + 4, sink.kept.begin() + 4 + static_cast<long>(body.size())) == body);
}

TEST_CASE("goodbye is a reason and a sentence") {
    MemorySink sink;
    std::uint8_t buffer[64];
    FrameWriter frames(sink, buffer);
    CHECK(write_goodbye(frames, protocol::GoodbyeReason::busy, "busy"));
    CHECK(without_crc(sink.kept) == Bytes{0x1E, 0x03, 0x00, 0x05, 3, 'b', 'u', 's', 'y'});
}

TEST_CASE("a file that is sent as it is takes text records, of which the last is marked") {
    const std::string text = "VmSize: 8 kB\n";
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const Bytes out = sweep(
        false, 0,
        [&](SweepWriter& writer) {
            write_status_record(writer, 5, protocol::Status::fallback, 3);
            write_text_record(writer, 5, protocol::FileKind::status, false, {bytes, 11});
            write_text_record(writer, 5, protocol::FileKind::status, true, {});
            writer.end_records();
        },
        256);
    CHECK(out[1] == 0x2B);
    CHECK(Bytes(out.begin() + 4, out.begin() + 9) == Bytes{6, 3, 5, 8, 3});
    CHECK(Bytes(out.begin() + 9, out.begin() + 14) == Bytes{7, 14, 5, 4, 0});
    CHECK(Bytes(out.begin() + 25, out.begin() + 30) == Bytes{7, 3, 5, 4, 1});
}
