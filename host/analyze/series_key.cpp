#include "host/analyze/series_key.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace host::analyze {
namespace {

constexpr std::array<std::string_view, 8> k_level_names{"board", "user", "program",       "process",
                                                        "class", "file", "process-class", "mapping"};

/// Index of the process (or none), uid, program, class, name: what a level groups by.
using Key = std::tuple<std::size_t, std::optional<std::uint32_t>, std::string, std::optional<MemoryClass>, std::string>;

constexpr std::size_t k_any_process = 0;

Key key_of(Level level, std::size_t index, const ProcessHistory& process, const PartName& part) {
    switch (level) {
    case Level::board: return {k_any_process, {}, "", {}, ""};
    case Level::user: return {k_any_process, process.uid, "", {}, ""};
    case Level::program: return {k_any_process, {}, process.program, {}, ""};
    case Level::process: return {index, process.uid, process.program, {}, ""};
    case Level::memory_class: return {k_any_process, {}, "", part.first, ""};
    case Level::file: return {k_any_process, {}, "", {}, part.second};
    case Level::process_class: return {index, process.uid, process.program, part.first, ""};
    case Level::mapping: return {index, process.uid, process.program, part.first, part.second};
    }
    return {};
}

Subject subject_for(Level level, const Key& key, const ProcessHistory& process) {
    Subject subject;
    subject.level = level;
    subject.pid = std::get<0>(key) == k_any_process ? 0 : process.pid;
    std::tie(std::ignore, subject.uid, subject.program, subject.memory_class, subject.mapping) = key;
    subject.first_slot = process.first_slot;
    return subject;
}

} // namespace

std::string_view level_name(Level level) {
    return k_level_names[static_cast<std::size_t>(level)];
}

std::optional<Level> find_level(std::string_view name) {
    const auto found = std::find(k_level_names.begin(), k_level_names.end(), name);
    return found == k_level_names.end() ? std::nullopt
                                        : std::optional(static_cast<Level>(found - k_level_names.begin()));
}

std::string level_names() {
    std::string names;
    for (const std::string_view name : k_level_names) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

std::vector<Subject> subjects_of(const History& history, Level level) {
    const auto slots = static_cast<std::uint32_t>(history.times_us().size());
    std::map<Key, Subject> by_key;
    for (std::size_t i = 0; i < history.processes().size(); ++i) {
        const ProcessHistory& process = history.processes()[i];
        const std::uint32_t end = process.alive ? slots : process.end_slot;
        if (!process.was_readable || process.first_slot >= end) {
            continue;
        }
        for (const auto& [name, part] : process.parts) {
            const Key key = key_of(level, i + 1, process, name);
            Subject& subject = by_key.try_emplace(key, subject_for(level, key, process)).first->second;
            subject.first_slot = std::min(subject.first_slot, process.first_slot);
            subject.end_slot = std::max(subject.end_slot, end);
            subject.members.push_back({&process, &part});
        }
    }
    std::vector<Subject> subjects;
    for (auto& [key, subject] : by_key) {
        subjects.push_back(std::move(subject));
    }
    return subjects;
}

std::vector<Sample> samples_of(const History& history, const Subject& subject, const Measure& measure) {
    const auto index = static_cast<std::size_t>(&measure - measures().data());
    const std::vector<Step> steps = sum_steps(subject.members, index);
    std::vector<Sample> samples;
    samples.reserve(subject.end_slot - subject.first_slot);
    std::uint64_t kb = 0;
    auto step = steps.begin();
    for (std::uint32_t slot = subject.first_slot; slot < subject.end_slot; ++slot) {
        for (; step != steps.end() && step->slot <= slot; ++step) {
            kb = step->kb;
        }
        samples.push_back({history.times_us()[slot], kb == k_unknown_kb ? std::nullopt : std::optional(kb)});
    }
    return samples;
}

std::vector<Sample> resampled(std::span<const Sample> samples, std::int64_t interval_us) {
    std::vector<Sample> kept;
    for (const Sample& sample : samples) {
        const bool same = !kept.empty() && kept.back().time_us / interval_us == sample.time_us / interval_us;
        if (same) {
            kept.back() = sample;
        } else {
            kept.push_back(sample);
        }
    }
    return kept;
}

} // namespace host::analyze
