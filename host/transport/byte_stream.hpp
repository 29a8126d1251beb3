// Bytes from and to an agent over any medium. The interface of this room for the drivers.
#pragma once

#include "host/base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace host::transport {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;

/// Token of an operation that is waited for and whose outcome is written to `error` instead of being thrown.
inline auto store_error(boost::system::error_code& error) {
    return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

class ByteStream {
  public:
    ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    virtual ~ByteStream() = default;

    /// Waits for some bytes; 0 when the other end has closed.
    virtual Awaitable<Result<std::size_t>> read(std::span<std::uint8_t> buffer) = 0;

    /// Writes all bytes.
    virtual Awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) = 0;

    /// A read that waits ends with an Error; the stream stays usable.
    virtual void cancel() = 0;

    /// A read that waits ends; nothing is read or written any more.
    virtual void close() = 0;

    /// Closes and says how it ended where that can be known: an Error for a command that failed.
    virtual Result<void> end() {
        close();
        return {};
    }
};

} // namespace host::transport
