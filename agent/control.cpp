#include "agent/control.hpp"

#include "protocol/bytes.hpp"
#include "protocol/checksum.hpp"

namespace agent {

using protocol::ControlField;
using protocol::Reader;

namespace {

constexpr std::size_t k_head_bytes_min = 3; // type, seq, length of one byte

/// A period or interval of a control frame, held to what options allow.
std::uint32_t time_ms(std::uint64_t value, std::uint32_t least) {
    return value > Options::k_time_ms_max ? Options::k_time_ms_max
           : value < least                ? least
                                          : static_cast<std::uint32_t>(value);
}

bool add_pid(Selection& selection, std::uint64_t pid) {
    if (pid == 0 || pid > 0x7FFFFFFF || selection.pid_count == Selection::k_pids_max) {
        return false;
    }
    selection.pids[selection.pid_count++] = static_cast<std::uint32_t>(pid);
    return true;
}

bool add_name(Selection& selection, std::string_view name) {
    if (name.empty() || name.size() > protocol::k_control_name_bytes_max ||
        selection.name_count == Selection::k_names_max) {
        return false;
    }
    selection.names[selection.name_count++] = name;
    return true;
}

bool apply(Control& control, ControlField field, std::span<const std::uint8_t> value) {
    const auto number = [&] { return Reader(value.data(), value.size()).varint(); };
    switch (field) {
    case ControlField::pid: return add_pid(control.selection, number());
    case ControlField::name: return add_name(control.selection, as_text(value));
    case ControlField::all: control.selection.all = true; return true;
    case ControlField::period_ms:
        control.period_asked = true;
        control.period_ms = time_ms(number(), Options::k_period_ms_min);
        return true;
    case ControlField::key_now: control.key_now = true; return true;
    case ControlField::stop: control.stop = true; return true;
    case ControlField::info_period_ms:
        control.info_period_asked = true;
        control.info_period_ms = time_ms(number(), 0);
        return true;
    case ControlField::key_interval_ms:
        control.key_interval_asked = true;
        control.key_interval_ms = time_ms(number(), 0);
        return true;
    case ControlField::count: {
        const std::uint64_t count = number();
        control.count_asked = true;
        control.count = count > 0xFFFFFFFF ? 0 : static_cast<std::uint32_t>(count);
        return true;
    }
    default: return true; // newer than this agent
    }
}

} // namespace

void ControlReader::start() {
    used_ = 0;
    inside_ = after_sync_ = false;
}

bool ControlReader::feed(std::uint8_t byte) {
    if (after_sync_) {
        // Two in a row: the first belongs to a frame that was cut there.
        after_sync_ = byte == protocol::k_sync;
        if (after_sync_) {
            inside_ = false;
            return false;
        }
        if (byte == protocol::k_stuffed) {
            return inside_ && add(protocol::k_sync);
        }
        // A new frame begins, whatever came of the last.
        damaged_ += inside_ ? 1 : 0;
        used_ = 0;
        inside_ = byte == static_cast<std::uint8_t>(protocol::FrameType::control);
        return inside_ && add(byte);
    }
    if (byte == protocol::k_sync) {
        after_sync_ = true;
        return false;
    }
    return inside_ && add(byte);
}

bool ControlReader::add(std::uint8_t byte) {
    if (used_ == buffer_.size()) {
        ++damaged_;
        inside_ = false;
        return false;
    }
    buffer_[used_++] = byte;
    return used_ >= k_head_bytes_min + protocol::k_crc_bytes && complete();
}

/// Whether the bytes held are a whole frame; it is taken apart then.
bool ControlReader::complete() {
    Reader reader(buffer_.data(), used_);
    reader.take(1);
    const std::uint64_t sequence = reader.fixed(1);
    const std::uint64_t length = reader.varint();
    if (!reader.ok || length > k_payload_bytes_max) {
        damaged_ += used_ > k_head_bytes_min + 1 ? 1 : 0;
        inside_ = used_ <= k_head_bytes_min + 1;
        return false;
    }
    if (reader.left() < length + protocol::k_crc_bytes) {
        return false;
    }
    inside_ = false;
    const std::uint8_t* const payload = reader.take(static_cast<std::size_t>(length));
    const std::size_t summed = used_ - protocol::k_crc_bytes;
    // The frame states its own number, which the checksum covers and the low bits repeat.
    std::uint8_t number[4] = {};
    __builtin_memcpy(number, payload, length < 4 ? 0 : 4);
    protocol::SmallCrc32c crc;
    crc.add(number, 4);
    crc.add(buffer_.data(), summed);
    const bool good = length >= 4 && crc.value() == reader.fixed(protocol::k_crc_bytes) &&
                      (number[0] & protocol::k_sequence_mask) == sequence &&
                      parse({payload + 4, static_cast<std::size_t>(length) - 4});
    damaged_ += good ? 0 : 1;
    return good;
}

bool ControlReader::parse(std::span<const std::uint8_t> payload) {
    control_ = Control();
    Reader reader(payload.data(), payload.size());
    while (reader.ok && reader.left() != 0) {
        const std::uint64_t tag = reader.varint();
        const auto size = static_cast<std::size_t>(reader.varint());
        const std::uint8_t* const value = reader.take(size);
        if (!reader.ok || (tag < 256 && !apply(control_, static_cast<ControlField>(tag), {value, size}))) {
            return false;
        }
    }
    return reader.ok;
}

} // namespace agent
