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

std::string torn_sentence(const model::Process& process) {
    std::string doubts;
    if (const std::size_t count = overlapping(process.snapshot); count != 0) {
        doubts = std::to_string(count) + (count == 1 ? " area overlaps the one" : " areas overlap the ones") +
                 " before; counted as printed";
    }
    if (process.status == model::Status::changed) {
        doubts += std::string(doubts.empty() ? "" : "; ") + "it became another program while it was read";
    }
    const std::string program = process.program();
    return doubts.empty() ? doubts
                          : "Torn snapshot of " + program + (program.empty() ? "pid " : " (pid ") +
                                std::to_string(process.pid) + (program.empty() ? ": " : "): ") + doubts + '.';
}

void note_torn(const Context& context, Report& report) {
    std::size_t count = 0;
    for (const auto& [pid, process] : context.board.processes) {
        std::string sentence = context.filter.accepts(process) ? torn_sentence(process) : std::string();
        if (!sentence.empty() && ++count <= k_named_max) {
            report.notes.push_back(std::move(sentence));
        }
    }
    if (count > k_named_max) {
        report.notes.push_back("So were " + std::to_string(count - k_named_max) + " more.");
    }
}

} // namespace host::report
