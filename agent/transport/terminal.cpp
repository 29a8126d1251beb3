#include "agent/transport/terminal.hpp"

#include "agent/text.hpp"
#include "agent/transport/console.hpp"

namespace agent::transport {

sys::SysResult RawTerminal::set(int descriptor, std::uint32_t baud) {
    const sys::SysResult got = sys::get_terminal(descriptor, before_);
    if (!got.ok()) {
        return got;
    }
    descriptor_ = descriptor;
    if (baud != 0) {
        return sys::set_raw_at_speed(descriptor, before_, baud);
    }
    sys::Terminal raw = before_;
    sys::make_raw(raw);
    return sys::set_terminal(descriptor, raw);
}

void RawTerminal::restore() {
    if (descriptor_ >= 0) {
        (void)sys::set_terminal(descriptor_, before_);
        descriptor_ = sys::k_no_descriptor;
    }
}

sys::Errno SerialDevice::try_open() {
    const sys::SysResult opened = sys::open(path_, sys::OpenMode::read_write);
    if (!opened.ok()) {
        return opened.error();
    }
    descriptor_ = opened.descriptor();
    const sys::Errno error = terminal_.set(descriptor_, baud_).error();
    if (error != sys::Errno::none) {
        close();
    }
    return error;
}

bool SerialDevice::open() {
    const sys::Errno error = try_open();
    if (error == sys::Errno::none) {
        return true;
    }
    const std::string_view what = sys::describe(error);
    tell(from_c(path_), what.empty() ? "cannot be used as a serial line" : what,
         error == sys::Errno::einval ? "the kernel or the device lacks this speed" : "");
    return false;
}

bool SerialDevice::reopen(const Signals& signals) {
    constexpr int k_pause_ms = 1000;
    close();
    tell(from_c(path_), "went away", "waiting for it");
    for (bool ignored = false; wait(signals, k_pause_ms, ignored);) {
        if (try_open() == sys::Errno::none) {
            return true;
        }
    }
    return false;
}

bool SerialDevice::wait_for_input(const Signals& signals) const {
    for (bool input = false; wait(signals, sys::k_forever, input);) {
        if (input) {
            return true;
        }
    }
    return false;
}

/// One wait. False when a signal came.
bool SerialDevice::wait(const Signals& signals, int timeout_ms, bool& input) const {
    sys::Poll polls[] = {{signals.descriptor(), sys::k_poll_in, 0}, {descriptor_, sys::k_poll_in, 0}};
    const bool polled = sys::poll(polls, signals.longest_wait_ms(timeout_ms)).ok();
    input = polled && polls[1].ready != 0;
    return !(polled && polls[0].ready != 0) && !(polls[0].descriptor < 0 && signals.arrived());
}

void SerialDevice::close() {
    terminal_.restore();
    sys::close(descriptor_);
    descriptor_ = sys::k_no_descriptor;
}

} // namespace agent::transport
