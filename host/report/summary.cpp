// The summary as a Report: one row per process, its classes in the row.
#include "host/report/columns.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <array>

namespace host::report {
namespace {

using analyze::MemoryClass;
using analyze::ProcessTotals;
using analyze::Totals;
using model::Field;

// What a row and each of its classes say, besides uss_kb.
constexpr std::array k_fields{
    Field::size,           Field::rss,           Field::pss,  Field::shared_clean, Field::shared_dirty,
    Field::private_clean,  Field::private_dirty, Field::swap, Field::anonymous,    Field::shared_hugetlb,
    Field::private_hugetlb};

std::string_view key_of(Field field) {
    return model::k_field_names[static_cast<std::size_t>(field)].snake;
}

std::string_view title_of(Field field) {
    return model::k_field_names[static_cast<std::size_t>(field)].key;
}

std::vector<Column> columns() {
    std::vector<Column> columns{{"pid", "PID", Unit::none, false, false, false},
                                {"program", "Program", Unit::none, true, false, false},
                                {"user", "User", Unit::none, true, false, false}};
    for (const Field field : k_fields) {
        columns.push_back({std::string(key_of(field)), std::string(title_of(field)), Unit::kb, false, false, true});
    }
    columns.push_back({"uss_kb", "Uss", Unit::kb, false, false, true});
    columns.push_back({"heap_kb", "Heap", Unit::kb, false, false, true});
    columns.push_back({"stack_kb", "Stack", Unit::kb, false, false, true});
    columns.push_back({"threads", "Threads", Unit::none, false, false, true});
    return columns;
}

Cell cell_of(const Totals& totals, Field field) {
    return integer_or(totals[field], totals.lacks_some(field) ? analyze::k_measure_damaged : k_not_printed);
}

Cell uss_cell(const Totals& totals) {
    const bool damaged = totals.lacks_some(Field::private_clean) || totals.lacks_some(Field::private_dirty);
    return integer_or(totals.uss_kb(), damaged ? analyze::k_measure_damaged : k_not_printed);
}

std::vector<std::pair<std::string, Cell>> measures(const Totals& totals) {
    std::vector<std::pair<std::string, Cell>> cells;
    for (const Field field : k_fields) {
        cells.emplace_back(key_of(field), cell_of(totals, field));
    }
    cells.emplace_back("uss_kb", uss_cell(totals));
    cells.emplace_back("mappings", integer(totals.mappings()));
    return cells;
}

Row row_of(const model::Process& process, const analyze::UserNames& users) {
    const bool known = analyze::has_memory(process);
    const ProcessTotals totals = known ? analyze::usage_of(process, {}).totals : ProcessTotals{};
    const bool classes_known = known && totals.classes_known();
    const std::string_view reason = known ? k_not_printed : model::status_reason(process.status);
    Row row;
    row.cells = {integer(process.pid), program_cell(process.program(), process.info, process.status),
                 user_cell(process.info, users, process.status)};
    for (const Field field : k_fields) {
        row.cells.push_back(known ? cell_of(totals.all, field) : Cell{Unknown{std::string(reason)}});
    }
    row.cells.push_back(known ? uss_cell(totals.all) : Cell{Unknown{std::string(reason)}});
    const Cell no_memory = Unknown{std::string(reason)};
    row.cells.push_back(known ? heap_cell(totals, process.status) : no_memory);
    row.cells.push_back(known ? stack_cell(totals, process.status) : no_memory);
    row.cells.push_back(integer_or(process.info.threads, "stat and status not read"));
    for (std::size_t i = 0; classes_known && i < analyze::k_class_count; ++i) {
        const auto memory_class = static_cast<MemoryClass>(i);
        if (memory_class != MemoryClass::unknown) {
            row.classes.emplace_back(class_name(memory_class).snake, measures(totals[memory_class]));
        }
    }
    return row;
}

} // namespace

Report build_summary(const Context& context) {
    Report report;
    report.name = "summary";
    report.origin = origin_of(context.board);
    report.columns = columns();
    for (const auto& [pid, process] : context.board.processes) {
        if (context.filter.accepts(process)) {
            report.rows.push_back(row_of(process, context.users));
        }
    }
    return report;
}

} // namespace host::report
