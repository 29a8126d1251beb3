#include "agent/hosts.hpp"

#include "agent/exit_code.hpp"

namespace agent {

using protocol::GoodbyeReason;
using transport::Line;

namespace {

/// Keeps one frame.
class FrameKeeper final : public encode::Sink {
  public:
    explicit FrameKeeper(std::span<std::uint8_t> room) : room_(room) {}
    bool write(std::span<const std::uint8_t> bytes) override {
        __builtin_memcpy(room_.data(), bytes.data(), bytes.size());
        kept_ = room_.first(bytes.size());
        return true;
    }
    std::span<const std::uint8_t> kept() const { return kept_; }

  private:
    std::span<std::uint8_t> room_;
    std::span<const std::uint8_t> kept_;
};

std::span<const std::uint8_t> goodbye(std::span<std::uint8_t> room, GoodbyeReason reason, std::string_view text) {
    FrameKeeper keeper(room);
    std::uint8_t buffer[64];
    encode::FrameWriter frames(keeper, std::span(buffer).first(room.size()));
    (void)encode::write_goodbye(frames, reason, text);
    return keeper.kept();
}

} // namespace

Hosts::Hosts(const Options& options, const transport::Signals& signals)
    : options_(options), signals_(signals),
      listener_({options.allowed, options.allowed_count},
                {goodbye(refusals_[0], GoodbyeReason::busy, "busy with another host"),
                 goodbye(refusals_[1], GoodbyeReason::not_allowed, "this host is in no allowed network")}),
      dialler_(options.endpoint), serial_(options.device, options.baud) {}

bool Hosts::open() {
    switch (options_.way) {
    case Way::listen: return listener_.open(options_.endpoint);
    case Way::serial: return serial_.open();
    case Way::stdio:
        // Not being terminals is fine.
        (void)terminal_in_.set(sys::k_stdin, 0);
        (void)terminal_out_.set(sys::k_stdout, 0);
        return true;
    default: return true;
    }
}

bool Hosts::next(Line& line) {
    switch (options_.way) {
    case Way::listen:
    case Way::connect: {
        const int connection = options_.way == Way::listen ? listener_.next(signals_) : dialler_.next(signals_);
        line.attach(connection, connection, transport::k_tcp_stall_ms);
        return connection >= 0;
    }
    case Way::serial:
        if (served_ && !(lost_ ? serial_.reopen(signals_) : serial_.wait_for_input(signals_))) {
            return false;
        }
        line.attach(serial_.descriptor(), serial_.descriptor(), sys::k_forever);
        return true;
    default: line.attach(sys::k_stdin, sys::k_stdout, sys::k_forever); return true;
    }
}

void Hosts::drop(Line& line) const {
    if (options_.way == Way::listen || options_.way == Way::connect) {
        sys::close(line.out());
    }
}

/// Whether the program ends with this session.
bool Hosts::over(Session::End end) const {
    const bool once = options_.way == Way::stdio;
    switch (end) {
    case Session::End::counted:
    case Session::End::signal: return true;
    case Session::End::stopped:
    case Session::End::host_counted:
    case Session::End::lost: return once;
    case Session::End::nothing_left: return once || options_.selection.only_pids();
    default: return false;
    }
}

int Hosts::serve(Workshop& shop) {
    Line line(signals_, options_.way == Way::listen ? &listener_ : nullptr);
    while (next(line)) {
        const Session::End end = Session(shop, line).run();
        drop(line);
        served_ = true;
        lost_ = end == Session::End::lost;
        if (end == Session::End::signal) {
            break;
        }
        if (over(end)) {
            const bool never_there = end == Session::End::nothing_left && shop.sweeps_made == 1;
            return never_there ? k_exit_failed : k_exit_done;
        }
    }
    return k_exit_interrupted;
}

} // namespace agent
