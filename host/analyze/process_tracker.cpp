#include "host/analyze/process_tracker.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

constexpr std::size_t k_empty_groups_max = 64; ///< more are removed once they outnumber the others

bool same_class(const Classified& a, const Classified& b) {
    return a.memory_class == b.memory_class && a.owner == b.owner && a.stacks == b.stacks;
}

/// A file that is mapped in several pieces counts for what begins at its end.
void add_ends_of_files(std::vector<std::uint32_t>& near, const std::vector<model::Mapping>& mappings) {
    const std::size_t count = near.size();
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t end = near[i];
        while (end + 1 < mappings.size() && mappings[end].end == mappings[end + 1].start &&
               name_kind(*mappings[end].file) == NameKind::file) {
            ++end;
        }
        near.push_back(static_cast<std::uint32_t>(end));
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
}

} // namespace

const model::Mapping* ProcessTracker::mapping_at(std::size_t index) const {
    return index < order_.size() ? &at(index).mapping : nullptr; // the one before the first has no index either
}

bool ProcessTracker::is_current(const model::Process& process) const {
    return process.changes.none() && process.status == usage_.status &&
           process.snapshot.mappings.size() == order_.size() && process.info == usage_.info;
}

bool ProcessTracker::is_other(const model::Process& process) const {
    return !(process.info == usage_.info) &&
           (process.info.start_ticks != usage_.info.start_ticks || process.program() != usage_.program);
}

void ProcessTracker::rebuild(const model::Process& process, TrackingContext& context) {
    context.classifier.classify(process, context.classified);
    CountedProcess counted = count_process(process, context.classified, context.filter);
    usage_ = std::move(counted.usage);
    index_ = std::move(counted.index);
    facts_ = context.classifier.facts();
    chosen_ = context.filter.accepts(process);
    const auto& mappings = process.snapshot.mappings;
    records_.clear();
    records_.reserve(mappings.size());
    order_.resize(mappings.size());
    free_.clear();
    for (std::uint32_t i = 0; i < mappings.size(); ++i) {
        records_.push_back({mappings[i], context.classified[i], counted.groups[i]});
        order_[i] = i;
    }
    empty_groups_ = 0;
    changed_ = regrouped_ = true;
    changed_groups_.clear();
    is_changed_.assign(usage_.groups.size(), false);
}

void ProcessTracker::update(const model::Process& process, TrackingContext& context) {
    for (const std::uint32_t group : changed_groups_) {
        is_changed_[group] = false;
    }
    changed_groups_.clear();
    changed_ = regrouped_ = all_in_doubt_ = false;
    context.near.clear();
    if (is_current(process)) {
        return;
    }
    follow_info(process, context);
    const ProcessFacts before = facts_;
    const bool followed = process.changes.all ? follow_whole(process, context) : follow_changes(process, context);
    if (!followed) {
        rebuild(process, context);
        return;
    }
    classify(process, before, context);
    usage_.left_out = !usage_.readable() && has_memory(process);
    changed_ = changed_ || !changed_groups_.empty();
    if (mostly_empty()) {
        rebuild(process, context);
    }
}

void ProcessTracker::follow_info(const model::Process& process, TrackingContext& context) {
    if (process.status != usage_.status) {
        usage_.status = process.status;
        changed_ = true;
        regrouped_ = !has_memory(process); // why it has none is another reason now
    }
    if (!(process.info == usage_.info)) {
        all_in_doubt_ = !same_for_classes(process.info, usage_.info);
        usage_.info = process.info;
        chosen_ = context.filter.accepts(process);
        changed_ = true;
    }
}

/// After a key frame: the same mappings, of which it is not known which have other numbers.
bool ProcessTracker::follow_whole(const model::Process& process, TrackingContext& context) {
    const auto& mappings = process.snapshot.mappings;
    if (mappings.size() != order_.size()) {
        return false;
    }
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        if (!same_for_classes(mappings[i], at(i).mapping)) {
            return false;
        }
    }
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        const model::Mapping& before = at(i).mapping;
        if (mappings[i].values != before.values || mappings[i].present != before.present) {
            replace_memory(at(i).mapping, mappings[i]);
            replace(at(i), mappings[i], context.filter);
        }
    }
    return true;
}

/// False where the changes are not those since the last update.
bool ProcessTracker::follow_changes(const model::Process& process, TrackingContext& context) {
    if (!changes_fit(process)) {
        return false;
    }
    take_out(process);
    put_in(process, context);
    for (const std::uint32_t index : process.changes.mappings) {
        change(process, index, context);
    }
    return true;
}

bool ProcessTracker::changes_fit(const model::Process& process) const {
    const auto& mappings = process.snapshot.mappings;
    std::int64_t shift = 0;
    for (const Splice& splice : process.changes.splices) {
        const std::size_t end = std::size_t{splice.at} + splice.removed;
        shift += std::int64_t{splice.inserted} - splice.removed;
        const auto next = static_cast<std::size_t>(static_cast<std::int64_t>(end) + shift);
        if (end > order_.size() || next > mappings.size() ||
            (end < order_.size() && (next == mappings.size() || mappings[next].start != at(end).mapping.start))) {
            return false;
        }
    }
    return static_cast<std::int64_t>(order_.size()) + shift == static_cast<std::int64_t>(mappings.size()) &&
           std::all_of(process.changes.mappings.begin(), process.changes.mappings.end(),
                       [&](std::uint32_t index) { return index < mappings.size(); });
}

/// What is or was evidence of a stack may be so for other mappings, too.
void ProcessTracker::note_stacks(const model::Process& process, std::size_t index) {
    if (!all_in_doubt_ && index < order_.size()) {
        const MappingNeighbours here(mapping_at(index - 1), at(index).mapping, mapping_at(index + 1));
        all_in_doubt_ = concerns_stacks(here.self, process.info);
    }
}

void ProcessTracker::take_out(const model::Process& process) {
    for (const Splice& splice : process.changes.splices) {
        const std::size_t end = std::size_t{splice.at} + splice.removed;
        for (std::size_t i = splice.at; i <= end; ++i) {
            note_stacks(process, i);
        }
        for (std::size_t i = splice.at; i < end; ++i) {
            Record& record = at(i);
            facts_.count(lone_view(record.mapping), -1);
            uncount(record);
            free_.push_back(order_[i]);
        }
    }
}

void ProcessTracker::put_in(const model::Process& process, TrackingContext& context) {
    splice(order_, process.changes.splices);
    std::int64_t shift = 0;
    for (const Splice& splice : process.changes.splices) {
        const auto first = static_cast<std::uint32_t>(splice.at + shift);
        shift += std::int64_t{splice.inserted} - splice.removed;
        for (std::uint32_t i = first; i < first + splice.inserted; ++i) {
            if (free_.empty()) {
                free_.push_back(static_cast<std::uint32_t>(records_.size()));
                records_.emplace_back();
            }
            order_[i] = free_.back();
            free_.pop_back();
            records_[order_[i]] = {process.snapshot.mappings[i], {}, k_no_group};
            facts_.count(lone_view(process.snapshot.mappings[i]), 1);
        }
        for (std::uint32_t i = first != 0 ? first - 1 : 0; i <= first + splice.inserted; ++i) {
            context.near.push_back(i);
        }
    }
}

void ProcessTracker::change(const model::Process& process, std::size_t index, TrackingContext& context) {
    Record& record = at(index);
    const model::Mapping& now = process.snapshot.mappings[index];
    if (same_for_classes(now, record.mapping)) {
        replace_memory(record.mapping, now);
    } else {
        note_stacks(process, index);
        note_stacks(process, index + 1);
        facts_.count(lone_view(record.mapping), -1);
        facts_.count(lone_view(now), 1);
        const auto place = static_cast<std::uint32_t>(index);
        context.near.insert(context.near.end(), {place != 0 ? place - 1 : 0, place, place + 1});
    }
    replace(record, now, context.filter);
}

void ProcessTracker::replace_memory(const model::Mapping& before, const model::Mapping& now) {
    facts_.memory.count(before, -1);
    facts_.memory.count(now, 1);
}

void ProcessTracker::replace(Record& record, const model::Mapping& now, const Filter& filter) {
    if (record.group != k_no_group) {
        UsageGroup& group = usage_.groups[record.group];
        group.totals.replace(record.mapping, now);
        usage_.totals[group.memory_class].replace(record.mapping, now);
        usage_.totals.all.replace(record.mapping, now);
        touch(record.group);
    }
    record.mapping = now;
    if (now.flags == nullptr) { // then its segment depends on numbers
        assign(record, record.classified, filter);
    }
}

/// Classes of the mappings near a change; of all where one of them, or what holds for the process, decides on others.
void ProcessTracker::classify(const model::Process& process, const ProcessFacts& before, TrackingContext& context) {
    all_in_doubt_ = all_in_doubt_ || before.memory.mostly_executable() != facts_.memory.mostly_executable();
    if (context.near.empty() && !all_in_doubt_) {
        return;
    }
    const auto& mappings = process.snapshot.mappings;
    std::erase_if(context.near, [&](std::uint32_t index) { return index >= mappings.size(); });
    facts_.program = program_of(process.info, mappings);
    if (!all_in_doubt_ && !other_classes(before, facts_) && classify_near(process, context)) {
        return;
    }
    context.classifier.classify(process, context.classified);
    facts_ = context.classifier.facts();
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (!same_class(context.classified[i], at(i).classified)) {
            assign(at(i), context.classified[i], context.filter);
        }
    }
    for (const std::uint32_t index : context.near) {
        assign(at(index), context.classified[index], context.filter);
    }
}

bool ProcessTracker::classify_near(const model::Process& process, TrackingContext& context) {
    const auto& mappings = process.snapshot.mappings;
    add_ends_of_files(context.near, mappings);
    for (const std::uint32_t index : context.near) {
        const MappingNeighbours here(mappings, index);
        if (concerns_stacks(here.self, process.info)) {
            return false;
        }
        assign(at(index), classify_alone(process, here.self, facts_), context.filter);
    }
    return true;
}

void ProcessTracker::assign(Record& record, const Classified& classified, const Filter& filter) {
    const std::uint32_t group =
        filter.accepts(record.mapping, classified) ? index_.group_of(record.mapping, classified, usage_) : k_no_group;
    if (is_changed_.size() < usage_.groups.size()) { // a new group
        is_changed_.push_back(false);
        ++empty_groups_;
    }
    if (group != record.group || classified.stacks != record.classified.stacks) {
        uncount(record);
        record.classified = classified;
        count(record, group);
    }
    record.classified = classified;
}

void ProcessTracker::count(Record& record, std::uint32_t group) {
    record.group = group;
    if (group != k_no_group) {
        UsageGroup& into = usage_.groups[group];
        empty_groups_ -= into.totals.mappings() == 0 ? 1 : 0;
        into.totals.add(record.mapping);
        usage_.totals[into.memory_class].add(record.mapping);
        usage_.totals.all.add(record.mapping);
        usage_.totals.thread_stacks += record.classified.stacks;
        touch(group);
    }
}

void ProcessTracker::uncount(Record& record) {
    if (record.group != k_no_group) {
        UsageGroup& from = usage_.groups[record.group];
        from.totals.subtract(record.mapping);
        usage_.totals[from.memory_class].subtract(record.mapping);
        usage_.totals.all.subtract(record.mapping);
        usage_.totals.thread_stacks -= record.classified.stacks;
        empty_groups_ += from.totals.mappings() == 0 ? 1 : 0;
        touch(record.group);
        record.group = k_no_group;
    }
}

void ProcessTracker::touch(std::uint32_t group) {
    if (!is_changed_[group]) {
        is_changed_[group] = true;
        changed_groups_.push_back(group);
    }
}

bool ProcessTracker::mostly_empty() const {
    return empty_groups_ > k_empty_groups_max && empty_groups_ > usage_.groups.size() / 2;
}

ProcessUsage ProcessTracker::ordered_usage() const {
    ProcessUsage ordered = usage_;
    ordered.groups.clear();
    std::vector<bool> added(usage_.groups.size());
    for (const std::uint32_t index : order_) {
        const std::uint32_t group = records_[index].group;
        if (group != k_no_group && !added[group]) {
            added[group] = true;
            ordered.groups.push_back(usage_.groups[group]);
        }
    }
    return ordered;
}

} // namespace host::analyze
