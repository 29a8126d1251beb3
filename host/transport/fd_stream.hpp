// A stream over file descriptors: serial lines and pipes.
#pragma once

#include "host/transport/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace host::transport {

class FdStream : public ByteStream {
  public:
    /// Owns both from now on; they may be the same one.
    FdStream(const boost::asio::any_io_executor& executor, int read_fd, int write_fd);

    Awaitable<Result<std::size_t>> read(std::span<std::uint8_t> buffer) override;
    Awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) override;
    void cancel() override;
    void close() override;

  private:
    boost::asio::posix::stream_descriptor input_;
    boost::asio::posix::stream_descriptor output_;
    bool same_;
};

} // namespace host::transport
