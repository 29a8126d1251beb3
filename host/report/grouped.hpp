// Processes put together under a name: what programs and users have in common.
#pragma once

#include "host/analyze/usage.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace host::report {

struct Group {
    std::string name;
    std::vector<const analyze::ProcessUsage*> members; ///< readable ones
    std::size_t unreadable = 0;
    std::string_view reason; ///< of the first unreadable one
    analyze::Totals totals;
};

/// Groups by the name given, the most expensive first.
std::vector<Group> group_processes(const analyze::BoardUsage& usage,
                                   const std::function<std::string(const analyze::ProcessUsage&)>& name_of);

} // namespace host::report
