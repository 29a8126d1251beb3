#include "host/analyze/peaks.hpp"

namespace host::analyze {

std::string_view peak_name(PeakKind kind) {
    constexpr std::array<std::string_view, k_peak_count> names{"highest RSS", "highest PSS", "lowest MemAvailable"};
    return names[static_cast<std::size_t>(kind)];
}

void Peaks::offer(PeakKind kind, std::optional<std::uint64_t> kb, const UsageTracker& tracker) {
    std::optional<Peak>& peak = peaks_[static_cast<std::size_t>(kind)];
    if (!kb || (peak && (kind == PeakKind::available ? *kb >= peak->kb : *kb <= peak->kb))) {
        return;
    }
    peak = Peak{*kb, tracker.time_us(), {}};
    tracker.for_each([&](const ProcessUsage& process) {
        if (process.readable()) {
            peak->processes.push_back({process.pid, process.info.uid, process.program, process.totals.all});
        }
    });
}

void Peaks::add(const UsageTracker& tracker) {
    const Totals& sum = tracker.sum();
    if (sum.mappings() != 0) {
        offer(PeakKind::rss, sum[model::Field::rss], tracker);
        offer(PeakKind::pss, sum[model::Field::pss], tracker);
    }
    offer(PeakKind::available, tracker.meminfo()["MemAvailable"], tracker);
}

bool PeakFinder::add(const model::Board& board) {
    tracker_.update(board);
    const std::uint64_t pss_kb = tracker_.sum()[model::Field::pss].value_or(0);
    const std::uint64_t kb = pss_kb != 0 ? pss_kb : tracker_.sum()[model::Field::rss].value_or(0);
    if (most_kb_ && kb <= *most_kb_) {
        return false;
    }
    most_kb_ = kb;
    return true;
}

} // namespace host::analyze
