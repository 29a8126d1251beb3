// Every table report that shows a board as it is now: one function each, one file each. What needs history is in
// history_reports.hpp.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/report/report.hpp"

namespace host::report {

/// What a report is made from. All of it outlives the call, nothing is kept.
struct Context {
    const model::Board& board;
    const analyze::Filter& filter;
    const analyze::UserNames& users;
};

Report build_processes(const Context& context); ///< smem, procrank: one row per process
Report build_mappings(const Context& context);  ///< pmap -x and -X: one row per VMA
Report build_classes(const Context& context);   ///< one row per class of memory, over all processes
Report build_libraries(const Context& context); ///< librank: one row per mapped file, over all processes
Report build_programs(const Context& context);  ///< ps_mem: instances of a program merged
Report build_users(const Context& context);     ///< one row per owner
Report build_system(const Context& context);    ///< where all of MemTotal is
Report build_private(const Context& context);   ///< smem.pl: VMAs with memory of the process's own
Report build_shared(const Context& context);    ///< smem.pl: VMAs with memory shared with others
Report build_tree(const Context& context);      ///< processes under their parents, with sums

} // namespace host::report
