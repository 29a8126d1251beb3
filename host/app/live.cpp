#include "host/app/live.hpp"

#include "host/app/live_source.hpp"
#include "host/base/messages.hpp"
#include "host/capture/recording.hpp"
#include "host/session/prune_connections.hpp"
#include "host/transport/process_stream.hpp"
#include "host/transport/serial_stream.hpp"
#include "host/transport/tcp_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <list>

namespace host::app {
namespace {

namespace asio = boost::asio;
using transport::Awaitable;
using transport::ByteStream;
using Clock = std::chrono::steady_clock;

class LiveRun {
  public:
    LiveRun(const cli::Settings& settings, output::TimeReports& time_reports);

    ExitCode run();

  private:
    bool open_recorder();
    bool start(const cli::Source& source);
    bool start_listening(const cli::Source& source);
    LiveSource& add(const std::string& name);
    LiveSource& add_caller(const std::string& address);
    void prune_calls();
    void spawn(LiveSource& source, Dial dial, LiveTraits traits);
    Awaitable<Result<std::unique_ptr<ByteStream>>> start_process(std::string command);
    Awaitable<void> accept_all();
    Awaitable<void> keep_time();
    void stop();
    bool all_ended() const;
    ExitCode finish();

    const cli::Settings& settings_;
    asio::io_context context_;
    asio::signal_set signals_;
    output::Presenter presenter_;
    std::unique_ptr<capture::CaptureWriter> recorder_;
    std::list<LiveSource> sources_;
    std::optional<transport::TcpListener> listener_;
    enum class State : std::uint8_t { running, stopping, interrupted };
    State state_ = State::running;
    std::size_t addresses_dropped_ = 0; ///< addresses with a board that is not shown
    bool failed_before_ = false;        ///< by a source that was dropped
};

constexpr std::size_t k_addresses_ended_max = 64;

LiveRun::LiveRun(const cli::Settings& settings, output::TimeReports& time_reports)
    : settings_(settings), signals_(context_, SIGINT, SIGTERM),
      presenter_(settings, time_reports, output::Presenter::Mode::live,
                 settings.options.sources.size() > 1 ||
                     settings.options.sources.front().kind == cli::SourceKind::listen) {
    std::signal(SIGPIPE, SIG_IGN);
}

bool LiveRun::open_recorder() {
    const std::string& path = settings_.options.how.record;
    if (path.empty()) {
        return true;
    }
    auto recorder = capture::start_recording(path, settings_.options.sources.front().where);
    if (!recorder) {
        base::say(recorder.error());
        return false;
    }
    recorder_ = *std::move(recorder);
    return true;
}

LiveSource& LiveRun::add(const std::string& name) {
    return sources_.emplace_back(name, settings_, presenter_, recorder_.get(), context_.get_executor());
}

/// So that no number of calls makes the host grow.
void LiveRun::prune_calls() {
    std::vector<session::Call> calls;
    std::vector<std::list<LiveSource>::iterator> places;
    for (auto it = sources_.begin(); it != sources_.end(); ++it) {
        const session::Session& session = it->session();
        calls.push_back({it->name(), it->settled(), session.heard_hello(), session.board() != nullptr});
        places.push_back(it);
    }
    const session::PrunedConnections pruned = session::prune_connections(calls, k_addresses_ended_max);
    for (const std::size_t index : pruned.calls) {
        failed_before_ = failed_before_ || places[index]->failed();
        sources_.erase(places[index]);
    }
    addresses_dropped_ += pruned.addresses;
}

/// Continues the time axis of the last call from the same address.
LiveSource& LiveRun::add_caller(const std::string& address) {
    const auto before = std::find_if(sources_.rbegin(), sources_.rend(),
                                     [&](const LiveSource& source) { return source.name() == address; });
    const bool known = before != sources_.rend();
    const decode::TimeAxis axis = known ? before->session().decoder().axis() : decode::TimeAxis();
    LiveSource& source = add(address);
    source.continue_axis(axis);
    return source;
}

void LiveRun::spawn(LiveSource& source, Dial dial, LiveTraits traits) {
    asio::co_spawn(context_, source.run(std::move(dial), std::move(traits)), asio::detached);
}

bool LiveRun::start(const cli::Source& source) {
    const std::string where = source.where;
    switch (source.kind) {
    case cli::SourceKind::listen: return start_listening(source);
    case cli::SourceKind::serial: {
        const auto line = transport::parse_serial(where);
        if (!line) {
            base::say(line.error());
            return false;
        }
        spawn(add(line->device),
              [this, line = *line]() -> Awaitable<Result<std::unique_ptr<ByteStream>>> {
                  co_return transport::open_serial(context_.get_executor(), line);
              },
              {.when_lost = WhenLost::redial, .type_command = settings_.options.start, .baud = line->baud});
        return true;
    }
    case cli::SourceKind::exec:
        spawn(add(where), [this, where] { return start_process(where); }, {.when_lost = WhenLost::fail});
        return true;
    default: spawn(add(where), [where] { return transport::connect_tcp(where); }, {}); return true;
    }
}

Awaitable<Result<std::unique_ptr<ByteStream>>> LiveRun::start_process(std::string command) {
    auto process = transport::ProcessStream::start(context_.get_executor(), command);
    if (!process) {
        co_return failure(process.error());
    }
    co_return *std::move(process);
}

bool LiveRun::start_listening(const cli::Source& source) {
    auto listener = transport::TcpListener::open(context_.get_executor(), source.where);
    if (!listener) {
        base::say(listener.error());
        return false;
    }
    listener_ = *std::move(listener);
    base::say("waiting for agents on " + listener_->address());
    asio::co_spawn(context_, accept_all(), asio::detached);
    return true;
}

/// Every call is a source of its own.
Awaitable<void> LiveRun::accept_all() {
    while (state_ == State::running) {
        auto caller = co_await listener_->accept();
        if (!caller) {
            break;
        }
        auto stream = std::make_shared<std::unique_ptr<ByteStream>>(std::move(caller->first));
        const std::string address = caller->second.substr(0, caller->second.rfind(':'));
        if (recorder_ != nullptr && !all_ended()) {
            base::say(Error{address, "called while another agent is recorded", "record each in a file of its own"});
            continue;
        }
        base::say(address + ": an agent has called");
        prune_calls();
        LiveSource& source = add_caller(address);
        spawn(source, [stream]() -> Awaitable<Result<std::unique_ptr<ByteStream>>> { co_return std::move(*stream); },
              {.when_lost = WhenLost::wait_for_call});
    }
}

/// Does what is due by the clock, and ends the run.
Awaitable<void> LiveRun::keep_time() {
    const auto& duration = settings_.options.which.time.duration_us;
    const auto end = Clock::now() + std::chrono::microseconds(duration.value_or(0));
    asio::steady_timer timer(context_);
    while ((listener_ && state_ == State::running) || !all_ended()) {
        timer.expires_after(LiveSource::k_tick);
        boost::system::error_code ignored;
        co_await timer.async_wait(transport::store_error(ignored));
        const bool heard_all = !sources_.empty() && all_ended() && !sources_.back().lost();
        if ((duration && Clock::now() >= end) || presenter_.failed() || heard_all) {
            stop();
        }
        for (LiveSource& source : sources_) {
            source.tick();
        }
    }
    context_.stop();
}

bool LiveRun::all_ended() const {
    return std::all_of(sources_.begin(), sources_.end(), [](const LiveSource& source) { return source.ended(); });
}

void LiveRun::stop() {
    state_ = state_ == State::running ? State::stopping : state_;
    if (listener_) {
        listener_->close();
    }
    for (LiveSource& source : sources_) {
        source.stop();
    }
}

ExitCode LiveRun::run() {
    if (!open_recorder()) {
        return ExitCode::failed;
    }
    for (const cli::Source& source : settings_.options.sources) {
        if (!start(source)) {
            return ExitCode::failed;
        }
    }
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) {
            state_ = State::interrupted;
            stop();
            signals_.clear(); // the next one ends the program at once
        }
    });
    asio::co_spawn(context_, keep_time(), asio::detached);
    context_.run();
    return finish();
}

ExitCode LiveRun::finish() {
    if (recorder_ != nullptr) {
        recorder_->finish();
    }
    std::vector<const model::Board*> boards;
    bool failed = failed_before_ || (recorder_ != nullptr && !recorder_->failure().empty());
    for (const LiveSource& source : sources_) {
        failed = failed || source.failed();
        if (const model::Board* const board = source.session().board()) { // of several calls the last counts
            std::erase_if(boards, [&](const model::Board* other) { return other->source == board->source; });
            boards.push_back(board);
        }
    }
    if (addresses_dropped_ != 0) {
        base::say(std::to_string(addresses_dropped_) + " more addresses that called earlier are not shown");
    }
    const ExitCode shown = presenter_.finish(boards);
    if (state_ == State::interrupted) {
        return ExitCode::interrupted;
    }
    return with_failure(shown, failed);
}

} // namespace

ExitCode run_live(const cli::Settings& settings, output::TimeReports& time_reports) {
    return LiveRun(settings, time_reports).run();
}

} // namespace host::app
