#include "host/transport/fd_stream.hpp"

#include <boost/asio/write.hpp>

namespace host::transport {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

} // namespace

FdStream::FdStream(const asio::any_io_executor& executor, int read_fd, int write_fd)
    : input_(executor, read_fd), output_(executor), same_(read_fd == write_fd) {
    if (!same_) {
        output_.assign(write_fd);
    }
}

Awaitable<Result<std::size_t>> FdStream::read(std::span<std::uint8_t> buffer) {
    ErrorCode error;
    const std::size_t size =
        co_await input_.async_read_some(asio::buffer(buffer.data(), buffer.size()), store_error(error));
    // A pseudo-terminal whose other side has closed answers EIO.
    const bool ended = error == asio::error::eof || error == boost::system::errc::io_error;
    if (error && !ended) {
        co_return failure({"", error.message(), ""});
    }
    co_return size;
}

Awaitable<Result<void>> FdStream::write(std::span<const std::uint8_t> bytes) {
    ErrorCode error;
    co_await asio::async_write(same_ ? input_ : output_, asio::buffer(bytes.data(), bytes.size()), store_error(error));
    if (error) {
        co_return failure({"", error.message(), ""});
    }
    co_return Result<void>();
}

void FdStream::cancel() {
    ErrorCode ignored;
    input_.cancel(ignored);
}

void FdStream::close() {
    ErrorCode ignored;
    input_.close(ignored);
    output_.close(ignored);
}

} // namespace host::transport
