#include "host/decode/capture_index.hpp"

#include "host/decode/frame_reader.hpp"
#include "host/decode/hello.hpp"
#include "host/decode/sweep_clock.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace host::decode {
namespace {

using protocol::FrameType;

constexpr std::size_t k_step_bytes = 64 * 1024;
/// A frame with every byte stuffed, and some.
constexpr std::size_t k_frame_bytes_max = 2 * protocol::k_payload_bytes_max + 64;
constexpr std::uint64_t k_no_index = UINT64_MAX;

bool is(const Frame& frame, FrameType type) {
    return frame.type == static_cast<std::uint8_t>(type);
}

/// Calls `see` for each good frame of [begin, end) with its offset in the file.
template <typename See>
void each_frame(const ReadAt& read, std::uint64_t begin, std::uint64_t end, See see) {
    FrameReader frames;
    std::vector<std::uint8_t> buffer(k_step_bytes);
    for (std::uint64_t at = begin; at < end;) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - at));
        const std::size_t size = read(at, std::span(buffer).first(wanted));
        if (size == 0) {
            return;
        }
        frames.feed(std::span(buffer).first(size));
        while (const auto frame = frames.next()) {
            if (!see(*frame, begin + frame->offset)) {
                return;
            }
        }
        at += size;
    }
}

struct IndexFrame {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
    std::vector<KeyPoint> points;
    std::uint64_t previous = k_no_index;
};

std::optional<IndexFrame> parse_index(const Frame& frame, std::uint64_t offset) {
    if (frame.payload.size() < 8) {
        return {};
    }
    IndexFrame index{offset, offset + frame.wire_bytes(), {}, protocol::load(&*frame.payload.end() - 8, 8)};
    protocol::Reader in(frame.payload.data(), frame.payload.size() - 8);
    while (in.left() != 0) {
        const std::uint64_t at = in.varint();
        const std::int64_t us = in.svarint();
        const bool ascending = index.points.empty() || at > index.points.back().offset;
        if (!in.ok || !ascending || at >= offset) {
            return {};
        }
        index.points.push_back({at, us, 0});
    }
    return index.points.empty() ? std::nullopt : std::optional(std::move(index));
}

/// The last index frame that begins in [begin, end).
std::optional<IndexFrame> last_index_in(const ReadAt& read, std::uint64_t begin, std::uint64_t end,
                                        std::uint64_t file_bytes) {
    std::optional<IndexFrame> last;
    const std::uint64_t enough = std::min(file_bytes, end + k_frame_bytes_max);
    each_frame(read, begin, enough, [&](const Frame& frame, std::uint64_t offset) {
        if (is(frame, FrameType::index) && offset < end) {
            if (auto index = parse_index(frame, offset)) {
                last = std::move(index);
            }
        }
        return offset < end;
    });
    return last;
}

std::optional<IndexFrame> find_last_index(const ReadAt& read, std::uint64_t file_bytes) {
    for (std::uint64_t end = file_bytes; end != 0;) {
        const std::uint64_t begin = end > k_step_bytes ? end - k_step_bytes : 0;
        if (auto index = last_index_in(read, begin, end, file_bytes)) {
            return index;
        }
        end = begin;
    }
    return {};
}

std::optional<IndexFrame> index_at(const ReadAt& read, std::uint64_t offset, std::uint64_t file_bytes) {
    return last_index_in(read, offset, offset + 1, file_bytes);
}

std::optional<Hello> hello_at(const ReadAt& read, std::uint64_t offset, std::uint64_t file_bytes) {
    std::optional<Hello> found;
    const std::uint64_t end = std::min(file_bytes, offset + k_frame_bytes_max);
    each_frame(read, offset, end, [&](const Frame& frame, std::uint64_t) {
        if (is(frame, FrameType::hello)) {
            if (auto hello = parse_hello(frame.payload)) {
                found = *std::move(hello);
            }
        }
        return false;
    });
    return found;
}

/// Collects points in ascending order and gives them their sessions.
class Builder {
  public:
    explicit Builder(CaptureIndex& index) : index_(index) {}

    void session(const model::Agent& agent) {
        if (index_.sessions.empty() || index_.sessions.back().session_id != agent.session_id) {
            index_.sessions.push_back(agent);
        }
    }
    void add(KeyPoint point) {
        point.session = index_.sessions.size() - 1;
        index_.points.push_back(point);
    }

  private:
    CaptureIndex& index_;
};

void scan(const ReadAt& read, std::uint64_t begin, std::uint64_t end, CaptureIndex& index) {
    Builder builder(index);
    SweepClock clock;
    each_frame(read, begin, end, [&](const Frame& frame, std::uint64_t offset) {
        if (is(frame, FrameType::hello)) {
            if (const auto hello = parse_hello(frame.payload)) {
                builder.session(hello->agent);
                clock.hello(*hello, frame.new_session);
                builder.add({offset, clock.next_us(), 0});
            }
        }
        return true;
    });
}

} // namespace

CaptureIndex read_capture_index(const ReadAt& read, std::uint64_t file_bytes) {
    CaptureIndex result;
    std::vector<IndexFrame> chain; // newest first
    for (auto index = find_last_index(read, file_bytes); index;) {
        const std::uint64_t previous = index->previous;
        const std::uint64_t offset = index->offset;
        result.last_index = chain.empty() ? offset : result.last_index;
        chain.push_back(*std::move(index));
        index.reset();
        if (previous < offset) { // also ends a hostile circle
            index = index_at(read, previous, file_bytes);
        }
    }
    Builder builder(result);
    std::uint64_t covered = 0;
    std::reverse(chain.begin(), chain.end());
    for (const IndexFrame& index : chain) {
        if (const auto hello = hello_at(read, index.points.front().offset, file_bytes)) {
            builder.session(hello->agent);
            for (const KeyPoint& point : index.points) {
                builder.add(point);
            }
        }
        covered = index.end;
    }
    result.listed_points = result.points.size();
    scan(read, covered, file_bytes, result);
    return result;
}

} // namespace host::decode
