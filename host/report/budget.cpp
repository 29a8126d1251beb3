#include "host/report/budget.hpp"

#include "host/report/columns.hpp"
#include "host/report/text_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace host::report {
namespace {

using analyze::Bound;
using analyze::Limit;
using analyze::Verdict;

constexpr std::array<std::string_view, 3> k_bound_names{"max", "min", "max_growth_per_min"};

bool is_growth(const Limit& limit) {
    return limit.bound == Bound::max_growth_per_min;
}

/// Whole kB, or kB per minute as a real.
Cell value_cell(const Limit& limit, double value) {
    return is_growth(limit) ? Cell{value} : Cell{static_cast<std::int64_t>(std::llround(value))};
}

std::string value_text(const Limit& limit, double value) {
    return is_growth(limit) ? cell_text(value, Unit::kb_per_min, SizeUnit::kib) + " kB/min"
                            : cell_text(value_cell(limit, value), Unit::kb, SizeUnit::kib) + " kB";
}

Cell seconds(std::int64_t time_us) {
    return static_cast<double>(time_us) / 1e6;
}

Row row_of(const Limit& limit, const Verdict& verdict) {
    const char* status = verdict.broken_us ? "BROKEN" : verdict.value ? "kept" : "not measured";
    Row row{{limit.text, std::string(k_bound_names[static_cast<std::size_t>(limit.bound)]), std::string(status)}, {}};
    if (verdict.value) {
        const double room = limit.bound == Bound::min ? *verdict.value - limit.limit : limit.limit - *verdict.value;
        row.cells.push_back(value_cell(limit, *verdict.value));
        row.cells.push_back(value_cell(limit, limit.limit));
        row.cells.push_back(value_cell(limit, room));
        row.cells.push_back(seconds(verdict.time_us));
        row.cells.push_back(verdict.broken_us ? seconds(*verdict.broken_us) : Cell{Unknown{}});
        row.cells.emplace_back(verdict.by);
    } else {
        row.cells.emplace_back(Unknown{verdict.unmeasured});
        row.cells.push_back(value_cell(limit, limit.limit));
        row.cells.emplace_back(Unknown{verdict.unmeasured});
        row.cells.insert(row.cells.end(), 3, Unknown{});
    }
    row.cells.emplace_back(std::string(is_growth(limit) ? "kB/min" : "kB"));
    return row;
}

} // namespace

std::string broken_sentence(const Limit& limit, const Verdict& verdict) {
    const std::string relation = limit.bound == Bound::min ? " is below the limit of " : " exceeds the limit of ";
    return limit.text + ": " + value_text(limit, verdict.value.value_or(0)) + relation +
           value_text(limit, limit.limit) + ", by " + verdict.by + "; broken at " +
           cell_text(seconds(verdict.broken_us.value_or(0)), Unit::seconds, SizeUnit::kib) + " s";
}

bool BudgetResult::any_broken() const {
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [](const Verdict& verdict) { return verdict.broken_us.has_value(); });
}

std::vector<std::string> BudgetResult::broken_at_the_end() const {
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < limits.size(); ++i) {
        if (is_growth(limits[i]) && verdicts[i].broken_us) {
            sentences.push_back(broken_sentence(limits[i], verdicts[i]));
        }
    }
    return sentences;
}

std::vector<std::string> BudgetResult::not_measured() const {
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < limits.size(); ++i) {
        if (!verdicts[i].value && !limits[i].optional) {
            sentences.push_back(limits[i].text + ": not measured: " + verdicts[i].unmeasured +
                                "; set \"optional\":true if it may be missing");
        }
    }
    return sentences;
}

Report build_budget(Origin origin, const BudgetResult& result) {
    Report report{"budget", std::move(origin), {}, {}, {}, {}};
    report.origin.time_us.reset();
    report.columns = {name_column("limit", "Limit"),
                      name_column("bound", "Bound"),
                      name_column("status", "Status"),
                      {.key = "value_kb", .title = "Worst", .unit = Unit::kb},
                      {.key = "allowed_kb", .title = "Allowed", .unit = Unit::kb},
                      {.key = "room_kb", .title = "Room", .unit = Unit::kb},
                      {.key = "time_s", .title = "at", .unit = Unit::seconds},
                      {.key = "broken_s", .title = "Broken at", .unit = Unit::seconds},
                      name_column("by", "By"),
                      detail(name_column("unit", "Unit"))};
    for (std::size_t i = 0; i < result.limits.size(); ++i) {
        report.rows.push_back(row_of(result.limits[i], result.verdicts[i]));
        if (result.verdicts[i].broken_us) {
            report.notes.push_back("Broken: " + broken_sentence(result.limits[i], result.verdicts[i]) + '.');
        }
        if (result.verdicts[i].value && !result.verdicts[i].unreadable.empty()) {
            report.notes.push_back(result.limits[i].text + ": some of its memory could not be read (" +
                                   result.verdicts[i].unreadable + ") and is in no value.");
        }
    }
    return report;
}

} // namespace host::report
