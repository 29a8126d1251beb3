// VMA → class of memory, by one rule table, first match wins (classifier.cpp). A pure function of a process's VMAs and
// of what is known of its threads. Of the numbers Size and KernelPageSize play a part, and of a few mappings whether
// their pages are private (same_for_classes()); a class holds as long as the VMA, its neighbours, ProcessFacts and the
// threads stay.
#pragma once

#include "host/analyze/mapping_view.hpp"
#include "host/analyze/memory_class.hpp"
#include "host/analyze/stack_finder.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace host::analyze {

/// What one VMA was found to be.
struct Classified {
    MemoryClass memory_class = MemoryClass::unknown;
    std::string_view rule; ///< why, for people; static storage
    const model::File* owner =
        nullptr;              ///< the file it belongs to: its own, or for .bss that of the segment below; null: none
    std::uint32_t stacks = 0; ///< thread stacks in it; more than 1 where the kernel merged neighbours
};

/// Keeps its memory from process to process.
class Classifier {
  public:
    /// One entry per mapping of the process's snapshot, in the same order; what was in `result` is gone.
    void classify(const model::Process& process, std::vector<Classified>& result);

    /// What held for the mappings of the last process.
    const ProcessFacts& facts() const { return list_.facts; }

  private:
    MappingViews list_;
    std::vector<StackEvidence> evidence_;
};

/// The class of a mapping of which find_stacks() has nothing to say.
Classified classify_alone(const model::Process& process, const MappingView& view, const ProcessFacts& facts);

/// The same for one process alone.
std::vector<Classified> classify(const model::Process& process);

} // namespace host::analyze
