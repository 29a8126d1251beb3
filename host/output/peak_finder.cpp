#include "host/output/peak_finder.hpp"

namespace host::output {

bool PeakFinder::add(const model::Board& board) {
    running_.update(board);
    analyze::Totals sum;
    running_.for_each([&](const analyze::ProcessUsage& process) { sum += process.totals.all; });
    const std::uint64_t pss_kb = sum[model::Field::pss].value_or(0);
    const std::uint64_t kb = pss_kb != 0 ? pss_kb : sum[model::Field::rss].value_or(0);
    if (most_kb_ && kb <= *most_kb_) {
        return false;
    }
    most_kb_ = kb;
    return true;
}

} // namespace host::output
