// Makes wire bytes for tests, written from PROTOCOL.md and not from the agent's code: a second opinion.
#pragma once

#include "protocol/bytes.hpp"
#include "protocol/checksum.hpp"
#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

inline void append(Bytes& out, std::span<const std::uint8_t> more) {
    out.insert(out.end(), more.begin(), more.end());
}

inline void append_fixed(Bytes& out, std::uint64_t value, unsigned count) {
    std::uint8_t bytes[8];
    append(out, {bytes, protocol::store(bytes, value, count)});
}

inline void append_varint(Bytes& out, std::uint64_t value) {
    std::uint8_t bytes[protocol::k_varint_bytes_max];
    append(out, {bytes, protocol::store_varint(bytes, value)});
}

inline Bytes varint(std::uint64_t value) {
    Bytes out;
    append_varint(out, value);
    return out;
}

/// `varint tag, bytes value`: a field or a record.
inline void append_field(Bytes& out, std::uint64_t tag, std::span<const std::uint8_t> value) {
    append_varint(out, tag);
    append_varint(out, value.size());
    append(out, value);
}

inline void append_field(Bytes& out, std::uint64_t tag, std::string_view text) {
    append_field(out, tag, bytes_of(text));
}

/// SYNC and stuffing around type, seq, length, payload and the checksum over `number` and them.
inline Bytes frame(std::uint8_t type, std::uint32_t number, std::span<const std::uint8_t> payload = {}) {
    Bytes covered{type};
    if ((type & protocol::k_idle) != 0) {
        covered[0] = static_cast<std::uint8_t>(protocol::k_idle | (number & protocol::k_sequence_mask));
    } else {
        covered.push_back(number & protocol::k_sequence_mask);
        append_varint(covered, payload.size());
        append(covered, payload);
    }
    Bytes number_bytes;
    append_fixed(number_bytes, type < 0x80 && type >= protocol::k_uncounted_from ? 0 : number, 4);
    protocol::Crc32c crc;
    crc.add(number_bytes.data(), number_bytes.size());
    crc.add(covered.data(), covered.size());
    append_fixed(covered, crc.value(), 4);
    Bytes out{protocol::k_sync, covered[0]};
    for (std::size_t i = 1; i < covered.size(); ++i) {
        out.push_back(covered[i]);
        if (covered[i] == protocol::k_sync) {
            out.push_back(protocol::k_stuffed);
        }
    }
    return out;
}

inline Bytes idle(std::uint32_t number) {
    return frame(protocol::k_idle, number);
}

struct HelloWith {
    std::uint32_t number = 0;
    std::uint64_t session_id = 0x1122334455667788;
    std::uint64_t next_sweep = 0;
    std::uint64_t period_ms = 1000;
    std::uint8_t major = protocol::k_version_major;
};

inline Bytes hello(const HelloWith& with = {}) {
    Bytes payload;
    append_fixed(payload, with.number, 4);
    payload.push_back(with.major);
    payload.push_back(protocol::k_version_minor);
    Bytes id;
    append_fixed(id, with.session_id, 8);
    append_field(payload, 1, id);
    append_field(payload, 5, varint(4096));
    append_field(payload, 9, "board");
    append_field(payload, 11, varint(protocol::zigzag(1'700'000'000'000'000)));
    append_field(payload, 13, varint(with.period_ms));
    append_field(payload, 14, varint(protocol::k_encoding_raw));
    append_field(payload, 15, varint(with.next_sweep));
    return frame(0x01, with.number, payload);
}

/// Collects records; `body` ends them.
struct Records {
    Bytes bytes;

    Records& add(protocol::RecordTag tag, std::span<const std::uint8_t> value) {
        append_field(bytes, static_cast<std::uint64_t>(tag), value);
        return *this;
    }
    Records& came(std::uint32_t pid, std::string_view comm = "prog") {
        Bytes value = varint(pid);
        append_field(value, static_cast<std::uint64_t>(protocol::ProcessField::start_time), varint(1000 + pid));
        append_field(value, static_cast<std::uint64_t>(protocol::ProcessField::comm), comm);
        return add(protocol::RecordTag::came, value);
    }
    Records& went(std::uint32_t pid) { return add(protocol::RecordTag::went, varint(pid)); }
    Records& status(std::uint32_t pid, std::uint8_t status) {
        Bytes value = varint(pid);
        value.push_back(status);
        append_varint(value, 0);
        return add(protocol::RecordTag::status, value);
    }
    Records& text(std::uint32_t pid, std::string_view text, bool last = true, std::uint8_t kind = 0) {
        Bytes value = varint(pid);
        value.push_back(kind);
        value.push_back(last ? protocol::k_text_last : 0);
        append(value, bytes_of(text));
        return add(protocol::RecordTag::text, value);
    }
    Bytes body() const {
        Bytes out = bytes;
        out.push_back(0);
        return out;
    }
};

/// What a process adds to the check of a sweep.
inline std::uint64_t text_hash(std::uint32_t pid, std::string_view text) {
    protocol::TextHash hash;
    hash.add(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    return hash.value() * protocol::process_weight(pid);
}

/// A sweep with records in one frame.
inline Bytes sweep(std::uint32_t number, bool key, const Records& records, std::uint64_t board_hash) {
    Bytes payload = records.body();
    append_fixed(payload, board_hash, key ? 8 : 4);
    return frame(static_cast<std::uint8_t>(0x2B | (key ? protocol::k_sweep_key : 0)), number, payload);
}

} // namespace test
