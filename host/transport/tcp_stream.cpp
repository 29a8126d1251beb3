#include "host/transport/tcp_stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

namespace host::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

class TcpStream final : public ByteStream {
  public:
    explicit TcpStream(tcp::socket socket) : socket_(std::move(socket)) {
        ErrorCode ignored; // a slower line is all that a refusal costs
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    }

    Awaitable<Result<std::size_t>> read(std::span<std::uint8_t> buffer) override {
        ErrorCode error;
        const std::size_t size =
            co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), store_error(error));
        if (error && error != asio::error::eof) {
            co_return failure({"", error.message(), ""});
        }
        co_return size;
    }

    Awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) override {
        ErrorCode error;
        co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), store_error(error));
        if (error) {
            co_return failure({"", error.message(), ""});
        }
        co_return Result<void>();
    }

    void cancel() override {
        ErrorCode ignored;
        socket_.cancel(ignored);
    }

    void close() override {
        ErrorCode ignored;
        socket_.close(ignored);
    }

  private:
    tcp::socket socket_;
};

std::string text_of(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address();
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    const std::string host =
        mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string() : address.to_string();
    return (address.is_v6() && !mapped ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

/// All addresses, of both families where the system has both.
Result<tcp::endpoint> listen_endpoint(const std::string& host, std::uint16_t port) {
    if (host.empty()) {
        return tcp::endpoint(tcp::v6(), port);
    }
    ErrorCode error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        return failure({host, "not a numeric address", "write an address of this machine, or the port alone"});
    }
    return tcp::endpoint(address, port);
}

ErrorCode open_acceptor(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
    ErrorCode error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (endpoint.address().is_v6()) {
            acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
        }
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    return error;
}

} // namespace

Awaitable<Result<std::unique_ptr<ByteStream>>> connect_tcp(std::string address) {
    const auto parts = split_address(address, true);
    if (!parts) {
        co_return failure(parts.error());
    }
    const auto executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    ErrorCode error;
    const auto found = co_await resolver.async_resolve(parts->first, parts->second, store_error(error));
    if (error) {
        co_return failure({address, error.message(), "check the name"});
    }
    tcp::socket socket(executor);
    co_await asio::async_connect(socket, found, store_error(error));
    if (error) {
        co_return failure({address, error.message(), "is smaps-agent --listen running there?"});
    }
    co_return std::make_unique<TcpStream>(std::move(socket));
}

Result<TcpListener> TcpListener::open(const asio::any_io_executor& executor, const std::string& address) {
    const auto parts = split_address(address, false);
    if (!parts) {
        return failure(parts.error());
    }
    const auto port = static_cast<std::uint16_t>(std::stoi(parts->second));
    auto endpoint = listen_endpoint(parts->first, port);
    if (!endpoint) {
        return failure(endpoint.error());
    }
    tcp::acceptor acceptor(executor);
    ErrorCode error = open_acceptor(acceptor, *endpoint);
    if (error == asio::error::address_family_not_supported && parts->first.empty()) { // a kernel without IPv6
        acceptor = tcp::acceptor(executor);
        error = open_acceptor(acceptor, tcp::endpoint(tcp::v4(), port));
    }
    if (error) {
        return failure({address, error.message(), "choose another port or address"});
    }
    return TcpListener(std::move(acceptor));
}

Awaitable<Result<std::pair<std::unique_ptr<ByteStream>, std::string>>> TcpListener::accept() {
    ErrorCode error;
    tcp::socket socket = co_await acceptor_.async_accept(store_error(error));
    if (error) {
        co_return failure({address(), error.message(), ""});
    }
    ErrorCode unknown;
    const tcp::endpoint from = socket.remote_endpoint(unknown);
    std::unique_ptr<ByteStream> stream = std::make_unique<TcpStream>(std::move(socket));
    co_return std::pair(std::move(stream), text_of(from));
}

std::string TcpListener::address() const {
    ErrorCode error;
    const tcp::endpoint endpoint = acceptor_.local_endpoint(error);
    return error ? std::string("listener") : text_of(endpoint);
}

void TcpListener::close() {
    ErrorCode ignored;
    acceptor_.close(ignored);
}

} // namespace host::transport
