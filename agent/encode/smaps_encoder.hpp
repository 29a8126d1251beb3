// smaps texts of one sweep after the other → the coded part of each sweep's body, lossless and small.
// Mirrors host/decode/smaps_decoder; what both do alike is in protocol/coder. Format: CODER.md.
#pragma once

#include "agent/encode/body_output.hpp"
#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::encode {

/// Knows the shape of smaps text, not its meaning; text of any other shape is coded too, less compactly.
/// Per sweep: begin_sweep, then for each process in ascending pid order begin_process, text in any portions,
/// end_process; then end_sweep. A process of the sweep before that is missing counts as exited.
class SmapsEncoder {
  public:
    /// Fewer bytes than this cannot hold the model; with more, more processes are sent as changes only.
    static constexpr std::size_t k_memory_bytes_min = 32 * 1024;

    /// Of text that waits for the rest of a group of VMAs: those have 700 to 900 bytes each without an overlong name.
    static constexpr std::size_t k_text_bytes = 2704;

    /// `memory` (any alignment, at least k_memory_bytes_min) is used for as long as the encoder lives; its pages are
    /// touched only as they are needed. `text` holds k_text_bytes, which the encoder does not use between sweeps.
    SmapsEncoder(std::span<std::uint8_t> memory, std::uint8_t* text);

    /// A key sweep forgets everything first. `output` receives bytes until end_sweep.
    void begin_sweep(bool key, BodyOutput& output);

    void begin_process(std::uint32_t pid);

    /// The text of the process, as read, in any portions.
    void text(std::span<const std::uint8_t> portion);

    /// With every status, the text is what was given until now.
    void end_process(protocol::Status status);

    /// True when any text, status or process differs from the sweep before. When false, nothing was put out.
    bool end_sweep();

    /// Text hash of the board after the last sweep (PROTOCOL.md, section 8).
    std::uint64_t text_hash() const { return board_hash_; }

    /// Processes whose state had no room; they are sent whole in every sweep until the next key sweep.
    std::uint32_t stateless_processes() const;

    /// Bytes in use now: model, packed state, names, text.
    std::size_t memory_bytes_used() const;
    /// Bytes of packed state alone.
    std::size_t state_bytes() const;

    /// There is not even room for the list of processes: the next sweep has to be a key sweep.
    bool needs_key() const;

  private:
    struct Parts;
    Parts* parts_;
    std::uint64_t board_hash_ = 0;
};

} // namespace agent::encode
