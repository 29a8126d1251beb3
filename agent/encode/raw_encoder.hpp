// smaps texts as they are: the encoding of an agent whose memory is too small for the coded one. PROTOCOL.md,
// section 6. The same calls as SmapsEncoder, but its output is records.
#pragma once

#include "agent/encode/sweep_writer.hpp"

#include "protocol/checksum.hpp"
#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>

namespace agent::encode {

/// One `text` record: a chunk of a file of a process.
void write_text_record(SweepWriter& sweep, std::uint32_t pid, protocol::FileKind kind, bool last,
                       std::span<const std::uint8_t> chunk);
/// One `status` record; `sources` texts of other kinds follow.
void write_status_record(SweepWriter& sweep, std::uint32_t pid, protocol::Status status, std::uint8_t sources);

class RawEncoder {
  public:
    void begin_sweep(SweepWriter& sweep) {
        sweep_ = &sweep;
        board_hash_ = 0;
    }
    void begin_process(std::uint32_t pid) {
        pid_ = pid;
        hash_ = protocol::TextHash();
    }
    void text(std::span<const std::uint8_t> portion);
    /// `told`: the host knows this status already; then no text means that there still is none.
    void end_process(protocol::Status status, bool told);
    std::uint64_t text_hash() const { return board_hash_; }

  private:
    SweepWriter* sweep_ = nullptr;
    std::uint32_t pid_ = 0;
    protocol::TextHash hash_;
    std::uint64_t board_hash_ = 0;
};

} // namespace agent::encode
