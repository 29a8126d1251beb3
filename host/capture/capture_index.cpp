#include "host/capture/capture_index.hpp"

#include "host/decode/frame_reader.hpp"
#include "host/decode/hello.hpp"
#include "host/decode/sweep_clock.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace host::capture {
namespace {

using protocol::FrameType;

constexpr std::size_t k_step_bytes = 64 * 1024;
constexpr std::size_t k_portion_bytes = 1024; ///< mostly a whole hello or index frame
/// A frame with every byte stuffed, and some.
constexpr std::size_t k_frame_bytes_max = 2 * protocol::k_payload_bytes_max + 64;
constexpr std::uint64_t k_no_index = UINT64_MAX;

/// Calls `see` with the offset of each place in [begin, end) where a frame of this type begins: stuffing leaves these
/// two bytes nowhere else. Other frames are not looked at, which is what makes this fast.
template <typename See>
void each_start(const ReadAt& read, FrameType type, std::uint64_t begin, std::uint64_t end, See see) {
    std::vector<std::uint8_t> buffer(k_step_bytes + 1); // a type may be the first byte of the next step
    for (std::uint64_t at = begin; at < end; at += k_step_bytes) {
        const std::size_t size = read(at, buffer);
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(k_step_bytes, end - at));
        const std::uint8_t* const last = buffer.data() + std::min(wanted, size != 0 ? size - 1 : 0);
        for (const std::uint8_t* from = buffer.data(); from < last; ++from) {
            from = static_cast<const std::uint8_t*>(
                std::memchr(from, protocol::k_sync, static_cast<std::size_t>(last - from)));
            if (from == nullptr) {
                break;
            }
            if (from[1] == static_cast<std::uint8_t>(type)) {
                see(at + static_cast<std::uint64_t>(from - buffer.data()));
            }
        }
    }
}

/// What `take` makes of the frame that begins at `offset`; nothing when it is damaged or of another type.
template <typename Value, typename Take>
std::optional<Value> frame_at(const ReadAt& read, FrameType type, std::uint64_t offset, Take take) {
    decode::FrameReader frames;
    std::vector<std::uint8_t> portion(k_portion_bytes);
    for (std::size_t done = 0; done < k_frame_bytes_max;) {
        const std::size_t size = read(offset + done, portion);
        frames.feed(std::span(portion).first(size));
        if (const auto frame = frames.next()) {
            const bool valid = frame->offset == 0 && frame->type == static_cast<std::uint8_t>(type);
            return valid ? take(*frame) : std::optional<Value>();
        }
        if (size == 0 || frames.counts().damaged != 0) {
            break;
        }
        done += size;
    }
    return {};
}

struct IndexFrame {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
    std::vector<KeyPoint> points;
    std::uint64_t previous = k_no_index;
};

std::optional<IndexFrame> parse_index(const decode::Frame& frame, std::uint64_t offset) {
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

std::optional<IndexFrame> index_at(const ReadAt& read, std::uint64_t offset) {
    return frame_at<IndexFrame>(read, FrameType::index, offset,
                                [offset](const decode::Frame& frame) { return parse_index(frame, offset); });
}

std::optional<decode::Hello> hello_at(const ReadAt& read, std::uint64_t offset) {
    return frame_at<decode::Hello>(read, FrameType::hello, offset, [](const decode::Frame& frame) {
        auto hello = decode::parse_hello(frame.payload);
        return hello ? std::optional(*std::move(hello)) : std::nullopt;
    });
}

/// Looked for from the end backwards.
std::optional<IndexFrame> find_last_index(const ReadAt& read, std::uint64_t file_bytes) {
    std::optional<IndexFrame> last;
    for (std::uint64_t end = file_bytes; end != 0 && !last;) {
        const std::uint64_t begin = end > k_step_bytes ? end - k_step_bytes : 0;
        each_start(read, FrameType::index, begin, end, [&](std::uint64_t offset) {
            if (auto index = index_at(read, offset)) {
                last = std::move(index);
            }
        });
        end = begin;
    }
    return last;
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
    decode::SweepClock clock;
    std::optional<std::uint64_t> session_id;
    const std::uint64_t first = index.points.empty() ? begin : index.points.back().offset + 1;
    each_start(read, FrameType::hello, begin, end, [&](std::uint64_t offset) {
        if (const auto hello = hello_at(read, offset)) {
            clock.hello(*hello, session_id != hello->agent.session_id);
            session_id = hello->agent.session_id;
            if (offset >= first) {
                builder.session(hello->agent);
                builder.add({offset, clock.next_us(), 0});
            }
        }
    });
}

/// Index frames that can be believed, newest first: each names the one before it. The chain ends early at one that is
/// damaged, or where two captures were put one behind the other and offsets are of another file.
struct Chain {
    std::vector<IndexFrame> frames;
    std::vector<decode::Hello> hellos; ///< at the first point of each
    bool whole = false;                ///< it reaches the first index frame
};

Chain read_chain(const ReadAt& read, std::uint64_t file_bytes) {
    Chain chain;
    std::uint64_t last = UINT64_MAX; // offsets descend, so that a hostile circle ends
    for (auto index = find_last_index(read, file_bytes); index && index->offset < last;) {
        auto hello = hello_at(read, index->points.front().offset);
        if (!hello) {
            break;
        }
        last = index->offset;
        const std::uint64_t previous = index->previous;
        chain.frames.push_back(*std::move(index));
        chain.hellos.push_back(*std::move(hello));
        chain.whole = previous == k_no_index;
        index = previous < last ? index_at(read, previous) : std::nullopt;
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

} // namespace host::capture
