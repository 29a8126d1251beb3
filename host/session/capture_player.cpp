#include "host/session/capture_player.hpp"

#include "host/base/interrupt.hpp"
#include "host/session/time_window.hpp"

#include <unistd.h>

#include <cstdio>
#include <vector>

namespace host::session {
namespace {

constexpr std::size_t k_step_bytes = 64 * 1024;
/// Shorter replays are over before anybody wonders.
constexpr std::uint64_t k_progress_bytes = 32 << 20;

} // namespace

CapturePlayer::CapturePlayer(std::string source, std::unique_ptr<capture::InputFile> file)
    : source_(std::move(source)), file_(std::move(file)) {}

void CapturePlayer::play(std::uint64_t offset, const OnSweep& on_sweep, Audience* infos) {
    on_sweep_ = &on_sweep;
    infos_ = infos;
    more_ = true;
    session_ = std::make_unique<Session>(source_, *this, nullptr);
    if (offset != 0) {
        session_->continue_axis(axis_before(index(), offset));
    }
    std::vector<std::uint8_t> buffer(k_step_bytes);
    while (more_ && !base::interrupted()) {
        const std::size_t size = file_->read_at(offset, buffer);
        if (size == 0) {
            break;
        }
        session_->feed(std::span(buffer).first(size));
        show_progress(offset += size);
    }
    if (more_) {
        session_->finish();
    }
}

bool CapturePlayer::sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) {
    more_ = (*on_sweep_)(sweep, decoder);
    return more_;
}

void CapturePlayer::info(const std::string& source, const decode::Info& info) {
    if (infos_ != nullptr) {
        infos_->info(source, info);
    }
}

void CapturePlayer::play_to(const SweepPlace& place) {
    std::uint64_t seen = 0;
    play(place.offset, [&](const decode::Sweep&, const decode::SessionDecoder&) { return ++seen < place.ordinal; });
}

const capture::CaptureIndex& CapturePlayer::index() {
    if (!index_) {
        const auto read = [this](std::uint64_t offset, std::span<std::uint8_t> buffer) {
            return file_->read_at(offset, buffer);
        };
        index_ = capture::read_capture_index(read, file_->size());
    }
    return *index_;
}

void CapturePlayer::show_progress(std::uint64_t at) {
    const auto size = file_->known_size();
    if (!size || *size < k_progress_bytes || isatty(STDERR_FILENO) == 0) {
        return;
    }
    constexpr std::uint64_t k_updates = 100;
    if (at * k_updates / *size != (at - k_step_bytes) * k_updates / *size || at >= *size) {
        std::fprintf(stderr, "\r%s: %llu %%%s", source_.c_str(), static_cast<unsigned long long>(at * 100 / *size),
                     at >= *size ? "\r\033[K" : "");
    }
}

} // namespace host::session
