#include "host/analyze/budget_growth.hpp"

#include "host/analyze/trend.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace host::analyze {
namespace {

/// By whom, and of processes which one: a pid can come twice.
using GrowthKey = std::pair<std::string, std::size_t>;

/// Puts what is accepted of a process into a series: of a class it has nothing of, 0 all its life.
void add_process(SeriesKey& series, const BudgetSelector& what, const ProcessHistory& process, std::uint32_t end) {
    const bool is_first = series.end_slot == 0;
    series.first_slot = is_first ? process.first_slot : std::min(series.first_slot, process.first_slot);
    series.end_slot = std::max(series.end_slot, end);
    for (const auto& [name, group] : process.groups) {
        if (what.accepts(name.first, name.second)) {
            series.members.push_back({&process, &group});
        }
    }
}

bool is_there(const BudgetSelector& what, const ProcessHistory& process) {
    const auto any_group = [&](auto accepts) {
        return std::any_of(process.groups.begin(), process.groups.end(), accepts);
    };
    const bool classes_known = !any_group([](const auto& group) { return group.first.first == MemoryClass::unknown; });
    return what.is_always_there(classes_known) ||
           any_group([&](const auto& group) { return what.accepts(group.first.first, group.first.second); });
}

/// A growth limit's series, grouped as its scope says. Ended processes that were put together are no process.
std::map<GrowthKey, SeriesKey> growth_series(const BudgetSelector& what, const History& history) {
    const auto slots = static_cast<std::uint32_t>(history.times_us().size());
    std::map<GrowthKey, SeriesKey> series;
    for (std::size_t i = 0; i < history.processes().size(); ++i) {
        const ProcessHistory& process = history.processes()[i];
        const std::uint32_t end = process.alive ? slots : process.end_slot;
        const bool is_one = what.scope == Scope::process;
        const bool counts = process.was_readable && process.first_slot < end && !(is_one && process.pid == 0);
        if (counts && what.accepts(process.program) && is_there(what, process)) {
            add_process(series[{by_words(what.scope, process.program, process.pid), is_one ? i : 0}], what, process,
                        end);
        }
    }
    return series;
}

} // namespace

Verdict judge_growth(const Limit& limit, const History& history, Verdict verdict) {
    for (const auto& [key, series] : growth_series(limit.what, history)) {
        const auto samples = samples_of(history, series, *limit.what.measure);
        const auto trend = trend_of(settled(samples, limit.settle_us));
        if (!trend) {
            verdict.unmeasured = why_no_trend(samples);
            continue;
        }
        // Noise and excursions have slopes too.
        const double slope = trend->slope.kb_per_min;
        const double rate = grows(trend->shape) ? slope : std::min(slope, 0.0);
        if (!verdict.value || rate > *verdict.value) {
            verdict.value = rate;
            verdict.by = key.first;
            verdict.time_us = samples.back().time_us;
        }
    }
    if (verdict.value && *verdict.value > limit.limit) {
        verdict.broken_us = verdict.time_us;
    }
    return verdict;
}

} // namespace host::analyze
