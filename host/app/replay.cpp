#include "host/app/replay.hpp"

#include "host/app/capture_replay.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/capture/detect_format.hpp"
#include "host/output/presenter.hpp"
#include "host/procfs/archive.hpp"
#include "host/procfs/proc_source.hpp"

#include <array>
#include <list>

namespace host::app {
namespace {

/// All files of a command line.
class Replay {
  public:
    Replay(const cli::Settings& settings, output::TimeReports& time_reports)
        : settings_(settings),
          presenter_(settings, time_reports, output::Presenter::Mode::recorded, settings.options.sources.size() > 1) {}

    ExitCode run();
    ExitCode run(const std::string& source, std::unique_ptr<capture::InputFile> stream);

  private:
    bool open(const std::string& path);
    bool play(const std::string& source, std::unique_ptr<capture::InputFile> stream);
    ExitCode finish(bool any_failed);
    static bool open_archive(const std::string& archive, model::Board& board);
    bool wants_stream(const std::string& path) const;
    bool open_text(const std::string& path, capture::InputFile& file, capture::Content content);

    const cli::Settings& settings_;
    output::Presenter presenter_;
    std::list<session::CapturePlayer> players_;
    std::list<model::Board> texts_;
    std::vector<const model::Board*> boards_;
};

bool Replay::open_archive(const std::string& archive, model::Board& board) {
    const procfs::ArchiveContents contents = procfs::read_archive(archive, board);
    if (contents.damaged_at) {
        base::say(board.source + ": offset " + std::to_string(*contents.damaged_at) +
                  ": damaged or cut; what stands before is used");
    }
    if (contents.processes == 0) {
        base::say(Error{board.source, "no process in this archive", "smemcap makes such ones"});
    }
    return contents.processes != 0;
}

/// What is taken from a stream cannot be had of a file of text; an empty report would hide that.
bool Replay::wants_stream(const std::string& path) const {
    const bool frames = settings_.options.report == "frames";
    if (frames || !settings_.options.how.extract.empty()) {
        base::say(Error{path,
                        std::string("is no capture, ") + (frames ? "--report frames" : "--extract") + " needs one",
                        "--import of a folder of snapshots makes one with --record"});
        return true;
    }
    return false;
}

bool Replay::open_text(const std::string& path, capture::InputFile& file, capture::Content content) {
    if (wants_stream(path)) {
        return false;
    }
    std::string text(file.size(), '\0');
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size());
    for (std::size_t at = 0, size = 1; size != 0; at += size) {
        size = file.read_at(at, bytes.subspan(at));
    }
    model::Board& board = texts_.emplace_back();
    board.source = path;
    if (content == capture::Content::smaps) {
        procfs::read_smaps_text(text, board);
    } else if (!open_archive(text, board)) {
        return false;
    }
    boards_.push_back(&board);
    presenter_.sweep(board);
    return true;
}

bool Replay::open(const std::string& path) {
    auto file = capture::InputFile::open(path);
    if (!file) {
        base::say(file.error());
        return false;
    }
    std::vector<std::uint8_t> head(64 * 1024);
    head.resize((*file)->read_at(0, head));
    switch (capture::content_of(head)) {
    case capture::Content::empty: base::say(Error{path, "is empty", ""}); return false;
    case capture::Content::foreign:
        base::say(Error{path, "neither a capture nor smaps text nor a smemcap archive", "record one with --record"});
        return false;
    case capture::Content::gzip:
        base::say(Error{path, "is compressed with gzip", "zcat it into --replay -"});
        return false;
    case capture::Content::tar:
    case capture::Content::smaps: return open_text(path, **file, capture::content_of(head));
    case capture::Content::capture: break;
    }
    return play(path, *std::move(file));
}

bool Replay::play(const std::string& source, std::unique_ptr<capture::InputFile> stream) {
    session::CapturePlayer& player = players_.emplace_back(source, std::move(stream));
    if (!CaptureReplay(settings_, presenter_, player).run()) {
        return false;
    }
    boards_.push_back(player.session().board());
    return true;
}

ExitCode Replay::finish(bool any_failed) {
    const ExitCode shown = boards_.empty() ? ExitCode::failed : presenter_.finish(boards_);
    return base::interrupted() ? ExitCode::interrupted : with_failure(shown, any_failed);
}

ExitCode Replay::run() {
    bool any_failed = false;
    for (const cli::Source& source : settings_.options.sources) {
        any_failed = !open(source.where) || any_failed;
    }
    return finish(any_failed);
}

ExitCode Replay::run(const std::string& source, std::unique_ptr<capture::InputFile> stream) {
    const bool played = play(source, std::move(stream));
    return finish(!played);
}

} // namespace

ExitCode replay(const cli::Settings& settings, output::TimeReports& time_reports) {
    base::catch_interrupts();
    return Replay(settings, time_reports).run();
}

ExitCode replay_stream(const cli::Settings& settings, output::TimeReports& time_reports, const std::string& source,
                       std::vector<std::uint8_t> stream) {
    return Replay(settings, time_reports).run(source, std::make_unique<capture::InputFile>(std::move(stream)));
}

} // namespace host::app
