// How a line to a host comes about: by waiting for one, by dialling, or because it is there.
#include "agent/sys/wait_path.hpp"
#include "agent/transport/address.hpp"
#include "agent/transport/console.hpp"
#include "agent/transport/link.hpp"

namespace agent::transport {

namespace {

/// One try to send; a host that does not take it was not waiting for it.
void refuse(int connection, std::span<const std::uint8_t> frame) {
    (void)sys::write(connection, frame);
    sys::close(connection);
}

void tell_about(const std::uint8_t* host, std::uint16_t port, Message what, Message next = Message::none) {
    char buffer[64];
    TextBuffer text(buffer);
    add_address(text, host, port);
    print_message(text.text(), what, next);
}

} // namespace

bool Link::open() {
    switch (options_.transport) {
    case TransportKind::listen: return listen();
    case TransportKind::serial: {
        const sys::Errno error = open_device();
        if (error != sys::Errno::none) {
            print_message(options_.device, reason_of(error),
                          error == sys::Errno::einval ? Message::speed_not_supported : Message::none);
        }
        return error == sys::Errno::none;
    }
    case TransportKind::stdio:
        // Not being terminals is fine.
        (void)make_raw(0, sys::k_stdin, 0);
        (void)make_raw(1, sys::k_stdout, 0);
        break;
    default: break;
    }
    return true;
}

AGENT_WAIT_PATH bool Link::next() {
    switch (options_.transport) {
    case TransportKind::listen:
        if (waiting_ < 0 && wait_for(0, sys::k_forever) == Event::signal) {
            return false;
        }
        attach(waiting_, waiting_);
        waiting_ = sys::k_no_descriptor;
        return true;
    case TransportKind::connect: return next_dialled();
    case TransportKind::serial:
        // After a host has sent stop, the line is silent until a host sends something.
        return !served_ || (lost_ ? device_back() : wait_for(k_input, sys::k_forever) != Event::signal);
    default: attach(sys::k_stdin, sys::k_stdout); return true;
    }
}

void Link::drop(bool lost) {
    served_ = true;
    lost_ = lost;
    stall_ms_ = sys::k_forever;
    heeding_signals_ = true;
    half_closed_ = stalled_ = false;
    if (network()) {
        sys::close(out_);
        in_ = out_ = sys::k_no_descriptor;
    }
}

void Link::restore() {
    for (unsigned which = 2; which-- != 0;) {
        if (terminals_[which] >= 0) {
            (void)sys::set_terminal(terminals_[which], before_[which]);
            terminals_[which] = sys::k_no_descriptor;
        }
    }
}

/// At the speed it has, or at `baud` when not 0.
sys::Errno Link::make_raw(unsigned which, int descriptor, std::uint32_t baud) {
    const sys::Errno error = sys::get_terminal(descriptor, before_[which]).error();
    if (error != sys::Errno::none) {
        return error;
    }
    terminals_[which] = descriptor;
    sys::Terminal raw = before_[which];
    return (baud != 0 ? sys::set_raw_at_speed(descriptor, raw, baud) : sys::set_raw(descriptor, raw)).error();
}

sys::Errno Link::open_device() {
    const sys::SysResult opened = sys::open(options_.device, sys::OpenMode::read_write);
    if (!opened.ok()) {
        return opened.error();
    }
    const int descriptor = opened.descriptor();
    const sys::Errno error = make_raw(0, descriptor, options_.baud);
    attach(descriptor, descriptor);
    if (error != sys::Errno::none) {
        restore();
        sys::close(descriptor);
    }
    return error;
}

/// Waits until the lost device is back. False when a signal came.
bool Link::device_back() {
    constexpr int k_pause_ms = 1000;
    restore();
    sys::close(out_);
    print_message(options_.device, Message::line_lost);
    do {
        if (wait_for(0, k_pause_ms) == Event::signal) {
            return false;
        }
    } while (open_device() != sys::Errno::none);
    return true;
}

sys::SysResult Link::new_socket(int family) {
    const sys::SysResult made = sys::socket(family);
    if (made.ok()) {
        // Neither a host that gives up between poll and accept nor one that does not answer must hold us.
        (void)sys::set_nonblocking(made.descriptor());
    }
    return made;
}

/// Binds, listens and prints the address on stderr.
bool Link::listen() {
    const Endpoint& endpoint = options_.endpoint;
    sys::Errno error = sys::Errno::none;
    if (!endpoint.any) {
        error = listen_at(is_ipv4(endpoint.host) ? sys::k_af_inet : sys::k_af_inet6);
    } else if ((error = listen_at(sys::k_af_inet6)) != sys::Errno::none && error != sys::Errno::eaddrinuse) {
        // One socket serves both families, but for kernels without IPv6.
        error = listen_at(sys::k_af_inet);
    }
    if (error != sys::Errno::none) {
        tell_about(endpoint.host, endpoint.port, reason_of(error));
        return false;
    }
    sys::SocketAddress bound;
    std::uint8_t host[Network::k_host_bytes];
    (void)sys::getsockname(listening_, bound);
    bound.get_host(host);
    char buffer[80];
    TextBuffer text(buffer);
    text.add("listening on ");
    add_address(text, host, bound.port());
    print_message(text.text(), Message::none);
    if (endpoint.any && options_.allowed_count == 0) {
        print_message("", Message::open_to_all);
    }
    return true;
}

sys::Errno Link::listen_at(int family) {
    const sys::SysResult made = new_socket(family);
    if (!made.ok()) {
        return made.error();
    }
    const int descriptor = made.descriptor();
    (void)sys::set_option(descriptor, sys::SocketOption::reuse_address, 1);
    if (family == sys::k_af_inet6) {
        (void)sys::set_option(descriptor, sys::SocketOption::v6_only, 0);
    }
    sys::SocketAddress address;
    address.set(family, options_.endpoint.host, options_.endpoint.port);
    sys::Errno error = sys::bind(descriptor, address).error();
    if (error == sys::Errno::none) {
        error = sys::listen(descriptor).error();
    }
    if (error != sys::Errno::none) {
        sys::close(descriptor);
        return error;
    }
    listening_ = descriptor;
    return error;
}

namespace {
int prepared(int connection) {
    (void)sys::set_nonblocking(connection);
    // Frames are whole when they are written; waiting to fill a segment only adds delay.
    (void)sys::set_option(connection, sys::SocketOption::no_delay, 1);
    (void)sys::set_option(connection, sys::SocketOption::keep_alive, 1);
    return connection;
}
} // namespace

/// Another host connects. True when it is served next: there is no host, or one that has closed its half of the line.
bool Link::host_waits() {
    sys::SocketAddress peer;
    const sys::SysResult accepted = sys::accept(listening_, peer);
    if (!accepted.ok()) {
        return false;
    }
    const int connection = prepared(accepted.descriptor());
    std::uint8_t host[Network::k_host_bytes];
    peer.get_host(host);
    if (!may_connect(host, {options_.allowed, options_.allowed_count})) {
        tell_about(host, peer.port(), Message::not_allowed);
        refuse(connection, refusals_.not_allowed);
        return false;
    }
    if (out_ >= 0 && !half_closed_) {
        refuse(connection, refusals_.busy);
        return false;
    }
    waiting_ = connection;
    return true;
}

/// Dials one host again and again: after 1 s, then after twice as long each time, up to 30 s.
bool Link::next_dialled() {
    constexpr int k_pause_ms_min = 1000;
    constexpr int k_pause_ms_max = 30000;
    for (;;) {
        if (pause_ms_ != 0 && wait_for(0, pause_ms_) == Event::signal) {
            return false;
        }
        const Event dialled = dial();
        pause_ms_ = pause_ms_ * 2 < k_pause_ms_max ? pause_ms_ * 2 : k_pause_ms_max;
        if (pause_ms_ == 0 || dialled == Event::writable) {
            pause_ms_ = k_pause_ms_min;
        }
        if (dialled != Event::lost) {
            return dialled == Event::writable;
        }
    }
}

/// writable: connected; lost: not connected, after a message; signal.
Event Link::dial() {
    constexpr int k_answer_ms = 20000;
    const Endpoint& endpoint = options_.endpoint;
    const int family = is_ipv4(endpoint.host) ? sys::k_af_inet : sys::k_af_inet6;
    const sys::SysResult made = new_socket(family);
    sys::Errno error = made.error();
    Event event = Event::timeout;
    if (made.ok()) {
        attach(made.descriptor(), made.descriptor());
        sys::SocketAddress address;
        address.set(family, endpoint.host, endpoint.port);
        error = sys::connect(out_, address).error();
        if (error == sys::Errno::einprogress) {
            event = wait_for(k_line | k_room, k_answer_ms);
            // A second call of connect returns how the attempt ended.
            error = event == Event::timeout ? sys::Errno::etimedout : sys::connect(out_, address).error();
        }
        if ((error == sys::Errno::none || error == sys::Errno::eisconn) && event != Event::signal) {
            told_ = sys::Errno::none;
            prepared(out_);
            return Event::writable;
        }
        drop(true);
    }
    // The same reason is printed only once in a row.
    if (event != Event::signal && error != told_) {
        told_ = error;
        tell_about(endpoint.host, endpoint.port, reason_of(error), Message::trying_again);
    }
    return event == Event::signal ? event : Event::lost;
}

} // namespace agent::transport
