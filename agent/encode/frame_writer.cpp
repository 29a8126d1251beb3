#include "agent/encode/frame_writer.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

bool FrameWriter::write(std::uint8_t type, std::span<const std::uint8_t> payload) {
    const bool counted = type < protocol::k_uncounted_from;
    const std::uint32_t number = counted ? number_++ : 0;
    begin(type, number);
    put_summed(static_cast<std::uint8_t>(number & protocol::k_sequence_mask));
    std::uint8_t length[protocol::k_varint_bytes_max];
    const std::uint8_t* const length_end = protocol::store_varint(length, payload.size());
    for (const std::uint8_t* byte = length; byte != length_end; ++byte) {
        put_summed(*byte);
    }
    crc_.add(payload.data(), payload.size());
    for (const std::uint8_t byte : payload) {
        put_stuffed(byte);
    }
    return end();
}

bool FrameWriter::write_idle() {
    const std::uint32_t number = number_++;
    begin(static_cast<std::uint8_t>(protocol::k_idle | (number & protocol::k_sequence_mask)), number);
    return end();
}

/// The checksum covers the whole number, of which only the low bits travel.
void FrameWriter::begin(std::uint8_t type, std::uint32_t number) {
    crc_ = protocol::SmallCrc32c();
    std::uint8_t bytes[4];
    protocol::store(bytes, number, sizeof bytes);
    crc_.add(bytes, sizeof bytes);
    crc_.add(&type, 1);
    put(protocol::k_sync);
    put(type);
}

bool FrameWriter::end() {
    std::uint32_t crc = crc_.value();
    for (std::size_t i = 0; i < protocol::k_crc_bytes; ++i, crc >>= 8) {
        put_stuffed(static_cast<std::uint8_t>(crc));
    }
    flush();
    return good_;
}

void FrameWriter::put_summed(std::uint8_t byte) {
    crc_.add(&byte, 1);
    put_stuffed(byte);
}

void FrameWriter::put_stuffed(std::uint8_t byte) {
    put(byte);
    if (byte == protocol::k_sync) {
        put(protocol::k_stuffed);
    }
}

void FrameWriter::put(std::uint8_t byte) {
    if (used_ == buffer_.size()) {
        flush();
    }
    buffer_[used_++] = byte;
}

void FrameWriter::flush() {
    good_ = good_ && sink_.write({buffer_.data(), used_});
    written_ += good_ ? used_ : 0;
    used_ = 0;
}

} // namespace agent::encode
