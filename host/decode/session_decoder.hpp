// Bytes of a session → a board kept current, and events. The last stage before the model; live lines and captures go
// through the same one. Damaged data is reported and dropped; the decoder then waits for the next key sweep: a sweep
// whose frames or text hash are wrong is never shown. Format: PROTOCOL.md, sections 3 to 11; mirrors
// agent/encode/message_writer.
#pragma once

#include "host/base/result.hpp"
#include "host/decode/frame_reader.hpp"
#include "host/decode/hello.hpp"
#include "host/decode/info.hpp"
#include "host/decode/raw_texts.hpp"
#include "host/decode/smaps_decoder.hpp"
#include "host/decode/sweep_body.hpp"
#include "host/decode/sweep_clock.hpp"
#include "host/decode/sweep_records.hpp"
#include "host/decode/time_axis.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace host::decode {

/// One sweep, verified. The board is as of this sweep until the decoder is fed again.
struct Sweep {
    const model::Board& board;
    bool key = false;
    bool idle = false;             ///< nothing differs from the sweep before
    std::uint64_t wire_bytes = 0;  ///< of its frames
    std::uint64_t coded_bytes = 0; ///< of its body, without the records
    std::uint64_t lost_frames = 0; ///< since the sweep before
};

/// Events for a driver. All of them are raised inside SessionDecoder::feed and finish.
class SessionEvents {
  public:
    virtual ~SessionEvents() = default;

    /// Called before the sweep is decoded.
    virtual void frame(const Frame&) {}
    /// `planned_us`: when the sweep after it is due, since the session's start.
    virtual void hello(const Hello&, const Frame&, std::int64_t /*planned_us*/) {}
    virtual void sweep(const Sweep&) {}
    virtual void info(const Info&) {}
    virtual void goodbye(protocol::GoodbyeReason, const std::string& /*text*/) {}
    /// For people: what was lost or wrong, one line.
    virtual void trouble(const std::string&) {}
    /// Nothing more can be shown before the next key sweep; ask for one if the line goes both ways.
    virtual void key_wanted() {}
    /// The rest of the stream cannot be read at all.
    virtual void refused(const Error&) {}
};

class SessionDecoder {
  public:
    /// `source` is what the user calls the session. `events` lives longer than the decoder.
    SessionDecoder(std::string source, SessionEvents& events);
    ~SessionDecoder();

    /// Before the first byte, where the stream is read from its middle: the sessions before that.
    void continue_axis(const TimeAxis& axis) { axis_ = axis; }
    /// Where the sessions so far lie; another decoder may go on with it.
    const TimeAxis& axis() const { return axis_; }

    void feed(std::span<const std::uint8_t> bytes);
    /// The stream has ended.
    void finish();
    /// From inside an event: nothing of what was fed is decoded any more, the board stays as it is.
    void stop() { stopped_ = true; }
    /// The line was interrupted and is there again; what was begun is lost.
    void restart();

    /// Of the newest session. Valid to show only while current().
    const model::Board& board() const { return session_->board; }
    /// The board is as the last verified sweep left it.
    bool current() const { return session_ != nullptr && session_->synced && session_->swept; }

    /// The smaps text of a process as the kernel printed it; empty when it has none.
    std::string text(model::Pid pid) const;
    /// Its length, known without printing it.
    std::uint64_t text_bytes(model::Pid pid) const;
    /// Bytes of the last sweep's body that belong to this process; nullopt where its text was sent raw.
    std::optional<std::size_t> coded_bytes(model::Pid pid) const;

    const LineCounts& line() const { return frames_.counts(); }
    std::uint64_t sweeps_dropped() const { return sweeps_dropped_; }

  private:
    struct Session {
        explicit Session(const std::string& source);
        model::Board board;
        RawTexts raw;
        SmapsDecoder decoder;
        SweepClock clock;
        SweepRecords records;
        SweepBody body;
        Hello hello;
        bool synced = false;   ///< the next delta can be applied
        bool numbered = false; ///< it is known which sweep comes next
        bool swept = false;
        bool waiting = false;          ///< for a key sweep, and that has been reported
        std::uint64_t coded_bytes = 0; ///< of the last sweep
        std::uint64_t lost_frames = 0;
    };

    void handle(const Frame& frame);
    void handle_hello(const Frame& frame);
    void handle_sweep(const Frame& frame);
    void handle_idle(const Frame& frame);
    void handle_goodbye(const Frame& frame);
    void note_loss(const Frame& frame);
    bool apply_body();
    bool apply_coded(std::span<const std::uint8_t> coded);
    void publish(Sweep sweep);
    void lose_track(const std::string& what);
    bool ready() const { return session_ != nullptr && !refused_; }

    std::string source_;
    SessionEvents& events_;
    FrameReader frames_;
    TimeAxis axis_;
    std::unique_ptr<Session> session_;
    bool refused_ = false;
    bool stopped_ = false;
    std::uint64_t sweeps_dropped_ = 0;
};

} // namespace host::decode
