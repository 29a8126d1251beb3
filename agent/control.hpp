// Bytes from a host → control frames. PROTOCOL.md, sections 2 and 10. On a console the bytes may be anything: what is
// no good frame is counted and skipped. Nothing in a control frame names a file or a command.
#pragma once

#include "agent/options.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent {

/// What one control frame asks for. Names are views of the reader's buffer, valid until the next feed.
struct Control {
    Selection selection; ///< empty: the selection stays
    bool period_asked = false;
    std::uint32_t period_ms = 0;
    bool key_now = false;
    bool stop = false;
    bool info_period_asked = false;
    std::uint32_t info_period_ms = 0;
    bool key_interval_asked = false;
    std::uint32_t key_interval_ms = 0;
    bool count_asked = false;
    std::uint32_t count = 0;
};

class ControlReader {
  public:
    /// Longer payloads are damaged: 64 pids and 16 names need less.
    static constexpr std::size_t k_payload_bytes_max = 2048;

    /// `buffer` holds a payload of k_payload_bytes_max with its head and checksum.
    explicit ControlReader(std::span<std::uint8_t> buffer) : buffer_(buffer) {}
    static constexpr std::size_t k_buffer_bytes = k_payload_bytes_max + 16;

    void start();
    /// Takes one byte; true when it completed a good control frame, then in control().
    bool feed(std::uint8_t byte);
    const Control& control() const { return control_; }

    /// Control frames that failed.
    std::uint32_t damaged() const { return damaged_; }

  private:
    bool add(std::uint8_t byte);
    bool complete();
    bool parse(std::span<const std::uint8_t> payload);

    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
    bool inside_ = false;
    bool after_sync_ = false;
    std::uint32_t damaged_ = 0;
    Control control_;
};

} // namespace agent
