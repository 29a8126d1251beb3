#include "host/app/live_source.hpp"

#include "host/base/messages.hpp"
#include "host/base/time_text.hpp"
#include "host/session/line_use.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <array>

namespace host::app {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using protocol::GoodbyeReason;

constexpr auto k_goodbye_wait = 2s;        ///< after stop
constexpr auto k_prompt_wait = 5s;         ///< after the goodbye; not every console has a prompt
constexpr auto k_key_request_again = 3s;   ///< a request may be lost like anything else
constexpr auto k_key_request_next = 500ms; ///< after one that was answered: key frames are not to fill a bad line
constexpr auto k_silence = 10s;
constexpr auto k_silence_reported = std::chrono::steady_clock::time_point::max();
constexpr auto k_redial_first = 250ms;
constexpr auto k_redial_longest = 8000ms;
constexpr std::size_t k_console_tail_bytes = 200;
/// Clears what was left on the command line (VKILL; readline and ash know it too).
constexpr char k_kill_line = 0x15;
constexpr char k_interrupt = 0x03;

std::string printable_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == '\n' || c == '\r' || c == '\t';
        if (blank && !line.empty() && line.back() != ' ') {
            line += ' ';
        } else if (c >= ' ' && c < 0x7F) {
            line += c;
        }
    }
    return line;
}

} // namespace

LiveSource::LiveSource(std::string name, const cli::Settings& settings, output::Presenter& presenter,
                       capture::CaptureWriter* recorder, const asio::any_io_executor& executor)
    : name_(std::move(name)), settings_(settings), executor_(executor), redial_timer_(executor),
      session_(name_, presenter, recorder) {}

transport::Awaitable<void> LiveSource::run(Dial dial, LiveTraits traits) {
    traits_ = std::move(traits);
    co_await run_connections(dial);
    if (stopping() && session_.begun() == 0 && !failed_ && quiet_since_ != k_silence_reported) {
        report_no_stream();
    }
    session_.finish();
    report_line_use();
    state_ = state_ == State::lost ? State::lost : State::ended;
}

/// Connects, and connects again after a loss, where that makes sense.
transport::Awaitable<void> LiveSource::run_connections(const Dial& dial) {
    while (!stopping()) {
        auto stream = co_await dial();
        if (!stream && session_.begun() == 0) {
            fail(stream.error());
            co_return;
        }
        std::string why = "connection lost";
        if (stream) {
            stream_ = *std::move(stream);
            co_await converse();
            if (stopping() || final_goodbye()) {
                co_return;
            }
            if (session_.begun() == 0 && traits_.when_lost != WhenLost::wait_for_call) {
                co_return;
            }
        } else {
            why = stream.error().what;
        }
        if (traits_.when_lost != WhenLost::redial) {
            give_up();
            co_return;
        }
        co_await wait_before_redial(why);
    }
}

/// The connection is lost, and this side cannot dial.
void LiveSource::give_up() {
    if (traits_.when_lost == WhenLost::wait_for_call) {
        state_ = State::lost;
        base::say(name_ + ": connection lost; waiting for it to call again");
    } else {
        fail({name_, "ended without a goodbye", ""});
    }
}

/// How full a serial line was; for other lines only when something was lost.
void LiveSource::report_line_use() const {
    const auto heard = first_received_ ? last_received_ - *first_received_ : Clock::duration{};
    const session::LineUse use{session_.decoder().line(), session_.sweeps_skipped(),
                               std::chrono::duration_cast<std::chrono::milliseconds>(heard), traits_.baud};
    const bool serial = traits_.baud != 0 && !settings_.options.how.quiet;
    if (session_.sweeps() != 0 && (serial || session::lost_something(use))) {
        base::say(name_ + ": " + session::line_sentence(use));
    }
}

/// One connection from its first byte to its last.
transport::Awaitable<void> LiveSource::converse() {
    begin();
    const std::shared_ptr<transport::ByteStream> stream = stream_;
    std::vector<std::uint8_t> buffer(64 * 1024);
    std::uint64_t asked = session_.begun();
    while (true) {
        const auto size = co_await stream->read(buffer);
        if (!size || *size == 0) {
            break;
        }
        received(std::span(buffer).first(*size));
        // Nothing but the command may come before the agent listens, and an agent that was started later has received
        // nothing. An agent that was asked to stop would take the selection for the next host's.
        if (traits_.baud != 0 && !stopping() && std::exchange(asked, session_.begun()) != session_.begun()) {
            send(control_->selection(settings_.options));
        }
        if (session_.was_refused() || (session_.goodbye_reason() && !awaits_prompt())) {
            break;
        }
    }
    const auto ended = stream->end();
    stream_.reset();
    if (!ended && !stopping()) {
        fail(ended.error());
    } else if (!session_.heard_hello() && !session_.was_refused() && !session_.goodbye_reason() && !stopping()) {
        const Error error{name_, "closed without a stream", "is it a smaps-agent?"};
        // Any program may call; the next one may be an agent.
        traits_.when_lost == WhenLost::wait_for_call ? base::say(error) : fail(error);
    }
}

/// Sends what comes first: to a shell the command, to an agent the selection.
void LiveSource::begin() {
    session_.reconnected();
    control_.emplace();
    unsent_.clear();
    last_received_ = quiet_since_ = Clock::now();
    prompt_until_.reset();
    if (on_console()) {
        send({static_cast<std::uint8_t>(k_kill_line)});
        send({traits_.type_command.begin(), traits_.type_command.end()});
        send({'\r'});
    } else {
        send(control_->greeting(settings_.options));
    }
}

/// The agent has said goodbye, but until the shell has written its prompt the console is not as it was: the line is
/// still raw and would spoil a command typed now.
bool LiveSource::awaits_prompt() {
    if (!on_console() || session_.heard_after_goodbye()) {
        return false;
    }
    prompt_until_ = prompt_until_.value_or(Clock::now() + k_prompt_wait);
    return true;
}

void LiveSource::received(std::span<const std::uint8_t> bytes) {
    last_received_ = quiet_since_ = Clock::now();
    first_received_ = first_received_.value_or(last_received_);
    if (!session_.heard_hello()) {
        console_tail_.append(bytes.begin(), bytes.end());
        console_tail_.erase(0, console_tail_.size() - std::min(console_tail_.size(), k_console_tail_bytes));
    }
    session_.feed(bytes);
    failed_dials_ = session_.heard_hello() ? 0 : failed_dials_;
    if (enough()) {
        stop();
    }
}

bool LiveSource::enough() const {
    return settings_.options.which.time.count && session_.sweeps() >= *settings_.options.which.time.count;
}

/// Whether the agent will send nothing more; false where another connection makes sense.
bool LiveSource::final_goodbye() {
    if (session_.was_refused()) {
        failed_ = true;
        return true;
    }
    if (!session_.goodbye_reason()) {
        return false;
    }
    switch (*session_.goodbye_reason()) {
    case GoodbyeReason::count:
    case GoodbyeReason::stopped: return true;
    case GoodbyeReason::nothing_left: base::say(name_ + ": nothing left to watch"); return true;
    case GoodbyeReason::busy: fail({name_, "busy with another host", "end that one first"}); return true;
    case GoodbyeReason::not_allowed:
        fail({name_, "this host is not allowed", "start the agent with --allow and this network"});
        return true;
    case GoodbyeReason::key_needed: fail({name_, "the agent wants a key", "give --key-file"}); return true;
    case GoodbyeReason::signal: break;
    }
    return false;
}

transport::Awaitable<void> LiveSource::wait_before_redial(const std::string& why) {
    const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(k_redial_longest);
    const auto wait = std::min(longest, k_redial_first * (1 << std::min<std::size_t>(failed_dials_, 10)));
    if (failed_dials_++ == 0) {
        base::say(name_ + ": " + why + "; trying again");
    }
    redial_timer_.expires_after(wait);
    boost::system::error_code ignored;
    co_await redial_timer_.async_wait(transport::store_error(ignored));
}

void LiveSource::send(const session::Control::Bytes& bytes) {
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
    if (!sending_ && stream_ != nullptr && !unsent_.empty()) {
        sending_ = true;
        asio::co_spawn(executor_, flush(stream_), asio::detached);
    }
}

transport::Awaitable<void> LiveSource::flush(std::shared_ptr<transport::ByteStream> stream) {
    while (!unsent_.empty() && stream == stream_) {
        const session::Control::Bytes bytes = std::exchange(unsent_, {});
        if (const auto written = co_await stream->write(bytes); !written) {
            break; // reading will notice, or the line goes one way only
        }
    }
    sending_ = false;
}

void LiveSource::stop() {
    if (state_ != State::running) {
        return;
    }
    state_ = State::stopping;
    redial_timer_.cancel();
    stop_at_ = Clock::now() + k_goodbye_wait;
    if (stream_ != nullptr) {
        send(control_->stop());
    }
    if (stream_ != nullptr && on_console() && !session_.heard_hello()) {
        // It may not be an agent: what the console runs instead ends, and the frame is gone from the command line.
        send({static_cast<std::uint8_t>(k_interrupt), static_cast<std::uint8_t>(k_kill_line)});
    }
}

void LiveSource::tick() {
    const auto now = Clock::now();
    if (stream_ == nullptr) {
        return;
    }
    if (const auto& until = prompt_until_ ? prompt_until_ : stop_at_) {
        if (now >= *until) {
            stream_->close();
        }
        return;
    }
    request_key_frame(now);
    watch_silence(now);
}

void LiveSource::request_key_frame(Clock::time_point now) {
    if (!session_.wants_key()) {
        key_request_pause_ = k_key_request_next;
        return;
    }
    const bool listening = !on_console() || session_.heard_hello(); // a shell would take it for a command
    if (listening && now - last_key_request_ >= key_request_pause_) {
        last_key_request_ = now;
        key_request_pause_ = k_key_request_again;
        send(control_->key_now());
    }
}

void LiveSource::watch_silence(Clock::time_point now) {
    const auto period =
        std::chrono::milliseconds(session_.heard_hello() ? session_.decoder().board().agent.period_ms : 0);
    if (quiet_since_ == k_silence_reported || now - quiet_since_ < std::max<Clock::duration>(k_silence, 3 * period)) {
        return;
    }
    quiet_since_ = k_silence_reported;
    if (!session_.heard_hello()) {
        report_no_stream();
    } else {
        base::say(Error{name_, "nothing received for a while", "still waiting"});
    }
}

void LiveSource::report_no_stream() {
    const std::string answer = printable_line(console_tail_);
    base::say(Error{name_, "no stream yet" + (answer.empty() ? answer : "; last came '" + answer + "'"),
                    "is the agent running there, and the speed right?"});
}

void LiveSource::fail(const Error& error) {
    failed_ = true;
    base::say(error);
}

} // namespace host::app
