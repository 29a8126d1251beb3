// A serial line: raw, 8N1, no flow control, any speed. The terminal settings found are put back when it closes.
#pragma once

#include "host/base/result.hpp"
#include "host/transport/address.hpp"
#include "host/transport/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace host::transport {

/// Opens it for this program alone.
Result<std::unique_ptr<ByteStream>> open_serial(const boost::asio::any_io_executor& executor, const SerialLine& line);

} // namespace host::transport
