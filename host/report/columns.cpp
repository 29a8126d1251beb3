#include "host/report/columns.hpp"

#include <algorithm>
#include <cassert>

namespace host::report {

using analyze::Measure;
using model::Field;

MeasureColumns::MeasureColumns(std::initializer_list<std::string_view> shown) {
    for (const std::string_view key : shown) {
        const Measure* measure = analyze::find_measure(key);
        assert(measure != nullptr);
        shown_.push_back(measure);
    }
    for (const Measure& measure : analyze::measures()) {
        if (std::find(shown_.begin(), shown_.end(), &measure) == shown_.end()) {
            details_.push_back(&measure);
        }
    }
}

void MeasureColumns::add_columns(Report& report) const {
    for (const auto* list : {&shown_, &details_}) {
        for (const Measure* measure : *list) {
            report.columns.push_back({.key = std::string(measure->key),
                                      .title = std::string(measure->title),
                                      .unit = Unit::kb,
                                      .detail = list == &details_,
                                      .summed = true});
        }
    }
}

void MeasureColumns::add_cells(Row& row, const analyze::Totals& totals) const {
    for (const auto* list : {&shown_, &details_}) {
        for (const Measure* measure : *list) {
            const auto value = measure->of(totals);
            row.cells.push_back(
                integer_or(value, value ? std::string_view() : analyze::reason_of_unknown(totals, measure->of)));
        }
    }
}

void MeasureColumns::add_unknown(Row& row, std::string_view reason) const {
    row.cells.insert(row.cells.end(), shown_.size() + details_.size(), Unknown{std::string(reason)});
}

Column name_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title), .text = true};
}

Column number_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title)};
}

Column size_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title), .unit = Unit::kb, .summed = true};
}

Column detail(Column column) {
    column.detail = true;
    return column;
}

bool costs_more(const analyze::Totals& a, const analyze::Totals& b) {
    return std::pair(a[Field::pss], a[Field::rss]) > std::pair(b[Field::pss], b[Field::rss]);
}

} // namespace host::report
