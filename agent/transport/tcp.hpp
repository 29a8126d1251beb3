// TCP both ways: waiting for hosts, and dialling one.
#pragma once

#include "agent/options.hpp"
#include "agent/transport/line.hpp"
#include "agent/transport/signals.hpp"

#include <cstdint>
#include <span>

namespace agent::transport {

/// A host that takes nothing for so long counts as lost.
inline constexpr int k_tcp_stall_ms = 60000;

/// The one frame that a host gets which is not served.
struct Refusals {
    std::span<const std::uint8_t> busy;
    std::span<const std::uint8_t> not_allowed;
};

/// Accepts one host at a time.
class Listener final : public Doorkeeper {
  public:
    /// What both show must stay.
    Listener(std::span<const Network> allowed, const Refusals& refusals) : allowed_(allowed), refusals_(refusals) {}

    /// Binds, listens and says where on stderr. False, after a message, when it cannot.
    bool open(const Endpoint& endpoint);
    /// Waits for a host, without end. The descriptor of its connection, or k_no_descriptor when a signal came.
    int next(const Signals& signals);

    int descriptor() const override { return listening_; }
    bool answer(bool line_is_half_closed) override;

  private:
    bool open_all_addresses(std::uint16_t port);
    bool try_open(const sys::SocketAddress& address);
    /// A connection from a host that may connect, or k_no_descriptor.
    int admit();

    std::span<const Network> allowed_;
    Refusals refusals_;
    int listening_ = sys::k_no_descriptor;
    int waiting_ = sys::k_no_descriptor; ///< a host that replaces the one served
    sys::Errno error_ = sys::Errno::none;
};

/// Dials one host again and again: after 1 s, then after twice as long each time, up to 30 s.
class Dialler {
  public:
    explicit Dialler(const Endpoint& endpoint);
    int next(const Signals& signals);

  private:
    enum class Dialled { connected, failed, signal };
    Dialled dial(const Signals& signals, int& connection);
    void complain(sys::Errno error);

    static constexpr int k_pause_ms_min = 1000;
    static constexpr int k_pause_ms_max = 30000;
    static constexpr int k_answer_ms = 20000;

    sys::SocketAddress address_;
    int pause_ms_ = 0; ///< before the next attempt
    sys::Errno told_ = sys::Errno::none;
};

} // namespace agent::transport
