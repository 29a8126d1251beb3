// Payloads → frames → Sink: type, sequence number, length, CRC-32C, byte stuffing. PROTOCOL.md, section 2.
// Mirrors host/decode/frame_reader. Knows nothing of what a payload means.
#pragma once

#include "agent/encode/sink.hpp"

#include "protocol/checksum.hpp"
#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::encode {

class FrameWriter {
  public:
    /// `buffer` is any size from 16; a frame that has room in it stuffed is one write.
    FrameWriter(Sink& sink, std::span<std::uint8_t> buffer) : sink_(sink), buffer_(buffer) {}

    /// The next counted frame has this number.
    std::uint32_t number() const { return number_; }

    /// Writes one frame. False from the first failed write on; nothing more is written then.
    bool write(std::uint8_t type, std::span<const std::uint8_t> payload);
    bool write(protocol::FrameType type, std::span<const std::uint8_t> payload) {
        return write(static_cast<std::uint8_t>(type), payload);
    }
    /// The six bytes of a sweep without news.
    bool write_idle();

    bool good() const { return good_; }
    /// Bytes handed to the sink so far.
    std::uint64_t written() const { return written_; }

  private:
    void begin(std::uint8_t type, std::uint32_t number);
    void put(std::uint8_t byte);
    void put_stuffed(std::uint8_t byte);
    void put_summed(std::uint8_t byte);
    bool end();
    void flush();

    Sink& sink_;
    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
    std::uint32_t number_ = 0;
    std::uint64_t written_ = 0;
    protocol::SmallCrc32c crc_;
    bool good_ = true;
};

} // namespace agent::encode
