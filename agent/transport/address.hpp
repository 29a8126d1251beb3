// Network addresses: to text for messages, and who may connect. In all of it an address is 16 bytes, an IPv4 one being
// ::ffff:a.b.c.d.
#pragma once

#include "agent/options.hpp"
#include "agent/text.hpp"

#include <span>

namespace agent::transport {

bool is_ipv4(const std::uint8_t* host);

/// `127.0.0.1:7000` or `[::1]:7000`.
void add_address(TextBuffer& text, const std::uint8_t* host, std::uint16_t port);

/// Whether a host may connect. Without a list: loopback, link-local and private networks (RFC 1918, 3927, 4193). With
/// one: loopback and what it names.
bool may_connect(const std::uint8_t* host, std::span<const Network> allowed);

} // namespace agent::transport
