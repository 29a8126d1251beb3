// A VMA as the class rules see it: permissions, name, flags and neighbours in words. Made once per process for all
// rules.
#pragma once

#include "host/analyze/name_kind.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace host::analyze {

struct MappingView {
    const model::Mapping* mapping = nullptr;
    const MappingView* below = nullptr; ///< the VMA that ends where this one starts; null: a gap
    const MappingView* above = nullptr; ///< the VMA that starts where this one ends
    NameKind name = NameKind::none;
    bool run_shared = false;            ///< the same part of its file is mapped shared to be written and to be run
    std::uint64_t below_file_bytes = 0; ///< of a large one: how much of the file below is mapped in one piece

    bool readable() const { return has(model::k_read); }
    bool writable() const { return has(model::k_write); }
    bool executable() const { return has(model::k_execute); }
    bool shared() const { return has(model::k_shared); }
    bool no_access() const { return !readable() && !writable() && !executable(); }
    bool flag(std::uint64_t bits) const { return mapping->flags != nullptr && (mapping->flags->bits & bits) != 0; }
    std::uint64_t bytes() const { return mapping->end - mapping->start; }

    /// Larger than the .bss of nearly every library.
    bool large() const { return bytes() >= std::uint64_t{256} << 10; }
    /// Private memory without a name that can be written: heap, stack, .bss or anything a program asked for.
    bool plain() const { return name == NameKind::none && writable() && !shared(); }
    /// An inaccessible VMA of 1 to 16 pages without a name, as put below thread stacks.
    bool guard() const { return name == NameKind::none && no_access() && bytes() <= 16 * page_bytes(); }
    /// Private pages: written, or made by copying those of a file.
    bool has_own_pages() const { return number(model::Field::anonymous) != 0 || number(model::Field::swap) != 0; }
    /// No page is the file's own.
    bool only_own_pages() const {
        return !shared() && mapping->has(model::Field::anonymous) &&
               number(model::Field::anonymous) == number(model::Field::rss);
    }

  private:
    std::uint64_t number(model::Field field) const { return (*mapping)[field]; }
    std::uint64_t page_bytes() const {
        const std::uint64_t kib = (*mapping)[model::Field::kernel_page_size]; // not printed before Linux 2.6.29
        return (kib == 0 ? 4 : kib) * 1024;
    }
    bool has(model::Permission permission) const { return (mapping->permissions & permission) != 0; }
};

/// Resident private memory without a file that can be written, and how much of it can be run.
struct WritableMemory {
    /// Adds a mapping's memory, or with `by` -1 takes it away.
    void count(const model::Mapping& mapping, std::int32_t by);

    /// Where two thirds can be run, x says nothing of what is in it: the heaps of SBCL, SML/NJ, Chez Scheme, valgrind.
    /// JIT compilers with a heap of their own reach a sixth. Small processes may be all JIT code.
    bool mostly_executable() const { return executable_kb >= 4096 && executable_kb * 3 >= all_kb * 2; }

    std::int64_t all_kb = 0, executable_kb = 0;
};

/// What holds for all mappings of a process, counted so that it can follow single ones.
struct ProcessFacts {
    /// One more, or one less: `by` is 1 or -1.
    void count(const MappingView& view, std::int32_t by);

    bool runs_stacks() const { return executable_stacks != 0; } ///< [stack] may be run, so threads' stacks may, too
    bool has_main_stack() const { return main_stacks != 0; }    ///< one is called [stack]
    /// All that can be written can be executed: old ARM and MIPS, READ_IMPLIES_EXEC.
    bool all_data_executable() const { return writable_executable != 0 && only_writable == 0; }
    /// That a writable mapping can be executed does not make it code.
    bool executable_data() const { return all_data_executable() || memory.mostly_executable(); }
    bool aligned_allocator() const { return aligned_allocators != 0; } ///< jemalloc, tcmalloc or mimalloc is mapped
    bool loaded() const { return run_from_memory != 0; }               ///< what is called like shared memory is run
    bool runs_shared() const { return shared_executable != 0; }        ///< a file is mapped shared to be run

    const model::File* program = nullptr; ///< what is run; null: no file
    WritableMemory memory;

    std::int32_t main_stacks = 0, executable_stacks = 0, aligned_allocators = 0, writable_executable = 0,
                 only_writable = 0, run_from_memory = 0, shared_executable = 0;
};

/// Everything of a mapping is equal that its class or its neighbours' may depend on, except ProcessFacts::memory.
bool same_for_classes(const model::Mapping& a, const model::Mapping& b);

/// Everything besides mappings is equal that classes may depend on.
bool same_for_classes(const model::ProcessInfo& a, const model::ProcessInfo& b);

/// A mapping whose neighbours did not change may have another class.
bool other_classes(const ProcessFacts& before, const ProcessFacts& now);

/// The mappings of a process and what holds for all of them.
struct MappingViews {
    std::vector<MappingView> views; ///< one per mapping, same order
    ProcessFacts facts;
};

/// A mapping without its neighbours.
MappingView lone_view(const model::Mapping& mapping);

/// One mapping and the two next to it, as view_mappings() sees them.
struct MappingNeighbours {
    MappingView below, self, above;

    /// `lower` and `upper`: those before and after it in the snapshot, or null. Without MappingView::below_file_bytes.
    MappingNeighbours(const model::Mapping* lower, const model::Mapping& mapping, const model::Mapping* upper);
    MappingNeighbours(const std::vector<model::Mapping>& mappings, std::size_t index);
    MappingNeighbours(const MappingNeighbours&) = delete;
    MappingNeighbours& operator=(const MappingNeighbours&) = delete;
};

/// See ProcessFacts::program: the file that holds the start of the program's text, else the one named like the
/// executable, else the lowest that is executable.
const model::File* program_of(const model::ProcessInfo& info, const std::vector<model::Mapping>& mappings);

/// See MappingView::below_file_bytes; 0 where no file ends at the mapping's start. Without a name and access there is
/// only room between segments.
std::uint64_t below_file_bytes(const std::vector<model::Mapping>& mappings, std::size_t index);

/// Looks at the mappings of `process`, which has to outlive the result; `list` is reused.
void view_mappings(const model::Process& process, MappingViews& list);

} // namespace host::analyze
