#include "host/analyze/budget.hpp"

#include "host/analyze/budget_growth.hpp"
#include "host/base/glob.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

constexpr std::string_view k_nothing_matched = "nothing of that name was seen";

/// The sum over what a limit accepts of a process that can be read; nothing when none of it is there that has to be.
std::optional<Totals> accepted_sum(const BudgetSelector& what, const ProcessUsage& usage) {
    const bool classes_known = usage.totals[MemoryClass::unknown].mappings() == 0; // a rollup has none
    std::optional<Totals> sum = what.is_always_there(classes_known) ? std::optional(Totals{}) : std::nullopt;
    for (const UsageGroup& group : usage.groups) {
        if (what.accepts(group.memory_class, group.name)) {
            sum = sum.value_or(Totals{});
            *sum += group.totals;
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
void BudgetMonitor::judge(std::size_t index, const model::Board& board) {
    const BudgetSelector& what = limits_[index].what;
    std::map<std::string, std::optional<double>> values;
    for (const auto& [pid, counted] : tracked_[index].counted) {
        const auto [it, is_new] = values.try_emplace(by_words(what.scope, counted.program, pid), 0.0);
        const bool known = it->second && counted.kb;
        it->second = known ? std::optional(*it->second + static_cast<double>(*counted.kb)) : std::nullopt;
    }
    for (const auto& [by, value] : values) {
        offer(index, value, board.sweep.time_us, by);
    }
}

void BudgetMonitor::judge_meminfo(std::size_t index, const model::Board& board) {
    const auto line = std::find_if(board.meminfo_kb.begin(), board.meminfo_kb.end(),
                                   [&](const auto& one) { return one.first == limits_[index].what.meminfo; });
    if (board.meminfo_kb.empty()) {
        tracked_[index].verdict.unmeasured = "no meminfo was sent";
    } else {
        const bool known = line != board.meminfo_kb.end();
        offer(index, known ? std::optional(static_cast<double>(line->second)) : std::nullopt, board.sweep.time_us,
              by_words(Scope::board, "", 0));
    }
}

void BudgetMonitor::add(const model::Board& board, const History& history) {
    const RunningUsage& running = history.running();
    just_broken_.clear();
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (!limits_[i].what.meminfo.empty()) {
            judge_meminfo(i, board);
            continue;
        }
        for (const model::Pid pid : running.gone()) {
            tracked_[i].counted.erase(pid);
        }
        for (const model::Pid pid : running.changed()) {
            take_process(i, pid, running.find(pid));
        }
        if (limits_[i].bound != Bound::max_growth_per_min) {
            judge(i, board);
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
