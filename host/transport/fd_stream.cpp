#include "host/transport/fd_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace host::transport {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

constexpr auto k_as_value = asio::as_tuple(asio::use_awaitable);

} // namespace

FdStream::FdStream(const asio::any_io_executor& executor, int read_fd, int write_fd)
    : input_(executor, read_fd), output_(executor), same_(read_fd == write_fd) {
    if (!same_) {
        output_.assign(write_fd);
    }
}

Awaitable<Result<std::size_t>> FdStream::read(std::span<std::uint8_t> buffer) {
    const auto [error, size] = co_await input_.async_read_some(asio::buffer(buffer.data(), buffer.size()), k_as_value);
    // A pseudo-terminal whose other side has closed answers EIO.
    const bool ended = error == asio::error::eof || error == boost::system::errc::io_error;
    if (error && !ended) {
        co_return Error{"", error.message(), ""};
    }
    co_return size;
}

Awaitable<Result<void>> FdStream::write(std::span<const std::uint8_t> bytes) {
    const auto [error, size] =
        co_await asio::async_write(same_ ? input_ : output_, asio::buffer(bytes.data(), bytes.size()), k_as_value);
    if (error) {
        co_return Error{"", error.message(), ""};
    }
    co_return Result<void>();
}

void FdStream::close() {
    ErrorCode ignored;
    input_.close(ignored);
    output_.close(ignored);
}

} // namespace host::transport
