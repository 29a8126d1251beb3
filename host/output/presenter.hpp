// Decides what is printed when: the one place where sweeps become output. Recorded sessions show a report at their end;
// live ones a report of the first sweep, then lines, then what came of it.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/model/board.hpp"
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

    /// `several`: boards are told apart in what is printed.
    Presenter(const cli::Settings& settings, TimeReports& time_reports, Mode mode, bool several)
        : settings_(settings), time_reports_(time_reports), mode_(mode), several_(several), view_(settings),
          frames_(settings.filter) {}

    /// A board has made a sweep.
    void sweep(const model::Board& board);

    bool sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) override;
    void info(const std::string& source, const decode::Info& info) override { frames_.info(source, info); }

    /// --extract of the moment asked for by --at.
    void extract_moment(const model::Board& board, const decode::SessionDecoder& decoder);

    /// The end of all sessions. `boards`: those that can be shown as they are now.
    ExitCode finish(std::span<const model::Board* const> boards);

    /// Something was printed that nobody reads any more, or something cannot be made: time to end.
    bool failed() const { return failed_; }

    std::uint64_t sweeps() const { return sweeps_; }

    /// Whether what is asked for is made of many sweeps.
    bool over_time() const;

  private:
    void print(const std::string& text);
    void print(const Result<std::string>& text);
    void live_text(const model::Board& board, const std::string& report);
    std::uint64_t extracted_number(const model::Board& board);
    bool missing_pids(std::span<const model::Board* const> boards, bool over_time) const;
    void print_report(const std::string& name, std::span<const model::Board* const> boards);
    bool nothing_chosen(std::span<const model::Board* const> boards) const;

    ExitCode report_budgets();
    void note(const Result<void>& done);

    const cli::Settings& settings_;
    TimeReports& time_reports_;
    Mode mode_;
    bool several_;
    LiveView view_;
    FrameLog frames_;
    std::set<std::string> reported_;                 ///< sources whose first report is out
    std::optional<std::uint64_t> extracted_session_; ///< of the last sweep that --extract wrote
    std::uint64_t extracted_base_ = 0, extracted_last_ = 0;
    std::uint64_t sweeps_ = 0;
    std::set<std::uint32_t> pids_seen_; ///< of those asked for
    bool failed_ = false;
    bool misused_ = false; ///< a column or level that the report does not have
    bool chosen_ = false;  ///< some sweep had something that --name, --user, --class and --map choose
};

} // namespace host::output
