#include "agent/transport/address.hpp"

namespace agent::transport {

namespace {

/// A network whose address is two bytes at a place, the rest as in IPv4 (place 12) or zero.
struct ShortNetwork {
    std::uint8_t place, first, second, bits;
};
constexpr ShortNetwork k_loopback[] = {{12, 127, 0, 104}, {14, 0, 1, 128}};
constexpr ShortNetwork k_private[] = {{12, 10, 0, 104},    {12, 172, 16, 108},  {12, 192, 168, 112},
                                      {12, 169, 254, 112}, {0, 0xFE, 0x80, 10}, {0, 0xFC, 0, 7}};

bool inside(const std::uint8_t* host, const Network& network) {
    for (unsigned bit = 0; bit < network.bits; ++bit) {
        if (((host[bit / 8] ^ network.host[bit / 8]) << bit % 8 & 0x80) != 0) {
            return false;
        }
    }
    return true;
}

bool inside_one(const std::uint8_t* host, std::span<const ShortNetwork> networks) {
    for (const ShortNetwork& row : networks) {
        Network network;
        network.host[10] = network.host[11] = row.place == Network::k_ipv4_bits / 8 ? 0xFF : 0;
        network.host[row.place] = row.first;
        network.host[row.place + 1] = row.second;
        network.bits = row.bits;
        if (inside(host, network)) {
            return true;
        }
    }
    return false;
}

void add_ipv6(TextBuffer& text, const std::uint8_t* host) {
    // All zeros is the one long address people know by its short form.
    unsigned at = 0;
    while (at < 14 && host[at] == 0) {
        ++at;
    }
    at = at < 14 ? 0 : at;
    text.add(at != 0 ? "[::" : "[");
    for (; at < Network::k_host_bytes; at += 2) {
        const unsigned group = unsigned{host[at]} << 8 | host[at + 1];
        char digit[] = "0";
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (group >> shift != 0 || shift == 0) {
                digit[0] = "0123456789abcdef"[group >> shift & 15];
                text.add(digit);
            }
        }
        text.add(at < 14 ? ":" : "]");
    }
}

} // namespace

bool is_ipv4(const std::uint8_t* host) {
    unsigned zeros = 0;
    while (zeros < 10 && host[zeros] == 0) {
        ++zeros;
    }
    return zeros == 10 && (host[10] & host[11]) == 0xFF;
}

bool may_connect(const std::uint8_t* host, std::span<const Network> allowed) {
    if (inside_one(host, k_loopback) || (allowed.empty() && inside_one(host, k_private))) {
        return true;
    }
    for (const Network& network : allowed) {
        if (inside(host, network)) {
            return true;
        }
    }
    return false;
}

void add_address(TextBuffer& text, const std::uint8_t* host, std::uint16_t port) {
    if (is_ipv4(host)) {
        for (unsigned i = 12; i < 16; ++i) {
            text.add(std::uint32_t{host[i]}).add(i < 15 ? "." : "");
        }
    } else {
        add_ipv6(text, host);
    }
    text.add(":").add(std::uint32_t{port});
}

} // namespace agent::transport
