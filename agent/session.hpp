// One host from hello to goodbye: waits for the time of each sweep, obeys control frames, sends hello, info and sweeps.
// PROTOCOL.md, section 3.
#pragma once

#include "agent/board.hpp"
#include "agent/control.hpp"
#include "agent/options.hpp"
#include "agent/pace.hpp"
#include "agent/sampler.hpp"
#include "agent/transport/line.hpp"

#include <cstdint>
#include <span>

namespace agent {

/// What every session of a run works with; all of it must stay.
struct Workshop {
    const Options& options;
    const encode::Identity& identity;
    Sampler& sampler;
    Meminfo& meminfo;
    std::span<std::uint8_t> payload; ///< of one sweep frame
    std::span<std::uint8_t> frame;   ///< bytes on their way out
    std::span<std::uint8_t> control; ///< ControlReader::k_buffer_bytes
    std::span<std::uint8_t> reading; ///< shared with the sampler, between sweeps
    std::span<std::uint8_t> message; ///< shared with the sampler, between sweeps
    std::span<std::uint8_t> costs;   ///< of sweeps, until the next info record
    std::uint64_t sweeps_made = 0;   ///< since the program's start
    std::uint64_t skipped = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t controls_damaged = 0;
    bool warned = false;
};

class Session {
  public:
    /// How a session ended. After `lost` and `replaced` another host may come.
    enum class End { lost, replaced, counted, host_counted, stopped, signal, nothing_left };

    Session(Workshop& shop, transport::Line& line);

    End run();

  private:
    void start();
    bool wait_until_due();
    bool take_event(transport::Event event);
    bool take_input();
    bool obey(const Control& control);
    bool skip_while_slow();
    bool make_sweep();
    bool send_hello_and_info(bool key, std::uint64_t now_us);
    bool send_info(bool key);
    void note_cost(std::uint64_t wall_us, std::uint64_t cpu_us);
    void tell_period(const Pace::Plan& plan) const;
    void warn_once();
    bool finish(End end, protocol::GoodbyeReason reason, std::string_view text);
    bool stream_over();
    void keep_names(const Selection& selection);

    Workshop& shop_;
    transport::Line& line_;
    encode::FrameWriter frames_;
    encode::SweepWriter sweeps_;
    encode::ValueWriter costs_;
    ControlReader controls_;
    Pace pace_;
    encode::SessionState state_;
    End end_ = End::lost;

    // Names that a host asked for: a control frame's buffer is used again for the next.
    char names_[Selection::k_names_max * protocol::k_control_name_bytes_max];
    std::uint32_t key_interval_ms_;
    std::uint32_t info_period_ms_;
    std::uint64_t last_key_us_ = 0;
    std::uint64_t last_info_us_ = 0;
    bool key_wanted_ = true;
    std::uint32_t host_count_ = 0; ///< sweeps left that the host asked for; 0: no limit
};

} // namespace agent
