// Joins the frames of one sweep. PROTOCOL.md, section 5.
#pragma once

#include "host/decode/frame_reader.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace host::decode {

class SweepBody {
  public:
    enum class Step : std::uint8_t { more, whole, broken };

    /// Takes the next frame of type sweep. After `whole` the accessors are good until the next call.
    Step add(const Frame& frame);

    /// A frame is missing: what was collected is of no use.
    void abandon();

    bool key() const { return (bits_ & protocol::k_sweep_key) != 0; }
    bool records() const { return (bits_ & protocol::k_sweep_records) != 0; }
    std::span<const std::uint8_t> bytes() const { return body_; }
    std::uint64_t check() const { return check_; }
    /// Whether the board's text hash is what the check says.
    bool agrees(std::uint64_t text_hash) const;
    std::uint64_t wire_bytes() const { return wire_bytes_; }

  private:
    std::vector<std::uint8_t> body_;
    std::uint64_t check_ = 0;
    std::uint64_t wire_bytes_ = 0;
    std::uint8_t bits_ = 0;
    bool open_ = false;
};

} // namespace host::decode
