#include "host/analyze/budget.hpp"

#include "host/analyze/trend.hpp"
#include "host/base/glob.hpp"

#include <algorithm>
#include <utility>

namespace host::analyze {
namespace {

constexpr std::string_view k_nothing_matched = "nothing of that name was seen";

/// The sum over what a limit accepts of a process that can be read; nothing when none of it exists that has to.
std::optional<Totals> accepted_sum(const BudgetSelector& what, const ProcessUsage& usage) {
    const bool always = what.is_always_there(usage.totals.classes_known());
    std::optional<Totals> sum = always ? std::optional(Totals{}) : std::nullopt;
    const auto add = [&sum](const Totals& totals) {
        if (totals.mappings() != 0) {
            sum = sum.value_or(Totals{});
            *sum += totals;
        }
    };
    if (!what.classes && what.mapping.empty()) {
        add(usage.totals.all);
    } else if (what.mapping.empty()) {
        for (std::size_t i = 0; i < k_class_count; ++i) {
            add(what.classes->test(i) ? usage.totals.classes[i] : Totals{});
        }
    } else {
        for (const UsageGroup& group : usage.groups) {
            add(what.accepts(group.memory_class, group.name) ? group.totals : Totals{});
        }
    }
    return sum;
}

bool worse(Bound bound, double value, double than) {
    return bound == Bound::min ? value < than : value > than;
}

bool broken(const Limit& limit, double value) {
    return worse(limit.bound, value, limit.limit);
}

/// What ended, and a zombie, has nothing to read.
void note_unreadable(Verdict& verdict, const BudgetSelector& what, const ProcessUsage& usage) {
    const bool ended = usage.status == model::Status::gone || usage.status == model::Status::empty;
    if (what.accepts(usage.program) && !ended && usage.status != model::Status::ok) {
        verdict.unreadable = model::status_reason(usage.status);
        verdict.unmeasured = verdict.unreadable;
    }
}

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

/// Completes `verdict`, which knows why there may be no value, with the fastest growing of what is limited.
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

} // namespace

std::string by_words(Scope scope, const std::string& program, model::Pid pid) {
    switch (scope) {
    case Scope::process:
        return pid == 0 ? program + " (ended processes)" : program + " (pid " + std::to_string(pid) + ')';
    case Scope::program: return program;
    case Scope::board: break;
    }
    return "board";
}

bool BudgetSelector::accepts(const std::string& program_name) const {
    return program.empty() || glob_matches(program, program_name);
}

bool BudgetSelector::accepts(MemoryClass memory_class, const std::string& mapping_name) const {
    return (!classes || classes->test(static_cast<std::size_t>(memory_class))) &&
           (mapping.empty() || glob_matches(mapping, mapping_name) ||
            glob_matches(mapping, mapping_name.substr(mapping_name.rfind('/') + 1)));
}

BudgetMonitor::BudgetMonitor(std::vector<Limit> limits) : limits_(std::move(limits)), tracked_(limits_.size()) {
    for (Tracked& tracked : tracked_) {
        tracked.verdict.unmeasured = k_nothing_matched;
    }
}

void BudgetMonitor::offer(std::size_t index, std::optional<double> value, std::int64_t time_us, const std::string& by) {
    Verdict& verdict = tracked_[index].verdict;
    if (!value) {
        verdict.unmeasured = k_measure_not_printed;
        return;
    }
    if (!verdict.value || worse(limits_[index].bound, *value, *verdict.value)) {
        verdict.value = value;
        verdict.time_us = time_us;
        verdict.by = by;
    }
    if (!verdict.broken_us && broken(limits_[index], *value)) {
        verdict.broken_us = time_us;
        just_broken_.push_back(index);
    }
}

void BudgetMonitor::take_process(std::size_t index, model::Pid pid, const ProcessUsage* usage) {
    const BudgetSelector& what = limits_[index].what;
    auto& counted = tracked_[index].counted;
    const bool wanted = usage != nullptr && usage->readable() && what.accepts(usage->program);
    const auto sum = wanted ? accepted_sum(what, *usage) : std::nullopt;
    if (sum) {
        counted[pid] = {usage->program, what.measure->of(*sum)};
    } else if (usage != nullptr && !usage->readable()) {
        counted.erase(pid);
        note_unreadable(tracked_[index].verdict, what, *usage);
    } else if (const auto known = counted.find(pid); known != counted.end()) {
        known->second.kb = 0; // what counted of it is not mapped any more
    }
}

/// Sums are over what could be read; a process that cannot is in none.
void BudgetMonitor::judge(std::size_t index, std::int64_t time_us) {
    const BudgetSelector& what = limits_[index].what;
    std::map<std::string, std::optional<double>> values;
    for (const auto& [pid, counted] : tracked_[index].counted) {
        const auto [it, is_new] = values.try_emplace(by_words(what.scope, counted.program, pid), 0.0);
        const bool known = it->second && counted.kb;
        it->second = known ? std::optional(*it->second + static_cast<double>(*counted.kb)) : std::nullopt;
    }
    for (const auto& [by, value] : values) {
        offer(index, value, time_us, by);
    }
}

void BudgetMonitor::judge_meminfo(std::size_t index, const UsageTracker& tracker) {
    if (!tracker.meminfo().known()) {
        tracked_[index].verdict.unmeasured = "no meminfo was sent";
        return;
    }
    const auto kb = tracker.meminfo()[limits_[index].what.meminfo];
    offer(index, kb ? std::optional(static_cast<double>(*kb)) : std::nullopt, tracker.time_us(),
          by_words(Scope::board, "", 0));
}

void BudgetMonitor::add(const UsageTracker& tracker) {
    just_broken_.clear();
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (!limits_[i].what.meminfo.empty()) {
            judge_meminfo(i, tracker);
            continue;
        }
        for (const model::Pid pid : tracker.exited()) {
            tracked_[i].counted.erase(pid);
        }
        for (const UsageChange& change : tracker.changes()) {
            take_process(i, change.pid, change.usage);
        }
        if (limits_[i].bound != Bound::max_growth_per_min) {
            judge(i, tracker.time_us());
        }
    }
}

std::vector<Verdict> BudgetMonitor::verdicts(const History& history) const {
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        const bool growth = limits_[i].bound == Bound::max_growth_per_min;
        verdicts.push_back(growth ? judge_growth(limits_[i], history, tracked_[i].verdict) : tracked_[i].verdict);
    }
    return verdicts;
}

} // namespace host::analyze
