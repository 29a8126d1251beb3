#include "host/report/csv_writer.hpp"

#include "host/base/escape.hpp"

#include <array>
#include <charconv>

namespace host::report {
namespace {

/// The shortest decimal text that reads back as the same number.
std::string shortest(double value) {
    std::array<char, 32> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), result.ptr};
}

std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"") == std::string::npos) {
        return field;
    }
    std::string out = "\"";
    for (const char byte : field) {
        out += byte == '"' ? "\"\"" : std::string(1, byte);
    }
    return out + '"';
}

std::string field_of(const Cell& cell) {
    if (const auto* value = std::get_if<std::int64_t>(&cell)) {
        return std::to_string(*value);
    }
    if (const auto* value = std::get_if<double>(&cell)) {
        return shortest(*value);
    }
    if (const auto* name = std::get_if<std::string>(&cell)) {
        return quoted(base::escape(*name, base::Escape::reversible));
    }
    return "n/a";
}

} // namespace

std::string write_csv(std::span<const Report> reports) {
    if (reports.empty()) {
        return {};
    }
    const bool several = reports.size() > 1;
    std::string out = several ? "board" : "";
    for (const Column& column : reports.front().columns) {
        out += (out.empty() ? "" : ",") + column.key;
    }
    out += '\n';
    for (const Report& report : reports) {
        for (const Row& row : report.rows) {
            std::string line = several ? quoted(base::escape(report.origin.source, base::Escape::reversible)) : "";
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                line += (i == 0 && !several ? "" : ",") + field_of(row.cells[i]);
            }
            out += line + '\n';
        }
    }
    return out;
}

} // namespace host::report
