// Which process of one picture is which of another, and which mapping: by what they are, not where they are.
#pragma once

#include "host/analyze/picture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace host::analyze {

/// Both sides of one thing; null where it is not there.
template <typename Item>
struct Counterparts {
    const Item* before = nullptr;
    const Item* after = nullptr;

    /// As it is called after; before, when it is gone.
    const Item& named() const { return after != nullptr ? *after : *before; }
};

/// Memory of a process that has one name and one class.
struct NamedPart {
    MemoryClass memory_class;
    std::string name;
    Totals totals;
};

using ProcessPair = Counterparts<ProcessPicture>;
using PartPair = Counterparts<NamedPart>;

/// Within a boot by pid, start time and program, else by program and command line, then by program alone. Processes
/// that ended and zombies are left out: they have no memory; what could not be read is in.
std::vector<ProcessPair> pair_processes(const Picture& before, const Picture& after);

/// By class and name, then by name without version numbers, then without folders.
std::vector<PartPair> pair_parts(const std::vector<NamedPart>& before, const std::vector<NamedPart>& after);

/// The name without what changes from build to build: runs of digits and dots become `#`; `(deleted)` and a version
/// behind or before `.so` go. Used only to pair what has no counterpart of exactly its name.
std::string unversioned(std::string_view name);

} // namespace host::analyze
