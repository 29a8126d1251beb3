// The transport that the command line chose, and the line to the one host that is served: the sink of the stream,
// and where its control frames come from. While it waits, for time, for room, for bytes or for a host, it also watches
// for signals and for other hosts that connect.
#pragma once

#include "agent/encode/sink.hpp"
#include "agent/options.hpp"
#include "agent/sys/sys.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::transport {

enum class Event : std::uint8_t { timeout, input, writable, lost, signal, replaced };

/// The one frame that a host gets which is not served.
struct Refusals {
    std::span<const std::uint8_t> busy;
    std::span<const std::uint8_t> not_allowed;
};

class Link final : public encode::Sink {
  public:
    /// What is given must stay. From here on the signals that end the program wait until they are asked for.
    Link(const Options& options, const Refusals& refusals) : options_(options), refusals_(refusals) {}

    /// False, after a message, when it cannot be opened.
    bool open();
    /// Waits for the next host. False when a signal came instead.
    bool next();
    /// The host is served no longer; `lost`: the line was lost with it.
    void drop(bool lost);
    /// Puts terminals back to what they were.
    void restore();
    /// Whether hosts come over a network, one after the other.
    bool network() const {
        return options_.transport == TransportKind::listen || options_.transport == TransportKind::connect;
    }

    /// Writes all or returns false; then end() is the reason.
    bool write(std::span<const std::uint8_t> bytes) override;
    Event end() const { return end_; }
    /// Waits until something happens, at most so long.
    Event wait(std::uint32_t timeout_ms);
    /// What the host sent; nothing when it sends no more.
    std::size_t read(std::span<std::uint8_t> into);
    /// Whether the host can still send something.
    bool hears() const { return !half_closed_; }
    /// Whether bytes written before have not left yet.
    bool slow() const;
    /// Whether a write had to wait for the line: where the kernel does not count what is unsent, this shows that it is
    /// slow.
    bool stalled() const { return stalled_; }
    void forget_stall() { stalled_ = false; }
    /// One more frame is to be written although a signal has come: it gets a second.
    void drain();

  private:
    enum Watched : unsigned { k_input = 1, k_line = 2, k_room = 4 };
    Event wait_for(unsigned watched, int timeout_ms);
    bool host_waits();

    void attach(int in, int out);
    sys::Errno make_raw(unsigned which, int descriptor, std::uint32_t baud);

    bool listen();
    sys::Errno listen_at(int family);
    int admit();
    sys::SysResult new_socket(int family);
    Event dial();
    sys::Errno open_device();
    bool next_dialled();
    bool device_back();

    // A host that takes nothing for so long counts as lost.
    static constexpr int k_stall_ms = 60000;

    const Options& options_;
    Refusals refusals_;
    sys::SysResult signals_{sys::block_signals()};
    int listening_ = sys::k_no_descriptor;
    int waiting_ = sys::k_no_descriptor; ///< a host that is served next
    int in_ = sys::k_no_descriptor;
    int out_ = sys::k_no_descriptor;
    int stall_ms_ = sys::k_forever;
    int pause_ms_ = 0;                   ///< before the next attempt to dial
    sys::Errno told_ = sys::Errno::none; ///< why the last attempt failed
    bool half_closed_ = false;
    bool stalled_ = false;
    bool heeding_signals_ = true;
    bool served_ = false; ///< at least one host
    bool lost_ = false;   ///< the last one, and the line with it
    Event end_ = Event::lost;

    // Terminals as they were: of the device, or of stdin and stdout. None: k_no_descriptor.
    int terminals_[2] = {sys::k_no_descriptor, sys::k_no_descriptor};
    sys::Terminal before_[2];
};

} // namespace agent::transport
