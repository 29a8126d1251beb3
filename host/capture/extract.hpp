// --extract: the files of /proc as they were on the board, so that any other tool, and --import, can read them.
#pragma once

#include "host/base/result.hpp"
#include "host/decode/session_decoder.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace host::capture {

class Extractor {
  public:
    using Chosen = std::function<bool(const model::Process&)>;

    /// `chosen`: which processes are written.
    Extractor(std::string directory, Chosen chosen) : directory_(std::move(directory)), chosen_(std::move(chosen)) {}

    /// One moment: DIRECTORY/proc/PID/{smaps,cmdline,limits,stat,status} of each process and DIRECTORY/proc/meminfo.
    /// smaps are the kernel's bytes; the other files hold what was sent.
    Result<void> moment(const model::Board& board, const decode::SessionDecoder& decoder);

    /// The same below DIRECTORY/NNNNNN, the number of the sweep, and the sweep's line in DIRECTORY/times.tsv.
    Result<void> sweep(const model::Board& board, const decode::SessionDecoder& decoder);

  private:
    std::uint64_t number_of(const model::Board& board);
    Result<void> add_time(const std::string& name, const model::Board& board, const decode::SessionDecoder& decoder);
    Result<void> write(const model::Board& board, const decode::SessionDecoder& decoder, const std::string& directory);

    std::string directory_;
    Chosen chosen_;
    std::optional<std::uint64_t> session_; ///< of the last sweep
    std::uint64_t session_base_ = 0, last_number_ = 0;
    std::ofstream times_;
};

} // namespace host::capture
