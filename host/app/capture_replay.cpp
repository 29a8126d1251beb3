#include "host/app/capture_replay.hpp"

#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/base/time_text.hpp"
#include "host/output/peak_finder.hpp"
#include "host/session/timeline.hpp"

#include <algorithm>

namespace host::app {
namespace {

bool is_word(const cli::Moment& moment) {
    return moment.kind != cli::Moment::Kind::offset && moment.kind != cli::Moment::Kind::utc;
}

bool needs_axis(const std::optional<cli::Moment>& moment) {
    return moment && !is_word(*moment);
}

} // namespace

Landmarks CaptureReplay::landmarks(const Window& within) {
    Landmarks found;
    output::PeakFinder peak_finder(filter_);
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

/// What is made of many sweeps ends at --at.
void CaptureReplay::resolve_words(Window& window) {
    const bool at_is_end = which_.at && which_.at->kind == cli::Moment::Kind::peak && presenter_.over_time();
    const std::optional<cli::Moment>& to = at_is_end ? which_.at : which_.to;
    const auto resolves = [](const std::optional<cli::Moment>& moment, cli::Moment::Kind no_bound) {
        return moment && is_word(*moment) && moment->kind != no_bound;
    };
    const bool from_resolves = resolves(which_.from, cli::Moment::Kind::first);
    const bool to_resolves = resolves(to, cli::Moment::Kind::last);
    if (!from_resolves && !to_resolves) {
        return;
    }
    const Landmarks found = landmarks(window);
    if (from_resolves) {
        const auto& from_us = which_.from->kind == cli::Moment::Kind::last ? found.last_us : found.peak_us;
        window.from_us = from_us.value_or(window.from_us);
    }
    if (to_resolves) {
        const auto& to_us = to->kind == cli::Moment::Kind::first ? found.first_us : found.peak_us;
        window.to_us = to_us.value_or(window.to_us);
    }
}

Window CaptureReplay::window() {
    Window window;
    if (which_.count) {
        window.sweeps_max = *which_.count;
    }
    if (!player_.index().sessions.empty()) {
        const model::Agent& first = player_.index().sessions.front();
        const auto moment = [&first](const std::optional<cli::Moment>& from, std::int64_t otherwise) {
            return from ? session::on_axis_us(*from, first).value_or(otherwise) : otherwise;
        };
        window.from_us = moment(which_.from, window.from_us);
        window.to_us = moment(which_.to, window.to_us);
        resolve_words(window);
        if (which_.duration_us) {
            window.to_us = std::min(window.to_us, std::max<std::int64_t>(window.from_us, 0) + *which_.duration_us);
        }
        window.to_us = std::min(window.to_us, moment(which_.at, window.to_us));
    }
    if (which_.at && which_.at->kind == cli::Moment::Kind::first) {
        window.sweeps_max = 1;
    }
    return window;
}

void CaptureReplay::play_window(const Window& window) {
    // Without a beginning everything is decoded, and damage told, unless a single moment is asked for.
    std::int64_t begin_us = window.from_us;
    if (needs_axis(which_.at) && !presenter_.over_time()) {
        begin_us = std::max(begin_us, window.to_us);
    }
    session::SweepPlace place;
    if (begin_us != std::numeric_limits<std::int64_t>::min()) {
        if (const auto point = session::key_point_before(player_.index(), begin_us)) {
            place.offset = point->offset;
        }
    }
    const bool peak = which_.at && which_.at->kind == cli::Moment::Kind::peak;
    output::PeakFinder peak_finder(filter_);
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
            if (!peak || peak_finder.add(sweep.board)) {
                shown_ = place;
            }
            return true;
        },
        &presenter_);
    shown_is_last_ = !past && shown_ && shown_->ordinal == place.ordinal && player_.session().board() != nullptr;
}

void CaptureReplay::tell_damage() const {
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

/// Where the time asked for could be.
std::string CaptureReplay::span_words() {
    if (!which_.from && !which_.to && !which_.at) {
        return "";
    }
    const Landmarks found = landmarks({});
    if (!found.first_us) {
        return "";
    }
    const auto& start_us = player_.index().sessions.front().start_wall_us;
    return "it spans " + format_elapsed(*found.first_us) + " to " + format_elapsed(*found.last_us) +
           (start_us ? ", " + format_utc(*start_us + *found.first_us) + " to " + format_utc(*start_us + *found.last_us)
                     : "");
}

bool CaptureReplay::run() {
    play_window(window());
    tell_damage();
    if (!shown_) {
        if (!player_.session().was_refused()) {
            base::say(Error{player_.source(), "no sweep in it can be used", span_words()});
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
