#include "host/run/replay.hpp"

#include "host/base/time_text.hpp"
#include "host/run/archive.hpp"
#include "host/run/capture_player.hpp"
#include "host/run/heaviest.hpp"
#include "host/run/interrupt.hpp"
#include "host/run/messages.hpp"
#include "host/run/presenter.hpp"
#include "host/run/proc_source.hpp"
#include "host/run/timeline.hpp"
#include "host/store/content.hpp"

#include <array>
#include <limits>
#include <list>

namespace host::run {
namespace {

constexpr std::int64_t k_end_of_time = std::numeric_limits<std::int64_t>::max();

/// The part of a recording that is wanted, on its axis.
struct Window {
    std::int64_t from_us = std::numeric_limits<std::int64_t>::min();
    std::int64_t to_us = k_end_of_time;
    std::uint64_t sweeps_max = std::numeric_limits<std::uint64_t>::max();
};

/// Times that words stand for; all there when there is a sweep.
struct Landmarks {
    std::optional<std::int64_t> first_us, last_us, peak_us;
};

bool is_word(const Moment& moment) {
    return moment.kind != Moment::Kind::offset && moment.kind != Moment::Kind::utc;
}

bool needs_axis(const std::optional<Moment>& moment) {
    return moment && !is_word(*moment);
}

/// One capture: which sweeps count, and which one is shown at the end.
class CaptureReplay {
  public:
    CaptureReplay(const Settings& settings, Presenter& presenter, CapturePlayer& player)
        : which_(settings.options.which), filter_(settings.filter), presenter_(presenter), player_(player) {}

    /// False, and told, when there is nothing to show.
    bool run();

  private:
    Landmarks landmarks(const Window& within);
    void resolve_words(Window& window);
    Window window();
    void play_window(const Window& window);
    void tell_damage() const;
    std::string span_words();

    const Which& which_;
    const analyze::Filter& filter_;
    Presenter& presenter_;
    CapturePlayer& player_;
    std::optional<SweepPlace> shown_; ///< the sweep that is shown
    bool shown_is_last_ = false;      ///< and the player stands there already
};

Landmarks CaptureReplay::landmarks(const Window& within) {
    Landmarks found;
    Heaviest heaviest(filter_);
    player_.play(0, [&](const decode::Sweep& sweep, const decode::SessionDecoder&) {
        const std::int64_t time_us = sweep.board.sweep.time_us;
        if (time_us >= within.from_us && time_us <= within.to_us) {
            found.first_us = found.first_us.value_or(time_us);
            found.last_us = time_us;
            found.peak_us = heaviest.add(sweep.board) ? time_us : found.peak_us;
        }
        return !interrupted();
    });
    return found;
}

/// What is made of many sweeps ends at --at.
void CaptureReplay::resolve_words(Window& window) {
    const bool at_is_end = which_.at && which_.at->kind == Moment::Kind::peak && presenter_.over_time();
    const std::optional<Moment>& to = at_is_end ? which_.at : which_.to;
    const auto resolves = [](const std::optional<Moment>& moment, Moment::Kind no_bound) {
        return moment && is_word(*moment) && moment->kind != no_bound;
    };
    const bool from_resolves = resolves(which_.from, Moment::Kind::first);
    const bool to_resolves = resolves(to, Moment::Kind::last);
    if (!from_resolves && !to_resolves) {
        return;
    }
    const Landmarks found = landmarks(window);
    if (from_resolves) {
        const auto& from_us = which_.from->kind == Moment::Kind::last ? found.last_us : found.peak_us;
        window.from_us = from_us.value_or(window.from_us);
    }
    if (to_resolves) {
        const auto& to_us = to->kind == Moment::Kind::first ? found.first_us : found.peak_us;
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
        const auto moment = [&first](const std::optional<Moment>& from, std::int64_t otherwise) {
            return from ? on_axis_us(*from, first).value_or(otherwise) : otherwise;
        };
        window.from_us = moment(which_.from, window.from_us);
        window.to_us = moment(which_.to, window.to_us);
        resolve_words(window);
        if (which_.duration_us) {
            window.to_us = std::min(window.to_us, std::max<std::int64_t>(window.from_us, 0) + *which_.duration_us);
        }
        window.to_us = std::min(window.to_us, moment(which_.at, window.to_us));
    }
    if (which_.at && which_.at->kind == Moment::Kind::first) {
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
    SweepPlace place;
    if (begin_us != std::numeric_limits<std::int64_t>::min()) {
        if (const auto point = key_point_before(player_.index(), begin_us)) {
            place.offset = point->offset;
        }
    }
    const bool peak = which_.at && which_.at->kind == Moment::Kind::peak;
    Heaviest heaviest(filter_);
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
            if (!peak || heaviest.add(sweep.board)) {
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
        say(player_.source() + ": offset " + std::to_string(line.first_skipped) + ": no frames there; " + bytes +
            " skipped");
    } else {
        say(player_.source() + ": offset " + std::to_string(line.first_skipped) + ": damaged; " +
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
            say(Error{player_.source(), "no sweep in it can be used", span_words()});
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

/// All files of a command line.
class Replay {
  public:
    Replay(const Settings& settings, Gathering& gathering)
        : settings_(settings),
          presenter_(settings, gathering, Presenter::Mode::recorded, settings.options.sources.size() > 1) {}

    ExitCode run();

  private:
    bool open(const std::string& path);
    static bool open_archive(const std::string& archive, model::Board& board);
    bool open_text(const std::string& path, store::InputFile& file, store::Content content);

    const Settings& settings_;
    Presenter presenter_;
    std::list<CapturePlayer> players_;
    std::list<model::Board> texts_;
    std::vector<const model::Board*> boards_;
};

bool Replay::open_archive(const std::string& archive, model::Board& board) {
    const ArchiveContents contents = read_archive(archive, board);
    if (contents.damaged_at) {
        say(board.source + ": offset " + std::to_string(*contents.damaged_at) +
            ": damaged or cut; what stands before is used");
    }
    if (contents.processes == 0) {
        say(Error{board.source, "no process in this archive", "smemcap makes such ones"});
    }
    return contents.processes != 0;
}

bool Replay::open_text(const std::string& path, store::InputFile& file, store::Content content) {
    std::string text(file.size(), '\0');
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size());
    for (std::size_t at = 0, size = 1; size != 0; at += size) {
        size = file.read_at(at, bytes.subspan(at));
    }
    model::Board& board = texts_.emplace_back();
    board.source = path;
    if (content == store::Content::smaps) {
        read_smaps_text(text, board);
    } else if (!open_archive(text, board)) {
        return false;
    }
    boards_.push_back(&board);
    presenter_.sweep(board);
    return true;
}

bool Replay::open(const std::string& path) {
    auto file = store::InputFile::open(path);
    if (!file) {
        say(file.error());
        return false;
    }
    std::vector<std::uint8_t> head(64 * 1024);
    head.resize((*file)->read_at(0, head));
    switch (store::content_of(head)) {
    case store::Content::empty: say(Error{path, "is empty", ""}); return false;
    case store::Content::foreign:
        say(Error{path, "neither a capture nor smaps text nor a smemcap archive", "record one with --record"});
        return false;
    case store::Content::gzip: say(Error{path, "is compressed with gzip", "zcat it into --replay -"}); return false;
    case store::Content::tar:
    case store::Content::smaps: return open_text(path, **file, store::content_of(head));
    case store::Content::capture: break;
    }
    CapturePlayer& player = players_.emplace_back(path, *std::move(file));
    if (!CaptureReplay(settings_, presenter_, player).run()) {
        return false;
    }
    boards_.push_back(player.session().board());
    return true;
}

ExitCode Replay::run() {
    catch_interrupts();
    bool good = true;
    for (const Source& source : settings_.options.sources) {
        good = open(source.where) && good;
    }
    const ExitCode shown = boards_.empty() ? ExitCode::failed : presenter_.finish(boards_);
    if (interrupted()) {
        return ExitCode::interrupted;
    }
    return good ? shown : ExitCode::failed;
}

} // namespace

ExitCode replay(const Settings& settings, Gathering& gathering) {
    return Replay(settings, gathering).run();
}

} // namespace host::run
