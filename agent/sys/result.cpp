#include "agent/sys/result.hpp"

namespace agent::sys {

std::string_view describe(Errno error) {
    switch (error) {
    case Errno::eperm:
    case Errno::eacces: return "no permission";
    case Errno::enoent: return "not found";
    case Errno::esrch: return "no such process";
    case Errno::eio: return "input/output error";
    case Errno::enxio:
    case Errno::enodev: return "no such device";
    case Errno::ebusy: return "busy";
    case Errno::enotdir: return "not a directory";
    case Errno::einval: return "not supported";
    case Errno::enotty: return "not a terminal";
    case Errno::epipe:
    case Errno::econnreset: return "closed by the other side";
    case Errno::enosys: return "not in this kernel";
    case Errno::eaddrinuse: return "port in use";
    case Errno::eaddrnotavail: return "not an address of this board";
    case Errno::eafnosupport: return "no such network in this kernel";
    case Errno::enetunreach: return "no network";
    case Errno::etimedout: return "no answer";
    case Errno::econnrefused: return "refused";
    case Errno::ehostunreach: return "no way to the host";
    default: return {};
    }
}

} // namespace agent::sys
