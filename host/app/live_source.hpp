// One live source: a connection that is made, used, lost and made again, and the session on it.
#pragma once

#include "host/cli/settings.hpp"
#include "host/output/presenter.hpp"
#include "host/session/control.hpp"
#include "host/session/session.hpp"
#include "host/transport/byte_stream.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace host::app {

/// Makes the connection, each time anew.
using Dial = std::function<transport::Awaitable<Result<std::unique_ptr<transport::ByteStream>>>()>;

/// What follows when a connection ends without a goodbye.
enum class WhenLost : std::uint8_t { redial, wait_for_call, fail };

struct LiveTraits {
    WhenLost when_lost = WhenLost::redial;
    std::string type_command{}; ///< on a console: the command that starts the agent; empty: none
    std::uint32_t baud = 0;     ///< of a serial line, which stays when either end comes and goes; 0: none
};

class LiveSource {
  public:
    LiveSource(std::string name, const cli::Settings& settings, output::Presenter& presenter,
               capture::CaptureWriter* recorder, const boost::asio::any_io_executor& executor);

    /// Runs until the session has ended for good or stop().
    transport::Awaitable<void> run(Dial dial, LiveTraits traits);

    /// Asks the agent to stop; the connection is closed when it has said goodbye, or after a moment.
    void stop();

    /// Called every k_tick: what is due without anything being received.
    void tick();
    static constexpr std::chrono::milliseconds k_tick{100};

    /// Goes on in time where an earlier source of the same board was.
    void continue_axis(const decode::TimeAxis& axis) { session_.continue_axis(axis); }

    const session::Session& session() const { return session_; }
    bool ended() const { return ended_; }
    bool settled() const { return ended_ && !sending_; } ///< nothing refers to it any more
    bool failed() const { return failed_; }
    bool lost() const { return lost_; } ///< ended, but the agent may call again
    const std::string& name() const { return name_; }

  private:
    using Clock = std::chrono::steady_clock;

    transport::Awaitable<void> converse(const LiveTraits& traits);
    void begin(const std::string& command);
    void give_up(WhenLost when_lost);
    transport::Awaitable<void> wait_before_redial(const std::string& why);
    transport::Awaitable<void> flush(std::shared_ptr<transport::ByteStream> stream);
    void send(const session::Control::Bytes& bytes);
    bool awaits_prompt();
    void received(std::span<const std::uint8_t> bytes);
    void wish_for_key(Clock::time_point now);
    void watch_silence(Clock::time_point now);
    void say_no_stream();
    bool final_goodbye();
    void fail(const Error& error);
    void tell_line(std::uint32_t baud) const;
    bool enough() const;

    std::string name_;
    const cli::Settings& settings_;
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer redial_timer_;
    session::Session session_;
    std::optional<session::Control> control_;
    std::shared_ptr<transport::ByteStream> stream_;
    session::Control::Bytes unsent_;
    bool sending_ = false;
    std::string console_tail_; ///< printable bytes before the first hello, for messages
    std::size_t failed_dials_ = 0;
    std::optional<Clock::time_point> first_received_;
    Clock::time_point last_received_{};
    Clock::time_point last_key_wish_{};
    Clock::time_point stop_at_{};
    bool key_wished_ = false; ///< and not yet there
    bool silence_told_ = false;
    bool prompt_awaited_ = false;
    bool console_ = false;
    bool stopping_ = false;
    bool ended_ = false;
    bool failed_ = false;
    bool lost_ = false;
};

} // namespace host::app
