// Which VMAs are stacks although no name says so. Evidence from strong to weak: a thread's stack pointer, VmFlags, a
// guard VMA below with a size that fits. There are never more thread stacks than threads less one.
#pragma once

#include "host/analyze/mapping_view.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace host::analyze {

struct StackEvidence {
    std::string_view rule;    ///< empty: no stack
    std::uint32_t stacks = 0; ///< thread stacks in the VMA
    bool main_stack = false;
    bool mixed = false; ///< more of the VMA is other memory, which the kernel merged with the stacks
};

/// One entry per mapping.
void find_stacks(const model::Process& process, const MappingViews& list, std::vector<StackEvidence>& evidence);

/// Looks like a stack at all, from below, size and flags.
bool may_be_stack(const MappingView& view);

/// Whether find_stacks() could tell anything of this mapping, or because of it of others.
bool concerns_stacks(const MappingView& view, const model::ProcessInfo& info);

} // namespace host::analyze
