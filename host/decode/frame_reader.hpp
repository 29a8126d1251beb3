// Bytes → frames. First stage of the host: fed with portions of any size, it finds the frames in
// them, numbers them and drops what is damaged. It never reads anything itself and knows no payload but the number and
// session a hello states. Layout: protocol/PROTOCOL.md, section 2; mirrors agent/encode/frame_writer.
#pragma once

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace host::decode {

/// One good frame.
struct Frame {
    std::uint8_t type = 0;                 ///< as sent: an idle sweep has bit k_idle
    std::uint32_t number = 0;              ///< the full sequence number; 0 for types that are not counted
    std::span<const std::uint8_t> payload; ///< valid until the reader is used again
    std::uint64_t offset = 0;              ///< of the first byte, counted from the first byte ever fed
    std::uint64_t end = 0;                 ///< past the last byte
    std::uint32_t lost = 0;                ///< frames that are missing directly before this one
    bool new_session = false;              ///< a hello with another session id than the one before

    bool idle() const { return (type & protocol::k_idle) != 0; }
    std::uint64_t wire_bytes() const { return end - offset; }
};

/// What a line or a file was worth so far.
struct LineCounts {
    std::uint64_t bytes = 0;         ///< all that was fed
    std::uint64_t frames = 0;        ///< good ones
    std::uint64_t lost = 0;          ///< frames of a session that never came in one piece
    std::uint64_t damaged = 0;       ///< frames begun that were no good: cut, too long, wrong checksum
    std::uint64_t early = 0;         ///< frames before the first hello, which cannot be checked yet
    std::uint64_t first_skipped = 0; ///< offset of the first of the skipped bytes
    std::uint64_t skipped_bytes = 0; ///< bytes in none of the good frames: noise, console text, damaged frames
};

class FrameReader {
  public:
    /// Gives the next portion. It has to stay in place until next() has returned nothing.
    void feed(std::span<const std::uint8_t> bytes);

    /// The next good frame; nothing when the portion is used up.
    std::optional<Frame> next();

    /// The stream has ended: a frame begun is damaged, bytes after the last good one are skipped ones.
    void finish();

    /// The line was interrupted: nothing of a frame begun can follow.
    void restart();

    const LineCounts& counts() const { return counts_; }

  private:
    std::size_t run_length(std::size_t limit) const;
    void skip_noise();
    void take_run();
    void take_marked(std::uint8_t byte);
    void begin(std::uint8_t type);
    void drop();
    bool complete();
    std::optional<Frame> check();
    void count_skipped(std::uint64_t up_to);
    std::optional<std::uint32_t> find_number() const;
    bool checksum_fits(std::uint32_t number) const;
    std::optional<Frame> check_hello(Frame frame);
    std::optional<Frame> check_number(Frame frame);
    void count_good(const Frame& frame);

    std::span<const std::uint8_t> input_;
    std::size_t at_ = 0;
    std::vector<std::uint8_t> frame_; ///< type, seq, length, payload, crc without stuffing; empty: between frames
    std::vector<std::uint8_t> spent_; ///< the frame given out last; its payload points here
    std::size_t frame_bytes_ = 0;     ///< when complete; 0 while unknown
    std::size_t payload_at_ = 0;
    bool after_sync_ = false;
    std::uint64_t begin_offset_ = 0;
    std::uint64_t good_end_ = 0;
    std::optional<std::uint32_t> expected_; ///< number of the next frame; nothing before the first hello
    std::uint64_t session_id_ = 0;
    LineCounts counts_;
};

} // namespace host::decode
