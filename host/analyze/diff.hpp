// What changed between two board usages: of one session, of two boots, of two firmware builds. What is compared with
// what: matching.hpp.
#pragma once

#include "host/analyze/series_key.hpp"
#include "host/analyze/usage.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::analyze {

/// One thing of either side or of both, of any level but user.
struct Difference {
    GroupBy level = GroupBy::board;
    std::optional<model::Pid> pid_before, pid_after;
    std::string program;
    std::optional<MemoryClass> memory_class;
    std::string mapping;          ///< as it is called after; before, when it is gone
    std::string mapping_before;   ///< only when it was called otherwise
    std::optional<Totals> before; ///< none: not there, or not readable
    std::optional<Totals> after;
    std::string_view unreadable; ///< why a side that was there has no numbers; empty otherwise
    bool sums_only = false; ///< of a process: one side has areas, the other only their sums; no classes are compared
};

/// Everything that is on either side, level by level. What is equal on both sides is in it too; a process that has
/// numbers on one side only, though it is on both, is in no sum. No board where neither side has numbers.
std::vector<Difference> differences(const BoardUsage& before, const BoardUsage& after);

} // namespace host::analyze
