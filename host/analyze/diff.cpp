#include "host/analyze/diff.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace host::analyze {
namespace {

using Process = ProcessPicture;

struct Pair {
    const Process* before = nullptr;
    const Process* after = nullptr;
};

/// Pairs what has equal keys, first with first; takes the paired ones out of both lists.
template <typename Item, typename Key>
void pair_by(std::vector<const Item*>& before, std::vector<const Item*>& after, Key key,
             std::vector<std::pair<const Item*, const Item*>>& pairs) {
    using KeyType = decltype(key(*before.front()));
    std::map<KeyType, std::vector<const Item*>> waiting;
    for (auto it = after.rbegin(); it != after.rend(); ++it) {
        waiting[key(**it)].push_back(*it); // last in, first out: the first comes first
    }
    std::set<const Item*> taken;
    std::erase_if(before, [&](const Item* item) {
        const auto found = waiting.find(key(*item));
        if (found == waiting.end() || found->second.empty()) {
            return false;
        }
        pairs.emplace_back(item, found->second.back());
        taken.insert(found->second.back());
        found->second.pop_back();
        return true;
    });
    std::erase_if(after, [&](const Item* item) { return taken.contains(item); });
}

bool same_boot(const Picture& before, const Picture& after) {
    const std::string& boot = before.agent.boot_id;
    return boot.empty() ? before.source == after.source : boot == after.agent.boot_id;
}

/// A process that ended, and a zombie, are not there as far as memory goes; one that could not be read is.
std::vector<const Process*> with_memory(const Picture& picture) {
    std::vector<const Process*> processes;
    for (const Process& process : picture.left_out) { // is its own counterpart still
        processes.push_back(&process);
    }
    for (const Process& process : picture.processes) {
        if (process.readable() || (process.status != model::Status::gone && process.status != model::Status::empty)) {
            processes.push_back(&process);
        }
    }
    return processes;
}

std::vector<Pair> pair_processes(const Picture& before, const Picture& after) {
    std::vector<const Process*> left = with_memory(before);
    std::vector<const Process*> right = with_memory(after);
    std::vector<std::pair<const Process*, const Process*>> pairs;
    if (same_boot(before, after)) {
        pair_by(
            left, right, [](const Process& p) { return std::tuple(p.pid, p.info.start_ticks, p.program); }, pairs);
    }
    pair_by(
        left, right, [](const Process& p) { return std::pair(p.program, p.info.cmdline); }, pairs);
    pair_by(
        left, right, [](const Process& p) { return p.program; }, pairs);
    pair_by(
        left, right, [](const Process& p) { return unversioned(p.program); }, pairs);
    std::vector<Pair> all;
    for (const auto& [one, other] : pairs) {
        all.push_back({one, other});
    }
    for (const Process* gone : left) {
        all.push_back({gone, nullptr});
    }
    for (const Process* fresh : right) {
        all.push_back({nullptr, fresh});
    }
    return all;
}

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
    const Process& named = pair.after != nullptr ? *pair.after : *pair.before;
    Difference difference;
    difference.level = Level::process;
    difference.program = named.program;
    difference.pid_before = pair.before != nullptr ? std::optional(pair.before->pid) : std::nullopt;
    difference.pid_after = pair.after != nullptr ? std::optional(pair.after->pid) : std::nullopt;
    difference.sums_only = sums_only(pair);
    add_side(difference.before, pair.before, all_of(pair.before), difference);
    add_side(difference.after, pair.after, all_of(pair.after), difference);
    return difference;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

struct NamedPart {
    MemoryClass memory_class;
    std::string name;
    Totals totals;
};

/// Segments of a file with the same class are one here.
std::vector<NamedPart> merged_parts(const Process& process) {
    std::vector<NamedPart> merged;
    std::map<std::pair<MemoryClass, std::string_view>, std::size_t> index;
    for (const Part& part : process.parts) {
        const auto [it, is_new] = index.try_emplace({part.memory_class, part.name}, merged.size());
        if (is_new) {
            merged.push_back({part.memory_class, part.name, {}});
        }
        merged[it->second].totals += part.totals;
    }
    return merged;
}

Difference mapping_difference(const Difference& process, const NamedPart* before, const NamedPart* after) {
    const NamedPart& named = after != nullptr ? *after : *before;
    Difference difference = process;
    difference.level = Level::mapping;
    difference.memory_class = named.memory_class;
    difference.mapping = named.name;
    difference.mapping_before = before != nullptr && before->name != named.name ? before->name : "";
    difference.before = before != nullptr ? std::optional(before->totals) : std::nullopt;
    difference.after = after != nullptr ? std::optional(after->totals) : std::nullopt;
    return difference;
}

void add_mappings(std::vector<Difference>& all, const Difference& process, const Pair& pair) {
    const std::vector<NamedPart> parts_before =
        pair.before != nullptr ? merged_parts(*pair.before) : std::vector<NamedPart>{};
    const std::vector<NamedPart> parts_after =
        pair.after != nullptr ? merged_parts(*pair.after) : std::vector<NamedPart>{};
    std::vector<const NamedPart*> left;
    std::vector<const NamedPart*> right;
    for (const NamedPart& part : parts_before) {
        left.push_back(&part);
    }
    for (const NamedPart& part : parts_after) {
        right.push_back(&part);
    }
    std::vector<std::pair<const NamedPart*, const NamedPart*>> pairs;
    pair_by(
        left, right, [](const NamedPart& p) { return std::pair(p.memory_class, p.name); }, pairs);
    pair_by(
        left, right, [](const NamedPart& p) { return std::pair(p.memory_class, unversioned(p.name)); }, pairs);
    pair_by( // a file that moved: /lib became /usr/lib, a layer of an overlay has another name
        left, right, [](const NamedPart& p) { return std::pair(p.memory_class, unversioned(base_name(p.name))); },
        pairs);
    for (const auto& [before, after] : pairs) {
        all.push_back(mapping_difference(process, before, after));
    }
    for (const NamedPart* gone : left) {
        all.push_back(mapping_difference(process, gone, nullptr));
    }
    for (const NamedPart* fresh : right) {
        all.push_back(mapping_difference(process, nullptr, fresh));
    }
}

void add_classes(std::vector<Difference>& all, const Difference& process, const Pair& pair) {
    for (std::size_t i = 0; i < k_class_count; ++i) {
        Difference difference = process;
        difference.level = Level::process_class;
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

/// Puts one process into the sum of its program, class or board.
void gather(Difference& sum, const Pair& pair, const Totals& before, const Totals& after) {
    add_side(sum.before, pair.before, before, sum);
    add_side(sum.after, pair.after, after, sum);
}

std::vector<Difference> grouped(const std::vector<Pair>& pairs) {
    Difference board;
    std::map<std::string, Difference> programs;
    std::array<Difference, k_class_count> classes;
    for (const Pair& pair : pairs) {
        if (!comparable(pair)) {
            continue;
        }
        const Process& named = pair.after != nullptr ? *pair.after : *pair.before;
        gather(board, pair, all_of(pair.before), all_of(pair.after));
        Difference& program = programs[named.program];
        program.level = Level::program;
        program.program = named.program;
        gather(program, pair, all_of(pair.before), all_of(pair.after));
        for (std::size_t i = 0; i < k_class_count && !sums_only(pair); ++i) {
            classes[i].level = Level::memory_class;
            classes[i].memory_class = static_cast<MemoryClass>(i);
            const auto add = [&](std::optional<Totals>& side, const Process* process) {
                if (process != nullptr && process->totals.classes[i].mappings() != 0) {
                    add_side(side, process, process->totals.classes[i], classes[i]);
                }
            };
            add(classes[i].before, pair.before);
            add(classes[i].after, pair.after);
        }
    }
    std::vector<Difference> all;
    if (board.before || board.after) {
        all.push_back(board);
    }
    for (auto& [name, program] : programs) {
        all.push_back(std::move(program));
    }
    for (Difference& one : classes) {
        if (one.before || one.after) {
            all.push_back(std::move(one));
        }
    }
    return all;
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
        if (one.level == Level::mapping) {
            Difference& file = files[one.mapping];
            file.level = Level::file;
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

std::string unversioned(std::string_view name) {
    constexpr std::string_view deleted = " (deleted)";
    if (name.ends_with(deleted)) {
        name.remove_suffix(deleted.size());
    }
    if (const std::size_t so = name.rfind(".so."); so != std::string_view::npos) {
        name = name.substr(0, so + 3);
    }
    const auto digit = [](char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; };
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool dot_inside = name[i] == '.' && out.ends_with('#') && i + 1 < name.size() && digit(name[i + 1]);
        if (!digit(name[i]) && !dot_inside) {
            out += name[i];
        } else if (!out.ends_with('#')) {
            out += '#';
        }
    }
    constexpr std::string_view release = "-#.so"; // libc-2.31.so became libc.so.6
    if (out.ends_with(release)) {
        out.replace(out.size() - release.size(), release.size(), ".so");
    }
    return out;
}

std::vector<Difference> differences(const Picture& before, const Picture& after) {
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
