#include "host/analyze/diff.hpp"

#include "host/analyze/matching.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace host::analyze {
namespace {

using Process = ProcessUsage;
using Pair = ProcessPair;

/// Adds one side of a difference; a process that was there without numbers makes that side unknown.
void add_side(std::optional<Totals>& side, const Process* process, const Totals& totals, Difference& difference) {
    if (process == nullptr || process->left_out) {
        return;
    }
    if (!process->readable()) {
        difference.unreadable = process->status == model::Status::ok ? std::string_view("no mappings")
                                                                     : model::status_reason(process->status);
        return;
    }
    side = side.value_or(Totals{});
    *side += totals;
}

const Totals& all_of(const Process* process) {
    static const Totals nothing;
    return process == nullptr ? nothing : process->totals.all;
}

/// Nothing to compare: what could be read on neither side.
bool without_numbers(const Pair& pair) {
    return (pair.before == nullptr || !pair.before->readable()) && (pair.after == nullptr || !pair.after->readable());
}

/// Whether every side that is there has numbers; else sums with only one of them would look like a change.
bool comparable(const Pair& pair) {
    const auto known = [](const Process* side) { return side == nullptr || side->readable() || side->left_out; };
    return known(pair.before) && known(pair.after);
}

/// Of what class the memory of a rollup is nobody knows.
bool is_rolled_up(const Process& process) {
    return process.totals[MemoryClass::unknown].mappings() != 0;
}

bool sums_only(const Pair& pair) {
    return pair.before != nullptr && pair.after != nullptr && pair.before->readable() && pair.after->readable() &&
           is_rolled_up(*pair.before) != is_rolled_up(*pair.after);
}

Difference process_difference(const Pair& pair) {
    Difference difference;
    difference.level = GroupBy::process;
    difference.program = pair.named().program;
    difference.pid_before = pair.before != nullptr ? std::optional(pair.before->pid) : std::nullopt;
    difference.pid_after = pair.after != nullptr ? std::optional(pair.after->pid) : std::nullopt;
    difference.sums_only = sums_only(pair);
    add_side(difference.before, pair.before, all_of(pair.before), difference);
    add_side(difference.after, pair.after, all_of(pair.after), difference);
    return difference;
}

/// Segments of a file with the same class are one here.
std::vector<NamedGroup> merged_groups(const Process& process) {
    std::vector<NamedGroup> merged;
    std::map<std::pair<MemoryClass, std::string_view>, std::size_t> index;
    for (const UsageGroup& group : process.groups) {
        const auto [it, is_new] = index.try_emplace({group.memory_class, group.name}, merged.size());
        if (is_new) {
            merged.push_back({group.memory_class, group.name, {}});
        }
        merged[it->second].totals += group.totals;
    }
    return merged;
}

Difference mapping_difference(const Difference& process, const GroupPair& pair) {
    const NamedGroup& named = pair.named();
    Difference difference = process;
    difference.level = GroupBy::mapping;
    difference.memory_class = named.memory_class;
    difference.mapping = named.name;
    difference.mapping_before = pair.before != nullptr && pair.before->name != named.name ? pair.before->name : "";
    difference.before = pair.before != nullptr ? std::optional(pair.before->totals) : std::nullopt;
    difference.after = pair.after != nullptr ? std::optional(pair.after->totals) : std::nullopt;
    return difference;
}

void add_mappings(std::vector<Difference>& all, const Difference& process, const Pair& pair) {
    const auto groups = [](const Process* side) {
        return side != nullptr ? merged_groups(*side) : std::vector<NamedGroup>{};
    };
    const std::vector<NamedGroup> before = groups(pair.before), after = groups(pair.after);
    for (const GroupPair& one : pair_groups(before, after)) {
        all.push_back(mapping_difference(process, one));
    }
}

void add_classes(std::vector<Difference>& all, const Difference& process, const Pair& pair) {
    for (std::size_t i = 0; i < k_class_count; ++i) {
        Difference difference = process;
        difference.level = GroupBy::process_class;
        difference.memory_class = static_cast<MemoryClass>(i);
        const auto side = [&](const Process* one) {
            return one != nullptr && one->readable() && one->totals.classes[i].mappings() != 0
                       ? std::optional(one->totals.classes[i])
                       : std::nullopt;
        };
        difference.before = side(pair.before);
        difference.after = side(pair.after);
        if (difference.before || difference.after) {
            all.push_back(std::move(difference));
        }
    }
}

/// Sums over processes, of the levels above them.
class Sums {
  public:
    void add(const Pair& pair) {
        add_to(board_, pair, all_of(pair.before), all_of(pair.after));
        const std::string& name = pair.named().program;
        Difference& program = programs_[name];
        program.level = GroupBy::program;
        program.program = name;
        add_to(program, pair, all_of(pair.before), all_of(pair.after));
        for (std::size_t i = 0; i < k_class_count && !sums_only(pair); ++i) {
            classes_[i].level = GroupBy::memory_class;
            classes_[i].memory_class = static_cast<MemoryClass>(i);
            add_class(classes_[i].before, pair.before, i);
            add_class(classes_[i].after, pair.after, i);
        }
    }

    std::vector<Difference> take() {
        std::vector<Difference> all;
        const auto take_one = [&all](Difference& one) {
            if (one.before || one.after) {
                all.push_back(std::move(one));
            }
        };
        take_one(board_);
        for (auto& [name, program] : programs_) {
            all.push_back(std::move(program));
        }
        std::for_each(classes_.begin(), classes_.end(), take_one);
        return all;
    }

  private:
    static void add_to(Difference& sum, const Pair& pair, const Totals& before, const Totals& after) {
        add_side(sum.before, pair.before, before, sum);
        add_side(sum.after, pair.after, after, sum);
    }
    void add_class(std::optional<Totals>& side, const Process* process, std::size_t index) {
        if (process != nullptr && process->totals.classes[index].mappings() != 0) {
            add_side(side, process, process->totals.classes[index], classes_[index]);
        }
    }

    Difference board_;
    std::map<std::string, Difference> programs_;
    std::array<Difference, k_class_count> classes_;
};

std::vector<Difference> grouped(const std::vector<Pair>& pairs) {
    Sums sums;
    for (const Pair& pair : pairs) {
        if (comparable(pair)) {
            sums.add(pair);
        }
    }
    return sums.take();
}

/// Mapped names over all processes, as their mappings were paired.
std::vector<Difference> files_of(const std::vector<Difference>& all) {
    std::map<std::string, Difference> files;
    const auto add = [](std::optional<Totals>& sum, const std::optional<Totals>& side) {
        if (side) {
            sum = sum.value_or(Totals{});
            *sum += *side;
        }
    };
    for (const Difference& one : all) {
        if (one.level == GroupBy::mapping) {
            Difference& file = files[one.mapping];
            file.level = GroupBy::file;
            file.mapping = one.mapping;
            file.mapping_before = one.mapping_before.empty() ? file.mapping_before : one.mapping_before;
            add(file.before, one.before);
            add(file.after, one.after);
        }
    }
    std::vector<Difference> list;
    for (auto& [name, file] : files) {
        list.push_back(std::move(file));
    }
    return list;
}

} // namespace

std::vector<Difference> differences(const BoardUsage& before, const BoardUsage& after) {
    std::vector<Pair> pairs = pair_processes(before, after);
    std::erase_if(pairs, without_numbers);
    std::vector<Difference> all = grouped(pairs);
    for (const Pair& pair : pairs) {
        const Difference process = process_difference(pair);
        all.push_back(process);
        if (comparable(pair) && !process.sums_only) {
            add_classes(all, process, pair);
            add_mappings(all, process, pair);
        }
    }
    std::vector<Difference> files = files_of(all);
    all.insert(all.end(), std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
    std::stable_sort(all.begin(), all.end(),
                     [](const Difference& a, const Difference& b) { return a.level < b.level; });
    return all;
}

} // namespace host::analyze
