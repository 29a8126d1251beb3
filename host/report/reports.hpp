// Every report by name: what it is made from and which function makes it. A new report is one file in this room, which
// builds it, and two lines here: its declaration and its entry in k_reports. --help, --report and the tests of the
// manual read the table.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/peaks.hpp"
#include "host/analyze/trend.hpp"
#include "host/report/report.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace host::report {

/// What a report about one sweep is made from. All of it outlives the call, nothing is kept.
struct Context {
    const model::Board& board;
    const analyze::Filter& filter;
    const analyze::UserNames& users;
};

/// What the user asked of a report over time; each report uses its part.
struct HistoryOptions {
    std::vector<analyze::GroupBy> levels{};    ///< empty: the report's own
    const analyze::Measure* measure = nullptr; ///< null: Pss, or Rss where the kernel has no Pss
    std::int64_t settle_us = 0;                ///< growth omits this much at the start of each life
    std::int64_t interval_us = 0;              ///< series: one row per interval; 0: every sweep
};

/// What a report over many sweeps is made from. All of it outlives the call, nothing is kept.
struct HistoryContext {
    Origin origin; ///< its time is not used
    const analyze::History& history;
    const analyze::Peaks& peaks;
    const analyze::UserNames& users;
    HistoryOptions options{};
};

Report build_summary(const Context& context);
Report build_processes(const Context& context);
Report build_mappings(const Context& context);
Report build_classes(const Context& context);
Report build_libraries(const Context& context);
Report build_programs(const Context& context);
Report build_users(const Context& context);
Report build_system(const Context& context);
Report build_private(const Context& context);
Report build_shared(const Context& context);
Report build_tree(const Context& context);
Report build_peak(const HistoryContext& context);
Report build_series(const HistoryContext& context);
Report build_growth(const HistoryContext& context);

enum class ReportInput : std::uint8_t {
    one_sweep,   ///< the board as it is in one sweep: `build`
    many_sweeps, ///< what was collected over a span of time: `build_over_time`
    two_sweeps,  ///< build_diff (diff.hpp)
    stream,      ///< the frames themselves: output/frame_log.hpp
};

struct ReportEntry {
    std::string_view name;
    std::string_view about; ///< half a sentence for lists of reports
    ReportInput input = ReportInput::one_sweep;
    Report (*build)(const Context&) = nullptr;
    Report (*build_over_time)(const HistoryContext&) = nullptr;

    constexpr ReportEntry(std::string_view its_name, std::string_view its_about, Report (*builder)(const Context&))
        : name(its_name), about(its_about), build(builder) {}
    constexpr ReportEntry(std::string_view its_name, std::string_view its_about,
                          Report (*builder)(const HistoryContext&))
        : name(its_name), about(its_about), input(ReportInput::many_sweeps), build_over_time(builder) {}
    constexpr ReportEntry(std::string_view its_name, std::string_view its_about, ReportInput its_input)
        : name(its_name), about(its_about), input(its_input) {}
};

inline constexpr std::array k_reports{
    ReportEntry{"summary", "the lines of rssanalyse, for each process", build_summary},
    ReportEntry{"processes", "one row per process: swap, USS, PSS, RSS, heap, stack", build_processes},
    ReportEntry{"mappings", "one row per mapping, with its class", build_mappings},
    ReportEntry{"classes", "one row per class of memory, over all processes", build_classes},
    ReportEntry{"libraries", "one row per mapped file, over all processes", build_libraries},
    ReportEntry{"programs", "one row per program, its processes merged", build_programs},
    ReportEntry{"users", "one row per user", build_users},
    ReportEntry{"system", "the parts of MemTotal, with those that smaps does not show", build_system},
    ReportEntry{"peak", "the processes at the highest RSS and PSS and the lowest MemAvailable", build_peak},
    ReportEntry{"private", "mappings with private memory, the dirtiest first", build_private},
    ReportEntry{"shared", "mappings with shared memory, the largest first", build_shared},
    ReportEntry{"tree", "processes below their parents, with sums", build_tree},
    ReportEntry{"series", "every measure over time", build_series},
    ReportEntry{"growth", "what grows, how fast, and how certain that is", build_growth},
    ReportEntry{"diff", "what changed between two moments or two recordings", ReportInput::two_sweeps},
    ReportEntry{"frames", "the stream: bytes, cost and losses of each sweep", ReportInput::stream},
};

/// Null when no report has this name.
constexpr const ReportEntry* find_report(std::string_view name) {
    for (const ReportEntry& entry : k_reports) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

/// Whether the report needs more than one sweep.
constexpr bool is_over_time(std::string_view name) {
    const ReportEntry* const entry = find_report(name);
    return entry != nullptr && entry->input != ReportInput::one_sweep;
}

} // namespace host::report
