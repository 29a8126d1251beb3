#include "agent/transport/line.hpp"

namespace agent::transport {

void Line::attach(int in, int out, int stall_ms) {
    in_ = in;
    out_ = out;
    stall_ms_ = stall_ms;
    half_closed_ = false;
    stalled_ = false;
    signals_heeded_ = true;
    end_ = Event::lost;
}

void Line::last_words() {
    constexpr int k_patience_ms = 1000;
    signals_heeded_ = false;
    stall_ms_ = k_patience_ms;
}

bool Line::write(std::span<const std::uint8_t> bytes) {
    // A pipe that polls writable takes this much at once without blocking (PIPE_BUF).
    constexpr std::size_t k_portion = 4096;
    while (!bytes.empty()) {
        const Event event = wait_writable();
        if (event != Event::writable) {
            end_ = event == Event::timeout ? Event::lost : event;
            return false;
        }
        const sys::SysResult sent = sys::write(out_, bytes.first(bytes.size() < k_portion ? bytes.size() : k_portion));
        if (sent.ok()) {
            bytes = bytes.subspan(sent.count());
        } else if (sent.error() != sys::Errno::eagain) {
            end_ = Event::lost;
            return false;
        }
    }
    return true;
}

Event Line::wait_writable() {
    const Event at_once = wait_for(sys::k_poll_out, false, 0);
    if (at_once != Event::timeout) {
        return at_once;
    }
    stalled_ = true;
    return wait_for(sys::k_poll_out, false, stall_ms_);
}

Event Line::wait(std::uint32_t timeout_ms) {
    return wait_for(0, !half_closed_, static_cast<int>(timeout_ms));
}

std::size_t Line::read(std::span<std::uint8_t> into) {
    const sys::SysResult got = sys::read(in_, into);
    if (got.ok() && got.value() != 0) {
        return got.count();
    }
    half_closed_ = half_closed_ || got.error() != sys::Errno::eagain;
    return 0;
}

bool Line::slow() const {
    const sys::SysResult unsent = sys::unsent_bytes(out_);
    return unsent.ok() && unsent.value() != 0;
}

Event Line::wait_for(std::int16_t out_events, bool with_input, int timeout_ms) {
    for (int left = timeout_ms;;) {
        const int slice = signals_.longest_wait_ms(left);
        sys::Poll polls[] = {{signals_heeded_ ? signals_.descriptor() : sys::k_no_descriptor, sys::k_poll_in, 0},
                             {door_ != nullptr ? door_->descriptor() : sys::k_no_descriptor, sys::k_poll_in, 0},
                             {with_input ? in_ : sys::k_no_descriptor, sys::k_poll_in, 0},
                             {out_, out_events, 0}};
        const Event event = look(polls, slice);
        if (event != Event::timeout) {
            return event;
        }
        const bool knocked = polls[1].ready != 0;
        left -= left < 0 || knocked ? 0 : slice;
        if (left == 0 && !knocked) {
            return Event::timeout;
        }
    }
}

Event Line::look(std::span<sys::Poll> polls, int timeout_ms) {
    if (!sys::poll(polls, timeout_ms).ok()) {
        return Event::timeout;
    }
    if (polls[0].ready != 0 || (signals_heeded_ && polls[0].descriptor < 0 && signals_.arrived())) {
        return Event::signal;
    }
    if (polls[1].ready != 0 && door_->answer(half_closed_)) {
        return Event::replaced;
    }
    if ((polls[3].ready & sys::k_poll_gone) != 0) {
        return Event::lost;
    }
    if (polls[2].ready != 0) {
        return Event::input;
    }
    return polls[3].ready != 0 ? Event::writable : Event::timeout;
}

} // namespace agent::transport
