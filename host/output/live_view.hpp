// What a live session prints after its first report: a line per process and sweep, and at the end what came of it.
// For more than 8 processes a line for the board and the five largest changes.
#pragma once

#include "host/analyze/usage_tracker.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace host::output {

/// The columns, in kB.
struct Figures {
    std::optional<std::uint64_t> rss, pss, uss, heap, stack, swap;
};

class LiveView {
  public:
    /// The lines of this sweep, which `usage` has followed. `label` stands before every line when several boards are
    /// watched.
    std::string sweep(const model::Board& board, const analyze::UsageTracker& usage, const std::string& label);

    /// Peaks, and changes from first to last. Of processes that ended: k_ended_max, those with the largest peaks.
    std::string closing() const;

    static constexpr std::size_t k_ended_max = 64; ///< of a board
    /// Processes that something is kept of.
    std::size_t followed() const;

  private:
    struct Followed {
        std::string label; ///< with the board before it when several are watched
        std::string who;   ///< pid and program
        Figures first, last;
        std::uint64_t rss_peak = 0;
        std::int64_t peak_us = 0;
        std::uint64_t sweeps = 0;
        std::optional<std::int64_t> change_kb; ///< of RSS, in this sweep
        bool seen = false;                     ///< in this sweep
        bool was_seen = false;                 ///< in the sweep before
    };
    struct OfBoard {
        Followed board;
        std::map<std::pair<model::Pid, std::uint64_t>, Followed> processes; ///< pid and start time
        std::uint64_t left_out = 0; ///< processes that ended and are no longer there
    };
    using Ended = decltype(OfBoard::processes)::iterator;

    void follow(Followed& followed, const Figures& figures, std::int64_t time_us);
    static void forget_ended(OfBoard& of, const model::Board& board);
    std::string process_lines(OfBoard& of, const model::Board& board, const std::string& label);
    std::string board_lines(OfBoard& of, const model::Board& board, const analyze::UsageTracker& usage,
                            const std::string& label);
    static std::string largest_changes(const OfBoard& of, const model::Board& board, const std::string& label);
    std::string header_once();

    std::map<std::string, OfBoard> boards_; ///< by source
    bool header_shown_ = false;
};

} // namespace host::output
