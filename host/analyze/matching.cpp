#include "host/analyze/matching.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

namespace host::analyze {
namespace {

template <typename Item>
using Items = std::vector<const Item*>;

/// Pairs what has equal keys, first with first; takes the paired ones out of both lists.
template <typename Item, typename Key>
void pair_by(Items<Item>& before, Items<Item>& after, Key key, std::vector<MatchedPair<Item>>& pairs) {
    using KeyType = decltype(key(*before.front()));
    std::map<KeyType, Items<Item>> waiting;
    for (auto it = after.rbegin(); it != after.rend(); ++it) {
        waiting[key(**it)].push_back(*it); // last in, first out: the first comes first
    }
    std::set<const Item*> taken;
    std::erase_if(before, [&](const Item* item) {
        const auto found = waiting.find(key(*item));
        if (found == waiting.end() || found->second.empty()) {
            return false;
        }
        pairs.push_back({item, found->second.back()});
        taken.insert(found->second.back());
        found->second.pop_back();
        return true;
    });
    std::erase_if(after, [&](const Item* item) { return taken.contains(item); });
}

/// What has no counterpart.
template <typename Item>
void add_single(const Items<Item>& before, const Items<Item>& after, std::vector<MatchedPair<Item>>& pairs) {
    for (const Item* gone : before) {
        pairs.push_back({gone, nullptr});
    }
    for (const Item* fresh : after) {
        pairs.push_back({nullptr, fresh});
    }
}

bool same_boot(const BoardUsage& before, const BoardUsage& after) {
    const std::string& boot = before.agent.boot_id;
    return boot.empty() ? before.source == after.source : boot == after.agent.boot_id;
}

/// A process that ended, and a zombie, are not there as far as memory goes; one that could not be read is.
Items<ProcessUsage> with_memory(const BoardUsage& usage) {
    Items<ProcessUsage> processes;
    for (const ProcessUsage& process : usage.left_out) { // is its own counterpart still
        processes.push_back(&process);
    }
    for (const ProcessUsage& process : usage.processes) {
        if (process.readable() || (process.status != model::Status::gone && process.status != model::Status::empty)) {
            processes.push_back(&process);
        }
    }
    return processes;
}

Items<NamedGroup> pointers(const std::vector<NamedGroup>& groups) {
    Items<NamedGroup> items;
    for (const NamedGroup& group : groups) {
        items.push_back(&group);
    }
    return items;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

} // namespace

std::vector<ProcessPair> pair_processes(const BoardUsage& before, const BoardUsage& after) {
    using Process = ProcessUsage;
    Items<Process> left = with_memory(before);
    Items<Process> right = with_memory(after);
    std::vector<ProcessPair> pairs;
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
    add_single(left, right, pairs);
    return pairs;
}

std::vector<GroupPair> pair_groups(const std::vector<NamedGroup>& before, const std::vector<NamedGroup>& after) {
    Items<NamedGroup> left = pointers(before);
    Items<NamedGroup> right = pointers(after);
    std::vector<GroupPair> pairs;
    pair_by(
        left, right, [](const NamedGroup& p) { return std::pair(p.memory_class, p.name); }, pairs);
    pair_by(
        left, right, [](const NamedGroup& p) { return std::pair(p.memory_class, unversioned(p.name)); }, pairs);
    pair_by( // a file that moved: /lib became /usr/lib, a layer of an overlay has another name
        left, right, [](const NamedGroup& p) { return std::pair(p.memory_class, unversioned(base_name(p.name))); },
        pairs);
    add_single(left, right, pairs);
    return pairs;
}

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

} // namespace host::analyze
