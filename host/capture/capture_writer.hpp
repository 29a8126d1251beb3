// --record: appends the stream as it is received to a capture file, and between frames what a reader may skip: a note
// where recording begins, and index frames for seeking. PROTOCOL.md, section 12. Every portion is with the kernel
// before it is decoded, so that a killed program loses nothing; a full disk ends recording at the last whole frame.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace host::capture {

class CaptureWriter {
  public:
    /// Creates the file, or continues one that is a capture, or empty. \errors anything else that exists, a capture
    /// that another program is writing, or what the system says.
    static Result<std::unique_ptr<CaptureWriter>> open(const std::string& path);

    CaptureWriter(const CaptureWriter&) = delete;
    CaptureWriter& operator=(const CaptureWriter&) = delete;
    ~CaptureWriter();

    /// Of a file that is continued: where its last index frame is, and hellos that no index frame lists.
    void continue_index(std::uint64_t last_index) { last_index_ = last_index; }
    void list_hello(std::uint64_t offset, std::int64_t session_us, bool new_session);

    /// Says where the stream that follows comes from. Only between frames.
    void note(const std::string& source, std::int64_t wall_us);

    /// The next bytes of the stream. `ends_frame`: they end with a whole frame.
    void append(std::span<const std::uint8_t> bytes, bool ends_frame);

    /// The frame just appended is a hello of `frame_bytes`, before a sweep due at `session_us`.
    void hello(std::uint64_t frame_bytes, std::int64_t session_us, bool new_session);

    /// Writes what the index lacks. Nothing may follow.
    void finish();

    /// Why recording has ended early; empty when it has not.
    const std::string& failure() const { return failure_; }

    std::uint64_t size() const { return size_; }

  private:
    CaptureWriter(int fd, std::uint64_t size, std::uint64_t last_index);

    void write(std::span<const std::uint8_t> bytes);
    void write_frame(std::uint8_t type, std::span<const std::uint8_t> payload);
    void write_index();
    void fail(int error);

    struct IndexEntry {
        std::uint64_t offset;
        std::int64_t session_us;
    };

    int fd_;
    std::uint64_t size_;      ///< of the file
    std::uint64_t whole_end_; ///< of its last whole frame
    std::uint64_t last_index_;
    std::vector<IndexEntry> entries_; ///< not yet in an index frame
    std::string failure_;
};

} // namespace host::capture
