#include "agent/pace.hpp"

namespace agent {

using protocol::PeriodReason;
using protocol::SkipReason;

void Pace::start(Moment now) {
    base_ = now;
    base_number_ = number_ = 0;
    skipped_ = line_slow_ = too_dear_ = good_ = 0;
    hurried_ = false;
    period_ms_ = next_period_ms_ = asked_ms_;
}

void Pace::ask(std::uint32_t period_ms) {
    asked_ms_ = period_ms;
    change(period_ms, PeriodReason::asked);
}

void Pace::change(std::uint32_t period_ms, PeriodReason reason) {
    next_period_ms_ = period_ms;
    next_reason_ = reason;
    line_slow_ = too_dear_ = good_ = 0;
}

std::int32_t Pace::late_ms(Moment now) const {
    return static_cast<std::int32_t>(now.ms - due().ms - (now.us < base_.us ? 1 : 0));
}

std::uint32_t Pace::wait_ms(Moment now) const {
    const std::int32_t late = late_ms(now);
    // Rounded up: late by -0.5 ms is late by -1.
    return late >= 0 || hurried_ ? 0 : static_cast<std::uint32_t>(-late);
}

void Pace::skip(std::uint32_t count, SkipReason reason) {
    // The reason of most is sent; a slow line also makes sweeps late.
    skip_reason_ = skipped_ == 0 ? reason : skip_reason_;
    skipped_ += count;
    skipped_in_all_ += count;
    number_ += count;
}

void Pace::skip_for_line() {
    hurried_ = false;
    skip(1, SkipReason::line);
    good_ = 0;
    if (++line_slow_ == k_bad_in_a_row) {
        const std::uint32_t longest = asked_ms_ > k_period_ms_max ? asked_ms_ : k_period_ms_max;
        change(period_ms_ * 2 < longest ? period_ms_ * 2 : longest, PeriodReason::line);
    }
}

Pace::Plan Pace::begin(Moment now) {
    if (overdue(now)) {
        skip(static_cast<std::uint32_t>(late_ms(now)) / period_ms_, SkipReason::late);
    }
    Plan plan;
    plan.skipped = skipped_;
    plan.skip_reason = skip_reason_;
    skipped_ = 0;
    const Moment at = due();
    plan.offset_us =
        std::int64_t{static_cast<std::int32_t>(now.ms - at.ms)} * 1000 + static_cast<std::int32_t>(now.us - at.us);
    const std::int64_t tenth_us = std::int64_t{period_ms_} * 100;
    plan.offset_told = plan.offset_us > tenth_us || plan.offset_us < -tenth_us;
    hurried_ = false;
    plan.period_told = next_period_ms_ != period_ms_;
    if (plan.period_told) {
        base_ = plan.offset_told ? now : at;
        base_number_ = number_;
        period_ms_ = next_period_ms_;
    }
    plan.period_ms = period_ms_;
    plan.period_reason = next_reason_;
    ++number_;
    return plan;
}

void Pace::end(std::uint32_t cpu_us) {
    line_slow_ = 0;
    const std::uint32_t needed_ms = cpu_us / (cpu_percent_max_ * 10) + 1;
    if (needed_ms > period_ms_ && cpu_percent_max_ < 100) {
        good_ = 0;
        if (++too_dear_ == k_bad_in_a_row) {
            change(needed_ms, PeriodReason::cost);
        }
        return;
    }
    too_dear_ = 0;
    ++good_;
    consider_recovery(needed_ms);
}

void Pace::consider_recovery(std::uint32_t needed_ms) {
    if (good_ < k_good_in_a_row || period_ms_ <= asked_ms_ || next_period_ms_ != period_ms_) {
        return;
    }
    const std::uint32_t least = needed_ms > asked_ms_ && cpu_percent_max_ < 100 ? needed_ms : asked_ms_;
    const std::uint32_t half = period_ms_ / 2;
    const std::uint32_t shorter = half > least ? half : least;
    // A tenth is not worth a change: costs vary by that.
    if (shorter + period_ms_ / 10 < period_ms_) {
        change(shorter, PeriodReason::recovered);
    }
}

} // namespace agent
