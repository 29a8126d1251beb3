// A report as data: columns, rows, totals, notes. One function per report builds it (reports.hpp), arrange.hpp sorts,
// shortens and selects columns, and one writer per format turns it into characters.
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace host::report {

/// A value that is not known, with the reason: `n/a` in text and CSV, null in JSON, never 0.
struct Unknown {
    std::string reason; ///< a few words, e.g. "no permission"; empty where the column does not apply to the row

    friend bool operator==(const Unknown&, const Unknown&) = default;
};

/// One value. Strings are bytes as the kernel printed them; the writers escape them.
using Cell = std::variant<Unknown, std::int64_t, double, std::string>;

enum class Unit : std::uint8_t {
    none,       ///< a name or a plain number
    kb,         ///< the kernel's kB (1024 bytes); the only unit that --units converts
    kb_per_min, ///< real
    percent,    ///< real, 0 to 100
    seconds,    ///< real
};

struct Column {
    std::string key;   ///< snake case: JSON key, CSV header, name for --sort and --columns
    std::string title; ///< of the text table
    Unit unit = Unit::none;
    bool text = false;   ///< holds names: left-aligned, sorted upwards
    bool detail = false; ///< not in the text table unless asked for by --columns; always in JSON and CSV
    bool summed = false; ///< has a place in the totals row
};

struct Row {
    std::vector<Cell> cells; ///< one per column
    /// Breakdown of a `summary` row: class name -> its measures by key.
    std::vector<std::pair<std::string, std::vector<std::pair<std::string, Cell>>>> classes;
};

/// The source of the numbers.
struct Origin {
    std::string source; ///< as the user named it
    model::Agent agent;
    std::optional<std::int64_t> time_us; ///< since the session's start; none when the report covers a span of time
};

struct Report {
    std::string name; ///< as in --report
    Origin origin;
    std::vector<Column> columns;
    std::vector<Row> rows;
    std::vector<Cell> totals;       ///< one per column, or empty: the report has none
    std::vector<std::string> notes; ///< whole sentences, shown below the table
};

/// Origin of a report about this sweep of the board.
Origin origin_of(const model::Board& board);

/// An integer cell; a number above 2^63, which only hostile text contains, is unknown.
Cell integer(std::uint64_t value);

/// An integer cell, or Unknown{reason}.
Cell integer_or(const std::optional<std::uint64_t>& value, std::string_view reason);

/// Index of the column whose key is `name`, or `name` and `_kb`.
std::optional<std::size_t> find_column(const Report& report, std::string_view name);

/// Fills `totals`: sums of the summed columns over all rows. A sum skips unknown cells, and a note says how
/// many there are; a column without known cells has an unknown sum. The first text column is "total". Without rows
/// there are no totals.
void add_totals(Report& report);

} // namespace host::report
