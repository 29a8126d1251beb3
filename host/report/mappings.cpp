// mappings: one row per VMA in address order, as pmap -x; all fields, flags and how it was classified as details (pmap
// -X). private and shared: the two tables of Ben Maurer's smem.pl over the same rows.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace host::report {
namespace {

using analyze::Classified;
using analyze::Totals;
using model::Field;
using model::Mapping;

std::string hex(std::uint64_t value, std::size_t digits_min) {
    std::array<char, 17> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value, 16);
    const std::string digits(text.data(), result.ptr);
    return std::string(digits_min - std::min(digits_min, digits.size()), '0') + digits;
}

std::string permissions(const Mapping& mapping) {
    const auto letter = [&](model::Permission bit, char yes, char no) {
        return (mapping.permissions & bit) != 0 ? yes : no;
    };
    return {letter(model::k_read, 'r', '-'), letter(model::k_write, 'w', '-'), letter(model::k_execute, 'x', '-'),
            letter(model::k_shared, 's', 'p')};
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

/// One VMA with everything in its row.
struct Entry {
    const model::Process& process;
    const Mapping& mapping;
    const Classified& classified;
    Totals totals; ///< of this one mapping
};

/// A note in the report counts the chosen processes that could not be read.
void for_each_entry(const Context& context, Report& report, const std::function<void(const Entry&)>& use) {
    Unreadable unreadable(context.filter);
    for (const auto& [pid, process] : context.board.processes) {
        if (!context.filter.accepts(process)) {
            continue;
        }
        if (!analyze::has_memory(process)) {
            unreadable.add(process.status);
        }
        const std::vector<Classified> classified = analyze::classify(process);
        for (std::size_t i = 0; i < classified.size(); ++i) {
            const Mapping& mapping = process.snapshot.mappings[i];
            if (context.filter.accepts(mapping, classified[i])) {
                Totals totals;
                totals.add(mapping);
                use({process, mapping, classified[i], totals});
            }
        }
    }
    unreadable.note_in(report);
}

/// Fields that are no sums: page sizes, THPeligible, ProtectionKey.
constexpr std::array k_plain_fields{Field::kernel_page_size, Field::mmu_page_size, Field::thp_eligible,
                                    Field::protection_key};

void add_columns(Report& report, const MeasureColumns& measures) {
    report.columns = {number_column("pid", "PID"), detail(name_column("program", "Program")),
                      name_column("address", "Address"), detail(name_column("end", "End"))};
    measures.add_columns(report);
    for (const Field field : k_plain_fields) {
        const std::string key(model::k_field_names[static_cast<std::size_t>(field)].snake);
        report.columns.push_back(detail(number_column(key, key)));
    }
    report.columns.push_back(name_column("mode", "Mode"));
    report.columns.push_back(detail(name_column("offset", "Offset")));
    report.columns.push_back(detail(name_column("device", "Device")));
    report.columns.push_back(detail(number_column("inode", "Inode")));
    report.columns.push_back(detail(name_column("vm_flags", "VmFlags")));
    report.columns.push_back(name_column("class", "Class"));
    report.columns.push_back(detail(name_column("rule", "Rule")));
    report.columns.push_back(detail(name_column("base_name", "Base name")));
    report.columns.push_back(name_column("mapping", "Mapping"));
}

Row row_of(const Entry& entry, const MeasureColumns& measures) {
    const Mapping& mapping = entry.mapping;
    const model::File& file = *mapping.file;
    const std::string name = analyze::mapping_name(mapping, entry.classified);
    const bool is_bss = file.name.empty() && entry.classified.owner != nullptr;
    Row row{{integer(entry.process.pid),
             program_cell(entry.process.program(), entry.process.info, entry.process.status), hex(mapping.start, 8),
             hex(mapping.end, 8)},
            {}};
    measures.add_cells(row, entry.totals);
    for (const Field field : k_plain_fields) {
        row.cells.push_back(mapping.has(field) ? integer(mapping[field]) : Cell{Unknown{std::string(k_not_printed)}});
    }
    row.cells.emplace_back(permissions(mapping));
    row.cells.emplace_back(hex(mapping.offset, 8));
    row.cells.emplace_back(hex(file.major, 2) + ':' + hex(file.minor, 2));
    row.cells.push_back(integer(file.inode));
    row.cells.push_back(mapping.flags != nullptr ? Cell{trimmed(mapping.flags->text)}
                                                 : Cell{Unknown{std::string(k_not_printed)}});
    row.cells.emplace_back(std::string(analyze::class_name(entry.classified.memory_class).snake));
    row.cells.emplace_back(std::string(entry.classified.rule));
    row.cells.emplace_back(name.substr(name.rfind('/') + 1));
    row.cells.emplace_back(is_bss ? name + " (.bss)" : name);
    return row;
}

using Wanted = std::optional<std::uint64_t> (*)(const Totals&);

/// Rows of VMAs where `wanted` is above zero, sorted by `key`, largest first.
Report build_table(const Context& context, std::string name, const MeasureColumns& measures, Wanted wanted,
                   std::string_view key) {
    Report report{std::move(name), origin_of(context.board), {}, {}, {}, {}};
    add_columns(report, measures);
    std::vector<std::pair<std::uint64_t, Row>> rows;
    const analyze::Measure& sorted_by = *analyze::find_measure(key);
    std::size_t mappings = 0;
    std::size_t known = 0;
    for_each_entry(context, report, [&](const Entry& entry) {
        ++mappings;
        known += wanted(entry.totals).has_value() ? 1 : 0;
        if (wanted(entry.totals).value_or(0) != 0) {
            rows.emplace_back(sorted_by.of(entry.totals).value_or(0), row_of(entry, measures));
        }
    });
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& [cost, row] : rows) {
        report.rows.push_back(std::move(row));
    }
    add_totals(report);
    if (mappings != 0 && known == 0) {
        report.notes.emplace_back("This kernel prints no shared and private sizes.");
    }
    return report;
}

/// As pmap -d sums it up: what is a process's own, whether touched or not, and what it shares.
class ModeSums {
  public:
    void add(const Entry& entry) {
        const auto size = entry.totals[Field::size].value_or(0);
        const auto has = [&](model::Permission bit) { return (entry.mapping.permissions & bit) != 0; };
        mapped_ += size;
        shared_ += has(model::k_shared) ? size : 0;
        writable_private_ += has(model::k_write) && !has(model::k_shared) ? size : 0;
    }
    std::string note() const {
        return std::to_string(mapped_) + " kB are mapped: " + std::to_string(writable_private_) +
               " kB writable and private, " + std::to_string(shared_) + " kB shared.";
    }

  private:
    std::uint64_t mapped_ = 0, writable_private_ = 0, shared_ = 0;
};

} // namespace

Report build_mappings(const Context& context) {
    static const MeasureColumns measures{"size", "rss", "pss", "dirty", "swap"};
    Report report{"mappings", origin_of(context.board), {}, {}, {}, {}};
    add_columns(report, measures);
    ModeSums sums;
    for_each_entry(context, report, [&](const Entry& entry) {
        report.rows.push_back(row_of(entry, measures));
        sums.add(entry);
    });
    add_totals(report);
    if (!report.rows.empty()) {
        report.notes.push_back(sums.note());
    }
    return report;
}

Report build_private(const Context& context) {
    static const MeasureColumns measures{"size", "private_clean", "private_dirty"};
    return build_table(
        context, "private", measures, [](const Totals& totals) { return totals.uss_kb(); }, "private_dirty_kb");
}

Report build_shared(const Context& context) {
    static const MeasureColumns measures{"size", "shared_clean", "shared_dirty"};
    return build_table(
        context, "shared", measures, [](const Totals& totals) { return totals.shared_kb(); }, "shared_kb");
}

} // namespace host::report
