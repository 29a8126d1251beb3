// Speeds other than the listed ones are read with TCGETS2; <asm/termbits.h> and <termios.h> exclude each other.
#include "tests/integration/cable.hpp"

#include "tests/support/wire.hpp"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace test {
namespace {

constexpr int k_poll_ms = 20; ///< how soon the end of the cable is noticed
constexpr std::chrono::seconds k_patience(120);
/// A line's own portions: small, as an UART's buffer is.
constexpr std::size_t k_portion_bytes = 64;
constexpr std::size_t k_portion_bytes_fast = 4096;

void write_all(int fd, std::string_view bytes, const std::atomic<bool>& over) {
    while (!bytes.empty() && !over) {
        pollfd ready{fd, POLLOUT, 0};
        if (poll(&ready, 1, k_poll_ms) <= 0) {
            continue;
        }
        const ssize_t written = write(fd, bytes.data(), bytes.size());
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
}

} // namespace

Cable::Cable() : ends_{open_end(), open_end()} {
    to_desk_ = std::thread([this] { carry(ends_[0], ends_[1], true); });
    to_board_ = std::thread([this] { carry(ends_[1], ends_[0], false); });
}

Cable::~Cable() {
    over_ = true;
    to_desk_.join();
    to_board_.join();
    for (const End& end : ends_) {
        close(end.slave);
        close(end.master);
    }
}

bool Cable::desk_is_kept() const {
    int kept = 0;
    ioctl(ends_[1].slave, TIOCGEXCL, &kept);
    return kept != 0;
}

bool Cable::has_carried_to_desk(std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    return carried_.wait_for(lock, k_patience, [&] { return to_desk_bytes_ >= bytes; });
}

bool Cable::has_carried_to_board(const std::string& text) {
    std::unique_lock lock(mutex_);
    return carried_.wait_for(lock, k_patience, [&] { return to_board_text_.find(text) != std::string::npos; });
}

bool Cable::anything_at_desk(std::chrono::milliseconds patience) const {
    pollfd ready{ends_[1].slave, POLLIN, 0};
    return poll(&ready, 1, static_cast<int>(patience.count())) > 0;
}

Cable::End Cable::open_end() {
    End end;
    end.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (end.master < 0 || grantpt(end.master) != 0 || unlockpt(end.master) != 0) {
        throw std::runtime_error("no pseudo-terminal");
    }
    end.device = ptsname(end.master);
    end.slave = open(end.device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    // Nothing is echoed, translated or held back before a program has set its end.
    struct termios2 raw {};
    ioctl(end.slave, TCGETS2, &raw);
    raw.c_iflag = 0;
    raw.c_lflag = 0;
    raw.c_oflag = 0;
    ioctl(end.slave, TCSETS2, &raw);
    return end;
}

TerminalSettings Cable::settings(const End& end) {
    struct termios2 now {};
    ioctl(end.slave, TCGETS2, &now);
    const bool eight_none_one = (now.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS)) == CS8;
    const bool untouched = (now.c_iflag & (ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF)) == 0 &&
                           (now.c_oflag & OPOST) == 0 && (now.c_lflag & (ICANON | ECHO | ISIG | IEXTEN)) == 0;
    return {now.c_ospeed, eight_none_one && untouched};
}

void Cable::disturb(const std::string& noise) {
    const std::lock_guard lock(mutex_);
    noise_ += noise;
}

bool Cable::read_portion(const End& from, std::string& portion, std::size_t limit) const {
    pollfd ready{from.master, POLLIN, 0};
    portion.resize(limit);
    const ssize_t size = poll(&ready, 1, k_poll_ms) > 0 ? read(from.master, portion.data(), limit) : 0;
    portion.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return size > 0;
}

void Cable::spoil(std::string& portion) {
    const std::lock_guard lock(mutex_);
    portion.insert(portion.size() / 2, std::exchange(noise_, {}));
    if (flips_ != 0) {
        --flips_;
        portion[portion.size() / 2] = static_cast<char>(portion[portion.size() / 2] ^ 0x10);
    }
}

void Cable::forge_in(std::string& portion) {
    const std::string sent = portion;
    heard_.feed({reinterpret_cast<const std::uint8_t*>(sent.data()), sent.size()});
    while (const auto frame = heard_.next()) {
        if (frame->idle() && frame->offset >= heard_bytes_ && forging_.exchange(false)) {
            constexpr std::uint8_t k_delta = 0x23;
            const Bytes forged = test::frame(k_delta, frame->number, Bytes{1, 2, 3, 4});
            portion.replace(frame->offset - heard_bytes_, frame->wire_bytes(), {forged.begin(), forged.end()});
        }
    }
    heard_bytes_ += sent.size();
}

void Cable::note(const std::string& portion, bool to_desk) {
    const std::lock_guard lock(mutex_);
    if (to_desk) {
        to_desk_bytes_ += portion.size();
    } else {
        to_board_text_ += portion;
    }
    carried_.notify_all();
}

void Cable::carry(const End& from, const End& to, bool to_desk) {
    using Clock = std::chrono::steady_clock;
    Clock::time_point free = Clock::now(); // when the wire has carried what it was given
    std::string portion;
    while (!over_) {
        const std::uint32_t rate = to_desk ? rate_.load() : 0;
        if (!read_portion(from, portion, rate != 0 ? k_portion_bytes : k_portion_bytes_fast)) {
            continue;
        }
        if (rate != 0) {
            free = std::max(free, Clock::now()) + std::chrono::microseconds(portion.size() * 1'000'000 / rate);
            std::this_thread::sleep_until(free); // the line is that slow
        }
        if (to_desk) {
            forge_in(portion);
            spoil(portion);
        } else if (one_way_) {
            continue;
        }
        write_all(to.master, portion, over_);
        note(portion, to_desk);
    }
}

} // namespace test
