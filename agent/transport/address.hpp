// Network addresses: to text for messages, and who may connect.
#pragma once

#include "agent/options.hpp"
#include "agent/sys/sys.hpp"
#include "agent/text.hpp"

#include <span>

namespace agent::transport {

/// `127.0.0.1:7000` or `[::1]:7000`; an IPv4 address in IPv6 clothes is shown as IPv4.
void add_address(TextBuffer& text, const sys::SocketAddress& address);

/// The address bytes, with an IPv4 address in IPv6 clothes (::ffff:a.b.c.d) undressed.
std::span<const std::uint8_t> plain_host(const sys::SocketAddress& address);

/// Whether a host may connect. Without a list: loopback, link-local and private networks (RFC 1918, 3927, 4193). With
/// one: loopback and what it names.
bool may_connect(std::span<const std::uint8_t> host, std::span<const Network> allowed);

} // namespace agent::transport
