// What reports over time and budgets need, gathered sweep by sweep: `series`, `growth`, `peak`, `diff` and --budget.
// The drivers show it every sweep they count; at the end it hands out the reports.
#pragma once

#include "host/analyze/budget.hpp"
#include "host/analyze/peaks.hpp"
#include "host/base/result.hpp"
#include "host/cli/options.hpp"
#include "host/report/reports.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::output {

class TimeReports {
  public:
    /// Reads the budget file. \errors --by, --measure or a budget that is not understood: usage errors.
    static Result<TimeReports> make(const cli::Options& options, const analyze::Filter& filter,
                                    const analyze::UserNames& users);

    /// False: nothing it makes was asked for, and sweep() does nothing.
    bool wanted() const { return report_ != nullptr || !limits_.empty(); }

    /// Takes the board's present sweep in; boards are told apart by their source. Returns a sentence for each limit
    /// that was broken for the first time.
    std::vector<std::string> sweep(const model::Board& board);

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
    /// Everything of one board.
    struct OfBoard {
        OfBoard(const analyze::Filter& filter, const std::vector<analyze::Limit>& limits)
            : history(filter), monitor(limits) {}

        analyze::History history;
        analyze::Peaks peaks;
        analyze::BudgetMonitor monitor;
        std::optional<analyze::BoardUsage> first;
        report::Origin origin;
        std::vector<std::pair<std::string, std::uint64_t>> meminfo_kb;
    };

    TimeReports(const analyze::Filter& filter, const analyze::UserNames& users) : filter_(filter), users_(users) {}

    OfBoard& of(const model::Board& board);
    static analyze::BoardUsage last_usage(const OfBoard& board);

    analyze::Filter filter_;
    analyze::UserNames users_;
    const report::ReportEntry* report_ = nullptr; ///< null: another unit makes the requested report
    report::HistoryOptions report_options_;
    std::vector<analyze::Limit> limits_;
    std::vector<std::unique_ptr<OfBoard>> boards_; ///< in order of appearance
};

} // namespace host::output
