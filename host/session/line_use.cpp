#include "host/session/line_use.hpp"

#include <array>
#include <cstdio>

namespace host::session {
namespace {

constexpr double k_bits_per_byte = 10; // 8N1: start, eight, stop

std::string counted(std::uint64_t count, const char* one, const char* more) {
    return std::to_string(count) + " " + (count == 1 ? one : more);
}

std::string decimal(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

} // namespace

bool lost_something(const LineUse& use) {
    return use.counts.lost != 0 || use.counts.damaged != 0;
}

std::string line_sentence(const LineUse& use) {
    const double seconds = std::chrono::duration<double>(use.heard).count();
    std::string text = counted(use.counts.bytes, "byte", "bytes") + " in " + decimal(seconds) + " s";
    if (use.baud != 0 && seconds > 0) {
        const double used = static_cast<double>(use.counts.bytes) * k_bits_per_byte / (seconds * use.baud);
        text += ", " + decimal(100 * used) + " % of " + std::to_string(use.baud) + " baud";
    }
    text += lost_something(use) ? "; " + counted(use.counts.lost, "frame", "frames") + " lost, " +
                                      std::to_string(use.counts.damaged) + " damaged"
                                : "; nothing lost";
    if (use.counts.skipped_bytes != 0) {
        text += ", " + counted(use.counts.skipped_bytes, "byte", "bytes") + " of something else";
    }
    if (use.sweeps_skipped != 0) {
        text += "; " + counted(use.sweeps_skipped, "sweep", "sweeps") + " skipped by the agent";
    }
    return text;
}

} // namespace host::session
