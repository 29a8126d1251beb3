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

constexpr auto k_goodbye_wait = 2s;     ///< after stop
constexpr auto k_prompt_wait = 5s;      ///< after the goodbye; not every console has a prompt
constexpr auto k_key_wish_again = 3s;   ///< a wish may be lost like anything else
constexpr auto k_key_wish_next = 500ms; ///< after one that was granted: key frames are not to fill a bad line
constexpr auto k_silence = 10s;
constexpr auto k_redial_first = 250ms;
constexpr auto k_redial_longest = 8000ms;
constexpr std::size_t k_console_tail_bytes = 200;
/// Clears what somebody may have left on the command line (VKILL; readline and ash know it too).
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
    console_ = !traits.type_command.empty();
    bool met = false; // at least one hello was heard
    while (!stopping_) {
        auto stream = co_await dial();
        if (!stream && !met) {
            fail(stream.error());
            break;
        }
        std::string why = "connection lost";
        if (stream) {
            stream_ = *std::move(stream);
            co_await converse(traits);
            met = met || session_.heard_hello();
            if (stopping_ || final_goodbye()) {
                break;
            }
            if (!met && traits.when_lost != WhenLost::wait_for_call) {
                break;
            }
        } else {
            why = stream.error().what;
        }
        if (traits.when_lost != WhenLost::redial) {
            give_up(traits.when_lost);
            break;
        }
        co_await wait_before_redial(why);
    }
    if (stopping_ && !met && !failed_ && !silence_told_) {
        say_no_stream();
    }
    session_.finish();
    tell_line(traits.baud);
    ended_ = true;
}

/// The connection is lost, and nobody to dial.
void LiveSource::give_up(WhenLost when_lost) {
    lost_ = when_lost == WhenLost::wait_for_call;
    lost_ ? base::say(name_ + ": connection lost; waiting for it to call again")
          : fail({name_, "ended without a goodbye", ""});
}

/// How full a serial line was; of other lines only when something was lost.
void LiveSource::tell_line(std::uint32_t baud) const {
    const auto heard = first_received_ ? last_received_ - *first_received_ : Clock::duration{};
    const session::LineUse use{session_.decoder().line(), session_.sweeps_skipped(),
                               std::chrono::duration_cast<std::chrono::milliseconds>(heard), baud};
    const bool worth_telling = (baud != 0 && !settings_.options.how.quiet) || session::lost_something(use);
    if (session_.sweeps() != 0 && worth_telling) {
        base::say(name_ + ": " + session::line_sentence(use));
    }
}

/// One connection from its first byte to its last.
transport::Awaitable<void> LiveSource::converse(const LiveTraits& traits) {
    begin(traits.type_command);
    const std::shared_ptr<transport::ByteStream> stream = stream_;
    std::vector<std::uint8_t> buffer(64 * 1024);
    std::uint64_t asked = session_.begun();
    while (true) {
        const auto size = co_await stream->read(buffer);
        if (!size || *size == 0) {
            break;
        }
        received(std::span(buffer).first(*size));
        // Nothing but the command may come before the agent listens, and an agent started later has heard nothing. One
        // that was told to stop would take it for the next host.
        if (traits.baud != 0 && !stopping_ && std::exchange(asked, session_.begun()) != session_.begun()) {
            send(control_->selection(settings_.options));
        }
        if (session_.was_refused() || (session_.goodbye_reason() && !awaits_prompt())) {
            break;
        }
    }
    const auto ended = stream->end();
    stream_.reset();
    if (!ended && !stopping_) {
        fail(ended.error());
    } else if (!session_.heard_hello() && !session_.was_refused() && !session_.goodbye_reason() && !stopping_) {
        const Error error{name_, "closed without a stream", "is it a smaps-agent?"};
        // Anybody may call; the next one may be an agent.
        traits.when_lost == WhenLost::wait_for_call ? base::say(error) : fail(error);
    }
}

/// What is said first: to a shell the command, to an agent what is wanted of it.
void LiveSource::begin(const std::string& command) {
    session_.reconnected();
    control_.emplace();
    unsent_.clear();
    last_received_ = Clock::now();
    silence_told_ = prompt_awaited_ = false;
    if (console_) {
        send({static_cast<std::uint8_t>(k_kill_line)});
        send({command.begin(), command.end()});
        send({'\r'});
    } else {
        send(control_->greeting(settings_.options));
    }
}

/// The agent has said goodbye, but until the shell has written its prompt the console is not as it was: the line still
/// raw, a command typed now would be spoilt.
bool LiveSource::awaits_prompt() {
    if (!console_ || session_.heard_after_goodbye()) {
        return false;
    }
    if (!std::exchange(prompt_awaited_, true)) {
        stop_at_ = Clock::now() + k_prompt_wait;
    }
    return true;
}

void LiveSource::received(std::span<const std::uint8_t> bytes) {
    last_received_ = Clock::now();
    first_received_ = first_received_.value_or(last_received_);
    silence_told_ = false;
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

/// Whether the agent has nothing more to say; false where another connection makes sense.
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
    if (std::exchange(stopping_, true)) {
        return;
    }
    redial_timer_.cancel();
    stop_at_ = Clock::now() + k_goodbye_wait;
    if (stream_ != nullptr) {
        send(control_->stop());
    }
    if (stream_ != nullptr && console_ && !session_.heard_hello()) {
        // Perhaps it is no agent: what it runs instead ends, and the frame is gone from the command line.
        send({static_cast<std::uint8_t>(k_interrupt), static_cast<std::uint8_t>(k_kill_line)});
    }
}

void LiveSource::tick() {
    const auto now = Clock::now();
    if (stream_ == nullptr) {
        return;
    }
    if (stopping_ || prompt_awaited_) {
        if (now >= stop_at_) {
            stream_->close();
        }
        return;
    }
    wish_for_key(now);
    watch_silence(now);
}

void LiveSource::wish_for_key(Clock::time_point now) {
    const bool listening = !console_ || session_.heard_hello(); // a shell would take it for a command
    key_wished_ = key_wished_ && session_.wants_key();
    if (listening && session_.wants_key() &&
        now - last_key_wish_ >= (key_wished_ ? k_key_wish_again : k_key_wish_next)) {
        last_key_wish_ = now;
        key_wished_ = true;
        send(control_->key_now());
    }
}

void LiveSource::watch_silence(Clock::time_point now) {
    const auto period =
        std::chrono::milliseconds(session_.heard_hello() ? session_.decoder().board().agent.period_ms : 0);
    if (silence_told_ || now - last_received_ < std::max<Clock::duration>(k_silence, 3 * period)) {
        return;
    }
    silence_told_ = true;
    if (!session_.heard_hello()) {
        say_no_stream();
    } else {
        base::say(Error{name_, "nothing received for a while", "still waiting"});
    }
}

void LiveSource::say_no_stream() {
    const std::string answer = printable_line(console_tail_);
    base::say(Error{name_, "no stream yet" + (answer.empty() ? answer : "; last came '" + answer + "'"),
                    "is the agent running there, and the speed right?"});
}

void LiveSource::fail(const Error& error) {
    failed_ = true;
    base::say(error);
}

} // namespace host::app
