#include "host/analyze/stack_finder.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace host::analyze {
namespace {

constexpr std::uint64_t k_kib = 1024;
constexpr std::uint64_t k_default_limit_bytes = 8192 * k_kib; // what nearly every system sets
constexpr std::uint64_t k_smallest_stack_bytes = 8 * k_kib;
const std::uint64_t k_grows_down = model::flag_bit("gd");
const std::uint64_t k_guards_inside = model::flag_bit("gu");
const std::uint64_t k_no_huge_pages = model::flag_bit("nh"); ///< MAP_STACK sets it since Linux 6.7
const std::uint64_t k_not_accounted = model::flag_bit("nr");
const std::uint64_t k_not_inherited = model::flag_bit("dc") | model::flag_bit("dd");
constexpr std::uint64_t k_mapped_alone_bytes = 128 * k_kib; ///< what malloc maps by itself from; few stacks are so deep
constexpr std::string_view k_pointer_rule = "stack pointer";
constexpr std::string_view k_merged_rule = "flags gu nh";
constexpr std::string_view k_left_merged_rule = "flag nh, as many as threads are left";
constexpr std::ptrdiff_t k_row = 8; ///< so many equal mappings between guards are no accident
constexpr std::uint32_t k_no_limit = std::numeric_limits<std::uint32_t>::max();

/// .bss, not a stack, even when a thread's own stack is a variable in it.
bool above_data(const MappingView& view) {
    return view.below != nullptr && view.below->name == NameKind::file && view.below->writable() &&
           !view.below->shared();
}

std::uint64_t guard_bytes(const MappingView& view) {
    return view.below != nullptr && view.below->guard() ? view.below->bytes() : 0;
}

/// Sizes that C libraries choose when a program asks for none: musl 80 or 128 KiB (and its TLS), uClibc and glibc
/// without a limit 2 MiB.
bool is_libc_default(std::uint64_t bytes, std::uint64_t guard) {
    const std::uint64_t kib = bytes / k_kib;
    return (kib >= 80 && kib <= 96) || (kib >= 128 && kib <= 144) || bytes == 2048 * k_kib ||
           bytes + guard == 2048 * k_kib;
}

/// Flags that the stacks of no C library have: reserves of virtual machines and sanitizers. Stacks with guards inside
/// are mapped without accounting.
bool mapped_as_reserve(const MappingView& view) {
    return view.flag(k_not_inherited) || (view.flag(k_not_accounted) && !view.flag(k_guards_inside | k_grows_down));
}

/// A stack with the number of its thread.
bool is_named_stack(const MappingView& view) {
    const bool numbered = view.name == NameKind::main_stack && view.mapping->file->name.starts_with("[stack:");
    return numbered || view.name == NameKind::thread_stack;
}

class StackFinder {
  public:
    StackFinder(const model::Process& process, const MappingViews& list, std::vector<StackEvidence>& evidence)
        : info_(process.info), pid_(process.pid), list_(list), evidence_(evidence),
          limit_bytes_(info_.stack_unlimited ? 0 : info_.stack_limit_bytes.value_or(k_default_limit_bytes)),
          room_(info_.threads ? *info_.threads - std::min(*info_.threads, 1U) : k_no_limit) {}

    void run() {
        take_stack_pointers();
        for (std::size_t i = 0; i < list_.views.size(); ++i) {
            leave_room_for_named(list_.views[i]);
            if (candidate(i)) {
                candidates_.push_back(i);
            }
        }
        take_grows_down();
        take(k_merged_rule, [&](const MappingView& view) {
            return view.flag(k_guards_inside) && view.flag(k_no_huge_pages) ? merged(view) : 0;
        });
        take_mapped_as_stacks();
        take("guard below, size is the stack limit",
             [&](const MappingView& view) { return guard_bytes(view) != 0 && view.bytes() == limit_bytes_ ? 1U : 0U; });
        take("guard below, together the stack limit", [&](const MappingView& view) {
            return guard_bytes(view) != 0 && view.bytes() + guard_bytes(view) == limit_bytes_ ? 1U : 0U;
        });
        take("flag nh, size a multiple of the stack limit", [&](const MappingView& view) {
            const bool fits = limit_bytes_ != 0 && view.bytes() % limit_bytes_ == 0;
            return view.flag(k_no_huge_pages) && fits ? merged(view) : 0;
        });
        take_rows();
        take_most_frequent_size();
        take("guard below, a C library's default size", [&](const MappingView& view) {
            return guard_bytes(view) != 0 && is_libc_default(view.bytes(), guard_bytes(view)) ? 1U : 0U;
        });
        take_leftover();
        fill_merged();
    }

  private:
    using Candidate = std::vector<std::size_t>::const_iterator;

    std::uint64_t one_stack_bytes() const { return limit_bytes_ != 0 ? limit_bytes_ : 2048 * k_kib; }

    /// Stacks in a mapping that may hold several neighbours: the kernel merges them when no guard VMA lies between.
    std::uint32_t merged(const MappingView& view) const {
        const std::uint64_t one = one_stack_bytes();
        return static_cast<std::uint32_t>(std::clamp<std::uint64_t>((view.bytes() + one / 2) / one, 1, 65536));
    }

    /// Only what looks like a stack at all is asked about again and again.
    bool candidate(std::size_t index) const {
        const MappingView& view = list_.views[index];
        const bool executable = view.executable() && !list_.facts.executable_data() && !list_.facts.runs_stacks() &&
                                view.bytes() != limit_bytes_;
        return evidence_[index].rule.empty() && may_be_stack(view) && !mapped_as_reserve(view) && !executable;
    }

    void accept(std::size_t index, std::string_view rule, std::uint32_t stacks) {
        evidence_[index] = {.rule = rule, .stacks = stacks};
        leave_room(stacks);
    }

    /// Those that are nothing else yet.
    void accept_all(Candidate first, Candidate last, std::string_view rule) {
        for (; first != last; ++first) {
            if (evidence_[*first].rule.empty()) {
                accept(*first, rule, 1);
            }
        }
    }

    void leave_room(std::uint32_t stacks) { room_ -= room_ == k_no_limit ? 0 : std::min(room_, stacks); }

    /// Names are believed without being counted against the number of threads, but leave less room for guesses.
    void leave_room_for_named(const MappingView& view) {
        if (is_named_stack(view) && !view.no_access()) {
            leave_room(1);
        }
    }

    void take_stack_pointers() {
        for (const model::StackPointer& pointer : info_.stack_pointers) {
            const auto holds = [&](const MappingView& view) {
                return view.mapping->start <= pointer.address && pointer.address < view.mapping->end;
            };
            const auto found = std::find_if(list_.views.begin(), list_.views.end(), holds);
            const auto index = static_cast<std::size_t>(found - list_.views.begin());
            if (found == list_.views.end() || !found->plain() || above_data(*found)) {
                continue;
            }
            if (pointer.tid != pid_) {
                evidence_[index] = {.rule = k_pointer_rule, .stacks = evidence_[index].stacks + 1};
            } else if (!list_.facts.has_main_stack()) {
                evidence_[index] = {.rule = "stack pointer of the main thread", .main_stack = true};
            } else { // a coroutine, a signal handler, or a program that gave its main thread another stack
                evidence_[index].rule = k_pointer_rule;
            }
        }
        for (std::size_t i = 0; i < evidence_.size(); ++i) {
            look_for_other_memory(i);
        }
    }

    /// A stack pointer that may be in any memory says nothing of the mappings that look like stacks.
    void look_for_other_memory(std::size_t index) {
        StackEvidence& evidence = evidence_[index];
        if (evidence.rule == k_pointer_rule) {
            evidence.mixed = mostly_other(list_.views[index], std::max(evidence.stacks, 1U));
            leave_room(evidence.mixed ? 0 : evidence.stacks);
        }
    }

    /// The C library and the makers of fibres map stacks alike. How many threads live does not matter: stacks of ended
    /// threads are kept for later, and fibres and signal handlers have their own.
    void take_mapped_as_stacks() {
        for (const std::size_t index : candidates_) {
            const MappingView& view = list_.views[index];
            if (!evidence_[index].rule.empty() || !view.flag(k_no_huge_pages)) {
                continue;
            }
            if (view.flag(k_guards_inside)) {
                accept(index, k_merged_rule, 1);
            } else if (guard_bytes(view) != 0) {
                accept(index, "guard below, flag nh", 1);
            }
        }
    }

    bool continues_row(std::size_t index, std::size_t next) const {
        const MappingView& view = list_.views[index];
        const MappingView& above = list_.views[next];
        return next == index + 2 && above.below == view.above && guard_bytes(above) != 0 &&
               guard_bytes(above) == guard_bytes(view) && above.bytes() == view.bytes();
    }

    /// Fibres lie in rows, guard above stack above guard, however few threads run them.
    void take_rows() {
        for (Candidate first = candidates_.begin(); first != candidates_.end();) {
            Candidate last = std::next(first);
            while (last != candidates_.end() && continues_row(*std::prev(last), *last)) {
                ++last;
            }
            if (std::distance(first, last) >= k_row) {
                accept_all(first, last, "row of equal mappings, guards between");
            }
            first = last;
        }
    }

    /// Threads mostly have stacks of one size, which the program chose. Where there are more guarded mappings than
    /// threads, those of the most frequent size are the stacks, as long as there are threads for all of them.
    void take_most_frequent_size() {
        std::map<std::uint64_t, std::uint32_t> counts;
        std::uint32_t guarded = 0;
        for (const std::size_t index : candidates_) {
            if (evidence_[index].rule.empty() && guard_bytes(list_.views[index]) != 0) {
                ++counts[list_.views[index].bytes()];
                ++guarded;
            }
        }
        const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
        const auto most = std::max_element(counts.begin(), counts.end(), fewer);
        if (room_ == k_no_limit || guarded <= room_ || most->second < 2 || most->second > room_ ||
            std::count_if(counts.begin(), counts.end(), [&](const auto& one) { return one.second == most->second; }) !=
                1) {
            return;
        }
        take("guard below, most frequent size",
             [&](const MappingView& view) { return guard_bytes(view) != 0 && view.bytes() == most->first ? 1U : 0U; });
    }

    /// What lies above the highest stack pointer in the mapping: used by that thread, or no stack at all.
    std::uint64_t bytes_above_pointers(const MappingView& view) const {
        std::uint64_t bytes = view.bytes();
        for (const model::StackPointer& pointer : info_.stack_pointers) {
            if (view.mapping->start <= pointer.address && pointer.address < view.mapping->end) {
                bytes = std::min(bytes, view.mapping->end - pointer.address);
            }
        }
        return bytes;
    }

    /// Where MAP_STACK leaves no trace (Linux before 6.7, musl, 32-bit ARM), the kernel makes one VMA of a stack and of
    /// what malloc mapped above it. A stack is used from its upper end down: what lies far above the pointer is not of
    /// the stack, or else nearly all of it would be in use.
    bool mostly_other(const MappingView& view, std::uint32_t stacks) const {
        const std::uint64_t bytes = view.bytes();
        const std::uint64_t expected = stacks * one_stack_bytes();
        const bool fits = bytes + guard_bytes(view) >= expected && bytes < expected + k_mapped_alone_bytes;
        if (view.flag(k_no_huge_pages | k_grows_down) || fits) {
            return false;
        }
        const std::uint64_t excess = bytes - std::min(bytes, expected);
        const std::uint64_t above = bytes_above_pointers(view);
        const bool guarded = view.flag(k_guards_inside) || (view.below != nullptr && view.below->no_access());
        if (!guarded) { // what it begins with need not be a stack either
            return std::max(excess, above) >= k_mapped_alone_bytes;
        }
        return above >= k_mapped_alone_bytes && (above > bytes - bytes / 4 || (excess <= above && excess > above / 2));
    }

    /// The main stack has no name in the view of a thread and on some old kernels; it is the highest that grows down.
    void take_grows_down() {
        bool main_known =
            list_.facts.has_main_stack() ||
            std::any_of(evidence_.begin(), evidence_.end(), [](const StackEvidence& e) { return e.main_stack; });
        for (auto it = candidates_.rbegin(); it != candidates_.rend(); ++it) {
            if (!list_.views[*it].flag(k_grows_down)) {
                continue;
            }
            if (main_known && room_ != 0) {
                accept(*it, "flag gd", 1);
            } else if (!main_known) {
                evidence_[*it] = {.rule = "flag gd", .main_stack = true};
                main_known = true;
            }
        }
    }

    /// Accepts candidates of which `count` is not 0 while there is room for more stacks.
    template <typename Count>
    void take(std::string_view rule, Count count) {
        for (const std::size_t index : candidates_) {
            const std::uint32_t stacks = evidence_[index].rule.empty() ? count(list_.views[index]) : 0;
            if (stacks != 0 && room_ != 0) {
                accept(index, rule, std::min(stacks, room_));
            }
        }
    }

    /// Threads may choose any size. When no more guarded mappings, or mappings mapped as stacks, are left than threads
    /// without a stack, they are theirs.
    void take_leftover() {
        if (room_ == k_no_limit || room_ == 0) {
            return;
        }
        const auto left = [&](std::size_t index) {
            const MappingView& view = list_.views[index];
            return evidence_[index].rule.empty() && (guard_bytes(view) != 0 || view.flag(k_no_huge_pages));
        };
        if (std::count_if(candidates_.begin(), candidates_.end(), left) > static_cast<std::ptrdiff_t>(room_)) {
            return;
        }
        for (const std::size_t index : candidates_) {
            if (left(index)) {
                const bool guarded = guard_bytes(list_.views[index]) != 0;
                accept(index, guarded ? "guard below, as many as threads are left" : k_left_merged_rule, 1);
            }
        }
    }

    /// Stacks with their guards inside, if any: how many there are, no guard VMA tells.
    bool may_hold_more(std::size_t index) const {
        const std::string_view rule = evidence_[index].rule;
        const MappingView& view = list_.views[index];
        const bool unguarded = view.flag(k_no_huge_pages) && guard_bytes(view) == 0;
        return rule == k_merged_rule || rule == k_left_merged_rule || (rule == k_pointer_rule && unguarded);
    }

    /// Every thread has a stack: those still without one (a running thread shows no stack pointer) are in the only VMA
    /// whose stacks nothing separates, smaller than the limit says.
    void fill_merged() {
        if (room_ == 0 || room_ == k_no_limit) {
            return;
        }
        std::size_t merged = evidence_.size(), count = 0;
        for (std::size_t i = 0; i < evidence_.size(); ++i) {
            merged = may_hold_more(i) ? i : merged;
            count += may_hold_more(i) ? 1 : 0;
        }
        if (count != 1) {
            return;
        }
        std::uint32_t& stacks = evidence_[merged].stacks;
        const auto fitting = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(list_.views[merged].bytes() / k_smallest_stack_bytes, k_no_limit));
        stacks = std::min(stacks + room_, std::max(fitting, stacks));
        room_ = 0;
    }

    const model::ProcessInfo& info_;
    model::Pid pid_;
    const MappingViews& list_;
    std::vector<StackEvidence>& evidence_;
    std::vector<std::size_t> candidates_; ///< indices, ascending
    std::uint64_t limit_bytes_;           ///< 0: unlimited
    std::uint32_t room_;                  ///< thread stacks that may still be found
};

} // namespace

bool may_be_stack(const MappingView& view) {
    return view.plain() && view.bytes() >= k_smallest_stack_bytes &&
           (guard_bytes(view) != 0 || view.flag(k_grows_down | k_guards_inside | k_no_huge_pages)) && !above_data(view);
}

bool concerns_stacks(const MappingView& view, const model::ProcessInfo& info) {
    return view.name == NameKind::main_stack || view.name == NameKind::thread_stack || may_be_stack(view) ||
           std::any_of(info.stack_pointers.begin(), info.stack_pointers.end(), [&](const model::StackPointer& pointer) {
               return view.mapping->start <= pointer.address && pointer.address < view.mapping->end;
           });
}

void find_stacks(const model::Process& process, const MappingViews& list, std::vector<StackEvidence>& evidence) {
    evidence.assign(list.views.size(), StackEvidence{});
    StackFinder(process, list, evidence).run();
}

} // namespace host::analyze
