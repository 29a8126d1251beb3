// libraries: every file that is mapped, over all processes: how many map it, what it costs the board (Pss) and each
// process (private dirty), and which of its parts cost it. Sorted by cost.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace host::report {
namespace {

using analyze::Segment;
using model::Field;

struct MappedFile {
    std::string name;
    std::uint64_t processes = 0;
    analyze::Totals totals;
    std::array<analyze::Totals, analyze::k_segment_count> segments;
};

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"size", "rss", "pss", "private_dirty"};
    return columns;
}

constexpr std::array k_segments{Segment::text, Segment::ro, Segment::relro, Segment::data, Segment::bss};

std::vector<MappedFile> collect(const analyze::BoardUsage& usage) {
    std::map<std::string_view, MappedFile> by_name;
    for (const analyze::ProcessUsage& process : usage.processes) {
        std::map<std::string_view, bool> seen;
        for (const analyze::UsageGroup& part : process.groups) {
            if (!part.of_file) {
                continue;
            }
            MappedFile& file = by_name[part.name];
            file.name = part.name;
            file.processes += seen.try_emplace(part.name).second ? 1 : 0;
            file.totals += part.totals;
            file.segments[static_cast<std::size_t>(part.segment)] += part.totals;
        }
    }
    std::vector<MappedFile> files;
    for (auto& [name, file] : by_name) {
        files.push_back(std::move(file));
    }
    std::stable_sort(files.begin(), files.end(),
                     [](const MappedFile& a, const MappedFile& b) { return costs_more(a.totals, b.totals); });
    return files;
}

/// What the file costs in each process on average.
Cell per_process(const MappedFile& file, Field field) {
    const auto sum = file.totals[field];
    return sum ? Cell{static_cast<double>(*sum) / static_cast<double>(file.processes)}
               : Cell{Unknown{std::string(k_not_printed)}};
}

void add_segment_columns(Report& report, const char* suffix, const char* title, bool in_table) {
    for (const Segment segment : k_segments) {
        const std::string name(analyze::segment_name(segment));
        Column column = size_column(name + suffix, name + title);
        report.columns.push_back(in_table ? std::move(column) : detail(std::move(column)));
    }
}

void add_segment_cells(Row& row, const MappedFile& file, Field field) {
    for (const Segment segment : k_segments) {
        row.cells.push_back(integer_or(file.segments[static_cast<std::size_t>(segment)][field], k_not_printed));
    }
}

Row row_of(const MappedFile& file) {
    Row row{{integer(file.processes)}, {}};
    measure_columns().add_cells(row, file.totals);
    row.cells.push_back(per_process(file, Field::private_dirty));
    row.cells.push_back(per_process(file, Field::pss));
    add_segment_cells(row, file, Field::pss);
    add_segment_cells(row, file, Field::rss);
    add_segment_cells(row, file, Field::private_dirty);
    row.cells.push_back(integer(file.totals.mappings()));
    row.cells.emplace_back(file.name);
    return row;
}

} // namespace

Report build_libraries(const Context& context) {
    Report report{"libraries", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {number_column("processes", "Processes")};
    measure_columns().add_columns(report);
    report.columns.push_back({.key = "private_dirty_per_process_kb", .title = "per process", .unit = Unit::kb});
    report.columns.push_back(detail({.key = "pss_per_process_kb", .title = "PSS per process", .unit = Unit::kb}));
    add_segment_columns(report, "_pss_kb", "", true);
    add_segment_columns(report, "_rss_kb", " RSS", false);
    add_segment_columns(report, "_private_dirty_kb", " dirty", false);
    report.columns.push_back(detail(number_column("mappings", "Mappings")));
    report.columns.back().summed = true;
    report.columns.push_back(name_column("mapping", "Mapped file"));
    const analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    for (const MappedFile& file : collect(usage)) {
        report.rows.push_back(row_of(file));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    report.notes.push_back(
        "text, ro, relro, data and bss are PSS; PSS of a file also counts memory in none of these segments.");
    return report;
}

} // namespace host::report
