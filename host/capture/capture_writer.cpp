#include "host/capture/capture_writer.hpp"

#include "agent/encode/frame_writer.hpp"
#include "agent/encode/message_writer.hpp"
#include "protocol/bytes.hpp"
#include "protocol/protocol.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace host::capture {
namespace {

using protocol::FrameType;

/// A hello a minute: a killed recording has at most a quarter of an hour without an index.
constexpr std::size_t k_entries_per_index = 16;
constexpr std::uint64_t k_no_index = UINT64_MAX;

/// Collects what a FrameWriter makes.
class BytesSink final : public agent::encode::Sink {
  public:
    bool write(std::span<const std::uint8_t> bytes) override {
        all.insert(all.end(), bytes.begin(), bytes.end());
        return true;
    }
    std::vector<std::uint8_t> all;
};

/// A capture starts with a hello or a note, however noisy it is later; or it was killed after its first byte.
bool starts_like_capture(int fd) {
    std::array<std::uint8_t, 2> head{};
    const ssize_t size = pread(fd, head.data(), head.size(), 0);
    return size > 0 && head[0] == protocol::k_sync &&
           (size == 1 || head[1] == static_cast<std::uint8_t>(FrameType::hello) ||
            head[1] == static_cast<std::uint8_t>(FrameType::note));
}

Failure refusal(const std::string& path, int error) {
    return failure({path, std::strerror(error), error == EEXIST ? "" : "choose another file for --record"});
}

} // namespace

Result<std::unique_ptr<CaptureWriter>> CaptureWriter::open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (fd < 0) {
        return refusal(path, errno);
    }
    struct stat status {};
    fstat(fd, &status);
    const char* what = nullptr;
    if (!S_ISREG(status.st_mode) || (status.st_size != 0 && !starts_like_capture(fd))) {
        what = "exists and is no capture";
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        what = "another program is recording into it";
    }
    if (what != nullptr) {
        ::close(fd);
        return host::failure({path, what, "choose another file for --record"});
    }
    const auto size = static_cast<std::uint64_t>(lseek(fd, 0, SEEK_END));
    return std::unique_ptr<CaptureWriter>(new CaptureWriter(fd, size, k_no_index));
}

CaptureWriter::CaptureWriter(int fd, std::uint64_t size, std::uint64_t last_index)
    : fd_(fd), size_(size), whole_end_(size), last_index_(last_index) {}

CaptureWriter::~CaptureWriter() {
    ::close(fd_);
}

void CaptureWriter::note(const std::string& source, std::int64_t wall_us) {
    std::array<std::uint8_t, 512> buffer{};
    std::array<std::uint8_t, protocol::k_varint_bytes_max> time{};
    agent::encode::ValueWriter wall(time);
    wall.svarint(wall_us);
    agent::encode::ValueWriter fields(buffer);
    fields.field(1, wall.value());
    fields.field(2, std::string_view(source).substr(0, 400));
    write_frame(static_cast<std::uint8_t>(FrameType::note), fields.value());
}

void CaptureWriter::append(std::span<const std::uint8_t> bytes, bool ends_frame) {
    write(bytes);
    if (ends_frame && failure_.empty()) {
        whole_end_ = size_;
    }
}

void CaptureWriter::hello(std::uint64_t frame_bytes, std::int64_t session_us, bool new_session) {
    list_hello(size_ - frame_bytes, session_us, new_session);
    if (failure_.empty()) {
        fdatasync(fd_); // a key frame a minute survives even the loss of power
    }
}

void CaptureWriter::list_hello(std::uint64_t offset, std::int64_t session_us, bool new_session) {
    // The entries of one index frame belong to one session, so that a reader asks one hello for all of them.
    if (!entries_.empty() && (new_session || entries_.size() >= k_entries_per_index)) {
        write_index();
    }
    entries_.push_back({offset, session_us});
}

void CaptureWriter::finish() {
    if (!entries_.empty()) {
        write_index();
    }
}

void CaptureWriter::write_index() {
    std::vector<std::uint8_t> payload;
    const auto varint = [&payload](std::uint64_t value) {
        std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
        payload.insert(payload.end(), bytes.data(), protocol::store_varint(bytes.data(), value));
    };
    for (const IndexEntry& entry : entries_) {
        varint(entry.offset);
        varint(protocol::zigzag(entry.session_us));
    }
    std::array<std::uint8_t, 8> previous{};
    protocol::store(previous.data(), last_index_, 8);
    payload.insert(payload.end(), previous.begin(), previous.end());
    entries_.clear();
    last_index_ = size_;
    write_frame(static_cast<std::uint8_t>(FrameType::index), payload);
}

void CaptureWriter::write_frame(std::uint8_t type, std::span<const std::uint8_t> payload) {
    BytesSink sink;
    std::array<std::uint8_t, 256> buffer{};
    agent::encode::FrameWriter frames(sink, buffer);
    frames.write(type, payload);
    append(sink.all, true);
}

void CaptureWriter::write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty() && failure_.empty()) {
        const ssize_t written = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0 && errno != EINTR) {
            fail(errno);
        } else if (written > 0) {
            size_ += static_cast<std::uint64_t>(written);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
}

/// Removes the cut frame, so that the file stays a valid capture.
void CaptureWriter::fail(int error) {
    failure_ = std::string(std::strerror(error)) + "; recording has stopped after the last whole frame";
    if (ftruncate(fd_, static_cast<off_t>(whole_end_)) == 0) {
        size_ = whole_end_;
    }
}

} // namespace host::capture
