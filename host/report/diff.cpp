#include "host/report/diff.hpp"

#include "host/report/columns.hpp"
#include "host/report/text_writer.hpp"

#include <algorithm>
#include <array>

namespace host::report {
namespace {

using analyze::Difference;
using analyze::GroupBy;
using analyze::Measure;
using analyze::Totals;

/// One number on both sides. A side that is not there counts 0; one that is unknown makes the change unknown.
struct Sides {
    std::optional<std::uint64_t> before, after;

    std::optional<std::int64_t> change() const {
        return before && after ? std::optional(static_cast<std::int64_t>(*after - *before)) : std::nullopt;
    }
};

std::optional<std::uint64_t> side(const std::optional<Totals>& totals, const Difference& difference,
                                  const Measure& measure) {
    if (totals) {
        return measure.of(*totals);
    }
    return difference.unreadable.empty() ? std::optional<std::uint64_t>(0) : std::nullopt;
}

Sides sides(const Difference& difference, const Measure& measure) {
    return {side(difference.before, difference, measure), side(difference.after, difference, measure)};
}

bool numbers_changed(const Difference& difference) {
    const auto all = analyze::measures();
    return std::any_of(all.begin(), all.end(), [&](const Measure& measure) {
        // Referenced says who looked at memory, not who has it.
        return measure.key != "referenced_kb" && sides(difference, measure).change().value_or(0) != 0;
    });
}

std::string_view status(const Difference& difference) {
    if (!difference.unreadable.empty()) {
        return "unknown";
    }
    const bool on_both = difference.level == GroupBy::process && difference.pid_before && difference.pid_after;
    if (!on_both && difference.before.has_value() != difference.after.has_value()) {
        return difference.after ? "new" : "gone";
    }
    if (!difference.mapping_before.empty()) {
        return "renamed";
    }
    return numbers_changed(difference) ? "changed" : "same";
}

std::uint64_t extent(const Difference& difference) {
    auto change = sides(difference, *analyze::find_measure("pss")).change();
    change = change ? change : sides(difference, *analyze::find_measure("rss")).change();
    return change ? static_cast<std::uint64_t>(*change < 0 ? -*change : *change) : 0;
}

/// Shown in the text table: whether before and after too, or the change only.
struct Shown {
    std::string_view key;
    bool both_sides;
};
constexpr std::array k_shown{Shown{"pss_kb", true}, Shown{"uss_kb", false}, Shown{"rss_kb", false},
                             Shown{"size_kb", false}, Shown{"swap_kb", false}};

std::vector<const Measure*> ordered_measures() {
    std::vector<const Measure*> ordered;
    for (const Shown& shown : k_shown) {
        ordered.push_back(analyze::find_measure(shown.key));
    }
    for (const Measure& measure : analyze::measures()) {
        if (std::find(ordered.begin(), ordered.end(), &measure) == ordered.end()) {
            ordered.push_back(&measure);
        }
    }
    return ordered;
}

void add_measure_columns(Report& report, const Measure& measure) {
    const auto shown =
        std::find_if(k_shown.begin(), k_shown.end(), [&](const Shown& one) { return one.key == measure.key; });
    const bool change_shown = shown != k_shown.end();
    const bool sides_shown = change_shown && shown->both_sides;
    const std::string stem(measure.key.substr(0, measure.key.size() - 3)); // less "_kb"
    const std::string title(measure.title);
    const auto add = [&](const std::string& key, const std::string& words, bool is_shown) {
        report.columns.push_back({.key = key, .title = words, .unit = Unit::kb, .detail = !is_shown});
    };
    add(stem + "_before_kb", title + " before", sides_shown);
    add(stem + "_after_kb", "after", sides_shown);
    add(stem + "_change_kb", sides_shown ? "change" : title + " change", change_shown);
}

void add_measure_cells(Row& row, const Difference& difference, const Measure& measure) {
    const std::string_view reason = difference.unreadable.empty() ? k_not_printed : difference.unreadable;
    const Sides both = sides(difference, measure);
    row.cells.push_back(integer_or(both.before, reason));
    row.cells.push_back(integer_or(both.after, reason));
    const auto change = both.change();
    row.cells.push_back(change ? Cell{*change} : Cell{Unknown{std::string(reason)}});
}

Cell name_or_nothing(const std::string& name) {
    return name.empty() ? Cell{Unknown{}} : Cell{name};
}

Row row_of(const Difference& difference, const std::vector<const Measure*>& measures) {
    const auto pid = [](const std::optional<model::Pid>& value) { return value ? integer(*value) : Cell{Unknown{}}; };
    Row row{{std::string(analyze::group_by_name(difference.level)), std::string(status(difference)),
             pid(difference.pid_before), pid(difference.pid_after), name_or_nothing(difference.program),
             difference.memory_class ? Cell{std::string(analyze::class_name(*difference.memory_class).snake)}
                                     : Cell{Unknown{}}},
            {}};
    for (const Measure* measure : measures) {
        add_measure_cells(row, difference, *measure);
    }
    row.cells.push_back(name_or_nothing(difference.mapping_before));
    row.cells.push_back(name_or_nothing(difference.mapping));
    return row;
}

void note_boards(Report& report, const analyze::BoardUsage& before, const analyze::BoardUsage& after) {
    report.notes.push_back("Before: " + before.source + " at " +
                           cell_text(static_cast<double>(before.time_us) / 1e6, Unit::seconds, SizeUnit::kib) +
                           " s; after: " + after.source + " at " +
                           cell_text(static_cast<double>(after.time_us) / 1e6, Unit::seconds, SizeUnit::kib) + " s.");
    const model::Agent& one = before.agent;
    const model::Agent& other = after.agent;
    const auto differ = [&](std::string_view what, const std::string& a, const std::string& b) {
        if (a != b && !a.empty() && !b.empty()) {
            report.notes.push_back("Different " + std::string(what) + ": " + a + ", " + b + ".");
        }
    };
    differ("boards", one.host_name, other.host_name);
    differ("CPUs", one.cpu, other.cpu);
    differ("kernels", one.kernel_release, other.kernel_release);
    const auto page = [](const model::Agent& agent) {
        return agent.page_size_bytes ? std::to_string(*agent.page_size_bytes) + " bytes" : std::string();
    };
    differ("page sizes", page(one), page(other));
}

void note_one_sided(Report& report, const std::vector<Difference>& all) {
    const auto note = [&](auto wanted, const std::string& words) {
        const auto count = std::count_if(all.begin(), all.end(), [&](const Difference& difference) {
            return difference.level == GroupBy::process && wanted(difference);
        });
        if (count != 0) {
            report.notes.push_back(std::to_string(count) + (count == 1 ? " process" : " processes") + words);
        }
    };
    note([](const Difference& one) { return !one.unreadable.empty(); },
         " could be read on one side only: not in the sums.");
    note([](const Difference& one) { return one.sums_only; },
         " with mappings on one side and only their sum on the other: not in classes and mappings.");
}

} // namespace

Report build_diff(const analyze::BoardUsage& before, const analyze::BoardUsage& after,
                  const std::vector<GroupBy>& levels) {
    Report report{"diff", {after.source, after.agent, std::nullopt}, {}, {}, {}, {}};
    report.columns = {name_column("level", "Level"),      name_column("status", "Status"),
                      number_column("pid_before", "PID"), number_column("pid", "now"),
                      name_column("program", "Program"),  name_column("class", "Class")};
    const std::vector<const Measure*> measures = ordered_measures();
    for (const Measure* measure : measures) {
        add_measure_columns(report, *measure);
    }
    report.columns.push_back(detail(name_column("mapping_before", "Mapping before")));
    report.columns.push_back(name_column("mapping", "Mapping"));
    std::vector<Difference> all = analyze::differences(before, after);
    note_one_sided(report, all);
    const bool nothing = all.empty();
    std::erase_if(all, [&](const Difference& difference) {
        const bool wanted = levels.empty() ? difference.level != GroupBy::file
                                           : std::find(levels.begin(), levels.end(), difference.level) != levels.end();
        return !wanted || (difference.level != GroupBy::board && status(difference) == "same");
    });
    std::stable_sort(all.begin(), all.end(), [](const Difference& a, const Difference& b) {
        return a.level != b.level ? a.level < b.level : extent(a) > extent(b);
    });
    for (const Difference& difference : all) {
        report.rows.push_back(row_of(difference, measures));
        Column& mapping_before = report.columns[report.columns.size() - 2];
        mapping_before.detail = mapping_before.detail && difference.mapping_before.empty();
    }
    if (report.rows.empty()) {
        report.notes.emplace_back(nothing ? "No process could be read on either side."
                                          : "Nothing changed on these levels.");
    }
    note_boards(report, before, after);
    return report;
}

} // namespace host::report
