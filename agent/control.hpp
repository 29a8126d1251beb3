// Bytes from a host → control frames. PROTOCOL.md, sections 2 and 10. On a console the bytes may be anything: what is
// no undamaged control frame is counted and skipped. Nothing in a control frame names a file or a command.
#pragma once

#include "agent/options.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent {

/// What one control frame asks for.
struct Control {
    static constexpr std::uint32_t k_unasked = 0xFFFFFFFF;

    Selection selection; ///< empty: the selection stays; its names stay until another frame with a selection
    bool key_now = false;
    bool stop = false;
    std::uint32_t period_ms = k_unasked;
    std::uint32_t info_period_ms = k_unasked;
    std::uint32_t key_interval_ms = k_unasked;
    std::uint32_t count = k_unasked;
};

class ControlReader {
  public:
    /// Longer payloads are damaged: 64 pids and 16 names need less.
    static constexpr std::size_t k_payload_bytes_max = 2048;
    /// A payload of that size with its head and checksum.
    static constexpr std::size_t k_frame_bytes = k_payload_bytes_max + 16;
    static constexpr std::size_t k_buffer_bytes = 2 * k_frame_bytes;

    /// `buffer` holds k_buffer_bytes: the frame that comes in, and the last one that had a selection.
    explicit ControlReader(std::uint8_t* buffer) : buffer_(buffer), kept_(buffer + k_frame_bytes) {}

    /// Takes one byte; true when it completed an undamaged control frame, which is then in control().
    bool feed(std::uint8_t byte);
    const Control& control() const { return control_; }

    /// Control frames that failed.
    std::uint32_t damaged() const { return damaged_; }

  private:
    bool add(std::uint8_t byte);
    bool complete();
    bool good(const std::uint8_t* payload, std::size_t length) const;
    bool parse(std::uint8_t* at, std::uint8_t* end);
    bool apply(std::uint32_t tag, std::uint8_t* value, std::size_t size);

    std::uint8_t* buffer_;
    std::uint8_t* kept_;
    std::size_t used_ = 0;
    bool inside_ = false;
    bool after_sync_ = false;
    std::uint32_t damaged_ = 0;
    Control control_;
};

} // namespace agent
