// --report frames: the stream itself, one row per sweep and process.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/decode/session_decoder.hpp"
#include "host/report/report.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace host::output {

class FrameLog {
  public:
    /// A row takes some 500 bytes; a day of five processes fits.
    static constexpr std::size_t k_rows_max = 500'000;

    explicit FrameLog(const analyze::Filter& filter, std::size_t rows_max = k_rows_max)
        : filter_(filter), rows_max_(rows_max) {}

    void sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder);

    /// The agent sends the costs of sweeps later, in an info record.
    void info(const std::string& source, const decode::Info& info);

    /// One report per board; the log is empty afterwards.
    std::vector<report::Report> take_reports();

  private:
    struct BoardFrames {
        report::Report report;
        std::map<std::uint64_t, std::size_t> first_row; ///< of a sweep number of this session
        std::uint64_t session_id = 0;
        std::size_t dropped = 0;          ///< rows, to bound memory
        std::size_t damages_unlisted = 0; ///< notes of damaged texts after the first ones
    };

    BoardFrames& frames_of(const model::Board& board);
    void drop_oldest(BoardFrames& frames) const;
    static void note_damage(const model::Process& process, BoardFrames& frames);

    const analyze::Filter& filter_;
    std::size_t rows_max_;
    std::vector<std::pair<std::string, BoardFrames>> boards_;
};

} // namespace host::output
