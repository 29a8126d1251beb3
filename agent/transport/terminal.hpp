// Terminals made raw for the stream, and put back on every exit.
#pragma once

#include "agent/sys/sys.hpp"
#include "agent/transport/signals.hpp"

#include <cstdint>

namespace agent::transport {

/// Remembers how a terminal was. On what is no terminal it does nothing.
class RawTerminal {
  public:
    RawTerminal() = default;
    ~RawTerminal() { restore(); }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

    /// Makes it raw at the speed it has, or at `baud` when not 0.
    sys::SysResult set(int descriptor, std::uint32_t baud);
    void restore();

  private:
    int descriptor_ = sys::k_no_descriptor;
    sys::Terminal before_{};
};

/// A serial device: opened at the start, and again each second after it went away.
class SerialDevice {
  public:
    SerialDevice(const char* path, std::uint32_t baud) : path_(path), baud_(baud) {}
    ~SerialDevice() { close(); }
    SerialDevice(const SerialDevice&) = delete;
    SerialDevice& operator=(const SerialDevice&) = delete;

    /// False, after a message, when it cannot be opened or set.
    bool open();
    /// Waits until the device, gone away, is back. False when a signal came.
    bool reopen(const Signals& signals);
    /// Waits until something comes from the other side. False when a signal came.
    bool wait_for_input(const Signals& signals) const;
    int descriptor() const { return descriptor_; }

  private:
    sys::Errno try_open();
    bool wait(const Signals& signals, int timeout_ms, bool& input) const;
    void close();

    const char* path_;
    std::uint32_t baud_;
    int descriptor_ = sys::k_no_descriptor;
    RawTerminal terminal_;
};

} // namespace agent::transport
