#include "agent/transport/tcp.hpp"

#include "agent/transport/address.hpp"
#include "agent/transport/console.hpp"

namespace agent::transport {

namespace {

/// One try to send; a host that does not take it was not waiting for it.
void refuse(int connection, std::span<const std::uint8_t> frame) {
    (void)sys::write(connection, frame);
    sys::close(connection);
}

void prepare(int connection) {
    // Frames are whole when they are written; waiting to fill a segment only adds delay.
    (void)sys::set_option(connection, sys::SocketOption::no_delay, 1);
    (void)sys::set_option(connection, sys::SocketOption::keep_alive, 1);
}

/// Waits for a descriptor or a signal. False when a signal came.
bool wait_for(const Signals& signals, sys::Poll& wanted, int timeout_ms) {
    for (int left = timeout_ms;;) {
        const int slice = signals.longest_wait_ms(left);
        sys::Poll polls[] = {{signals.descriptor(), sys::k_poll_in, 0}, wanted};
        const bool ready = sys::poll(polls, slice).ok();
        if (ready && (polls[0].ready != 0 || (polls[0].descriptor < 0 && signals.arrived()))) {
            return false;
        }
        wanted.ready = ready ? polls[1].ready : std::int16_t{0};
        left -= left < 0 ? 0 : slice;
        if (wanted.ready != 0 || left == 0) {
            return true;
        }
    }
}

sys::SocketAddress address_of(const Endpoint& endpoint) {
    return sys::SocketAddress::make(endpoint.host_bytes == 16 ? sys::k_af_inet6 : sys::k_af_inet,
                                    {endpoint.host, endpoint.host_bytes}, endpoint.port);
}

void tell_about(const sys::SocketAddress& address, sys::Errno error, std::string_view next) {
    char buffer[64];
    TextBuffer text(buffer);
    add_address(text, address);
    const std::string_view what = sys::describe(error);
    tell(text.text(), what.empty() ? "failed" : what, next);
}

} // namespace

bool Listener::open(const Endpoint& endpoint) {
    const sys::SocketAddress asked = address_of(endpoint);
    const bool opened = endpoint.host_bytes == 0 ? open_all_addresses(endpoint.port) : try_open(asked);
    if (!opened) {
        tell_about(asked, error_, error_ == sys::Errno::eaddrinuse ? "choose another, or 0 for any" : "");
        return false;
    }
    sys::SocketAddress bound;
    char buffer[80];
    TextBuffer text(buffer);
    text.add("listening on ");
    if (sys::getsockname(listening_, bound).ok()) {
        add_address(text, bound);
    }
    tell({}, text.text());
    if (endpoint.host_bytes == 0 && allowed_.empty()) {
        tell({}, "there is no key: any host of a private network may connect",
             "bind 127.0.0.1 or use --allow to narrow it");
    }
    return true;
}

/// One socket for both families, or IPv4 alone where the kernel has no IPv6.
bool Listener::open_all_addresses(std::uint16_t port) {
    static constexpr std::uint8_t k_any[16] = {};
    return try_open(sys::SocketAddress::make(sys::k_af_inet6, k_any, port)) ||
           (error_ != sys::Errno::eaddrinuse && try_open(sys::SocketAddress::make(sys::k_af_inet, {k_any, 4}, port)));
}

bool Listener::try_open(const sys::SocketAddress& address) {
    const sys::SysResult made = sys::socket(address.family());
    error_ = made.error();
    if (!made.ok()) {
        return false;
    }
    const int descriptor = made.descriptor();
    (void)sys::set_option(descriptor, sys::SocketOption::reuse_address, 1);
    if (address.family() == sys::k_af_inet6) {
        (void)sys::set_option(descriptor, sys::SocketOption::v6_only, 0);
    }
    error_ = sys::bind(descriptor, address).error();
    if (error_ == sys::Errno::none) {
        error_ = sys::listen(descriptor).error();
    }
    if (error_ != sys::Errno::none) {
        sys::close(descriptor);
        return false;
    }
    // A host that gives up between poll and accept must not hold us.
    (void)sys::set_nonblocking(descriptor);
    listening_ = descriptor;
    return true;
}

int Listener::admit() {
    sys::SocketAddress peer;
    const sys::SysResult accepted = sys::accept(listening_, peer);
    if (!accepted.ok()) {
        return sys::k_no_descriptor;
    }
    (void)sys::set_nonblocking(accepted.descriptor());
    if (!may_connect(plain_host(peer), allowed_)) {
        tell_about(peer, sys::Errno::econnrefused, "it is in no allowed network, see --allow");
        refuse(accepted.descriptor(), refusals_.not_allowed);
        return sys::k_no_descriptor;
    }
    prepare(accepted.descriptor());
    return accepted.descriptor();
}

int Listener::next(const Signals& signals) {
    while (waiting_ < 0) {
        sys::Poll wanted{listening_, sys::k_poll_in, 0};
        if (!wait_for(signals, wanted, sys::k_forever)) {
            return sys::k_no_descriptor;
        }
        waiting_ = admit();
    }
    const int connection = waiting_;
    waiting_ = sys::k_no_descriptor;
    return connection;
}

bool Listener::answer(bool line_is_half_closed) {
    const int connection = admit();
    if (connection >= 0 && line_is_half_closed) {
        waiting_ = connection;
        return true;
    }
    if (connection >= 0) {
        refuse(connection, refusals_.busy);
    }
    return false;
}

Dialler::Dialler(const Endpoint& endpoint) : address_(address_of(endpoint)) {}

int Dialler::next(const Signals& signals) {
    for (;;) {
        sys::Poll nothing{sys::k_no_descriptor, 0, 0};
        if (pause_ms_ != 0 && !wait_for(signals, nothing, pause_ms_)) {
            return sys::k_no_descriptor;
        }
        int connection = sys::k_no_descriptor;
        switch (dial(signals, connection)) {
        case Dialled::connected:
            prepare(connection);
            pause_ms_ = k_pause_ms_min;
            told_ = sys::Errno::none;
            return connection;
        case Dialled::signal: return sys::k_no_descriptor;
        case Dialled::failed: break;
        }
        pause_ms_ = pause_ms_ == 0 ? k_pause_ms_min : pause_ms_ * 2 < k_pause_ms_max ? pause_ms_ * 2 : k_pause_ms_max;
    }
}

Dialler::Dialled Dialler::dial(const Signals& signals, int& connection) {
    const sys::SysResult made = sys::socket(address_.family());
    if (!made.ok()) {
        complain(made.error());
        return Dialled::failed;
    }
    (void)sys::set_nonblocking(made.descriptor());
    sys::Errno error = sys::connect(made.descriptor(), address_).error();
    if (error == sys::Errno::einprogress) {
        sys::Poll wanted{made.descriptor(), sys::k_poll_out, 0};
        if (!wait_for(signals, wanted, k_answer_ms)) {
            sys::close(made.descriptor());
            return Dialled::signal;
        }
        // Asked again, connect tells how the attempt ended.
        error = wanted.ready == 0 ? sys::Errno::etimedout : sys::connect(made.descriptor(), address_).error();
    }
    if (error == sys::Errno::none || error == sys::Errno::eisconn) {
        connection = made.descriptor();
        return Dialled::connected;
    }
    sys::close(made.descriptor());
    complain(error);
    return Dialled::failed;
}

/// Says the same thing only once in a row.
void Dialler::complain(sys::Errno error) {
    if (error != told_) {
        tell_about(address_, error, "trying again");
        told_ = error;
    }
}

} // namespace agent::transport
