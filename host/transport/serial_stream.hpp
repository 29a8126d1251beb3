// A serial line: raw, 8N1, no flow control, any speed. The terminal settings found are put back when it closes.
#pragma once

#include "host/base/result.hpp"
#include "host/transport/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace host::transport {

inline constexpr std::uint32_t k_baud_default = 115200;
inline constexpr std::uint32_t k_baud_min = 1200;
inline constexpr std::uint32_t k_baud_max = 4'000'000;

struct SerialLine {
    std::string device;
    std::uint32_t baud = k_baud_default;
};

/// `DEV[:BAUD]`.
Result<SerialLine> parse_serial(const std::string& where);

/// Opens it for this program alone.
Result<std::unique_ptr<ByteStream>> open_serial(const boost::asio::any_io_executor& executor, const SerialLine& line);

} // namespace host::transport
