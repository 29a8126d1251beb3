#include "host/analyze/budget_growth.hpp"

#include "host/analyze/trend.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace host::analyze {
namespace {

/// By whom, and of processes which one: a pid can come twice.
using GrowthKey = std::pair<std::string, std::size_t>;

/// Puts what is accepted of a process into a subject: of a class it has nothing of, 0 all its life.
void gather(Subject& subject, const Scoped& what, const ProcessHistory& process, std::uint32_t end) {
    const bool is_first = subject.end_slot == 0;
    subject.first_slot = is_first ? process.first_slot : std::min(subject.first_slot, process.first_slot);
    subject.end_slot = std::max(subject.end_slot, end);
    for (const auto& [name, part] : process.parts) {
        if (what.accepts(name.first, name.second)) {
            subject.members.push_back({&process, &part});
        }
    }
}

bool is_there(const Scoped& what, const ProcessHistory& process) {
    const auto any_part = [&](auto accepts) {
        return std::any_of(process.parts.begin(), process.parts.end(), accepts);
    };
    const bool classes_known = !any_part([](const auto& part) { return part.first.first == MemoryClass::unknown; });
    return what.is_always_there(classes_known) ||
           any_part([&](const auto& part) { return what.accepts(part.first.first, part.first.second); });
}

/// A growth limit's subjects, grouped as its scope says. Ended processes that were put together are no process.
std::map<GrowthKey, Subject> growth_subjects(const Scoped& what, const History& history) {
    const auto slots = static_cast<std::uint32_t>(history.times_us().size());
    std::map<GrowthKey, Subject> subjects;
    for (std::size_t i = 0; i < history.processes().size(); ++i) {
        const ProcessHistory& process = history.processes()[i];
        const std::uint32_t end = process.alive ? slots : process.end_slot;
        const bool is_one = what.scope == Scope::process;
        const bool counts = process.was_readable && process.first_slot < end && !(is_one && process.pid == 0);
        if (counts && what.accepts(process.program) && is_there(what, process)) {
            gather(subjects[{by_words(what.scope, process.program, process.pid), is_one ? i : 0}], what, process, end);
        }
    }
    return subjects;
}

} // namespace

Verdict judge_growth(const Limit& limit, const History& history, Verdict verdict) {
    for (const auto& [key, subject] : growth_subjects(limit.what, history)) {
        const auto samples = samples_of(history, subject, *limit.what.measure);
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
