// Decides what is printed when: the one place where sweeps become output. A recorded session prints a report at its
// end. A live session prints a report of the first sweep, then lines per sweep, then the peaks and changes.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/capture/extract.hpp"
#include "host/cli/settings.hpp"
#include "host/model/board.hpp"
#include "host/output/choice_check.hpp"
#include "host/output/frame_log.hpp"
#include "host/output/live_view.hpp"
#include "host/output/time_reports.hpp"
#include "host/session/session.hpp"

#include <set>
#include <span>
#include <string>

namespace host::output {

class Presenter final : public session::Audience {
  public:
    enum class Mode : std::uint8_t { recorded, live };

    /// With `several` boards, each text names its board.
    Presenter(const cli::Settings& settings, TimeReports& time_reports, Mode mode, bool several)
        : settings_(settings), time_reports_(time_reports), mode_(mode), several_(several), frames_(settings.filter),
          choice_(settings), extractor_(settings.options.how.extract, [&settings](const model::Process& process) {
              return settings.filter.accepts(process);
          }) {}

    /// Takes the next sweep of a board.
    void sweep(const model::Board& board);

    bool sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) override;
    void info(const std::string& source, const decode::Info& info) override { frames_.info(source, info); }

    /// --extract of the moment asked for by --at.
    void extract_moment(const model::Board& board, const decode::SessionDecoder& decoder);

    /// The end of all sessions. `boards`: those that can be shown as they are now.
    ExitCode finish(std::span<const model::Board* const> boards);

    /// True once stdout is closed or a report could not be produced; the caller should stop.
    bool failed() const { return failed_; }

    std::uint64_t sweeps() const { return sweeps_; }

    /// Whether the requested report or budget needs many sweeps.
    bool over_time() const;

  private:
    void print(const std::string& text);
    void print(const Result<std::string>& text);
    void live_text(const model::Board& board, const analyze::UsageTracker& usage, const std::string& report);
    void print_report(const std::string& name, std::span<const model::Board* const> boards);

    ExitCode report_budgets();
    void note(const Result<void>& done);

    const cli::Settings& settings_;
    TimeReports& time_reports_;
    Mode mode_;
    bool several_;
    LiveView view_;
    FrameLog frames_;
    ChoiceCheck choice_;
    capture::Extractor extractor_;
    std::set<std::string> reported_; ///< sources whose first report is out
    std::uint64_t sweeps_ = 0;
    bool failed_ = false;
    bool misused_ = false; ///< a column or level that the report does not have
};

} // namespace host::output
