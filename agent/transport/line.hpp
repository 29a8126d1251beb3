// The line to one host: the sink of the stream, and where its control frames come from. While it waits, for time, for
// room or for bytes, it also watches for signals and for other hosts knocking.
#pragma once

#include "agent/encode/sink.hpp"
#include "agent/transport/signals.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::transport {

/// Who else may want this agent while a host is served.
class Doorkeeper {
  public:
    /// To poll for; k_no_descriptor when nobody can knock.
    virtual int descriptor() const = 0;
    /// Somebody knocks. True when the line in use must give way to them.
    virtual bool answer(bool line_is_half_closed) = 0;

  protected:
    ~Doorkeeper() = default;
};

enum class Event { timeout, input, writable, lost, signal, replaced };

class Line final : public encode::Sink {
  public:
    Line(const Signals& signals, Doorkeeper* door) : signals_(signals), door_(door) {}

    /// `stall_ms`: how long the host may take nothing at all before it counts as lost; k_forever: as long as it likes.
    void attach(int in, int out, int stall_ms);
    int in() const { return in_; }
    int out() const { return out_; }

    bool write(std::span<const std::uint8_t> bytes) override;
    /// Waits until something happens, at most so long.
    Event wait(std::uint32_t timeout_ms);
    /// What the host sent; nothing when it sends no more.
    std::size_t read(std::span<std::uint8_t> into);
    /// Whether bytes written before have not left yet.
    bool slow() const;
    /// Whether a write had to wait for the line: where the kernel does not tell what is unsent, this shows that it is
    /// slow.
    bool stalled() const { return stalled_; }
    void forget_stall() { stalled_ = false; }
    /// One more frame is to be written although a signal has come: it gets a second.
    void last_words();
    /// Why write() answered false.
    Event end() const { return end_; }

  private:
    Event wait_writable();
    Event wait_for(std::int16_t out_events, bool with_input, int timeout_ms);
    Event look(std::span<sys::Poll> polls, int timeout_ms);

    const Signals& signals_;
    Doorkeeper* door_;
    int in_ = sys::k_no_descriptor;
    int out_ = sys::k_no_descriptor;
    int stall_ms_ = sys::k_forever;
    bool half_closed_ = false;
    bool stalled_ = false;
    bool signals_heeded_ = true;
    Event end_ = Event::lost;
};

} // namespace agent::transport
