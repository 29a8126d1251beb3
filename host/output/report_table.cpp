#include "host/output/report_table.hpp"

#include "host/report/summary.hpp"

#include <algorithm>
#include <array>

namespace host::output {
namespace {

using namespace report;

constexpr std::array<ReportEntry, 10> k_board_reports{{
    {"processes", build_processes},
    {"mappings", build_mappings},
    {"classes", build_classes},
    {"libraries", build_libraries},
    {"programs", build_programs},
    {"users", build_users},
    {"system", build_system},
    {"private", build_private},
    {"shared", build_shared},
    {"tree", build_tree},
}};

} // namespace

std::span<const ReportEntry> board_reports() {
    return k_board_reports;
}

const ReportEntry* find_board_report(std::string_view name) {
    const auto found = std::find_if(k_board_reports.begin(), k_board_reports.end(),
                                    [&](const ReportEntry& entry) { return entry.name == name; });
    return found != k_board_reports.end() ? &*found : nullptr;
}

} // namespace host::output
