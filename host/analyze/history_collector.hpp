// What reports over time and budgets need of each board, collected sweep by sweep.
#pragma once

#include "host/analyze/budget.hpp"
#include "host/analyze/peaks.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace host::analyze {

/// Everything collected of one board.
struct BoardHistory {
    BoardHistory(const Filter& filter, const std::vector<Limit>& limits) : usage(filter), monitor(limits) {}

    UsageTracker usage; ///< as of the last sweep
    History history;
    Peaks peaks;
    BudgetMonitor monitor;
    BoardUsage first; ///< of the first sweep
};

class HistoryCollector {
  public:
    /// `over_time` false: only BoardHistory::usage is kept up to date.
    HistoryCollector(Filter filter, std::vector<Limit> limits, bool over_time)
        : filter_(std::move(filter)), limits_(std::move(limits)), over_time_(over_time) {}

    /// Adds the present sweep of a board; boards are told apart by their source.
    const BoardHistory& add(const model::Board& board);

    /// In order of appearance.
    const std::vector<std::unique_ptr<BoardHistory>>& boards() const { return boards_; }

    const std::vector<Limit>& limits() const { return limits_; }

  private:
    BoardHistory& history_of(std::string_view source);

    Filter filter_;
    std::vector<Limit> limits_;
    bool over_time_;
    std::vector<std::unique_ptr<BoardHistory>> boards_;
};

} // namespace host::analyze
