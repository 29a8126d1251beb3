#include "agent/control.hpp"

#include "protocol/bytes.hpp"
#include "protocol/checksum.hpp"

namespace agent {

using protocol::ControlField;

namespace {

constexpr std::size_t k_head_bytes_min = 3; // type, seq, length of one byte

/// A varint from `at` on, which moves past it. False when the varint does not end before `end`. What is above 32 bits
/// comes out as almost the largest number of 32 bits, which no limit allows.
bool take_varint(const std::uint8_t*& at, const std::uint8_t* end, std::uint32_t& value) {
    std::uint32_t result = 0;
    for (unsigned shift = 0; at < end && shift < 70; shift += 7) {
        const std::uint32_t group = *at & 0x7F;
        const bool fits = shift < 28 || group == 0 || (shift == 28 && group < 16);
        result = fits && shift < 32 ? result | group << shift : fits ? result : Control::k_unasked - 1;
        if (*at++ < 0x80) {
            value = result;
            return true;
        }
    }
    return false;
}

} // namespace

bool ControlReader::feed(std::uint8_t byte) {
    const bool after_sync = after_sync_;
    after_sync_ = byte == protocol::k_sync;
    if (after_sync_) {
        // Two in a row: the first belongs to a frame that was cut there.
        inside_ = inside_ && !after_sync;
        return false;
    }
    if (after_sync && byte == protocol::k_stuffed) {
        byte = protocol::k_sync;
    } else if (after_sync) {
        // A new frame begins, complete or not as the last may be.
        damaged_ += inside_ ? 1 : 0;
        used_ = 0;
        inside_ = byte == static_cast<std::uint8_t>(protocol::FrameType::control);
    }
    return inside_ && add(byte);
}

bool ControlReader::add(std::uint8_t byte) {
    if (used_ == k_frame_bytes) {
        ++damaged_;
        inside_ = false;
        return false;
    }
    buffer_[used_++] = byte;
    return used_ >= k_head_bytes_min + protocol::k_crc_bytes && complete();
}

/// Whether the bytes held are a whole frame; it is taken apart then.
bool ControlReader::complete() {
    const std::uint8_t* at = buffer_ + 2;
    const std::uint8_t* const end = buffer_ + used_;
    std::uint32_t length = 0;
    if (!take_varint(at, end, length) || length > k_payload_bytes_max) {
        inside_ = false;
        ++damaged_;
        return false;
    }
    if (static_cast<std::size_t>(end - at) < length + protocol::k_crc_bytes) {
        return false;
    }
    inside_ = false;
    std::uint8_t* const payload = buffer_ + (at - buffer_);
    const bool taken = good(payload, length) && parse(payload + 4, payload + length);
    damaged_ += taken ? 0 : 1;
    return taken;
}

/// The frame states its own number, which the checksum covers and the low bits repeat.
bool ControlReader::good(const std::uint8_t* payload, std::size_t length) const {
    protocol::SmallCrc32c crc;
    crc.add(payload, 4);
    crc.add(buffer_, used_ - protocol::k_crc_bytes);
    return length >= 4 && (payload[0] & protocol::k_sequence_mask) == buffer_[1] &&
           crc.value() == static_cast<std::uint32_t>(protocol::load(payload + length, protocol::k_crc_bytes));
}

bool ControlReader::parse(std::uint8_t* begin, std::uint8_t* end) {
    control_ = Control();
    for (const std::uint8_t* at = begin; at != end;) {
        std::uint32_t tag = 0;
        std::uint32_t size = 0;
        if (!take_varint(at, end, tag) || !take_varint(at, end, size) || size > static_cast<std::size_t>(end - at) ||
            !apply(tag, begin + (at - begin), size)) {
            return false;
        }
        at += size;
    }
    if (!control_.selection.empty()) {
        // Its names are views of the buffer: the next frame is read into the other one.
        std::uint8_t* const kept = kept_;
        kept_ = buffer_;
        buffer_ = kept;
    }
    return true;
}

bool ControlReader::apply(std::uint32_t tag, std::uint8_t* value, std::size_t size) {
    const std::uint8_t* at = value;
    std::uint32_t number = 0;
    const bool numeric = take_varint(at, value + size, number);
    switch (static_cast<ControlField>(tag < 256 ? tag : 0)) {
    case ControlField::pid: return numeric && control_.selection.add_pid(number);
    case ControlField::name:
        // One byte towards its length makes room for the NUL.
        __builtin_memmove(value - 1, value, size);
        value[size - 1] = '\0';
        return size <= protocol::k_control_name_bytes_max &&
               control_.selection.add_name(reinterpret_cast<const char*>(value - 1));
    case ControlField::all: control_.selection.all = true; return true;
    case ControlField::key_now: control_.key_now = true; return true;
    case ControlField::stop: control_.stop = true; return true;
    case ControlField::count: control_.count = number; return numeric;
    case ControlField::period_ms:
        number = number < Options::k_period_ms_min ? Options::k_period_ms_min : number;
        [[fallthrough]];
    case ControlField::info_period_ms:
    case ControlField::key_interval_ms:
        // Held to what options allow.
        (tag == static_cast<unsigned>(ControlField::period_ms)        ? control_.period_ms
         : tag == static_cast<unsigned>(ControlField::info_period_ms) ? control_.info_period_ms
                                                                      : control_.key_interval_ms) =
            number < Options::k_time_ms_max ? number : Options::k_time_ms_max;
        return numeric;
    default: return true; // newer than this agent
    }
}

} // namespace agent
