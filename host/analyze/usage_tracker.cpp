#include "host/analyze/usage_tracker.hpp"

#include <iterator>

namespace host::analyze {

const ProcessUsage* UsageTracker::find(model::Pid pid) const {
    const auto found = processes_.find(pid);
    return found == processes_.end() || !found->second.counts() ? nullptr : &found->second.usage();
}

void UsageTracker::update(const model::Board& board) {
    changes_.clear();
    exited_.clear();
    rebuilt_ = 0;
    const bool same_names = names_ == &board.names && agent_.session_id == board.agent.session_id;
    follow_board(board);
    auto known = processes_.begin();
    for (const auto& [pid, process] : board.processes) {
        while (known != processes_.end() && known->first < pid) {
            known = remove(known);
        }
        if (known != processes_.end() && known->first == pid && known->second.is_other(process)) {
            known = remove(known);
        }
        if (known != processes_.end() && known->first == pid) {
            follow(process, known->second, same_names);
            ++known;
        } else {
            add(process);
        }
    }
    while (known != processes_.end()) {
        known = remove(known);
    }
}

void UsageTracker::follow_board(const model::Board& board) {
    names_ = &board.names;
    source_ = board.source;
    if (!(agent_ == board.agent)) {
        agent_ = board.agent;
    }
    time_us_ = board.sweep.time_us;
    if (!(meminfo_ == board.meminfo)) {
        meminfo_ = board.meminfo;
    }
    zram_kb_ = board.zram_kb;
}

UsageTracker::Trackers::iterator UsageTracker::remove(Trackers::iterator tracker) {
    exited_.push_back(tracker->first);
    if (tracker->second.counts()) {
        sum_ -= tracker->second.usage().totals.all;
    }
    return processes_.erase(tracker);
}

void UsageTracker::add(const model::Process& process) {
    const ProcessTracker& tracker = processes_.try_emplace(process.pid, process, context_).first->second;
    if (tracker.counts()) {
        sum_ += tracker.usage().totals.all;
    }
    note_change(tracker);
}

void UsageTracker::follow(const model::Process& process, ProcessTracker& tracker, bool same_names) {
    if (same_names && tracker.is_current(process)) {
        return;
    }
    if (tracker.counts()) {
        sum_ -= tracker.usage().totals.all;
    }
    if (same_names) {
        tracker.update(process, context_);
    } else {
        tracker.rebuild(process, context_);
    }
    if (tracker.counts()) {
        sum_ += tracker.usage().totals.all;
    }
    if (tracker.changed()) {
        note_change(tracker);
    }
}

void UsageTracker::note_change(const ProcessTracker& tracker) {
    rebuilt_ += tracker.regrouped() ? 1 : 0;
    changes_.push_back({tracker.usage().pid, tracker.counts() ? &tracker.usage() : nullptr, tracker.regrouped(),
                        tracker.changed_groups()});
}

BoardUsage UsageTracker::board_usage() const {
    BoardUsage usage{source_, agent_, time_us_, {}, {}, meminfo_, zram_kb_};
    for (const auto& [pid, tracker] : processes_) {
        if (tracker.chosen()) {
            (tracker.usage().left_out ? usage.left_out : usage.processes).push_back(tracker.ordered_usage());
        }
    }
    return usage;
}

} // namespace host::analyze
