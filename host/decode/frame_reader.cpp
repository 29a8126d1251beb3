#include "host/decode/frame_reader.hpp"

#include "host/decode/field_list.hpp"
#include "protocol/bytes.hpp"
#include "protocol/checksum.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace host::decode {
namespace {

constexpr std::uint8_t k_hello = static_cast<std::uint8_t>(protocol::FrameType::hello);
constexpr std::uint8_t k_goodbye = static_cast<std::uint8_t>(protocol::FrameType::goodbye);
constexpr std::size_t k_header_bytes_max = 5; // type, seq, length of up to 3 bytes

/// Session id of a hello's field list; 0 when there is none.
std::uint64_t session_of(const protocol::Reader& fields) {
    FieldList list(fields);
    while (const auto field = list.next()) {
        if (field->tag == static_cast<std::uint8_t>(protocol::HelloField::session_id) && field->value.size() == 8) {
            return protocol::load(field->value.data(), 8);
        }
    }
    return 0;
}

} // namespace

void FrameReader::feed(std::span<const std::uint8_t> bytes) {
    assert(at_ == input_.size());
    input_ = bytes;
    at_ = 0;
}

std::optional<Frame> FrameReader::next() {
    while (at_ != input_.size()) {
        if (after_sync_ || input_[at_] == protocol::k_sync) {
            take_marked(input_[at_]);
        } else if (frame_.empty()) {
            skip_noise();
        } else {
            take_run();
        }
        if (complete()) {
            if (auto frame = check()) {
                return frame;
            }
        }
    }
    return {};
}

/// Bytes before the next SYNC or `limit` bytes, whichever comes first.
std::size_t FrameReader::run_length(std::size_t limit) const {
    const std::size_t room = std::min(limit, input_.size() - at_);
    const void* const sync = std::memchr(input_.data() + at_, protocol::k_sync, room);
    return sync != nullptr ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(sync) - input_.data()) - at_
                           : room;
}

void FrameReader::skip_noise() {
    const std::size_t run = run_length(input_.size());
    at_ += run;
    counts_.bytes += run;
}

/// Data bytes of the frame, at most up to its end or, while its length is unknown, one.
void FrameReader::take_run() {
    const std::size_t run = run_length(frame_bytes_ != 0 ? frame_bytes_ - frame_.size() : 1);
    const auto from = input_.begin() + static_cast<std::ptrdiff_t>(at_);
    frame_.insert(frame_.end(), from, from + static_cast<std::ptrdiff_t>(run));
    at_ += run;
    counts_.bytes += run;
}

/// A byte that is a SYNC or follows one.
void FrameReader::take_marked(std::uint8_t byte) {
    ++at_;
    ++counts_.bytes;
    if (!after_sync_) {
        after_sync_ = true;
    } else if (byte == protocol::k_sync) { // The first of the two was noise, or the last byte before a cut.
        drop();
    } else if (byte != protocol::k_stuffed) {
        after_sync_ = false;
        drop();
        begin(byte);
    } else {
        after_sync_ = false;
        if (!frame_.empty()) {
            frame_.push_back(protocol::k_sync);
        }
    }
}

void FrameReader::begin(std::uint8_t type) {
    frame_.assign(1, type);
    frame_bytes_ = 0;
    begin_offset_ = counts_.bytes - 2;
}

/// Gives up the frame begun, if any.
void FrameReader::drop() {
    counts_.damaged += frame_.empty() ? 0 : 1;
    frame_.clear();
}

/// Learns the length as soon as it is there; true when the frame is whole.
bool FrameReader::complete() {
    if (frame_.empty()) {
        return false;
    }
    if (frame_bytes_ == 0 && (frame_[0] & protocol::k_idle) != 0) {
        payload_at_ = 1;
        frame_bytes_ = 1 + protocol::k_crc_bytes;
    } else if (frame_bytes_ == 0 && frame_.size() > 2 && frame_.back() < 0x80) {
        protocol::Reader in(frame_.data() + 2, frame_.size() - 2);
        const std::uint64_t length = in.varint();
        if (!in.ok || length > protocol::k_payload_bytes_max) {
            drop();
            return false;
        }
        payload_at_ = frame_.size();
        frame_bytes_ = payload_at_ + static_cast<std::size_t>(length) + protocol::k_crc_bytes;
        frame_.reserve(frame_bytes_);
    } else if (frame_bytes_ == 0 && frame_.size() >= k_header_bytes_max) {
        drop();
        return false;
    }
    return frame_bytes_ != 0 && frame_.size() == frame_bytes_;
}

bool FrameReader::checksum_fits(std::uint32_t number) const {
    std::uint8_t head[4];
    protocol::store(head, number, 4);
    protocol::Crc32c crc;
    crc.add(head, sizeof head);
    const std::size_t covered = frame_bytes_ - protocol::k_crc_bytes;
    crc.add(frame_.data(), covered);
    return crc.value() == protocol::load(frame_.data() + covered, protocol::k_crc_bytes);
}

/// The number that the checksum confirms, from the expected one upwards.
std::optional<std::uint32_t> FrameReader::find_number() const {
    const std::uint8_t low = (frame_[0] & protocol::k_idle) != 0 ? frame_[0] & protocol::k_sequence_mask
                                                                 : frame_[1] & protocol::k_sequence_mask;
    std::uint32_t number = *expected_ + ((low - *expected_) & protocol::k_sequence_mask);
    for (std::uint32_t tries = 0; tries < protocol::k_sequence_tries;
         ++tries, number += protocol::k_sequence_mask + 1) {
        if (checksum_fits(number)) {
            return number;
        }
    }
    return {};
}

/// The whole frame collected: good, or dropped and counted.
std::optional<Frame> FrameReader::check() {
    Frame frame;
    frame.type = frame_[0];
    frame.payload = std::span(frame_).subspan(payload_at_, frame_bytes_ - payload_at_ - protocol::k_crc_bytes);
    frame.offset = begin_offset_;
    frame.end = counts_.bytes;
    const bool counted = frame.idle() || frame.type < protocol::k_uncounted_from;
    const bool lone = frame.type == k_goodbye && frame_[1] == 0; // of an agent that cannot serve this connection
    std::optional<Frame> good;
    if (frame.type == k_hello) {
        good = check_hello(frame);
    } else if (!counted || (lone && checksum_fits(0))) {
        good = checksum_fits(0) ? std::optional(frame) : std::nullopt;
    } else if (expected_) {
        good = check_number(frame);
    } else {
        ++counts_.early;
        frame_.clear();
        return {};
    }
    if (!good) {
        drop();
        return {};
    }
    count_good(*good);
    return good;
}

/// How many frames are missing before this one.
std::optional<Frame> FrameReader::check_number(Frame frame) {
    const auto number = find_number();
    if (!number) {
        return {};
    }
    frame.number = *number;
    frame.lost = *number - *expected_;
    expected_ = *number + 1;
    return frame;
}

void FrameReader::count_good(const Frame& frame) {
    ++counts_.frames;
    counts_.lost += frame.lost;
    count_skipped(frame.offset);
    good_end_ = frame.end;
    frame_bytes_ = 0;
    // The bytes stay for the caller; the next frame begins with a SYNC, which assigns again.
    spent_.swap(frame_);
    frame_.clear();
}

/// A hello states its own number, so that reading may start with it.
std::optional<Frame> FrameReader::check_hello(Frame frame) {
    protocol::Reader in(frame.payload.data(), frame.payload.size());
    frame.number = static_cast<std::uint32_t>(in.fixed(4));
    if (!in.ok || (frame_[1] & protocol::k_sequence_mask) != (frame.number & protocol::k_sequence_mask) ||
        !checksum_fits(frame.number)) {
        return {};
    }
    in.fixed(2);
    const std::uint64_t session_id = session_of(in);
    frame.new_session = !expected_ || session_id != session_id_;
    if (!frame.new_session) {
        frame.lost = frame.number - *expected_;
        if (frame.lost > UINT32_MAX / 2) { // an old one once more
            return {};
        }
    }
    session_id_ = session_id;
    expected_ = frame.number + 1;
    return frame;
}

void FrameReader::count_skipped(std::uint64_t up_to) {
    if (counts_.skipped_bytes == 0) {
        counts_.first_skipped = good_end_;
    }
    counts_.skipped_bytes += up_to - good_end_;
}

void FrameReader::finish() {
    restart();
    count_skipped(counts_.bytes);
    good_end_ = counts_.bytes;
}

void FrameReader::restart() {
    drop();
    after_sync_ = false;
}

} // namespace host::decode
