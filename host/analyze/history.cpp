#include "host/analyze/history.hpp"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>

namespace host::analyze {
namespace {

// Pointers to group histories stay valid while processes move.
static_assert(std::is_nothrow_move_constructible_v<ProcessHistory>);

/// Bookkeeping of a group, in changes, rounded up.
constexpr std::size_t k_group_cost =
    (sizeof(GroupHistory) + sizeof(GroupHistory::Change) - 1) / sizeof(GroupHistory::Change);

struct Event {
    std::uint32_t slot = 0;
    std::uint64_t before = 0, after = 0;
};

void append_events(std::vector<Event>& events, const Member& member, std::size_t measure) {
    std::uint64_t value = 0;
    for (const GroupHistory::Change& change : member.group->changes) {
        if (change.measure == measure) {
            events.push_back({change.slot, value, change.kb});
            value = change.kb;
        }
    }
    if (!member.process->alive && value != 0) {
        events.push_back({member.process->end_slot, value, 0});
    }
}

/// Later changes of a slot take the place of earlier ones.
void keep_last_of_slot(std::vector<GroupHistory::Change>& changes) {
    std::vector<GroupHistory::Change> kept;
    for (const GroupHistory::Change& change : changes) {
        const auto same = std::find_if(kept.rbegin(), kept.rend(), [&](const GroupHistory::Change& one) {
            return one.slot != change.slot || one.measure == change.measure;
        });
        if (same != kept.rend() && same->slot == change.slot) {
            same->kb = change.kb;
        } else {
            kept.push_back(change);
        }
    }
    changes = std::move(kept);
}

} // namespace

std::vector<Step> sum_steps(const std::vector<Member>& members, std::size_t measure) {
    std::vector<Event> events;
    for (const Member& member : members) {
        append_events(events, member, measure);
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.slot < b.slot; });
    std::vector<Step> steps;
    std::uint64_t sum = 0;
    std::uint64_t unknown = 0;
    for (const Event& event : events) {
        unknown += event.after == k_unknown_kb ? 1 : 0;
        unknown -= event.before == k_unknown_kb ? 1 : 0;
        sum += event.after == k_unknown_kb ? 0 : event.after;
        sum -= event.before == k_unknown_kb ? 0 : event.before;
        const Step step{event.slot, unknown == 0 ? sum : k_unknown_kb};
        if (!steps.empty() && steps.back().slot == step.slot) {
            steps.back() = step;
        } else {
            steps.push_back(step);
        }
    }
    return steps;
}

void History::add(const UsageTracker& tracker) {
    assert(measures().size() == k_measure_count);
    const bool advances = times_us_.empty() || tracker.time_us() > times_us_.back();
    if (advances) {
        ++sweeps_;
        open_slot(tracker.time_us());
    } else {
        ++out_of_order_;
    }
    const auto present = static_cast<std::uint32_t>(times_us_.size() - 1);
    for (const model::Pid pid : tracker.exited()) {
        end(pid, advances ? present : present + 1);
    }
    if (!advances) {
        for (const UsageChange& change : tracker.changes()) {
            missed_.insert(change.pid);
        }
        return;
    }
    for (const UsageChange& change : tracker.changes()) {
        if (!missed_.contains(change.pid)) {
            add_change(change, present);
        }
    }
    for (const model::Pid pid : std::exchange(missed_, {})) {
        add_change({.pid = pid, .usage = tracker.find(pid)}, present);
    }
    if (changes_ > changes_max_) {
        shrink();
    }
}

void History::open_slot(std::int64_t time_us) {
    if (times_us_.empty() || in_slot_ == stride_) {
        times_us_.push_back(time_us);
        in_slot_ = 0;
    }
    ++in_slot_;
    times_us_.back() = time_us;
}

void History::add_change(const UsageChange& change, std::uint32_t slot) {
    if (change.usage == nullptr) { // nothing that was chosen of it is mapped any more
        if (const auto known = living_.find(change.pid); known != living_.end()) {
            for (auto& [name, group] : processes_[known->second.process].groups) {
                record_all(group, 0, slot);
            }
        }
        return;
    }
    Living& living = living_of(*change.usage, slot);
    if (change.regrouped) {
        record_whole(living, *change.usage, slot);
        return;
    }
    add_groups(living, *change.usage);
    for (const std::uint32_t group : change.groups) {
        record_group(living, group, *change.usage, slot);
    }
}

History::Living& History::living_of(const ProcessUsage& usage, std::uint32_t slot) {
    const auto [it, is_new] = living_.try_emplace(usage.pid, Living{processes_.size()});
    if (is_new) {
        processes_.push_back({usage.pid, usage.info.uid, usage.program, slot, 0, true, false, {}});
    }
    ProcessHistory& process = processes_[it->second.process];
    process.was_readable = process.was_readable || usage.readable();
    return it->second;
}

/// Connects groups that are new in the usage.
void History::add_groups(Living& living, const ProcessUsage& usage) {
    for (auto i = static_cast<std::uint32_t>(living.histories.size()); i < usage.groups.size(); ++i) {
        GroupHistory& history = history_of(processes_[living.process], usage.groups[i]);
        living.histories.push_back(&history);
        living.next.push_back(i);
        if (history.present == k_no_group) {
            history.present = i;
        } else {
            std::swap(living.next[i], living.next[history.present]);
        }
    }
}

/// Segments of a file with the same class are one here, and so are too many names.
GroupHistory& History::history_of(ProcessHistory& process, const UsageGroup& group) {
    GroupName name{group.memory_class, group.name};
    if (process.groups.size() >= k_groups_max && !process.groups.contains(name)) {
        name.second = "[others]";
    }
    const auto [known, is_new] = process.groups.try_emplace(std::move(name));
    changes_ += is_new ? k_group_cost : 0;
    return known->second;
}

void History::record_whole(Living& living, const ProcessUsage& usage, std::uint32_t slot) {
    ProcessHistory& process = processes_[living.process];
    for (auto& [name, group] : process.groups) {
        group.present = k_no_group;
    }
    living.histories.clear();
    living.next.clear();
    add_groups(living, usage);
    // What is not mapped any more is 0, and so is everything of a process that exited or is a zombie; of a process that
    // cannot be read now, nothing is known.
    const bool ended = usage.status == model::Status::gone || usage.status == model::Status::empty;
    const std::uint64_t otherwise = usage.readable() || ended ? 0 : k_unknown_kb;
    for (auto& [name, group] : process.groups) {
        if (group.present == k_no_group) {
            record_all(group, otherwise, slot);
        } else {
            record_group(living, group.present, usage, slot);
        }
    }
}

/// All groups that share the history of `group`.
void History::record_group(const Living& living, std::uint32_t group, const ProcessUsage& usage, std::uint32_t slot) {
    if (living.next[group] == group) {
        record_totals(*living.histories[group], usage.groups[group].totals, slot);
        return;
    }
    Totals totals = usage.groups[group].totals;
    for (std::uint32_t other = living.next[group]; other != group; other = living.next[other]) {
        totals += usage.groups[other].totals;
    }
    record_totals(*living.histories[group], totals, slot);
}

void History::record_totals(GroupHistory& group, const Totals& totals, std::uint32_t slot) {
    const auto all = measures();
    for (std::uint32_t i = 0; i < k_measure_count; ++i) {
        record(group, i, all[i].of(totals).value_or(k_unknown_kb), slot);
    }
}

void History::record(GroupHistory& group, std::uint32_t measure, std::uint64_t kb, std::uint32_t slot) {
    if (group.last[measure] != kb) {
        group.last[measure] = kb;
        group.changes.push_back({slot, measure, kb});
        ++changes_;
    }
}

void History::record_all(GroupHistory& group, std::uint64_t kb, std::uint32_t slot) {
    for (std::uint32_t i = 0; i < k_measure_count; ++i) {
        record(group, i, kb, slot);
    }
}

void History::end(model::Pid pid, std::uint32_t slot) {
    if (const auto found = living_.find(pid); found != living_.end()) {
        processes_[found->second.process].alive = false;
        processes_[found->second.process].end_slot = slot;
        living_.erase(found);
    }
}

std::size_t History::cost() const {
    std::size_t sum = 0;
    for (const ProcessHistory& process : processes_) {
        for (const auto& [name, group] : process.groups) {
            sum += k_group_cost + group.changes.size();
        }
    }
    return sum;
}

void History::shrink() {
    join_ended();
    changes_ = cost();
    while (changes_ > changes_max_ / 2 && times_us_.size() > 2) {
        halve_time();
        changes_ = cost();
    }
}

void History::join_ended() {
    std::map<std::pair<std::string, std::optional<std::uint32_t>>, std::vector<const ProcessHistory*>> programs;
    std::vector<ProcessHistory> kept;
    for (const ProcessHistory& process : processes_) {
        if (!process.alive) {
            programs[{process.program, process.uid}].push_back(&process);
        }
    }
    for (const auto& [name, ended] : programs) {
        ProcessHistory joined{0,     name.second, name.first, ended.front()->first_slot, ended.front()->end_slot,
                              false, false,       {}};
        std::map<GroupName, std::vector<Member>> members;
        for (const ProcessHistory* process : ended) {
            joined.first_slot = std::min(joined.first_slot, process->first_slot);
            joined.end_slot = std::max(joined.end_slot, process->end_slot);
            joined.was_readable = joined.was_readable || process->was_readable;
            for (const auto& [group_name, group] : process->groups) {
                members[group_name].push_back({process, &group});
            }
        }
        for (const auto& [group_name, list] : members) {
            GroupHistory& group = joined.groups[group_name];
            for (std::uint32_t measure = 0; measure < k_measure_count; ++measure) {
                for (const Step& step : sum_steps(list, measure)) {
                    group.changes.push_back({step.slot, measure, step.kb});
                }
            }
            std::stable_sort(group.changes.begin(), group.changes.end(),
                             [](const auto& a, const auto& b) { return a.slot < b.slot; });
        }
        kept.push_back(std::move(joined));
    }
    for (ProcessHistory& process : processes_) {
        if (process.alive) {
            living_.at(process.pid).process = kept.size();
            kept.push_back(std::move(process));
        }
    }
    processes_ = std::move(kept);
}

void History::halve_time() {
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < times_us_.size(); i += 2) {
        times.push_back(times_us_[std::min(i + 1, times_us_.size() - 1)]);
    }
    const bool half_full = times_us_.size() % 2 != 0;
    in_slot_ = half_full ? in_slot_ : stride_ + in_slot_;
    stride_ *= 2;
    times_us_ = std::move(times);
    for (ProcessHistory& process : processes_) {
        process.first_slot /= 2;
        process.end_slot /= 2; // exact: slot k keeps the numbers of slot 2k + 1
        for (auto& [name, group] : process.groups) {
            for (GroupHistory::Change& change : group.changes) {
                change.slot /= 2;
            }
            keep_last_of_slot(group.changes);
        }
    }
}

} // namespace host::analyze
