// Speeds are set with termios2 and BOTHER (asm/termbits.h), which takes any number and not only the listed ones; that
// header and <termios.h> exclude each other, so the system calls are made directly.
#include "host/transport/serial_stream.hpp"

#include "host/transport/fd_stream.hpp"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace host::transport {
namespace {

Failure system_error(const std::string& device, int error, std::string next) {
    return failure({device, std::strerror(error), std::move(next)});
}

std::string advice(int error) {
    switch (error) {
    case EACCES: return "join the group that owns it, often dialout";
    case ENOENT: return "is the adapter plugged in?";
    case EBUSY: return "another program has it open; close that one";
    default: return "";
    }
}

struct termios2 raw_settings(struct termios2 settings, std::uint32_t baud) {
    settings.c_iflag = IGNBRK;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    settings.c_cflag &= ~static_cast<tcflag_t>(CBAUD | (CBAUD << IBSHIFT) | CSIZE | CSTOPB | PARENB | CRTSCTS | HUPCL);
    settings.c_cflag |= CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
    settings.c_ispeed = baud;
    settings.c_ospeed = baud;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    return settings;
}

class SerialStream final : public FdStream {
  public:
    SerialStream(const boost::asio::any_io_executor& executor, int fd, const struct termios2& before)
        : FdStream(executor, fd, fd), fd_(fd), before_(before) {}
    ~SerialStream() override { restore(); }

    void close() override {
        restore();
        FdStream::close();
    }

  private:
    void restore() {
        if (fd_ >= 0) {
            ioctl(fd_, TCSETSW2, &before_);
            ioctl(fd_, TIOCNXCL);
            fd_ = -1;
        }
    }

    int fd_;
    struct termios2 before_;
};

/// Later programs; the lock notices earlier ones that lock too, as we do. A pseudo terminal would keep this mark after
/// a host that was killed: only root could open it again.
void keep_others_out(int fd) {
    constexpr unsigned k_first_pty = 136; // major numbers: Documentation/admin-guide/devices.txt
    constexpr unsigned k_last_pty = 143;
    struct stat device {};
    if (fstat(fd, &device) == 0 && (major(device.st_rdev) < k_first_pty || major(device.st_rdev) > k_last_pty)) {
        ioctl(fd, TIOCEXCL);
    }
}

} // namespace

Result<std::unique_ptr<ByteStream>> open_serial(const boost::asio::any_io_executor& executor, const SerialLine& line) {
    const int fd = open(line.device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return system_error(line.device, errno, advice(errno));
    }
    struct termios2 before {};
    if (ioctl(fd, TCGETS2, &before) != 0) {
        ::close(fd);
        return failure({line.device, "not a serial device", ""});
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd);
        return failure({line.device, "busy", advice(EBUSY)});
    }
    keep_others_out(fd);
    const struct termios2 raw = raw_settings(before, line.baud);
    if (ioctl(fd, TCSETS2, &raw) != 0) {
        const int error = errno;
        ::close(fd);
        return system_error(line.device, error, "does it know " + std::to_string(line.baud) + " baud?");
    }
    return std::make_unique<SerialStream>(executor, fd, before);
}

} // namespace host::transport
