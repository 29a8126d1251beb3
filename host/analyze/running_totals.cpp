#include "host/analyze/running_totals.hpp"

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
bool same_area(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.file == b.file && a.flags == b.flags &&
           a.permissions == b.permissions && a[model::Field::size] == b[model::Field::size] &&
           a[model::Field::kernel_page_size] == b[model::Field::kernel_page_size];
}

bool only_numbers_changed(const model::Process& process, const std::vector<model::Mapping>& counted) {
    const auto& mappings = process.snapshot.mappings;
    if (process.changes.all || mappings.size() != counted.size()) {
        return false;
    }
    for (const std::uint32_t index : process.changes.mappings) {
        if (index >= mappings.size() || !same_area(mappings[index], counted[index])) {
            return false;
        }
    }
    return true;
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

void RunningTotals::recount(const model::Process& process, Followed& followed) {
    subtract(board_, followed.totals);
    classifier_.classify(process, followed.classified);
    followed.totals = total(process, followed.classified);
    followed.counted = process.snapshot.mappings;
    followed.info = process.info;
    add(board_, followed.totals);
}

void RunningTotals::follow(const model::Process& process, Followed& followed) {
    for (const std::uint32_t index : process.changes.mappings) {
        const model::Mapping& now = process.snapshot.mappings[index];
        model::Mapping& before = followed.counted[index];
        const MemoryClass memory_class = followed.classified[index].memory_class;
        for (Totals* totals :
             {&followed.totals.all, &followed.totals[memory_class], &board_.all, &board_[memory_class]}) {
            totals->subtract(before);
            totals->add(now);
        }
        before = now;
    }
}

void RunningTotals::update(const model::Board& board) {
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
        if (is_new || !same_evidence(process.info, followed.info) || !only_numbers_changed(process, followed.counted)) {
            recount(process, followed);
        } else {
            follow(process, followed);
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
