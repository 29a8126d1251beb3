// The line to the host that is served. How it comes about: link_open.cpp.
#include "agent/transport/link.hpp"

#include "agent/sys/wait_path.hpp"

namespace agent::transport {

void Link::attach(int in, int out) {
    in_ = in;
    out_ = out;
    stall_ms_ = network() ? k_stall_ms : sys::k_forever;
    half_closed_ = stalled_ = false;
    heeding_signals_ = true;
}

void Link::drain() {
    constexpr int k_patience_ms = 1000;
    heeding_signals_ = false;
    stall_ms_ = k_patience_ms;
}

bool Link::write(std::span<const std::uint8_t> bytes) {
    // A pipe that polls writable takes this much at once without blocking (PIPE_BUF).
    constexpr std::size_t k_portion = 4096;
    while (!bytes.empty()) {
        end_ = wait_for(k_line | k_room, 0);
        if (end_ == Event::timeout) {
            stalled_ = true;
            end_ = wait_for(k_line | k_room, stall_ms_);
        }
        if (end_ != Event::writable) {
            return false;
        }
        const sys::SysResult sent = sys::write(out_, bytes.first(bytes.size() < k_portion ? bytes.size() : k_portion));
        if (sent.ok()) {
            bytes = bytes.subspan(sent.count());
        } else if (sent.error() != sys::Errno::eagain) {
            return false;
        }
    }
    return true;
}

AGENT_WAIT_PATH Event Link::wait(std::uint32_t timeout_ms) {
    return wait_for(half_closed_ ? k_line : k_line | k_input, static_cast<int>(timeout_ms));
}

std::size_t Link::read(std::span<std::uint8_t> into) {
    const sys::SysResult got = sys::read(in_, into);
    if (got.ok() && got.value() != 0) {
        return got.count();
    }
    half_closed_ = half_closed_ || got.error() != sys::Errno::eagain;
    return 0;
}

bool Link::slow() const {
    const sys::SysResult unsent = sys::unsent_bytes(out_);
    return unsent.ok() && unsent.value() != 0;
}

/// The next event of what is watched; signals and hosts that connect always are.
AGENT_WAIT_PATH Event Link::wait_for(unsigned watched, int timeout_ms) {
    // Without a descriptor for signals (no CONFIG_SIGNALFD) they are asked for now and then.
    constexpr int k_slice_ms = 250;
    for (int left = timeout_ms;;) {
        const bool sliced = !signals_.ok() && (left < 0 || left > k_slice_ms);
        const int slice = sliced ? k_slice_ms : left;
        sys::Poll polls[] = {
            {heeding_signals_ && signals_.ok() ? signals_.descriptor() : sys::k_no_descriptor, sys::k_poll_in, 0},
            {listening_, sys::k_poll_in, 0},
            {(watched & k_input) != 0 ? in_ : sys::k_no_descriptor, sys::k_poll_in, 0},
            {(watched & k_line) != 0 ? out_ : sys::k_no_descriptor,
             (watched & k_room) != 0 ? sys::k_poll_out : std::int16_t{0}, 0}};
        if (!sys::poll(polls, slice).ok()) {
            polls[0].ready = polls[1].ready = polls[2].ready = polls[3].ready = 0;
        }
        if (polls[0].ready != 0 || (heeding_signals_ && !signals_.ok() && sys::signal_pending())) {
            return Event::signal;
        }
        if (polls[1].ready != 0) {
            if (host_waits()) {
                return Event::replaced;
            }
            continue;
        }
        if ((polls[3].ready & sys::k_poll_gone) != 0) {
            return Event::lost;
        }
        if (polls[2].ready != 0) {
            return Event::input;
        }
        if (polls[3].ready != 0) {
            return Event::writable;
        }
        left -= left < 0 ? 0 : slice;
        if (left == 0) {
            return Event::timeout;
        }
    }
}

} // namespace agent::transport
