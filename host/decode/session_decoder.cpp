#include "host/decode/session_decoder.hpp"

#include "protocol/bytes.hpp"

#include <utility>
#include <vector>

namespace host::decode {
namespace {

using protocol::FrameType;

bool begins_key_sweep(const Frame& frame) {
    constexpr std::uint8_t k_bits = protocol::k_sweep_first | protocol::k_sweep_key;
    return (frame.type & ~protocol::k_sweep_bits) == static_cast<std::uint8_t>(FrameType::sweep) &&
           (frame.type & k_bits) == k_bits;
}

std::string plural(std::uint64_t count, const char* thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

} // namespace

SessionDecoder::Session::Session(const std::string& source) : records(board, raw, clock) {
    board.source = source;
}

SessionDecoder::SessionDecoder(std::string source, SessionEvents& events)
    : source_(std::move(source)), events_(events), session_(std::make_unique<Session>(source_)) {}

SessionDecoder::~SessionDecoder() = default;

void SessionDecoder::feed(std::span<const std::uint8_t> bytes) {
    frames_.feed(bytes);
    while (const auto frame = stopped_ ? std::nullopt : frames_.next()) {
        events_.frame(*frame);
        handle(*frame);
    }
}

void SessionDecoder::finish() {
    frames_.finish();
}

void SessionDecoder::restart() {
    frames_.restart();
}

void SessionDecoder::handle(const Frame& frame) {
    note_loss(frame);
    if (frame.type == static_cast<std::uint8_t>(FrameType::hello)) {
        handle_hello(frame);
    } else if (refused_) {
        return;
    } else if (frame.idle()) {
        handle_idle(frame);
    } else if ((frame.type & ~protocol::k_sweep_bits) == static_cast<std::uint8_t>(FrameType::sweep)) {
        handle_sweep(frame);
    } else if (frame.type == static_cast<std::uint8_t>(FrameType::info)) {
        events_.info(apply_info(frame.payload, session_->board));
    } else if (frame.type == static_cast<std::uint8_t>(FrameType::goodbye)) {
        handle_goodbye(frame);
    }
}

/// A missing frame may have carried anything, so that nothing fits before the next key sweep. How many sweeps are
/// missing only a hello tells; the one frame before a key sweep is none.
void SessionDecoder::note_loss(const Frame& frame) {
    if (frame.lost == 0) {
        return;
    }
    session_->lost_frames += frame.lost;
    session_->numbered = session_->numbered && frame.lost == 1 && begins_key_sweep(frame);
    session_->body.abandon();
    lose_track(plural(frame.lost, "frame") + " lost");
}

/// Reported once until a sweep can be shown again.
void SessionDecoder::lose_track(const std::string& what) {
    session_->synced = false;
    if (!std::exchange(session_->waiting, true)) {
        events_.trouble(what + "; waiting for the next key frame");
        events_.key_wanted();
    }
}

void SessionDecoder::handle_hello(const Frame& frame) {
    auto hello = parse_hello(frame.payload);
    refused_ = !hello;
    if (refused_) {
        events_.refused(hello.error());
        return;
    }
    if (frame.new_session) {
        session_ = std::make_unique<Session>(source_);
        axis_.session(hello->agent);
    }
    session_->numbered = true;
    session_->board.agent = hello->agent;
    session_->board.agent.start_wall_us = axis_.start_wall_us();
    session_->hello = *std::move(hello);
    session_->clock.hello(session_->hello, frame.new_session);
    axis_.key_sweep(session_->clock.next_us());
    events_.hello(session_->hello, frame, session_->clock.next_us());
}

void SessionDecoder::handle_sweep(const Frame& frame) {
    Session& session = *session_;
    switch (session.body.add(frame)) {
    case SweepBody::Step::more: return;
    case SweepBody::Step::broken: lose_track("a sweep is broken"); return;
    case SweepBody::Step::whole: break;
    }
    if (session.body.key() ? !session.numbered : !session.synced) {
        session.clock.tick();
        ++sweeps_dropped_;
        return;
    }
    if (!apply_body()) {
        ++sweeps_dropped_;
        return;
    }
    session.synced = true;
    publish({.board = session.board,
             .key = session.body.key(),
             .wire_bytes = session.body.wire_bytes(),
             .coded_bytes = session.coded_bytes});
}

/// False, and reported, when the sweep must not be shown.
bool SessionDecoder::apply_body() {
    Session& session = *session_;
    const SweepBody& body = session.body;
    protocol::Reader in(body.bytes().data(), body.bytes().size());
    session.records.begin(body.key());
    const bool good = !body.records() || session.records.apply(in);
    session.records.end();
    session.clock.tick();
    if (good && !apply_coded({in.at, in.left()})) {
        lose_track("the coded texts of a sweep are damaged");
        return false;
    }
    if (!good) {
        lose_track("the records of a sweep are damaged");
        return false;
    }
    if (!body.agrees(session.raw.text_hash() + session.decoder.text_hash())) {
        lose_track("a sweep's text is not what the agent read");
        return false;
    }
    session.records.read_stand_ins();
    for (auto& [pid, process] : session.board.processes) {
        process.conclude_status();
    }
    return true;
}

/// The rest of the body. Without any, nothing of the texts has changed.
bool SessionDecoder::apply_coded(std::span<const std::uint8_t> coded) {
    Session& session = *session_;
    session.coded_bytes = coded.size();
    if ((session.hello.encodings & protocol::k_encoding_coded) == 0 ||
        (coded.empty() && !session.body.key() && !session.body.records())) {
        return true;
    }
    std::vector<model::Pid> present;
    for (const auto& [pid, process] : session.board.processes) {
        present.push_back(pid);
    }
    if (!session.decoder.apply(coded, present, session.body.key(), session.board)) {
        return false;
    }
    for (const Change& change : session.decoder.changes()) {
        session.board.processes[change.pid].changes = change.what;
    }
    return true;
}

void SessionDecoder::handle_idle(const Frame& frame) {
    Session& session = *session_;
    if (!session.synced) {
        session.clock.tick();
        ++sweeps_dropped_;
        return;
    }
    session.records.begin(false);
    session.clock.tick();
    publish({.board = session.board, .idle = true, .wire_bytes = frame.wire_bytes()});
}

void SessionDecoder::publish(Sweep sweep) {
    Session& session = *session_;
    session.swept = true;
    session.waiting = false;
    session.board.sweep = {};
    session.board.sweep.number = session.clock.number();
    session.board.sweep.time_us = axis_.on_axis_us(session.clock.time_us());
    session.board.sweep.skipped = session.clock.sweeps_skipped();
    session.board.agent.period_ms = session.clock.period_ms();
    sweep.lost_frames = std::exchange(session.lost_frames, 0);
    events_.sweep(sweep);
}

void SessionDecoder::handle_goodbye(const Frame& frame) {
    protocol::Reader in(frame.payload.data(), frame.payload.size());
    const auto reason = static_cast<protocol::GoodbyeReason>(in.fixed(1));
    if (in.ok) {
        events_.goodbye(reason, std::string(reinterpret_cast<const char*>(in.at), in.left()));
    }
}

std::uint64_t SessionDecoder::text_bytes(model::Pid pid) const {
    const std::string* const raw = session_->raw.find(pid);
    return raw != nullptr ? raw->size() : session_->decoder.text_bytes(pid);
}

std::string SessionDecoder::text(model::Pid pid) const {
    const std::string* const raw = session_->raw.find(pid);
    return raw != nullptr ? *raw : session_->decoder.text(pid);
}

std::optional<std::size_t> SessionDecoder::coded_bytes(model::Pid pid) const {
    return session_->raw.find(pid) != nullptr ? std::nullopt : std::optional(session_->decoder.coded_bytes(pid));
}

} // namespace host::decode
