// Where a source is, as people write it. Nothing of Asio, so that the command line can be checked with it.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace host::transport {

/// `HOST:PORT`, `[ADDR]:PORT` or, where the host is optional, `PORT` → host (maybe empty) and port.
Result<std::pair<std::string, std::string>> split_address(const std::string& address, bool host_needed);

inline constexpr std::uint32_t k_baud_default = 115200;
inline constexpr std::uint32_t k_baud_min = 1200;
inline constexpr std::uint32_t k_baud_max = 4'000'000;

struct SerialLine {
    std::string device;
    std::uint32_t baud = k_baud_default;
};

/// `DEV[:BAUD]`.
Result<SerialLine> parse_serial(const std::string& where);

} // namespace host::transport
