// When the next sweep is due, which are skipped, and how long the period is: slower on a slow line or when sweeps cost
// too much, and back again. PROTOCOL.md, section 5. Pure arithmetic: the caller passes the time.
#pragma once

#include "protocol/protocol.hpp"

#include <cstdint>

namespace agent {

/// A moment of the monotonic clock in 32-bit parts. The milliseconds wrap after 49 days: only differences count.
struct Moment {
    std::uint32_t ms = 0;
    std::uint32_t us = 0; ///< 0 to 999, on top
};

class Pace {
  public:
    /// A slow line doubles the period up to this, unless a longer one was asked for.
    static constexpr std::uint32_t k_period_ms_max = 60000;
    /// So many sweeps in a row decide that the line or the cost is too much.
    static constexpr std::uint32_t k_bad_in_a_row = 3;
    /// So many cheap and punctual sweeps in a row decide that it is worth trying a shorter period.
    static constexpr std::uint32_t k_good_in_a_row = 10;

    /// What the sweep that starts now sends about itself.
    struct Plan {
        std::uint32_t skipped = 0;
        protocol::SkipReason skip_reason = protocol::SkipReason::late;
        bool offset_told = false;
        std::int64_t offset_us = 0;
        bool period_told = false;
        std::uint32_t period_ms = 0;
        protocol::PeriodReason period_reason = protocol::PeriodReason::asked;
    };

    Pace(std::uint32_t period_ms, std::uint32_t cpu_percent_max)
        : asked_ms_(period_ms), period_ms_(period_ms), next_period_ms_(period_ms), cpu_percent_max_(cpu_percent_max) {}

    /// A session starts: sweep 0 is due now, at the period asked for.
    void start(Moment now);
    /// The host asks for another period.
    void ask(std::uint32_t period_ms);

    Moment due() const { return {base_.ms + (number_ - base_number_) * period_ms_, base_.us}; }
    /// Milliseconds until the next sweep is due, rounded up; 0 when it is.
    std::uint32_t wait_ms(Moment now) const;
    /// The next sweep's number.
    std::uint32_t number() const { return number_; }
    std::uint32_t period_ms() const { return period_ms_; }

    /// The next sweep is to be made at once, ahead of its time.
    void hurry() { hurried_ = true; }
    /// The sweep after the due one is due, too.
    bool overdue(Moment now) const { return late_ms(now) >= static_cast<std::int32_t>(period_ms_); }
    /// The due sweep is skipped: what was sent before has not left yet, or has only just.
    void skip_for_line();
    /// The due sweep starts.
    Plan begin(Moment now);
    /// It is over, and has cost this much CPU time.
    void end(std::uint32_t cpu_us);

    std::uint32_t skipped_in_all() const { return skipped_in_all_; }

  private:
    /// Whole milliseconds since the next sweep was due; below zero: it is not yet.
    std::int32_t late_ms(Moment now) const;
    void skip(std::uint32_t count, protocol::SkipReason reason);
    void change(std::uint32_t period_ms, protocol::PeriodReason reason);
    void consider_recovery(std::uint32_t needed_ms);

    std::uint32_t asked_ms_;
    std::uint32_t period_ms_;
    std::uint32_t next_period_ms_;
    protocol::PeriodReason next_reason_ = protocol::PeriodReason::asked;
    std::uint32_t cpu_percent_max_;

    Moment base_; ///< of the sweep from which the plan counts
    std::uint32_t base_number_ = 0;
    std::uint32_t number_ = 0;

    bool hurried_ = false;
    std::uint32_t skipped_ = 0;
    protocol::SkipReason skip_reason_ = protocol::SkipReason::late;
    std::uint32_t skipped_in_all_ = 0;
    std::uint32_t line_slow_ = 0; ///< in a row
    std::uint32_t too_dear_ = 0;  ///< in a row
    std::uint32_t good_ = 0;      ///< in a row
};

} // namespace agent
