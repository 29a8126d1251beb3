#include "agent/transport/address.hpp"

namespace agent::transport {

namespace {

constexpr Network k_loopback[] = {{{127}, 4, 8}, {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 16, 128}};
constexpr Network k_private[] = {{{10}, 4, 8},        {{172, 16}, 4, 12},     {{192, 168}, 4, 16},
                                 {{169, 254}, 4, 16}, {{0xFE, 0x80}, 16, 10}, {{0xFC}, 16, 7}};

bool inside(std::span<const std::uint8_t> host, const Network& network) {
    if (host.size() != network.host_bytes) {
        return false;
    }
    for (unsigned bit = 0; bit < network.bits; ++bit) {
        const unsigned mask = 0x80U >> bit % 8;
        if (((host[bit / 8] ^ network.host[bit / 8]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

bool inside_one(std::span<const std::uint8_t> host, std::span<const Network> networks) {
    for (const Network& network : networks) {
        if (inside(host, network)) {
            return true;
        }
    }
    return false;
}

void add_ipv6(TextBuffer& text, std::span<const std::uint8_t> host) {
    static constexpr char k_digits[] = "0123456789abcdef";
    // All zeros is the one long address people know by its short form.
    std::size_t zeros = 0;
    while (zeros < host.size() && host[zeros] == 0) {
        ++zeros;
    }
    std::size_t at = zeros == host.size() || zeros == host.size() - 1 ? zeros / 2 * 2 : 0;
    text.add(at != 0 ? "[::" : "[");
    for (; at < host.size(); at += 2) {
        const unsigned group = static_cast<unsigned>(host[at]) << 8 | host[at + 1];
        bool shown = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            shown = shown || (group >> shift & 15) != 0 || shift == 0;
            text.add(std::string_view(k_digits + (group >> shift & 15), shown ? 1 : 0));
        }
        text.add(at + 2 < host.size() ? ":" : "");
    }
    text.add("]");
}

} // namespace

std::span<const std::uint8_t> plain_host(const sys::SocketAddress& address) {
    const std::span<const std::uint8_t> host = address.host();
    if (host.size() != 16) {
        return host;
    }
    for (std::size_t i = 0; i < 12; ++i) {
        if (host[i] != (i < 10 ? 0 : 0xFF)) {
            return host;
        }
    }
    return host.subspan(12);
}

bool may_connect(std::span<const std::uint8_t> host, std::span<const Network> allowed) {
    return inside_one(host, k_loopback) || (allowed.empty() ? inside_one(host, k_private) : inside_one(host, allowed));
}

void add_address(TextBuffer& text, const sys::SocketAddress& address) {
    const std::span<const std::uint8_t> host = plain_host(address);
    if (host.size() == 16) {
        add_ipv6(text, host);
    }
    for (std::size_t i = 0; host.size() == 4 && i < 4; ++i) {
        text.add(i != 0 ? "." : "").add(std::uint64_t{host[i]});
    }
    text.add(":").add(std::uint64_t{address.port()});
}

} // namespace agent::transport
