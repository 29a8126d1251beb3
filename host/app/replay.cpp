#include "host/app/replay.hpp"

#include "host/app/capture_replay.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/capture/detect_format.hpp"
#include "host/capture/unpack.hpp"
#include "host/output/presenter.hpp"
#include "host/procfs/archive.hpp"
#include "host/procfs/proc_source.hpp"

#include <array>
#include <list>

namespace host::app {
namespace {

capture::Format format_of(capture::InputFile& file) {
    std::vector<std::uint8_t> head(64 * 1024);
    head.resize(file.read_at(0, head));
    return capture::detect_format(head);
}

/// The content of a compressed file, in memory. Null, with a message, when it cannot be unpacked.
std::unique_ptr<capture::InputFile> unpacked(const std::string& path, capture::InputFile& file) {
    auto content = capture::unpack(file, path);
    if (!content) {
        base::say(content.error());
        return nullptr;
    }
    if (content->damage) {
        base::say(*content->damage);
    }
    return std::make_unique<capture::InputFile>(std::move(content->bytes));
}

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
    bool open_text(const std::string& path, capture::InputFile& file, capture::Format format);

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
                  ": damaged or cut; what is before it is used");
    }
    if (contents.too_large) {
        base::say(Error{board.source, "has more than 1 GiB of text", "make an archive of fewer processes"});
        return false;
    }
    if (contents.processes == 0) {
        base::say(Error{board.source, "no process in this archive", "use one that smemcap made"});
    }
    return contents.processes != 0;
}

/// What needs a stream is refused for a file of text; an empty report would hide that.
bool Replay::wants_stream(const std::string& path) const {
    const bool frames = settings_.options.report == "frames";
    if (frames || !settings_.options.how.extract.empty()) {
        base::say(Error{path,
                        std::string("is not a capture, ") + (frames ? "--report frames" : "--extract") + " needs one",
                        "--import of a folder of snapshots makes one with --record"});
        return true;
    }
    return false;
}

bool Replay::open_text(const std::string& path, capture::InputFile& file, capture::Format format) {
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
    if (format == capture::Format::smaps) {
        procfs::read_smaps_text(text, board);
    } else if (!open_archive(text, board)) {
        return false;
    }
    boards_.push_back(&board);
    presenter_.sweep(board);
    return true;
}

bool Replay::open(const std::string& path) {
    auto opened = capture::InputFile::open(path);
    if (!opened) {
        base::say(opened.error());
        return false;
    }
    std::unique_ptr<capture::InputFile> file = *std::move(opened);
    capture::Format format = format_of(*file);
    if (format == capture::Format::compressed) {
        if (file = unpacked(path, *file); file == nullptr) {
            return false;
        }
        format = format_of(*file);
    }
    switch (format) {
    case capture::Format::empty: base::say(Error{path, "is empty", ""}); return false;
    case capture::Format::compressed:
    case capture::Format::unknown:
        base::say(Error{path, "is not a capture, smaps text or smemcap archive", "record one with --record"});
        return false;
    case capture::Format::tar:
    case capture::Format::smaps: return open_text(path, *file, format);
    case capture::Format::capture: break;
    }
    return play(path, std::move(file));
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
