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

Key key_of(GroupBy level, std::size_t index, const ProcessHistory& process, const GroupName& group) {
    switch (level) {
    case GroupBy::board: return {k_any_process, {}, "", {}, ""};
    case GroupBy::user: return {k_any_process, process.uid, "", {}, ""};
    case GroupBy::program: return {k_any_process, {}, process.program, {}, ""};
    case GroupBy::process: return {index, process.uid, process.program, {}, ""};
    case GroupBy::memory_class: return {k_any_process, {}, "", group.first, ""};
    case GroupBy::file: return {k_any_process, {}, "", {}, group.second};
    case GroupBy::process_class: return {index, process.uid, process.program, group.first, ""};
    case GroupBy::mapping: return {index, process.uid, process.program, group.first, group.second};
    }
    return {};
}

SeriesKey series_for(GroupBy level, const Key& key, const ProcessHistory& process) {
    SeriesKey series;
    series.level = level;
    series.pid = std::get<0>(key) == k_any_process ? 0 : process.pid;
    std::tie(std::ignore, series.uid, series.program, series.memory_class, series.mapping) = key;
    series.first_slot = process.first_slot;
    return series;
}

} // namespace

std::string_view group_by_name(GroupBy level) {
    return k_level_names[static_cast<std::size_t>(level)];
}

std::optional<GroupBy> find_group_by(std::string_view name) {
    const auto found = std::find(k_level_names.begin(), k_level_names.end(), name);
    return found == k_level_names.end() ? std::nullopt
                                        : std::optional(static_cast<GroupBy>(found - k_level_names.begin()));
}

std::string group_by_names() {
    std::string names;
    for (const std::string_view name : k_level_names) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

std::vector<SeriesKey> series_keys(const History& history, GroupBy level) {
    const auto slots = static_cast<std::uint32_t>(history.times_us().size());
    std::map<Key, SeriesKey> by_key;
    for (std::size_t i = 0; i < history.processes().size(); ++i) {
        const ProcessHistory& process = history.processes()[i];
        const std::uint32_t end = process.alive ? slots : process.end_slot;
        if (!process.was_readable || process.first_slot >= end) {
            continue;
        }
        for (const auto& [name, group] : process.groups) {
            const Key key = key_of(level, i + 1, process, name);
            SeriesKey& series = by_key.try_emplace(key, series_for(level, key, process)).first->second;
            series.first_slot = std::min(series.first_slot, process.first_slot);
            series.end_slot = std::max(series.end_slot, end);
            series.members.push_back({&process, &group});
        }
    }
    std::vector<SeriesKey> all;
    for (auto& [key, series] : by_key) {
        all.push_back(std::move(series));
    }
    return all;
}

std::vector<Sample> samples_of(const History& history, const SeriesKey& series, const Measure& measure) {
    const auto index = static_cast<std::size_t>(&measure - measures().data());
    const std::vector<Step> steps = sum_steps(series.members, index);
    std::vector<Sample> samples;
    samples.reserve(series.end_slot - series.first_slot);
    std::uint64_t kb = 0;
    auto step = steps.begin();
    for (std::uint32_t slot = series.first_slot; slot < series.end_slot; ++slot) {
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
