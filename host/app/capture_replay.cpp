#include "host/app/capture_replay.hpp"

#include "host/analyze/peaks.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/base/time_text.hpp"
#include "host/session/time_window.hpp"

#include <algorithm>

namespace host::app {

session::Landmarks CaptureReplay::landmarks(const session::TimeWindow& within) {
    session::Landmarks found;
    analyze::PeakFinder peak_finder(filter_);
    player_.play(0, [&](const decode::Sweep& sweep, const decode::SessionDecoder&) {
        const std::int64_t time_us = sweep.board.sweep.time_us;
        if (time_us >= within.from_us && time_us <= within.to_us) {
            found.first_us = found.first_us.value_or(time_us);
            found.last_us = time_us;
            found.peak_us = peak_finder.add(sweep.board) ? time_us : found.peak_us;
        }
        return !base::interrupted();
    });
    return found;
}

session::TimeWindow CaptureReplay::window() {
    const auto& sessions = player_.index().sessions;
    const auto start_wall_us = sessions.empty() ? std::nullopt : sessions.front().start_wall_us;
    return session::time_window(selection_, start_wall_us, presenter_.over_time(),
                                [this](const session::TimeWindow& within) { return landmarks(within); });
}

void CaptureReplay::play_window(const session::TimeWindow& window) {
    session::SweepPlace place;
    if (const std::int64_t begin_us = window.decode_from_us(presenter_.over_time());
        begin_us != session::TimeWindow::k_start) {
        if (const auto point = session::key_point_before(player_.index(), begin_us)) {
            place.offset = point->offset;
        }
    }
    analyze::PeakFinder peak_finder(filter_);
    std::uint64_t in_window = 0;
    bool past = false;
    player_.play(
        place.offset,
        [&](const decode::Sweep& sweep, const decode::SessionDecoder& decoder) {
            const std::int64_t time_us = sweep.board.sweep.time_us;
            if (time_us > window.to_us || in_window == window.sweeps_max) {
                past = true;
                return false;
            }
            ++place.ordinal;
            if (time_us < window.from_us) {
                return true;
            }
            ++in_window;
            presenter_.sweep(sweep, decoder);
            if (!window.shows_peak || peak_finder.add(sweep.board)) {
                shown_ = place;
            }
            return true;
        },
        &presenter_);
    shown_is_last_ = !past && shown_ && shown_->ordinal == place.ordinal && player_.session().board() != nullptr;
}

void CaptureReplay::report_damage() const {
    const decode::LineCounts& line = player_.session().decoder().line();
    if (line.skipped_bytes == 0) {
        return;
    }
    const std::string bytes = std::to_string(line.skipped_bytes) + " bytes";
    if (line.damaged == 0) {
        base::say(player_.source() + ": offset " + std::to_string(line.first_skipped) + ": no frames there; " + bytes +
                  " skipped");
    } else {
        base::say(player_.source() + ": offset " + std::to_string(line.first_skipped) + ": damaged; " +
                  std::to_string(line.damaged) + (line.damaged == 1 ? " frame (" : " frames (") + bytes + ") skipped");
    }
}

/// What the recording spans, where a time was asked for.
std::string CaptureReplay::time_span() {
    if (!selection_.from && !selection_.to && !selection_.at) {
        return "";
    }
    const session::Landmarks found = landmarks({});
    if (!found.first_us) {
        return "";
    }
    const std::int64_t start_us = player_.index().sessions.front().start_wall_us.value_or(0);
    return "it spans " + format_elapsed(*found.first_us) + " to " + format_elapsed(*found.last_us) +
           (start_us != 0 // imported snapshots may have no wall clock
                ? ", " + format_utc(start_us + *found.first_us) + " to " + format_utc(start_us + *found.last_us)
                : "");
}

bool CaptureReplay::run() {
    play_window(window());
    report_damage();
    if (!shown_) {
        if (!player_.session().was_refused()) {
            const std::string spans = time_span();
            base::say(
                Error{player_.source(), spans.empty() ? "has no usable sweep" : "has no sweep at that time", spans});
        }
        return false;
    }
    if (!shown_is_last_) {
        player_.play_to(*shown_);
    }
    if (player_.session().board() == nullptr) {
        return false;
    }
    presenter_.extract_moment(*player_.session().board(), player_.session().decoder());
    return true;
}

} // namespace host::app
