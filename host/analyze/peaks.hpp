// The moments a board had the least memory to spare: highest Rss, highest Pss (sums over the processes chosen) and
// lowest MemAvailable. Exact however long the session.
#pragma once

#include "host/analyze/usage_tracker.hpp"

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

/// The three peaks with what every process measured then.
class Peaks {
  public:
    /// Adds the present sweep of the tracker; to be called once per sweep. Of equal moments the first one stays.
    void add(const UsageTracker& tracker);

    /// Nothing when no sweep had that number.
    const std::optional<Peak>& operator[](PeakKind kind) const { return peaks_[static_cast<std::size_t>(kind)]; }

  private:
    void offer(PeakKind kind, std::optional<std::uint64_t> kb, const UsageTracker& tracker);

    std::array<std::optional<Peak>, k_peak_count> peaks_;
};

/// The sweep of a recording with the most memory: the moment `peak` of --at, --from and --to.
class PeakFinder {
  public:
    explicit PeakFinder(const Filter& filter) : tracker_(filter) {}

    /// Adds the next sweep. True when it has more of the chosen memory than every sweep before: Pss, or Rss where the
    /// kernel has no Pss. True for the first one.
    bool add(const model::Board& board);

  private:
    UsageTracker tracker_;
    std::optional<std::uint64_t> most_kb_;
};

} // namespace host::analyze
