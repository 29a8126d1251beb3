// An agent that writes the streams of the worked bytes, with the programs' own writers.
#pragma once

#include "agent/encode/message_writer.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "tests/support/wire.hpp"
#include "tests/unit/agent/memory_sink.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace test {

using agent::encode::ValueWriter;
using protocol::FrameType;
using protocol::ProcessField;
using protocol::RecordTag;

inline std::span<const std::uint8_t> bytes_view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The encoding half of an agent; everything that it writes is in `sink.kept`.
struct SampleAgent {
    explicit SampleAgent(std::uint8_t encodings, std::size_t payload_bytes = 4096)
        : payload(payload_bytes), memory(std::size_t{1} << 18), text_buffer(agent::encode::SmapsEncoder::k_text_bytes),
          coder(memory, text_buffer.data()) {
        identity.encodings = encodings;
        session.id = 0x1122334455667788;
        session.period_ms = 1000;
    }

    void hello() {
        std::array<std::uint8_t, 1024> scratch{};
        agent::encode::write_hello(frames, identity, session, scratch);
    }
    template <typename Fill>
    void record(RecordTag tag, Fill fill) {
        std::array<std::uint8_t, 512> bytes{};
        ValueWriter value(bytes);
        fill(value);
        sweeps.record(tag, value.value());
    }
    void came(std::uint32_t pid) {
        record(RecordTag::came, [pid](ValueWriter& value) {
            value.varint(pid);
            value.field(ProcessField::start_time, 1000U);
            value.field(ProcessField::comm, std::string_view("a"));
        });
    }
    /// The rest of a sweep of one process with coded text.
    void coded(bool key, std::uint32_t pid, const std::string& text) {
        sweeps.end_records();
        coder.begin_sweep(key, sweeps);
        coder.begin_process(pid);
        coder.text(bytes_view(text));
        coder.end_process(protocol::Status::ok);
        coder.end_sweep();
        sweeps.finish(coder.text_hash());
    }
    void key_without_processes() {
        sweeps.begin(true);
        sweeps.end_records();
        sweeps.finish(0);
        ++session.next_sweep;
    }
    void goodbye(protocol::GoodbyeReason reason, std::string_view text) {
        agent::encode::write_goodbye(frames, reason, text);
    }

    MemorySink sink;
    std::array<std::uint8_t, 512> buffer{};
    std::vector<std::uint8_t> payload;
    std::vector<std::uint8_t> memory;
    std::vector<std::uint8_t> text_buffer;
    agent::encode::FrameWriter frames{sink, buffer};
    agent::encode::SweepWriter sweeps{frames, payload};
    agent::encode::SmapsEncoder coder;
    agent::encode::Identity identity;
    agent::encode::SessionState session;
};

} // namespace test
