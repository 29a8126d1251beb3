// Which process of one board usage is which of another, and which mapping: by what they are, not where they are.
#pragma once

#include "host/analyze/usage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace host::analyze {

/// Both sides of one thing; null where it is not there.
template <typename Item>
struct MatchedPair {
    const Item* before = nullptr;
    const Item* after = nullptr;

    /// As it is called after; before, when it is gone.
    const Item& named() const { return after != nullptr ? *after : *before; }
};

/// Memory of a process that has one name and one class.
struct NamedGroup {
    MemoryClass memory_class;
    std::string name;
    Totals totals;
};

using ProcessPair = MatchedPair<ProcessUsage>;
using GroupPair = MatchedPair<NamedGroup>;

/// Within a boot by pid, start time and program, else by program and command line, then by program alone. Processes
/// that ended and zombies are left out: they have no memory; what could not be read is in.
std::vector<ProcessPair> pair_processes(const BoardUsage& before, const BoardUsage& after);

/// By class and name, then by name without version numbers, then without folders.
std::vector<GroupPair> pair_groups(const std::vector<NamedGroup>& before, const std::vector<NamedGroup>& after);

/// The name without what changes from build to build: runs of digits and dots become `#`; `(deleted)` and a version
/// behind or before `.so` go. Used only to pair what has no counterpart of exactly its name.
std::string unversioned(std::string_view name);

} // namespace host::analyze
