#include "agent/control.hpp"
#include "agent/encode/frame_writer.hpp"
#include "agent/encode/message_writer.hpp"
#include "tests/unit/agent/memory_sink.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace agent;
using protocol::ControlField;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// A control frame as a host makes it, with the fields that `fill` adds.
template <typename Fill>
Bytes control_frame(Fill fill, std::uint32_t before = 0) {
    MemorySink sink;
    std::uint8_t out[4096];
    encode::FrameWriter frames(sink, out);
    for (std::uint32_t i = 0; i < before; ++i) {
        CHECK(frames.write_idle());
    }
    sink.kept.clear();
    std::uint8_t payload[4096];
    encode::ValueWriter value(payload);
    value.fixed(frames.number(), 4);
    fill(value);
    CHECK(frames.write(protocol::FrameType::control, value.value()));
    return sink.kept;
}

struct Host {
    std::uint8_t buffer[ControlReader::k_buffer_bytes];
    ControlReader reader{static_cast<std::uint8_t*>(buffer)};

    /// How many control frames these bytes complete.
    int feed(const Bytes& bytes) {
        int frames = 0;
        for (const std::uint8_t byte : bytes) {
            frames += reader.feed(byte) ? 1 : 0;
        }
        return frames;
    }
};

Bytes example() {
    return control_frame(
        [](encode::ValueWriter& value) {
            value.field(ControlField::pid, 0x1EU);
            value.field(ControlField::name, std::string_view("my*"));
            value.field(ControlField::period_ms, 250U);
            value.field(ControlField::key_now, std::string_view());
            value.field(ControlField::count, 3U);
        },
        0x1E);
}

} // namespace

TEST_CASE("a control frame is understood") {
    Host host;
    CHECK(host.feed(example()) == 1);
    const Control& control = host.reader.control();
    CHECK(control.selection.pid_count == 1);
    CHECK(control.selection.pids[0] == 0x1E);
    CHECK(std::string(control.selection.names[0]) == "my*");
    CHECK(control.period_ms == 250);
    CHECK(control.key_now);
    CHECK_FALSE(control.stop);
    CHECK(control.count == 3);
    CHECK(host.reader.damaged() == 0);
}

TEST_CASE("a control frame cut anywhere costs itself only") {
    const Bytes frame = example();
    for (std::size_t cut = 0; cut < frame.size(); ++cut) {
        CAPTURE(cut);
        Host host;
        CHECK(host.feed(Bytes(frame.begin(), frame.begin() + static_cast<long>(cut))) == 0);
        CHECK(host.feed(frame) == 1);
    }
}

TEST_CASE("a control frame with any bit turned is not obeyed") {
    const Bytes frame = example();
    for (std::size_t at = 0; at < frame.size() * 8; ++at) {
        CAPTURE(at);
        Bytes damaged = frame;
        damaged[at / 8] = static_cast<std::uint8_t>(damaged[at / 8] ^ 1 << at % 8);
        Host host;
        CHECK(host.feed(damaged) == 0);
        CHECK(host.feed(frame) == 1);
    }
}

TEST_CASE("bytes that are not ours are passed over") {
    Host host;
    Bytes noise;
    std::uint32_t state = 1;
    for (int i = 0; i < 100000; ++i) {
        state = state * 1664525 + 1013904223;
        noise.push_back(static_cast<std::uint8_t>(state >> 24));
    }
    CHECK(host.feed(noise) == 0);
    CHECK(host.feed(example()) == 1);
}

TEST_CASE("hostile lengths and contents are refused") {
    Host host;
    Bytes endless{0x1E, 0x04, 0x00, 0xFF, 0x0F};
    endless.resize(10000, 0x41);
    CHECK(host.feed(endless) == 0);
    CHECK(host.feed(control_frame([](encode::ValueWriter& value) { value.field(ControlField::pid, 0U); })) == 0);
    CHECK(host.feed(control_frame(
              [](encode::ValueWriter& value) { value.field(ControlField::name, std::string(65, 'a')); })) == 0);
    CHECK(host.feed(control_frame([](encode::ValueWriter& value) {
        for (unsigned i = 1; i <= 65; ++i) {
            value.field(ControlField::pid, i);
        }
    })) == 0);
    CHECK(host.reader.damaged() >= 4);
}

TEST_CASE("fields of a later version are passed over, and times are held to their limits") {
    Host host;
    CHECK(host.feed(control_frame([](encode::ValueWriter& value) {
        value.field(99, std::string_view("?"));
        value.field(ControlField::period_ms, std::uint64_t{0});
        value.field(ControlField::key_interval_ms, ~std::uint64_t{0});
    })) == 1);
    CHECK(host.reader.control().period_ms == Options::k_period_ms_min);
    CHECK(host.reader.control().key_interval_ms == Options::k_time_ms_max);
}

TEST_CASE("the names of a selection stay when frames without one follow") {
    Host host;
    CHECK(host.feed(example()) == 1);
    const Selection selection = host.reader.control().selection;
    for (int i = 0; i < 3; ++i) {
        CHECK(host.feed(control_frame([](encode::ValueWriter& value) {
            value.field(ControlField::period_ms, 99U);
            value.field(ControlField::key_now, std::string_view());
        })) == 1);
        CHECK(host.reader.control().selection.empty());
        CHECK(host.reader.control().period_ms == 99);
        CHECK(host.reader.control().count == Control::k_unasked);
    }
    CHECK(std::string(selection.names[0]) == "my*");
}
