#include "host/report/text_writer.hpp"

#include "host/base/escape.hpp"
#include "host/report/unknown_reasons.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace host::report {
namespace {

constexpr double k_kib_per_mib = 1024.0;
constexpr std::int64_t k_bytes_per_kib = 1024;

std::string fixed(double value, int decimals) {
    std::array<char, 400> text{}; // the largest double has 309 digits
    const auto result =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return {text.data(), result.ptr};
}

std::string size_text(std::int64_t kib, SizeUnit unit) {
    switch (unit) {
    case SizeUnit::mib: return fixed(static_cast<double>(kib) / k_kib_per_mib, 1);
    case SizeUnit::bytes: {
        std::int64_t bytes = 0;
        if (__builtin_mul_overflow(kib, k_bytes_per_kib, &bytes)) {
            return fixed(static_cast<double>(kib) * static_cast<double>(k_bytes_per_kib), 0);
        }
        return std::to_string(bytes);
    }
    case SizeUnit::kib: break;
    }
    return std::to_string(kib);
}

/// An average of sizes: one decimal, but whole bytes.
std::string size_text(double kib, SizeUnit unit) {
    switch (unit) {
    case SizeUnit::mib: return fixed(kib / k_kib_per_mib, 1);
    case SizeUnit::bytes: return fixed(kib * static_cast<double>(k_bytes_per_kib), 0);
    case SizeUnit::kib: break;
    }
    return fixed(kib, 1);
}

std::string_view unit_word(SizeUnit unit) {
    switch (unit) {
    case SizeUnit::mib: return "MiB";
    case SizeUnit::bytes: return "bytes";
    case SizeUnit::kib: break;
    }
    return "kB";
}

using Line = std::vector<std::string>;

/// The table's cells as text, without detail columns.
struct Grid {
    std::vector<const Column*> columns;
    std::vector<Line> lines; ///< titles first
    std::vector<std::size_t> widths;

    void add(Line line) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], base::width_of(line[i]));
        }
        lines.push_back(std::move(line));
    }
};

Line line_of(const Report& report, const std::vector<Cell>& cells, SizeUnit unit, bool totals) {
    Line line;
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        if (report.columns[i].detail) {
            continue;
        }
        const auto* unknown = std::get_if<Unknown>(&cells[i]);
        const bool blank = totals && unknown != nullptr && unknown->reason.empty();
        line.push_back(blank ? "" : cell_text(cells[i], report.columns[i].unit, unit));
    }
    return line;
}

Grid grid_of(const Report& report, SizeUnit unit) {
    Grid grid;
    Line titles;
    for (const Column& column : report.columns) {
        if (!column.detail) {
            grid.columns.push_back(&column);
            titles.push_back(column.title);
        }
    }
    grid.widths.assign(titles.size(), 0);
    grid.add(std::move(titles));
    for (const Row& row : report.rows) {
        grid.add(line_of(report, row.cells, unit, false));
    }
    if (!report.totals.empty()) {
        grid.add(line_of(report, report.totals, unit, true));
    }
    return grid;
}

void append_line(std::string& out, const Grid& grid, const Line& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string pad(grid.widths[i] - base::width_of(line[i]), ' ');
        text += i == 0 ? "" : "  ";
        text += grid.columns[i]->text ? line[i] + pad : pad + line[i];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + '\n';
}

void append_rule(std::string& out, const Grid& grid) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < grid.widths.size(); ++i) {
        width += grid.widths[i] + (i == 0 ? 0 : 2);
    }
    out += std::string(width, '-') + '\n';
}

std::string heading(const Report& report, SizeUnit unit) {
    std::string line = report.name;
    if (!report.origin.source.empty()) {
        line += " of " + base::escape(report.origin.source, base::Escape::display);
    }
    if (report.origin.time_us) {
        line += " at " + fixed(static_cast<double>(*report.origin.time_us) / 1e6, 1) + " s";
    }
    const bool sizes = std::any_of(report.columns.begin(), report.columns.end(),
                                   [](const Column& column) { return column.unit == Unit::kb && !column.detail; });
    return sizes ? line + ", sizes in " + std::string(unit_word(unit)) : line;
}

} // namespace

std::string cell_text(const Cell& cell, Unit unit, SizeUnit size_unit) {
    if (const auto* value = std::get_if<std::int64_t>(&cell)) {
        return unit == Unit::kb ? size_text(*value, size_unit) : std::to_string(*value);
    }
    if (const auto* value = std::get_if<double>(&cell)) {
        return unit == Unit::kb ? size_text(*value, size_unit) : fixed(*value, unit == Unit::kb_per_min ? 2 : 1);
    }
    if (const auto* name = std::get_if<std::string>(&cell)) {
        return base::escape(*name, base::Escape::display);
    }
    return std::get<Unknown>(cell).reason.empty() ? "-" : "n/a";
}

std::string write_text(const Report& report, SizeUnit unit) {
    const Grid grid = grid_of(report, unit);
    std::string out = heading(report, unit) + '\n';
    const std::size_t totals_at = report.totals.empty() ? grid.lines.size() : grid.lines.size() - 1;
    for (std::size_t i = 0; i < grid.lines.size(); ++i) {
        if (i == totals_at) {
            append_rule(out, grid);
        }
        append_line(out, grid, grid.lines[i]);
    }
    if (report.rows.empty()) {
        out += "(nothing)\n";
    }
    for (const std::string& note : report.notes) {
        out += base::escape(note, base::Escape::display) + '\n';
    }
    for (const UnknownReason& reason : reasons_of(report, ColumnSet::shown)) {
        out += base::escape(reason.text(), base::Escape::display) + '\n';
    }
    return out;
}

} // namespace host::report
