// The moments a board had the least to spare: highest Rss, highest Pss (sums over the processes chosen) and lowest
// MemAvailable, each with what every process measured then. Kept sweep by sweep, exact however long the session.
#pragma once

#include "host/analyze/running_usage.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::analyze {

enum class PeakKind : std::uint8_t { rss, pss, available };
inline constexpr std::size_t k_peak_count = 3;

/// "highest RSS", "highest PSS", "lowest MemAvailable".
std::string_view peak_name(PeakKind kind);

struct PeakProcess {
    model::Pid pid = 0;
    std::optional<std::uint32_t> uid;
    std::string program;
    Totals totals;
};

struct Peak {
    std::uint64_t kb = 0;
    std::int64_t time_us = 0;
    std::vector<PeakProcess> processes; ///< the readable ones
};

class Peaks {
  public:
    /// To be called once per sweep, after `running` was brought up to it. Of equal moments the first one stays.
    void add(const model::Board& board, const RunningUsage& running);

    /// Nothing when no sweep had that number.
    const std::optional<Peak>& operator[](PeakKind kind) const { return peaks_[static_cast<std::size_t>(kind)]; }

  private:
    void offer(PeakKind kind, std::optional<std::uint64_t> kb, const model::Board& board, const RunningUsage& running);

    std::array<std::optional<Peak>, k_peak_count> peaks_;
};

} // namespace host::analyze
