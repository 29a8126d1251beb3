// The small messages: field lists, hello, goodbye. PROTOCOL.md, sections 1, 4 and 11. Mirrors
// host/decode/session_decoder.
#pragma once

#include "agent/encode/frame_writer.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace agent::encode {

/// A value under construction in a buffer of its caller. A value without room is skipped as a whole, and `complete`
/// turns false.
class ValueWriter {
  public:
    explicit ValueWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

    void fixed(std::uint64_t value, unsigned bytes);
    void varint(std::uint64_t value);
    void svarint(std::int64_t value);
    void raw(std::span<const std::uint8_t> bytes);
    std::span<const std::uint8_t> value() const { return {buffer_.data(), used_}; }
    bool complete() const { return complete_; }
    void clear() { used_ = 0; }

    // Fields: tag, length, value.
    template <typename Tag>
    void field(Tag tag, std::uint64_t number) {
        number_field(static_cast<std::uint8_t>(tag), number);
    }
    template <typename Tag>
    void field(Tag tag, std::span<const std::uint8_t> bytes) {
        bytes_field(static_cast<std::uint8_t>(tag), bytes);
    }
    template <typename Tag>
    void field(Tag tag, std::string_view text) {
        bytes_field(static_cast<std::uint8_t>(tag), {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

  private:
    void number_field(std::uint8_t tag, std::uint64_t number);
    void bytes_field(std::uint8_t tag, std::span<const std::uint8_t> bytes);
    bool fits(std::size_t size);

    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
    bool complete_ = true;
};

/// What the board and this agent are; the same for the whole run. Views must stay.
struct Identity {
    std::string_view agent_version;
    std::string_view cpu;
    bool big_endian = false;
    std::uint32_t page_bytes = 0;
    std::uint32_t clock_ticks = 0;
    std::string_view kernel_release;
    std::string_view machine;
    std::string_view boot_id; ///< empty when unreadable
    std::string_view host_name;
    std::uint8_t privileges = 0;
    std::uint8_t address_bits = 0; ///< 0: unknown
    std::uint32_t state_bytes_max = 0;
    std::uint8_t encodings = 0;
};

/// What a session is, and its next sweep.
struct SessionState {
    std::uint64_t id = 0;
    std::int64_t start_wall_us = 0;
    std::uint64_t start_monotonic_us = 0;
    std::uint32_t period_ms = 0;
    std::uint32_t next_sweep = 0;
    std::uint64_t next_sweep_us = 0; ///< planned, since the session's start; 0: its number times the period
};

/// `scratch` holds the payload: 1,024 bytes are enough for every field at its longest.
bool write_hello(FrameWriter& frames, const Identity& identity, const SessionState& session,
                 std::span<std::uint8_t> scratch);

bool write_goodbye(FrameWriter& frames, protocol::GoodbyeReason reason, std::string_view text);

} // namespace agent::encode
