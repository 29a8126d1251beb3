#include "host/transport/address.hpp"

#include <charconv>

namespace host::transport {

Result<std::pair<std::string, std::string>> split_address(const std::string& address, bool host_needed) {
    const std::size_t colon = address.rfind(':');
    std::string host = colon != std::string::npos ? address.substr(0, colon) : std::string();
    const std::string port = colon != std::string::npos ? address.substr(colon + 1) : address;
    if (host.size() > 1 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string::npos) {
        return failure({address, "an IPv6 address needs brackets", "write [ADDRESS]:PORT"});
    }
    const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoi(port) > 65535) {
        return failure(
            {address, "needs a port from 0 to 65535", host_needed ? "write HOST:PORT" : "write [ADDR:]PORT"});
    }
    if (host_needed && host.empty()) {
        return failure({address, "needs a host before the port", "write HOST:PORT"});
    }
    return std::pair(host, port);
}

Result<SerialLine> parse_serial(const std::string& where) {
    SerialLine line{where};
    const std::size_t colon = where.rfind(':');
    if (colon == std::string::npos) {
        return line;
    }
    const char* const begin = where.data() + colon + 1;
    const char* const end = where.data() + where.size();
    const auto [stop, error] = std::from_chars(begin, end, line.baud);
    if (error != std::errc{} || stop != end || line.baud < k_baud_min || line.baud > k_baud_max) {
        return failure({where, "'" + where.substr(colon + 1) + "' is not a speed", "write 1200 to 4000000"});
    }
    line.device = where.substr(0, colon);
    return line;
}

} // namespace host::transport
