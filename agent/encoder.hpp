// The encoding of this run behind one set of calls: coded texts, or raw ones where the memory is too small for that.
#pragma once

#include "agent/encode/raw_encoder.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"

#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>

namespace agent {

class Encoder {
  public:
    /// Raw texts when there is no `coder`, which must stay.
    explicit Encoder(encode::SmapsEncoder* coder) : coder_(coder) {}

    /// The other records are complete; texts follow, which are records themselves when they are raw.
    void begin_sweep(bool key, encode::SweepWriter& sweep) {
        if (coder_ != nullptr) {
            sweep.end_records();
            coder_->begin_sweep(key, sweep);
        } else {
            raw_.begin_sweep(sweep);
        }
    }
    void begin_process(std::uint32_t pid) {
        if (coder_ != nullptr) {
            coder_->begin_process(pid);
        } else {
            raw_.begin_process(pid);
        }
    }
    void text(std::span<const std::uint8_t> portion) {
        if (coder_ != nullptr) {
            coder_->text(portion);
        } else {
            raw_.text(portion);
        }
    }
    /// `told`: the host knows this status already.
    void end_process(protocol::Status status, bool told) {
        if (coder_ != nullptr) {
            coder_->end_process(status);
        } else {
            raw_.end_process(status, told);
        }
    }
    void end_sweep(encode::SweepWriter& sweep) {
        if (coder_ != nullptr) {
            coder_->end_sweep();
        } else {
            sweep.end_records();
        }
    }
    std::uint64_t text_hash() const { return coder_ != nullptr ? coder_->text_hash() : raw_.text_hash(); }
    /// The next sweep must be a key sweep: the coder's state was lost.
    bool needs_key() const { return coder_ != nullptr && coder_->needs_key(); }

  private:
    encode::SmapsEncoder* coder_;
    encode::RawEncoder raw_;
};

} // namespace agent
