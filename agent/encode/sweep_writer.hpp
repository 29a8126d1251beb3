// One sweep's body (records, then coded text) → sweep frames. PROTOCOL.md, section 5.
// The frames of a sweep share their key and records bits: what comes first, a record or coded text, decides the latter.
#pragma once

#include "agent/encode/body_output.hpp"
#include "agent/encode/frame_writer.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::encode {

/// Payload bytes of the frames an agent makes of a sweep; a reader takes up to k_payload_bytes_max.
inline constexpr std::size_t k_sweep_payload_bytes = 4096;
static_assert(k_sweep_payload_bytes <= protocol::k_payload_bytes_max);

class SweepWriter final : public BodyOutput {
  public:
    /// `buffer` holds one payload and more than a check: 16 bytes up to k_payload_bytes_max.
    SweepWriter(FrameWriter& frames, std::span<std::uint8_t> buffer) : frames_(frames), buffer_(buffer) {}

    void begin(bool key);
    /// The head of a record; its value of `size` bytes follows by append().
    void begin_record(protocol::RecordTag tag, std::size_t size);
    void record(protocol::RecordTag tag, std::span<const std::uint8_t> value);
    /// Coded text may follow now.
    void end_records();
    void append(std::span<const std::uint8_t> bytes) override;

    /// Ends the sweep. One without any byte in it, and not key, becomes an idle sweep; else `check` ends it.
    /// False when the stream is over.
    bool finish(std::uint64_t check);

  private:
    void send(bool last);

    FrameWriter& frames_;
    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
    bool key_ = false;
    bool records_ = false;
    bool first_ = true;
};

} // namespace agent::encode
