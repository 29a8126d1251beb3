// One host from hello to goodbye: waits for the time of each sweep, obeys control frames, sends hello, info and sweeps.
// PROTOCOL.md, section 3.
#pragma once

#include "agent/control.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/options.hpp"
#include "agent/pace.hpp"
#include "agent/page_trimmer.hpp"
#include "agent/sampler.hpp"
#include "agent/system_info.hpp"
#include "agent/transport/link.hpp"

#include <cstdint>
#include <span>

namespace agent {

/// Buffers of a session, in the memory reserved at the start; a page that is never touched costs nothing.
struct Buffers {
    // Of a sweep; between sweeps nothing is in them.
    std::uint8_t reading[sources::ProcFiles::k_buffer_bytes];
    std::uint8_t payload[encode::k_sweep_payload_bytes];     ///< of one sweep frame
    std::uint8_t frame[encode::k_sweep_payload_bytes + 512]; ///< bytes on their way out
    std::uint8_t description[k_description_bytes];           ///< of a process, and other messages
    std::uint8_t text[encode::SmapsEncoder::k_text_bytes];   ///< of a group of VMAs
    // Of the session.
    std::uint8_t control[ControlReader::k_buffer_bytes];
    std::uint8_t costs[512]; ///< of sweeps, until the next info record; beside the table of processes, in one page

    std::span<const std::uint8_t> idle() const { return {reading, static_cast<std::size_t>(control - reading)}; }
};

/// What every session of a run works with; all of it must stay.
struct Context {
    const Options& options;
    transport::Link& link;
    sources::ProcFiles& files;
    const encode::Identity& identity;
    Buffers& buffers;
    const PageTrimmer& page_trimmer;
    std::uint32_t sweeps_made = 0; ///< since the program's start
    std::uint32_t skipped = 0;
    std::uint32_t controls_damaged = 0;
    std::uint64_t bytes_sent = 0;
    bool warned = false;
};

class Session {
  public:
    /// How a session ended. After `lost` and `replaced` another host may come.
    enum class End : std::uint8_t { lost, replaced, signal, counted, host_counted, stopped, nothing_left };

    Session(Context& context, Sampler& sampler);

    /// Not inlined: registers are fewer than the state of a session and of its caller.
    [[gnu::noinline]] End run();

  private:
    bool hear_first_word();
    void start();
    bool wait_until_due();
    bool take_event(transport::Event event);
    bool take_input();
    bool obey(const Control& control);
    bool make_sweep();
    bool send_sweep(const sys::Time& began);
    bool send_hello_and_info(bool key);
    bool send_info(bool key);
    void note_cost(std::uint32_t wall_us, std::uint32_t cpu_us);
    void tell_period(const Pace::Plan& plan) const;
    void warn_once();
    bool finish(End end, protocol::GoodbyeReason reason, Message text);
    bool over(transport::Event event);

    Context& context_;
    transport::Link& link_;
    Sampler& sampler_;
    encode::FrameWriter frames_;
    encode::SweepWriter sweeps_;
    encode::ValueWriter costs_;
    ControlReader controls_;
    Selection selection_; ///< the host's, once it has chosen; frames without one leave it
    Pace pace_;
    Meminfo meminfo_;
    encode::SessionState state_;
    End end_ = End::lost;

    std::uint32_t key_interval_ms_;
    std::uint32_t info_period_ms_;
    std::uint32_t last_key_ms_ = 0;
    std::uint32_t last_info_ms_ = 0;
    bool key_wanted_ = true;
    bool info_wanted_ = false;
    bool spoken_to_ = false;       ///< by the host
    std::uint32_t host_count_ = 0; ///< sweeps left that the host asked for; 0: no limit
};

} // namespace agent
