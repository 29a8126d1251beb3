// The sessions of one board on one axis of time, which starts with the first of them: over a reconnect, an agent
// started again and a reboot, time continues. Live and replayed, by its beginning or from the middle, a session gets
// the same place.
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <optional>

namespace host::decode {

class TimeAxis {
  public:
    /// A session begins. Its place comes from the board's clock since boot while it has not booted in between, else
    /// from the wall clock. Where neither is known, or the clock was set back (boards without a battery start in 1970),
    /// it continues where the session before had its last key sweep.
    void session(const model::Agent& agent);

    /// The present session has a key sweep at this time since its own start.
    void key_sweep(std::int64_t session_us);

    /// A moment of the present session on the axis; that of the first session is its own.
    std::int64_t on_axis_us(std::int64_t session_us) const;

    /// Wall clock at 0, if the first session sent it.
    std::optional<std::int64_t> start_wall_us() const { return first_ ? first_->start_wall_us : std::nullopt; }

  private:
    std::optional<model::Agent> first_;
    std::int64_t offset_us_ = 0;
    std::int64_t reached_us_ = 0; ///< on the axis, by the last key sweep
};

} // namespace host::decode
