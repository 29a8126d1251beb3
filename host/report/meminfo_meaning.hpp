// What lines of /proc/meminfo count, where kernels and CPUs differ.
#pragma once

#include "host/model/board.hpp"

namespace host::report {

/// VmallocUsed counts pages since Linux 5.3; before, it was 0 or the address space in use. Of an unknown kernel too
/// little is known to believe it.
bool vmalloc_counts_pages(const model::Agent& agent);

/// Whether the pages of KernelStack are in VmallocUsed, too (CONFIG_VMAP_STACK): on most CPUs, but never on MIPS, on
/// ARM since 5.18, on RISC-V since 5.14. Where the machine is not known it is taken for one of the most.
bool stacks_are_in_vmalloc(const model::Agent& agent);

} // namespace host::report
