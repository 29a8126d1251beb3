#include "host/analyze/running_usage.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

/// Another process or another program under the same pid.
bool replaced(const model::Process& process, const ProcessUsage& usage) {
    return process.info.start_ticks != usage.info.start_ticks || process.program() != usage.program;
}

bool same_evidence(const model::ProcessInfo& a, const model::ProcessInfo& b) {
    const auto same_pointer = [](const model::StackPointer& x, const model::StackPointer& y) {
        return x.tid == y.tid && x.address == y.address;
    };
    return a.threads == b.threads && a.uid == b.uid && a.parent == b.parent && a.stack_unlimited == b.stack_unlimited &&
           a.stack_limit_bytes == b.stack_limit_bytes && a.oom_score == b.oom_score &&
           std::equal(a.stack_pointers.begin(), a.stack_pointers.end(), b.stack_pointers.begin(),
                      b.stack_pointers.end(), same_pointer);
}

/// Everything of a VMA that its class and group may depend on, but for what segment_of() reads without VmFlags.
bool same_mapping(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.file == b.file && a.flags == b.flags &&
           a.permissions == b.permissions && a[model::Field::size] == b[model::Field::size] &&
           a[model::Field::kernel_page_size] == b[model::Field::kernel_page_size];
}

} // namespace

const ProcessUsage* RunningUsage::find(model::Pid pid) const {
    const auto found = processes_.find(pid);
    return found == processes_.end() || !found->second.wanted() ? nullptr : &found->second.usage;
}

bool RunningUsage::can_follow(const model::Process& process, const Followed& followed) {
    const auto& mappings = process.snapshot.mappings;
    if (process.changes.all || !process.changes.splices.empty() || mappings.size() != followed.counted.size() ||
        process.status != followed.usage.status || !same_evidence(process.info, followed.info)) {
        return false;
    }
    return std::all_of(process.changes.mappings.begin(), process.changes.mappings.end(), [&](std::uint32_t index) {
        return index < mappings.size() && same_mapping(mappings[index], followed.counted[index]) &&
               (followed.group_of[index] == k_no_group || segment_of(mappings[index], followed.classified[index]) ==
                                                              followed.usage.groups[followed.group_of[index]].segment);
    });
}

void RunningUsage::follow(const model::Process& process, Followed& followed) {
    ProcessUsage& usage = followed.usage;
    for (const std::uint32_t index : process.changes.mappings) {
        const std::uint32_t group = followed.group_of[index];
        const model::Mapping& now = process.snapshot.mappings[index];
        model::Mapping& before = followed.counted[index];
        if (group != k_no_group) {
            for (Totals* totals :
                 {&usage.groups[group].totals, &usage.totals.all, &usage.totals[usage.groups[group].memory_class]}) {
                totals->subtract(before);
                totals->add(now);
            }
        }
        before = now;
    }
}

void RunningUsage::look_anew(const model::Process& process, Followed& followed) const {
    followed.usage = usage_of(process, filter_, followed.classified, followed.group_of);
    followed.counted = process.snapshot.mappings;
    followed.info = process.info;
    followed.chosen = filter_.accepts(process);
}

/// Whether the process changed.
bool RunningUsage::keep(const model::Process& process, Followed& followed) {
    if (!can_follow(process, followed)) {
        look_anew(process, followed);
        return true;
    }
    follow(process, followed);
    return !process.changes.mappings.empty();
}

void RunningUsage::update(const model::Board& board) {
    changed_.clear();
    gone_.clear();
    for (auto it = processes_.begin(); it != processes_.end();) {
        const auto now = board.processes.find(it->first);
        const bool stays = now != board.processes.end() && !replaced(now->second, it->second.usage);
        if (!stays) {
            gone_.push_back(it->first);
        }
        it = stays ? std::next(it) : processes_.erase(it);
    }
    for (const auto& [pid, process] : board.processes) {
        const auto [it, is_new] = processes_.try_emplace(pid);
        if (is_new) {
            look_anew(process, it->second);
            changed_.push_back(pid);
        } else if (keep(process, it->second)) {
            changed_.push_back(pid);
        }
    }
}

} // namespace host::analyze
