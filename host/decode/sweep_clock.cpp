#include "host/decode/sweep_clock.hpp"

namespace host::decode {

std::int64_t SweepClock::planned_us(std::uint64_t number) const {
    // Unsigned, so that hostile numbers wrap instead of overflowing.
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(origin_us_) +
                                     (number - origin_number_) * period_ms_ * 1000);
}

void SweepClock::hello(const Hello& hello, bool new_session) {
    if (new_session) {
        *this = {};
    }
    period_ms_ = hello.agent.period_ms;
    next_ = hello.next_sweep;
    next_is_stated_ = true;
    if (hello.next_sweep_us) {
        origin_us_ = *hello.next_sweep_us;
        origin_number_ = hello.next_sweep;
    }
}

void SweepClock::tick() {
    number_ = next_is_stated_ ? next_ : next_ + skipped_;
    time_us_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(planned_us(number_)) +
                                         static_cast<std::uint64_t>(offset_us_));
    if (new_period_ms_) {
        origin_us_ = time_us_;
        origin_number_ = number_;
        period_ms_ = *new_period_ms_;
    }
    last_skipped_ = skipped_;
    next_ = number_ + 1;
    next_is_stated_ = false;
    skipped_ = 0;
    offset_us_ = 0;
    new_period_ms_.reset();
}

} // namespace host::decode
