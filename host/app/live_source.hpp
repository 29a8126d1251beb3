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

/// Makes a new connection.
using Dial = std::function<transport::Awaitable<Result<std::unique_ptr<transport::ByteStream>>>()>;

/// What follows when a connection ends without a goodbye.
enum class WhenLost : std::uint8_t { redial, wait_for_call, fail };

struct LiveTraits {
    WhenLost when_lost = WhenLost::redial;
    std::string type_command{}; ///< on a console: the command that starts the agent; empty: no console
    std::uint32_t baud = 0;     ///< of a serial line, which stays when either end is started again; 0: no serial line
};

class LiveSource {
  public:
    LiveSource(std::string name, const cli::Settings& settings, output::Presenter& presenter,
               capture::CaptureWriter* recorder, const boost::asio::any_io_executor& executor);

    /// Runs until no further connection makes sense, or until stop().
    transport::Awaitable<void> run(Dial dial, LiveTraits traits);

    /// Asks the agent to stop; the connection is closed after its goodbye, or after a moment.
    void stop();

    /// Called every k_tick: does what is due without anything being received.
    void tick();
    static constexpr std::chrono::milliseconds k_tick{100};

    /// Continues the time axis of an earlier source of the same board.
    void continue_axis(const decode::TimeAxis& axis) { session_.continue_axis(axis); }

    const session::Session& session() const { return session_; }
    bool ended() const { return state_ == State::ended || state_ == State::lost; }
    bool settled() const { return ended() && !sending_; } ///< no coroutine refers to it any more
    bool failed() const { return failed_; }
    bool lost() const { return state_ == State::lost; }
    const std::string& name() const { return name_; }

  private:
    using Clock = std::chrono::steady_clock;

    enum class State : std::uint8_t {
        running,  ///< connected, or on the way to the next connection
        stopping, ///< no further connection; the present one waits for the agent's goodbye
        ended,
        lost, ///< ended, but the agent may call again
    };

    transport::Awaitable<void> run_connections(const Dial& dial);
    transport::Awaitable<void> converse();
    void begin();
    void give_up();
    transport::Awaitable<void> wait_before_redial(const std::string& why);
    transport::Awaitable<void> flush(std::shared_ptr<transport::ByteStream> stream);
    void send(const session::Control::Bytes& bytes);
    bool awaits_prompt();
    void received(std::span<const std::uint8_t> bytes);
    void request_key_frame(Clock::time_point now);
    void watch_silence(Clock::time_point now);
    void report_no_stream();
    bool final_goodbye();
    void fail(const Error& error);
    void report_line_use() const;
    bool enough() const;
    bool on_console() const { return !traits_.type_command.empty(); }
    bool stopping() const { return state_ == State::stopping; }

    std::string name_;
    const cli::Settings& settings_;
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer redial_timer_;
    session::Session session_;
    LiveTraits traits_;
    std::optional<session::Control> control_;
    std::shared_ptr<transport::ByteStream> stream_;
    session::Control::Bytes unsent_;
    bool sending_ = false;     ///< a coroutine writes `unsent_`
    std::string console_tail_; ///< printable bytes before the first hello, for messages
    std::size_t failed_dials_ = 0;
    std::optional<Clock::time_point> first_received_;
    Clock::time_point last_received_{};
    Clock::time_point quiet_since_{}; ///< max(): that nothing comes was reported
    Clock::time_point last_key_request_{};
    Clock::duration key_request_pause_{};           ///< from that request to the next
    std::optional<Clock::time_point> stop_at_;      ///< the connection is closed then, also without a goodbye
    std::optional<Clock::time_point> prompt_until_; ///< the same, once the agent has said goodbye on a console
    State state_ = State::running;
    bool failed_ = false;
};

} // namespace host::app
