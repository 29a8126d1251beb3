// --report frames: the stream itself, one row per sweep and process.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/decode/session_decoder.hpp"
#include "host/report/report.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace host::run {

class FrameLog {
  public:
    explicit FrameLog(const analyze::Filter& filter) : filter_(filter) {}

    void sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder);

    /// Costs come later than their sweeps.
    void info(const std::string& source, const decode::Info& info);

    /// One per board.
    std::vector<report::Report> reports() const;

  private:
    struct OfBoard {
        report::Report report;
        std::map<model::Pid, std::size_t> text_bytes;   ///< of the last text; printing one anew costs its length
        std::map<std::uint64_t, std::size_t> first_row; ///< of a sweep number of this session
        std::uint64_t session_id = 0;
    };

    OfBoard& of(const model::Board& board);

    const analyze::Filter& filter_;
    std::vector<std::pair<std::string, OfBoard>> boards_;
};

} // namespace host::run
