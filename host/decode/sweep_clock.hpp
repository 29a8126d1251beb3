// When a sweep was made: sweeps are numbered and planned, only what differs from the plan is sent (PROTOCOL.md, 5).
#pragma once

#include "host/decode/hello.hpp"

#include <cstdint>
#include <optional>

namespace host::decode {

class SweepClock {
  public:
    /// A hello: of a new session, or before a key sweep of the same.
    void hello(const Hello& hello, bool new_session);

    // Records of a sweep come before tick() of that sweep.
    void skipped(std::uint64_t sweeps) { skipped_ = sweeps; }
    void offset(std::int64_t us) { offset_us_ = us; }
    void period(std::uint64_t ms) { new_period_ms_ = ms; }

    /// One more sweep, or one that was lost.
    void tick();

    std::uint64_t number() const { return number_; }
    std::int64_t time_us() const { return time_us_; }
    std::uint64_t period_ms() const { return period_ms_; }
    std::uint64_t sweeps_skipped() const { return last_skipped_; }

    /// Planned time of the sweep after this one.
    std::int64_t next_us() const { return planned_us(next_); }

  private:
    std::int64_t planned_us(std::uint64_t number) const;

    std::int64_t origin_us_ = 0; ///< the plan: origin_us_ + (number - origin_number_) * period
    std::uint64_t origin_number_ = 0;
    std::uint64_t period_ms_ = 0;
    std::uint64_t next_ = 0;
    bool next_is_stated_ = true; ///< by a hello; a skipped record then adds nothing
    std::uint64_t skipped_ = 0;
    std::int64_t offset_us_ = 0;
    std::optional<std::uint64_t> new_period_ms_;
    std::uint64_t number_ = 0;
    std::int64_t time_us_ = 0;
    std::uint64_t last_skipped_ = 0;
};

} // namespace host::decode
