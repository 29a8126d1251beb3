#include "host/analyze/running_totals.hpp"

#include "host/analyze/name_kind.hpp"

#include <algorithm>

namespace host::analyze {
namespace {

bool same_evidence(const model::ProcessInfo& a, const model::ProcessInfo& b) {
    const auto same_pointer = [](const model::StackPointer& x, const model::StackPointer& y) {
        return x.tid == y.tid && x.address == y.address;
    };
    return a.start_ticks == b.start_ticks && a.threads == b.threads && a.stack_unlimited == b.stack_unlimited &&
           a.stack_limit_bytes == b.stack_limit_bytes &&
           std::equal(a.stack_pointers.begin(), a.stack_pointers.end(), b.stack_pointers.begin(),
                      b.stack_pointers.end(), same_pointer);
}

/// Everything of a VMA that its class may depend on.
bool same_mapping(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.file == b.file && a.flags == b.flags &&
           a.permissions == b.permissions && a[model::Field::size] == b[model::Field::size] &&
           a[model::Field::kernel_page_size] == b[model::Field::kernel_page_size];
}

/// A mapping with its neighbours, as view_mappings() would find them.
struct Neighbourhood {
    MappingView below, self, above;

    Neighbourhood(const std::vector<model::Mapping>& mappings, std::size_t index) {
        self = view(mappings[index]);
        if (index > 0 && mappings[index - 1].end == mappings[index].start) {
            below = view(mappings[index - 1]);
            self.below = &below;
            self.below_file_bytes = self.large() ? below_file_bytes(mappings, index) : 0;
        }
        if (index + 1 < mappings.size() && mappings[index].end == mappings[index + 1].start) {
            above = view(mappings[index + 1]);
            self.above = &above;
        }
    }
    Neighbourhood(const Neighbourhood&) = delete;
    Neighbourhood& operator=(const Neighbourhood&) = delete;

    static MappingView view(const model::Mapping& mapping) {
        return {.mapping = &mapping, .below = nullptr, .above = nullptr, .name = name_kind(*mapping.file)};
    }
};

bool concerns_stacks(const model::Process& process, const std::vector<model::Mapping>& mappings, std::size_t index) {
    return index < mappings.size() && concerns_stacks(Neighbourhood(mappings, index).self, process.info);
}

void add(ProcessTotals& sum, const ProcessTotals& part) {
    sum.all += part.all;
    sum.thread_stacks += part.thread_stacks;
    for (std::size_t i = 0; i < k_class_count; ++i) {
        sum.classes[i] += part.classes[i];
    }
}

void subtract(ProcessTotals& sum, const ProcessTotals& part) {
    sum.all -= part.all;
    sum.thread_stacks -= part.thread_stacks;
    for (std::size_t i = 0; i < k_class_count; ++i) {
        sum.classes[i] -= part.classes[i];
    }
}

} // namespace

template <typename Count>
void RunningTotals::count(Followed& followed, MemoryClass memory_class, Count count) {
    count(followed.totals.all);
    count(followed.totals[memory_class]);
    count(board_.all);
    count(board_[memory_class]);
}

void RunningTotals::recount(const model::Process& process, Followed& followed) {
    subtract(board_, followed.totals);
    classifier_.classify(process, followed.classified);
    followed.facts = classifier_.facts();
    followed.totals = total(process, followed.classified);
    followed.counted = process.snapshot.mappings;
    followed.info = process.info;
    add(board_, followed.totals);
}

/// Takes single mappings out and puts others in. False where more than their neighbours may have another class now, or
/// the changes are not those since the last time: then all has to be counted again. The sums fit what is counted even
/// so.
bool RunningTotals::follow(const model::Process& process, Followed& followed) {
    const ProcessFacts before = followed.facts;
    near_.clear();
    if (process.changes.all || !remove(process, followed) || !place(process, followed) || !change(process, followed)) {
        return false;
    }
    followed.facts.program = program_of(followed.counted);
    look_above_files(followed);
    if (followed.facts.has_main_stack() != before.has_main_stack() || followed.facts.loaded() || before.loaded() ||
        followed.facts.executable_data() != before.executable_data() || followed.facts.program != before.program ||
        followed.facts.aligned_allocator() != before.aligned_allocator()) {
        return false;
    }
    return std::all_of(near_.begin(), near_.end(),
                       [&](std::uint32_t i) { return classify_near(process, followed, i); });
}

/// What ends a file that is mapped in several pieces is near to each of them.
void RunningTotals::look_above_files(const Followed& followed) {
    const auto& mappings = followed.counted;
    const std::size_t count = near_.size();
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t end = near_[i];
        while (end + 1 < mappings.size() && mappings[end].end == mappings[end + 1].start &&
               name_kind(*mappings[end].file) == NameKind::file) {
            ++end;
        }
        near_.push_back(static_cast<std::uint32_t>(end));
    }
}

bool RunningTotals::remove(const model::Process& process, Followed& followed) {
    const auto& mappings = process.snapshot.mappings;
    std::int64_t shift = 0;
    for (const Splice& one : process.changes.splices) {
        const std::size_t end = std::size_t{one.at} + one.removed;
        if (end > followed.counted.size()) {
            return false;
        }
        shift += std::int64_t{one.inserted} - one.removed;
        const auto next = static_cast<std::size_t>(static_cast<std::int64_t>(end) + shift);
        if (end < followed.counted.size() &&
            (next >= mappings.size() || mappings[next].start != followed.counted[end].start)) {
            return false;
        }
        for (std::size_t i = one.at; i < end; ++i) {
            if (concerns_stacks(process, followed.counted, i)) {
                return false;
            }
            followed.facts.count(Neighbourhood::view(followed.counted[i]), -1);
            count(followed, followed.classified[i].memory_class,
                  [&](Totals& totals) { totals.subtract(followed.counted[i]); });
        }
        if (concerns_stacks(process, followed.counted, end)) {
            return false;
        }
    }
    return static_cast<std::int64_t>(followed.counted.size()) + shift == static_cast<std::int64_t>(mappings.size());
}

bool RunningTotals::place(const model::Process& process, Followed& followed) {
    splice(followed.counted, process.changes.splices);
    splice(followed.classified, process.changes.splices);
    std::int64_t shift = 0;
    for (const Splice& one : process.changes.splices) {
        const auto at = static_cast<std::uint32_t>(one.at + shift);
        shift += std::int64_t{one.inserted} - one.removed;
        for (std::uint32_t i = at; i < at + one.inserted; ++i) {
            const model::Mapping& mapping = followed.counted[i] = process.snapshot.mappings[i];
            followed.classified[i] = {};
            followed.facts.count(Neighbourhood::view(mapping), 1);
            count(followed, MemoryClass::unknown, [&](Totals& totals) { totals.add(mapping); });
        }
        for (std::uint32_t i = at != 0 ? at - 1 : 0; i <= at + one.inserted; ++i) {
            near_.push_back(i);
        }
    }
    return true;
}

bool RunningTotals::change(const model::Process& process, Followed& followed) {
    for (const std::uint32_t i : process.changes.mappings) {
        if (i >= followed.counted.size()) {
            return false;
        }
        const model::Mapping& now = process.snapshot.mappings[i];
        model::Mapping& before = followed.counted[i];
        count(followed, followed.classified[i].memory_class, [&](Totals& totals) {
            totals.subtract(before);
            totals.add(now);
        });
        if (!same_mapping(now, before)) {
            if (concerns_stacks(process, followed.counted, i) || concerns_stacks(process, followed.counted, i + 1)) {
                return false;
            }
            followed.facts.count(Neighbourhood::view(before), -1);
            followed.facts.count(Neighbourhood::view(now), 1);
            near_.insert(near_.end(), {i != 0 ? i - 1 : 0, i, i + 1});
        }
        before = now;
    }
    return true;
}

bool RunningTotals::classify_near(const model::Process& process, Followed& followed, std::size_t index) {
    if (index >= followed.counted.size()) {
        return true; // behind the last one
    }
    const Neighbourhood here(followed.counted, index);
    if (concerns_stacks(here.self, process.info)) {
        return false;
    }
    const model::Mapping& mapping = followed.counted[index];
    const Classified now = classify_alone(process, here.self, followed.facts);
    count(followed, followed.classified[index].memory_class, [&](Totals& totals) { totals.subtract(mapping); });
    count(followed, now.memory_class, [&](Totals& totals) { totals.add(mapping); });
    followed.classified[index] = now;
    return true;
}

void RunningTotals::update(const model::Board& board) {
    counted_anew_ = 0;
    for (auto it = processes_.begin(); it != processes_.end();) {
        const bool there = board.processes.contains(it->first);
        if (!there) {
            subtract(board_, it->second.totals);
        }
        it = there ? std::next(it) : processes_.erase(it);
    }
    for (const auto& [pid, process] : board.processes) {
        const auto [it, is_new] = processes_.try_emplace(pid);
        Followed& followed = it->second;
        if (is_new || !same_evidence(process.info, followed.info) || !follow(process, followed)) {
            recount(process, followed);
            ++counted_anew_;
        }
    }
}

const ProcessTotals* RunningTotals::find(model::Pid pid) const {
    const auto it = processes_.find(pid);
    return it == processes_.end() ? nullptr : &it->second.totals;
}

const std::vector<Classified>* RunningTotals::classes(model::Pid pid) const {
    const auto it = processes_.find(pid);
    return it == processes_.end() ? nullptr : &it->second.classified;
}

} // namespace host::analyze
