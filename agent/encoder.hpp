// The encoding of this run behind one set of calls: coded texts, or raw ones where the memory is too small.
#pragma once

#include "agent/encode/raw_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"

#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>

namespace agent {

class Encoder {
  public:
    std::uint8_t encodings() const { return protocol::k_encoding_raw; }

    /// The records are complete; texts follow.
    void begin_sweep(bool key, encode::SweepWriter& sweep);
    void begin_process(std::uint32_t pid) { raw_.begin_process(pid); }
    void text(std::span<const std::uint8_t> portion) { raw_.text(portion); }
    void end_process(protocol::Status status, bool told) { raw_.end_process(status, told); }
    void end_sweep(encode::SweepWriter& sweep) { sweep.end_records(); }
    std::uint64_t text_hash() const { return raw_.text_hash(); }

  private:
    encode::RawEncoder raw_;
};

inline void Encoder::begin_sweep(bool, encode::SweepWriter& sweep) {
    raw_.begin_sweep(sweep);
}

} // namespace agent
