// A VMA as the class rules see it: permissions, name, flags and neighbours in words. Made once per process for all
// rules.
#pragma once

#include "host/analyze/name_kind.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace host::analyze {

struct Area {
    const model::Mapping* mapping = nullptr;
    const Area* below = nullptr; ///< the VMA that ends where this one starts; null: a gap
    const Area* above = nullptr; ///< the VMA that starts where this one ends
    NameKind name = NameKind::none;

    bool readable() const { return has(model::k_read); }
    bool writable() const { return has(model::k_write); }
    bool executable() const { return has(model::k_execute); }
    bool shared() const { return has(model::k_shared); }
    bool no_access() const { return !readable() && !writable() && !executable(); }
    bool flag(std::uint64_t bits) const { return mapping->flags != nullptr && (mapping->flags->bits & bits) != 0; }
    std::uint64_t bytes() const { return mapping->end - mapping->start; }

    /// Private memory without a name that can be written: heap, stack, .bss or anything a program asked for.
    bool plain() const { return name == NameKind::none && writable() && !shared(); }
    /// An inaccessible VMA of 1 to 16 pages without a name, as put below thread stacks.
    bool guard() const { return name == NameKind::none && no_access() && bytes() <= 16 * page_bytes(); }

  private:
    std::uint64_t page_bytes() const {
        const std::uint64_t kib = (*mapping)[model::Field::kernel_page_size]; // not printed before Linux 2.6.29
        return (kib == 0 ? 4 : kib) * 1024;
    }
    bool has(model::Permission permission) const { return (mapping->permissions & permission) != 0; }
};

/// The areas of a process and what holds for all of them.
struct AreaList {
    std::vector<Area> areas; ///< one per mapping, same order

    bool has_main_stack = false;    ///< one is called [stack]
    bool executable_data = false;   ///< all that can be written can be executed: old ARM and MIPS, READ_IMPLIES_EXEC
    bool aligned_allocator = false; ///< jemalloc, tcmalloc or mimalloc is mapped
};

/// Looks at the mappings of `process`, which has to outlive the result; `list` is reused.
void list_areas(const model::Process& process, AreaList& list);

} // namespace host::analyze
