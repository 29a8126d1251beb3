#include "host/report/grouped.hpp"

#include "host/report/columns.hpp"

#include <algorithm>

namespace host::report {

std::vector<Group> group_processes(const analyze::BoardUsage& usage,
                                   const std::function<std::string(const analyze::ProcessUsage&)>& name_of) {
    std::map<std::string, Group> by_name;
    for (const analyze::ProcessUsage& process : usage.processes) {
        std::string name = name_of(process);
        Group& group = by_name[name];
        group.name = std::move(name);
        if (process.readable()) {
            group.members.push_back(&process);
            group.totals += process.totals.all;
        } else if (group.unreadable++ == 0) {
            group.reason = reason_of(process);
        }
    }
    std::vector<Group> groups;
    for (auto& [name, group] : by_name) {
        groups.push_back(std::move(group));
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
        return a.members.empty() != b.members.empty() ? !a.members.empty() : costs_more(a.totals, b.totals);
    });
    return groups;
}

} // namespace host::report
