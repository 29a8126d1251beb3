#include "host/analyze/history_collector.hpp"

#include <algorithm>

namespace host::analyze {

BoardHistory& HistoryCollector::history_of(std::string_view source) {
    const auto found = std::find_if(boards_.begin(), boards_.end(),
                                    [&](const auto& known) { return known->usage.source() == source; });
    if (found != boards_.end()) {
        return **found;
    }
    return *boards_.emplace_back(std::make_unique<BoardHistory>(filter_, limits_));
}

const BoardHistory& HistoryCollector::add(const model::Board& board) {
    BoardHistory& known = history_of(board.source);
    known.usage.update(board);
    if (over_time_) {
        known.history.add(known.usage);
        known.peaks.add(known.usage);
        known.monitor.add(known.usage);
        if (known.history.sweeps() + known.history.sweeps_out_of_order() == 1) {
            known.first = known.usage.board_usage();
        }
    }
    return known;
}

} // namespace host::analyze
