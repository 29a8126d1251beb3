#include "host/report/consistency.hpp"

namespace host::report {
namespace {

constexpr std::size_t k_named_max = 3;

/// VMAs that begin before the one printed before them ends. Linux 2.6.22 to 2.6.24 print [vdso] twice on i386.
std::size_t overlapping(const model::Snapshot& snapshot) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < snapshot.mappings.size(); ++i) {
        const model::Mapping& mapping = snapshot.mappings[i];
        count += mapping.start < snapshot.mappings[i - 1].end && mapping.file->name != "[vdso]" ? 1 : 0;
    }
    return count;
}

} // namespace

std::string consistency_note(const model::Process& process) {
    std::string doubts;
    if (const std::size_t count = overlapping(process.snapshot); count != 0) {
        doubts = std::to_string(count) +
                 (count == 1 ? " mapping overlaps the mapping" : " mappings overlap the mappings") +
                 " before; counted as printed";
    }
    if (process.status == model::Status::changed) {
        doubts += std::string(doubts.empty() ? "" : "; ") + "it started another program while it was read";
    }
    const std::string program = process.program();
    return doubts.empty() ? doubts
                          : "Inconsistent snapshot of " + program + (program.empty() ? "pid " : " (pid ") +
                                std::to_string(process.pid) + (program.empty() ? ": " : "): ") + doubts + '.';
}

void add_consistency_notes(const Context& context, Report& report) {
    std::size_t count = 0;
    for (const auto& [pid, process] : context.board.processes) {
        std::string sentence = context.filter.accepts(process) ? consistency_note(process) : std::string();
        if (!sentence.empty() && ++count <= k_named_max) {
            report.notes.push_back(std::move(sentence));
        }
    }
    if (count > k_named_max) {
        const std::size_t more = count - k_named_max;
        report.notes.push_back(std::to_string(more) + (more == 1 ? " more snapshot is" : " more snapshots are") +
                               " inconsistent.");
    }
}

} // namespace host::report
