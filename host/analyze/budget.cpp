#include "host/analyze/budget.hpp"

#include "host/base/glob.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

constexpr std::string_view k_nothing_matched = "nothing of that name was seen";
constexpr std::string_view k_not_printed = "not printed by this kernel";

std::string process_words(const std::string& program, model::Pid pid) {
    return pid == 0 ? program + " (ended processes)" : program + " (pid " + std::to_string(pid) + ')';
}

/// By whom a limit is kept or broken.
std::string words(Scope scope, const std::string& program, model::Pid pid) {
    switch (scope) {
    case Scope::process: return process_words(program, pid);
    case Scope::program: return program;
    case Scope::board: break;
    }
    return "board";
}

/// The sum over what a limit accepts of a process; nothing when one part is unknown, or none is accepted.
std::optional<Totals> accepted_sum(const Scoped& what, const ProcessPicture& picture) {
    std::optional<Totals> sum;
    for (const Part& part : picture.parts) {
        if (what.accepts(part.memory_class, part.name)) {
            sum = sum.value_or(Totals{});
            *sum += part.totals;
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

/// A growth limit's subjects: the accepted parts, grouped as its scope says.
std::map<std::string, Subject> growth_subjects(const Scoped& what, const History& history) {
    const auto slots = static_cast<std::uint32_t>(history.times_us().size());
    std::map<std::string, Subject> subjects;
    for (std::size_t i = 0; i < history.processes().size(); ++i) {
        const ProcessHistory& process = history.processes()[i];
        const std::uint32_t end = process.alive ? slots : process.end_slot;
        if (!what.accepts(process.program) || process.first_slot >= end) {
            continue;
        }
        const std::string key = words(what.scope, process.program, process.pid);
        for (const auto& [name, part] : process.parts) {
            if (what.accepts(name.first, name.second)) {
                Subject& subject = subjects.try_emplace(key).first->second;
                const bool is_first = subject.members.empty();
                subject.first_slot = is_first ? process.first_slot : std::min(subject.first_slot, process.first_slot);
                subject.end_slot = std::max(subject.end_slot, end);
                subject.members.push_back({&process, &part});
            }
        }
    }
    return subjects;
}

Verdict judge_growth(const Limit& limit, const History& history) {
    Verdict verdict;
    verdict.unmeasured = k_nothing_matched;
    for (const auto& [by, subject] : growth_subjects(limit.what, history)) {
        const auto samples = samples_of(history, subject, *limit.what.measure);
        const auto trend = trend_of(settled(samples, limit.settle_us));
        if (!trend) {
            verdict.unmeasured = "fewer than 5 sweeps";
            continue;
        }
        // Noise and excursions have slopes too.
        const double slope = trend->slope.kb_per_min;
        const double rate = grows(trend->shape) ? slope : std::min(slope, 0.0);
        if (!verdict.value || rate > *verdict.value) {
            verdict.value = rate;
            verdict.by = by;
            verdict.time_us = samples.back().time_us;
        }
    }
    if (verdict.value && broken(limit, *verdict.value)) {
        verdict.broken_us = verdict.time_us;
    }
    return verdict;
}

} // namespace

bool Scoped::accepts(const std::string& program_name) const {
    return program.empty() || glob_matches(program, program_name);
}

bool Scoped::accepts(MemoryClass memory_class, const std::string& mapping_name) const {
    return (!classes || classes->test(static_cast<std::size_t>(memory_class))) &&
           (mapping.empty() || glob_matches(mapping, mapping_name) ||
            glob_matches(mapping, mapping_name.substr(mapping_name.rfind('/') + 1)));
}

BudgetWatch::BudgetWatch(std::vector<Limit> limits) : limits_(std::move(limits)), tracked_(limits_.size()) {
    for (Tracked& tracked : tracked_) {
        tracked.verdict.unmeasured = k_nothing_matched;
    }
}

void BudgetWatch::offer(std::size_t index, std::optional<double> value, std::int64_t time_us, const std::string& by) {
    Verdict& verdict = tracked_[index].verdict;
    if (!value) {
        verdict.unmeasured = k_not_printed;
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

void BudgetWatch::take_process(std::size_t index, model::Pid pid, const ProcessPicture* picture) {
    const Scoped& what = limits_[index].what;
    auto& counted = tracked_[index].counted;
    const bool wanted = picture != nullptr && what.accepts(picture->program);
    const auto sum = wanted ? accepted_sum(what, *picture) : std::nullopt;
    if (sum) {
        counted[pid] = {picture->program, what.measure->of(*sum)};
    } else if (picture != nullptr && !picture->readable()) {
        counted.erase(pid);
    } else if (const auto known = counted.find(pid); known != counted.end()) {
        known->second.kb = 0; // what counted of it is not mapped any more
    }
}

/// Sums are over what could be read; a process that cannot is in none.
void BudgetWatch::judge(std::size_t index, const model::Board& board) {
    const Scoped& what = limits_[index].what;
    std::map<std::string, std::optional<double>> values;
    for (const auto& [pid, counted] : tracked_[index].counted) {
        const auto [it, is_new] = values.try_emplace(words(what.scope, counted.program, pid), 0.0);
        const bool known = it->second && counted.kb;
        it->second = known ? std::optional(*it->second + static_cast<double>(*counted.kb)) : std::nullopt;
    }
    for (const auto& [by, value] : values) {
        offer(index, value, board.sweep.time_us, by);
    }
}

void BudgetWatch::add(const model::Board& board, const History& history) {
    const RunningPicture& running = history.running();
    just_broken_.clear();
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (limits_[i].bound == Bound::max_growth_per_min) {
            continue;
        }
        if (const std::string& key = limits_[i].what.meminfo; !key.empty()) {
            const auto line = std::find_if(board.meminfo_kb.begin(), board.meminfo_kb.end(),
                                           [&](const auto& one) { return one.first == key; });
            const bool known = line != board.meminfo_kb.end();
            offer(i, known ? std::optional(static_cast<double>(line->second)) : std::nullopt, board.sweep.time_us,
                  "board");
            continue;
        }
        for (const model::Pid pid : running.gone()) {
            tracked_[i].counted.erase(pid);
        }
        for (const model::Pid pid : running.changed()) {
            take_process(i, pid, running.find(pid));
        }
        judge(i, board);
    }
}

std::vector<Verdict> BudgetWatch::verdicts(const History& history) const {
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        const bool growth = limits_[i].bound == Bound::max_growth_per_min;
        verdicts.push_back(growth ? judge_growth(limits_[i], history) : tracked_[i].verdict);
    }
    return verdicts;
}

} // namespace host::analyze
