#include "host/analyze/peaks.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

std::optional<std::uint64_t> available(const model::Board& board) {
    const auto found = std::find_if(board.meminfo_kb.begin(), board.meminfo_kb.end(),
                                    [](const auto& line) { return line.first == "MemAvailable"; });
    return found == board.meminfo_kb.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

std::string_view peak_name(PeakKind kind) {
    constexpr std::array<std::string_view, k_peak_count> names{"highest RSS", "highest PSS", "lowest MemAvailable"};
    return names[static_cast<std::size_t>(kind)];
}

void Peaks::offer(PeakKind kind, std::optional<std::uint64_t> kb, const model::Board& board,
                  const RunningUsage& running) {
    std::optional<Peak>& peak = peaks_[static_cast<std::size_t>(kind)];
    if (!kb || (peak && (kind == PeakKind::available ? *kb >= peak->kb : *kb <= peak->kb))) {
        return;
    }
    peak = Peak{*kb, board.sweep.time_us, {}};
    running.for_each([&](const ProcessUsage& process) {
        if (process.readable()) {
            peak->processes.push_back({process.pid, process.info.uid, process.program, process.totals.all});
        }
    });
}

void Peaks::add(const model::Board& board, const RunningUsage& running) {
    Totals sum;
    running.for_each([&](const ProcessUsage& process) { sum += process.totals.all; });
    if (sum.mappings() != 0) {
        offer(PeakKind::rss, sum[model::Field::rss], board, running);
        offer(PeakKind::pss, sum[model::Field::pss], board, running);
    }
    offer(PeakKind::available, available(board), board, running);
}

} // namespace host::analyze
