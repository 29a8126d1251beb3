#include "host/report/consistency.hpp"

namespace host::report {
namespace {

constexpr std::size_t k_named_max = 3;
constexpr std::size_t k_defects_named_max = 8;

/// VMAs that begin before the one printed before them ends. Linux 2.6.22 to 2.6.24 print [vdso] twice on i386.
std::size_t overlapping(const model::Snapshot& snapshot) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < snapshot.mappings.size(); ++i) {
        const model::Mapping& mapping = snapshot.mappings[i];
        count += mapping.start < snapshot.mappings[i - 1].end && mapping.file->name != "[vdso]" ? 1 : 0;
    }
    return count;
}

std::string name_of(const model::Process& process) {
    const std::string program = process.program();
    const std::string pid = "pid " + std::to_string(process.pid);
    return program.empty() ? pid : program + " (" + pid + ')';
}

/// What was skipped besides the lines of the defects themselves; empty when there is nothing.
std::string loss(std::uint64_t lines, std::uint64_t size_kb, std::uint64_t rss_kb) {
    std::string text = lines == 0 ? "" : "; " + std::to_string(lines) + (lines == 1 ? " line" : " lines") + " skipped";
    if (size_kb != 0 || rss_kb != 0) {
        text += ", " + std::to_string(size_kb) + " kB of address range (" + std::to_string(rss_kb) +
                " kB resident) in no figure";
    }
    return text;
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
    return doubts.empty() ? doubts : "Inconsistent snapshot of " + name_of(process) + ": " + doubts + '.';
}

std::vector<std::string> damage_notes(const model::Process& process) {
    std::vector<std::string> notes;
    std::uint64_t more = 0, lines = 0, size_kb = 0, rss_kb = 0;
    for (const model::Defect& defect : process.snapshot.defects) {
        if (defect.kind != model::Defect::Kind::damage) {
            continue;
        }
        if (notes.size() < k_defects_named_max) {
            notes.push_back("Damaged text of " + name_of(process) + ", line " + std::to_string(defect.line) + ": " +
                            defect.what + loss(defect.lines_skipped, defect.size_kb, defect.rss_kb) + '.');
            continue;
        }
        ++more;
        lines += defect.lines_skipped;
        size_kb += defect.size_kb;
        rss_kb += defect.rss_kb;
    }
    if (more != 0) {
        notes.push_back("Damaged text of " + name_of(process) + ": " + std::to_string(more) +
                        (more == 1 ? " more place" : " more places") + loss(lines, size_kb, rss_kb) + '.');
    }
    return notes;
}

void add_consistency_notes(const Context& context, Report& report) {
    std::size_t count = 0;
    for (const auto& [pid, process] : context.board.processes) {
        if (!context.filter.accepts(process)) {
            continue;
        }
        for (std::string& note : damage_notes(process)) {
            report.notes.push_back(std::move(note));
        }
        std::string sentence = consistency_note(process);
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
