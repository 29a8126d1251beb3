#include "agent/encode/sweep_writer.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

void SweepWriter::begin(bool key) {
    used_ = 0;
    key_ = key;
    records_ = false;
    first_ = true;
}

void SweepWriter::begin_record(protocol::RecordTag tag, std::size_t size) {
    records_ = true;
    std::uint8_t head[1 + protocol::k_varint_bytes_max];
    head[0] = static_cast<std::uint8_t>(tag);
    const std::uint8_t* const end = protocol::store_varint(head + 1, size);
    append({head, static_cast<std::size_t>(end - head)});
}

void SweepWriter::record(protocol::RecordTag tag, std::span<const std::uint8_t> value) {
    begin_record(tag, value.size());
    append(value);
}

void SweepWriter::end_records() {
    if (records_) {
        static constexpr std::uint8_t k_end = static_cast<std::uint8_t>(protocol::RecordTag::end);
        append({&k_end, 1});
    }
}

void SweepWriter::append(std::span<const std::uint8_t> bytes) {
    // The check must have room after the bytes in the buffer.
    const std::size_t room = buffer_.size() - protocol::k_check_bytes_key;
    for (std::size_t at = 0; at < bytes.size();) {
        if (used_ == room) {
            send(false);
        }
        const std::size_t left = bytes.size() - at;
        const std::size_t count = left < room - used_ ? left : room - used_;
        __builtin_memcpy(buffer_.data() + used_, bytes.data() + at, count);
        used_ += count;
        at += count;
    }
}

bool SweepWriter::finish(std::uint64_t check) {
    if (first_ && used_ == 0 && !key_) {
        return frames_.write_idle();
    }
    const unsigned size = key_ ? protocol::k_check_bytes_key : protocol::k_check_bytes_delta;
    protocol::store(buffer_.data() + used_, check, size);
    used_ += size;
    send(true);
    return frames_.good();
}

void SweepWriter::send(bool last) {
    unsigned type = static_cast<unsigned>(protocol::FrameType::sweep);
    type |= first_ ? unsigned{protocol::k_sweep_first} : 0U;
    type |= last ? unsigned{protocol::k_sweep_last} : 0U;
    type |= key_ ? unsigned{protocol::k_sweep_key} : 0U;
    type |= records_ ? unsigned{protocol::k_sweep_records} : 0U;
    frames_.write(static_cast<std::uint8_t>(type), {buffer_.data(), used_});
    first_ = false;
    used_ = 0;
}

} // namespace agent::encode
