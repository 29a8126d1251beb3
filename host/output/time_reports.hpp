// The reports over time, `series`, `growth`, `peak` and `diff`, and what became of --budget. The drivers show it every
// sweep they count; at the end it builds the reports.
#pragma once

#include "host/analyze/history_collector.hpp"
#include "host/base/result.hpp"
#include "host/cli/options.hpp"
#include "host/report/reports.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace host::output {

class TimeReports {
  public:
    /// Reads the budget file. \errors --by, --measure or a budget that is not understood: usage errors.
    static Result<TimeReports> make(const cli::Options& options, const analyze::Filter& filter,
                                    const analyze::UserNames& users);

    /// False: none of its reports is asked for, and sweep() only keeps the usage of the board up to date.
    bool wanted() const { return wanted_; }

    struct Sweep {
        const analyze::UsageTracker& usage; ///< of the board, up to date
        std::vector<std::string> broken;    ///< a sentence for each limit that was broken for the first time
    };
    /// Adds the board's present sweep; boards are told apart by their source.
    Sweep sweep(const model::Board& board);

    /// The report over time asked for, one per board; `diff` of two boards compares their last sweeps, of one its first
    /// and last. \errors a `diff` of more than two.
    Result<std::vector<report::Report>> reports() const;

    /// What became of the budget.
    struct Outcome {
        std::vector<report::Report> reports;   ///< one per board; empty without --budget
        std::vector<std::string> broken;       ///< sentences that sweep() could not return: of growth
        std::vector<std::string> not_measured; ///< sentences
        bool any_broken = false;
    };
    Outcome budget_outcome() const;

  private:
    TimeReports(const analyze::Filter& filter, std::vector<analyze::Limit> limits, const report::ReportEntry* report,
                const analyze::UserNames& users);

    Result<std::vector<report::Report>> diff() const;

    bool wanted_;
    analyze::HistoryCollector collector_;
    analyze::UserNames users_;
    const report::ReportEntry* report_; ///< null: another unit makes the requested report
    report::HistoryOptions report_options_;
};

} // namespace host::output
