// Which sweep of a recording had the most memory: what the word `peak` means for --at, --from and --to.
#pragma once

#include "host/analyze/running_usage.hpp"

#include <cstdint>
#include <optional>

namespace host::output {

class PeakFinder {
  public:
    explicit PeakFinder(const analyze::Filter& filter) : running_(filter) {}

    /// Takes the next sweep in; whether it has more of the chosen memory than every one before: PSS, or RSS where the
    /// kernel has no PSS. The first one has.
    bool add(const model::Board& board);

  private:
    analyze::RunningUsage running_;
    std::optional<std::uint64_t> most_kb_;
};

} // namespace host::output
