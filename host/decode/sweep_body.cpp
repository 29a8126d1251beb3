#include "host/decode/sweep_body.hpp"

#include "protocol/bytes.hpp"

namespace host::decode {
namespace {

constexpr std::uint8_t k_lasting_bits = protocol::k_sweep_key | protocol::k_sweep_records;

} // namespace

SweepBody::Step SweepBody::add(const Frame& frame) {
    const std::uint8_t bits = frame.type & protocol::k_sweep_bits;
    if ((bits & protocol::k_sweep_first) != 0) {
        abandon();
        open_ = true;
        bits_ = bits;
        wire_bytes_ = 0;
    } else if (!open_ || ((bits ^ bits_) & k_lasting_bits) != 0) {
        abandon();
        return Step::broken;
    }
    wire_bytes_ += frame.wire_bytes();
    body_.insert(body_.end(), frame.payload.begin(), frame.payload.end());
    const std::size_t check_bytes = key() ? protocol::k_check_bytes_key : protocol::k_check_bytes_delta;
    const bool last = (bits & protocol::k_sweep_last) != 0;
    if (body_.size() > protocol::k_body_bytes_max || (last && body_.size() < check_bytes)) {
        abandon();
        return Step::broken;
    }
    if (!last) {
        return Step::more;
    }
    open_ = false;
    check_ = protocol::load(body_.data() + body_.size() - check_bytes, static_cast<unsigned>(check_bytes));
    body_.resize(body_.size() - check_bytes);
    return Step::whole;
}

void SweepBody::abandon() {
    open_ = false;
    body_.clear();
}

bool SweepBody::agrees(std::uint64_t text_hash) const {
    return check_ == (key() ? text_hash : text_hash & 0xFFFFFFFFU);
}

} // namespace host::decode
