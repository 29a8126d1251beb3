#include "host/analyze/history.hpp"

#include <algorithm>
#include <cassert>

namespace host::analyze {
namespace {

/// Bookkeeping of a part, in changes, rounded up.
constexpr std::size_t k_part_cost =
    (sizeof(PartHistory) + sizeof(PartHistory::Change) - 1) / sizeof(PartHistory::Change);

struct Event {
    std::uint32_t slot = 0;
    std::uint64_t before = 0, after = 0;
};

void append_events(std::vector<Event>& events, const Member& member, std::size_t measure) {
    std::uint64_t value = 0;
    for (const PartHistory::Change& change : member.part->changes) {
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
void keep_last_of_slot(std::vector<PartHistory::Change>& changes) {
    std::vector<PartHistory::Change> kept;
    for (const PartHistory::Change& change : changes) {
        const auto same = std::find_if(kept.rbegin(), kept.rend(), [&](const PartHistory::Change& one) {
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

void History::add(const model::Board& board) {
    assert(measures().size() == k_measure_count);
    running_.update(board);
    unseen_.insert(running_.changed().begin(), running_.changed().end());
    const bool advances = times_us_.empty() || board.sweep.time_us > times_us_.back();
    if (advances) {
        ++sweeps_;
        open_slot(board.sweep.time_us);
    } else {
        ++out_of_order_;
    }
    const auto present = static_cast<std::uint32_t>(times_us_.size() - 1);
    for (const model::Pid pid : running_.gone()) {
        end(pid, advances ? present : present + 1);
    }
    if (!advances) {
        return;
    }
    for (const model::Pid pid : unseen_) {
        if (const ProcessPicture* picture = running_.find(pid)) {
            take(*picture, present);
        } else if (const auto known = alive_.find(pid); known != alive_.end()) {
            leave(processes_[known->second], present);
        }
    }
    unseen_.clear();
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

ProcessHistory& History::history_of(const ProcessPicture& picture, std::uint32_t slot) {
    const auto [it, is_new] = alive_.try_emplace(picture.pid, processes_.size());
    if (is_new) {
        processes_.push_back({picture.pid, picture.info.uid, picture.program, slot, 0, true, false, {}});
    }
    return processes_[it->second];
}

/// Parts of equal class and name (segments of a file) are one here; too many names become one.
std::map<PartName, Totals> History::merged_parts(const ProcessHistory& process, const ProcessPicture& picture) {
    std::map<PartName, Totals> parts;
    std::size_t names_left = k_parts_max - std::min(k_parts_max, process.parts.size());
    for (const Part& part : picture.parts) {
        PartName name{part.memory_class, part.name};
        const bool is_new = !process.parts.contains(name) && !parts.contains(name);
        if (is_new && names_left == 0) {
            name.second = "[others]";
        } else if (is_new) {
            --names_left;
        }
        parts[std::move(name)] += part.totals;
    }
    return parts;
}

void History::take(const ProcessPicture& picture, std::uint32_t slot) {
    ProcessHistory& process = history_of(picture, slot);
    process.was_readable = process.was_readable || picture.readable();
    const std::map<PartName, Totals> parts = merged_parts(process, picture);
    for (const auto& [name, totals] : parts) {
        const auto [known, is_new] = process.parts.try_emplace(name);
        changes_ += is_new ? k_part_cost : 0;
        take_part(known->second, totals, slot);
    }
    // What is not mapped any more is 0, and so is what ended meanwhile or is a zombie; of a process that cannot be read
    // now nothing is known.
    const bool ended = picture.status == model::Status::gone || picture.status == model::Status::empty;
    const std::uint64_t otherwise = picture.readable() || ended ? 0 : k_unknown_kb;
    for (auto& [name, part] : process.parts) {
        if (!parts.contains(name)) {
            record_all(part, otherwise, slot);
        }
    }
}

void History::leave(ProcessHistory& process, std::uint32_t slot) {
    for (auto& [name, part] : process.parts) {
        record_all(part, 0, slot);
    }
}

void History::take_part(PartHistory& part, const Totals& totals, std::uint32_t slot) {
    const auto all = measures();
    for (std::uint32_t i = 0; i < k_measure_count; ++i) {
        record(part, i, all[i].of(totals).value_or(k_unknown_kb), slot);
    }
}

void History::record(PartHistory& part, std::uint32_t measure, std::uint64_t kb, std::uint32_t slot) {
    if (part.last[measure] != kb) {
        part.last[measure] = kb;
        part.changes.push_back({slot, measure, kb});
        ++changes_;
    }
}

void History::record_all(PartHistory& part, std::uint64_t kb, std::uint32_t slot) {
    for (std::uint32_t i = 0; i < k_measure_count; ++i) {
        record(part, i, kb, slot);
    }
}

void History::end(model::Pid pid, std::uint32_t slot) {
    if (const auto found = alive_.find(pid); found != alive_.end()) {
        processes_[found->second].alive = false;
        processes_[found->second].end_slot = slot;
        alive_.erase(found);
    }
}

std::size_t History::cost() const {
    std::size_t sum = 0;
    for (const ProcessHistory& process : processes_) {
        for (const auto& [name, part] : process.parts) {
            sum += k_part_cost + part.changes.size();
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
        std::map<PartName, std::vector<Member>> members;
        for (const ProcessHistory* process : ended) {
            joined.first_slot = std::min(joined.first_slot, process->first_slot);
            joined.end_slot = std::max(joined.end_slot, process->end_slot);
            joined.was_readable = joined.was_readable || process->was_readable;
            for (const auto& [part_name, part] : process->parts) {
                members[part_name].push_back({process, &part});
            }
        }
        for (const auto& [part_name, list] : members) {
            PartHistory& part = joined.parts[part_name];
            for (std::uint32_t measure = 0; measure < k_measure_count; ++measure) {
                for (const Step& step : sum_steps(list, measure)) {
                    part.changes.push_back({step.slot, measure, step.kb});
                }
            }
            std::stable_sort(part.changes.begin(), part.changes.end(),
                             [](const auto& a, const auto& b) { return a.slot < b.slot; });
        }
        kept.push_back(std::move(joined));
    }
    for (ProcessHistory& process : processes_) {
        if (process.alive) {
            alive_[process.pid] = kept.size();
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
        for (auto& [name, part] : process.parts) {
            for (PartHistory::Change& change : part.changes) {
                change.slot /= 2;
            }
            keep_last_of_slot(part.changes);
        }
    }
}

} // namespace host::analyze
