#include "agent/encode/message_writer.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

using protocol::k_varint_bytes_max;

bool ValueWriter::fits(std::size_t size) {
    if (size > buffer_.size() - used_) {
        complete_ = false;
        return false;
    }
    return true;
}

void ValueWriter::fixed(std::uint64_t value, unsigned bytes) {
    if (fits(bytes)) {
        protocol::store(buffer_.data() + used_, value, bytes);
        used_ += bytes;
    }
}

void ValueWriter::varint(std::uint64_t value) {
    std::uint8_t bytes[k_varint_bytes_max];
    const std::uint8_t* const end = protocol::store_varint(bytes, value);
    raw({bytes, static_cast<std::size_t>(end - bytes)});
}

void ValueWriter::svarint(std::int64_t value) {
    varint(protocol::zigzag(value));
}

void ValueWriter::raw(std::span<const std::uint8_t> bytes) {
    if (fits(bytes.size())) {
        __builtin_memcpy(buffer_.data() + used_, bytes.data(), bytes.size());
        used_ += bytes.size();
    }
}

void ValueWriter::number_field(std::uint8_t tag, std::uint64_t number) {
    std::uint8_t bytes[k_varint_bytes_max];
    const std::uint8_t* const end = protocol::store_varint(bytes, number);
    bytes_field(tag, {bytes, static_cast<std::size_t>(end - bytes)});
}

void ValueWriter::bytes_field(std::uint8_t tag, std::span<const std::uint8_t> bytes) {
    std::uint8_t length[k_varint_bytes_max];
    const auto length_bytes = static_cast<std::size_t>(protocol::store_varint(length, bytes.size()) - length);
    if (fits(1 + length_bytes + bytes.size())) {
        fixed(tag, 1);
        raw({length, length_bytes});
        raw(bytes);
    }
}

namespace {

/// A field of fixed width or an svarint.
template <typename Fill>
void built_field(ValueWriter& message, protocol::HelloField tag, Fill fill) {
    std::uint8_t bytes[k_varint_bytes_max];
    ValueWriter value(bytes);
    fill(value);
    message.field(tag, value.value());
}

void add_identity(ValueWriter& hello, const Identity& identity) {
    using enum protocol::HelloField;
    hello.field(agent_version, identity.agent_version);
    hello.field(cpu, identity.cpu);
    hello.field(byte_order, identity.big_endian ? 2U : 1U);
    hello.field(page_size, identity.page_bytes);
    hello.field(clock_ticks, identity.clock_ticks);
    hello.field(kernel_release, identity.kernel_release);
    if (!identity.boot_id.empty()) {
        hello.field(boot_id, identity.boot_id);
    }
    hello.field(host_name, identity.host_name);
    hello.field(privileges, identity.privileges);
    hello.field(encodings, identity.encodings);
    hello.field(state_bytes_max, identity.state_bytes_max);
    hello.field(machine, identity.machine);
    if (identity.address_bits != 0) {
        hello.field(address_bits, identity.address_bits);
    }
}

} // namespace

bool write_hello(FrameWriter& frames, const Identity& identity, const SessionState& session,
                 std::span<std::uint8_t> scratch) {
    using enum protocol::HelloField;
    ValueWriter hello(scratch);
    hello.fixed(frames.number(), 4);
    hello.fixed(protocol::k_version_major, 1);
    hello.fixed(protocol::k_version_minor, 1);
    built_field(hello, session_id, [&](ValueWriter& value) { value.fixed(session.id, 8); });
    built_field(hello, start_wall_us, [&](ValueWriter& value) { value.svarint(session.start_wall_us); });
    hello.field(start_monotonic_us, session.start_monotonic_us);
    hello.field(period_ms, session.period_ms);
    hello.field(next_sweep, session.next_sweep);
    if (session.next_sweep_us != 0) {
        hello.field(next_sweep_us, session.next_sweep_us);
    }
    add_identity(hello, identity);
    return frames.write(protocol::FrameType::hello, hello.value());
}

bool write_goodbye(FrameWriter& frames, protocol::GoodbyeReason reason, std::string_view text) {
    std::uint8_t bytes[128];
    ValueWriter goodbye(bytes);
    goodbye.fixed(static_cast<std::uint8_t>(reason), 1);
    goodbye.raw({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return frames.write(protocol::FrameType::goodbye, goodbye.value());
}

} // namespace agent::encode
