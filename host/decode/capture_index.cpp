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

/// Adds the hellos of [begin, end) that come after those known.
void scan(const ReadAt& read, std::uint64_t begin, std::uint64_t end, CaptureIndex& index) {
    Builder builder(index);
    SweepClock clock;
    const std::uint64_t first = index.points.empty() ? begin : index.points.back().offset + 1;
    each_frame(read, begin, end, [&](const Frame& frame, std::uint64_t offset) {
        if (is(frame, FrameType::hello)) {
            if (const auto hello = parse_hello(frame.payload)) {
                clock.hello(*hello, frame.new_session);
                if (offset >= first) {
                    builder.session(hello->agent);
                    builder.add({offset, clock.next_us(), 0});
                }
            }
        }
        return true;
    });
}

/// Index frames that can be believed, newest first: each names the one before it. The chain ends early at one that is
/// damaged, or where two captures were put one behind the other and offsets are of another file.
struct Chain {
    std::vector<IndexFrame> frames;
    std::vector<Hello> hellos; ///< at the first point of each
    bool whole = false;        ///< it goes back to the first index frame
};

Chain read_chain(const ReadAt& read, std::uint64_t file_bytes) {
    Chain chain;
    std::uint64_t last = UINT64_MAX; // offsets descend, so that a hostile circle ends
    for (auto index = find_last_index(read, file_bytes); index && index->offset < last;) {
        auto hello = hello_at(read, index->points.front().offset, file_bytes);
        if (!hello) {
            break;
        }
        last = index->offset;
        const std::uint64_t previous = index->previous;
        chain.frames.push_back(*std::move(index));
        chain.hellos.push_back(*std::move(hello));
        chain.whole = previous == k_no_index;
        index = previous < last ? index_at(read, previous, file_bytes) : std::nullopt;
    }
    return chain;
}

} // namespace

CaptureIndex read_capture_index(const ReadAt& read, std::uint64_t file_bytes) {
    CaptureIndex result;
    Chain chain = read_chain(read, file_bytes);
    if (!chain.whole) {
        scan(read, 0, chain.frames.empty() ? file_bytes : chain.frames.back().points.front().offset, result);
    }
    Builder builder(result);
    for (std::size_t i = chain.frames.size(); i-- != 0;) {
        builder.session(chain.hellos[i].agent);
        for (const KeyPoint& point : chain.frames[i].points) {
            builder.add(point);
        }
    }
    if (chain.whole) {
        result.last_index = chain.frames.front().offset;
        result.listed_points = result.points.size();
    }
    if (!chain.frames.empty()) {
        // From the last one listed on: between it and its index frame there is the hello that made the frame be
        // written.
        scan(read, result.points.back().offset, file_bytes, result);
    }
    return result;
}

} // namespace host::decode
