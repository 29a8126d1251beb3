// Agents over TCP: dialled or waited for.
#pragma once

#include "host/base/result.hpp"
#include "host/transport/address.hpp"
#include "host/transport/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <utility>

namespace host::transport {

/// Dials HOST:PORT, trying every address of the name.
Awaitable<Result<std::unique_ptr<ByteStream>>> connect_tcp(std::string address);

/// Waits for agents that dial out.
class TcpListener {
  public:
    /// `[ADDR:]PORT`; without an address all of this machine's.
    static Result<TcpListener> open(const boost::asio::any_io_executor& executor, const std::string& address);

    /// The next agent and where it comes from.
    Awaitable<Result<std::pair<std::unique_ptr<ByteStream>, std::string>>> accept();

    /// Where it listens, with the port the system chose for 0.
    std::string address() const;

    void close();

  private:
    explicit TcpListener(boost::asio::ip::tcp::acceptor acceptor) : acceptor_(std::move(acceptor)) {}

    boost::asio::ip::tcp::acceptor acceptor_;
};

} // namespace host::transport
