// One session, live or replayed: its decoder, its recording, and the events for its audience.
#pragma once

#include "host/capture/capture_writer.hpp"
#include "host/decode/session_decoder.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace host::session {

/// Receives what a session decodes.
class Audience {
  public:
    virtual ~Audience() = default;

    /// Each verified sweep; false: the rest of what was fed is dropped.
    virtual bool sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) = 0;
    virtual void info(const std::string& source, const decode::Info& info) = 0;
};

class Session final : public decode::SessionEvents {
  public:
    /// `recorder` may be null. Both live longer.
    Session(std::string source, Audience& audience, capture::CaptureWriter* recorder);

    void feed(std::span<const std::uint8_t> bytes);
    void finish();
    /// A new connection to the same board begins.
    void reconnected();
    /// Before anything is fed: continues the time axis of earlier sessions.
    void continue_axis(const decode::TimeAxis& axis) { decoder_.continue_axis(axis); }

    /// What can be shown now; null when the last sweep is not usable or there was none.
    const model::Board* board() const { return decoder_.current() ? &decoder_.board() : nullptr; }
    const decode::SessionDecoder& decoder() const { return decoder_; }
    const std::string& source() const { return source_; }

    /// Of the newest connection.
    std::optional<protocol::GoodbyeReason> goodbye_reason() const { return goodbye_; }
    const std::string& goodbye_text() const { return goodbye_text_; }
    /// Bytes that are no frame came after the goodbye: on a console the shell has written.
    bool heard_after_goodbye() const { return goodbye_ && portion_offset_ > frames_end_; }
    bool heard_hello() const { return heard_hello_; }
    bool was_refused() const { return refused_; }
    /// Nothing more can be shown before the next key sweep; also where listening began in the middle of a session.
    bool wants_key() const { return wants_key_ || (!heard_hello_ && decoder_.line().early != 0); }
    /// Sessions the agent has begun: a new one has received nothing of what the host asked for before.
    std::uint64_t begun() const { return begun_; }
    std::uint64_t sweeps() const { return sweeps_; }
    /// Skipped by the agent, as far as it was received.
    std::uint64_t sweeps_skipped() const { return sweeps_skipped_; }

  private:
    void frame(const decode::Frame& frame) override;
    void hello(const decode::Hello& hello, const decode::Frame& frame, std::int64_t planned_us) override;
    void sweep(const decode::Sweep& sweep) override;
    void info(const decode::Info& info) override { audience_.info(source_, info); }
    void goodbye(protocol::GoodbyeReason reason, const std::string& text) override;
    void trouble(const std::string& what) override;
    void key_wanted() override { wants_key_ = true; }
    void refused(const Error& error) override;
    void record_up_to(std::size_t end, bool ends_frame);

    std::string source_;
    Audience& audience_;
    capture::CaptureWriter* recorder_;
    decode::SessionDecoder decoder_;

    std::span<const std::uint8_t> portion_; ///< being fed
    std::uint64_t portion_offset_ = 0;      ///< of its first byte in the stream; once it was fed, past its last
    std::uint64_t frames_end_ = 0;          ///< past the last valid frame
    std::size_t recorded_ = 0;              ///< bytes of it
    bool recording_failed_ = false;

    std::optional<protocol::GoodbyeReason> goodbye_;
    std::string goodbye_text_;
    bool heard_hello_ = false;
    bool refused_ = false;
    bool wants_key_ = false;
    std::uint64_t begun_ = 0;
    std::uint64_t sweeps_ = 0;
    std::uint64_t sweeps_skipped_ = 0;
};

} // namespace host::session
