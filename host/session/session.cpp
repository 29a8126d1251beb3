#include "host/session/session.hpp"

#include "host/base/messages.hpp"

namespace host::session {

Session::Session(std::string source, Audience& audience, capture::CaptureWriter* recorder)
    : source_(std::move(source)), audience_(audience), recorder_(recorder), decoder_(source_, *this) {}

void Session::feed(std::span<const std::uint8_t> bytes) {
    portion_ = bytes;
    recorded_ = 0;
    decoder_.feed(bytes);
    record_up_to(bytes.size(), false);
    portion_offset_ += bytes.size();
    if (recorder_ != nullptr && !recorder_->failure().empty() && !std::exchange(recording_failed_, true)) {
        base::say(Error{"--record", recorder_->failure(), ""});
    }
}

void Session::finish() {
    decoder_.finish();
}

void Session::reconnected() {
    decoder_.restart();
    goodbye_.reset();
    heard_hello_ = false;
}

/// The stream is recorded frame by frame, so that the recorder can add frames between them.
void Session::record_up_to(std::size_t end, bool ends_frame) {
    if (recorder_ != nullptr && end > recorded_) {
        recorder_->append(portion_.subspan(recorded_, end - recorded_), ends_frame);
    }
    recorded_ = end;
}

void Session::frame(const decode::Frame& frame) {
    record_up_to(static_cast<std::size_t>(frame.end - portion_offset_), true);
    frames_end_ = frame.end;
}

void Session::hello(const decode::Hello&, const decode::Frame& frame, std::int64_t planned_us) {
    heard_hello_ = true;
    begun_ += frame.new_session ? 1 : 0;
    refused_ = false;
    if (recorder_ != nullptr) {
        recorder_->hello(frame.wire_bytes(), planned_us, frame.new_session);
    }
}

void Session::sweep(const decode::Sweep& sweep) {
    wants_key_ = false;
    ++sweeps_;
    sweeps_skipped_ += sweep.board.sweep.skipped;
    if (!audience_.sweep(sweep, decoder_)) {
        decoder_.stop();
    }
}

void Session::goodbye(protocol::GoodbyeReason reason, const std::string& text) {
    goodbye_ = reason;
    goodbye_text_ = text;
}

void Session::trouble(const std::string& what) {
    base::say(source_ + ": " + what);
}

void Session::refused(const Error& error) {
    refused_ = true;
    base::say(Error{source_, error.what, error.next});
}

} // namespace host::session
