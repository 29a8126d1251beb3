// Limits on memory: what is limited, by how much, and whether a session kept to it. How a board's memory enters a
// nightly build. The file they come from is read in cli/budget_file.hpp.
#pragma once

#include "host/analyze/history.hpp"

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace host::analyze {

enum class Scope : std::uint8_t {
    process, ///< each process on its own
    program, ///< the instances of a program together
    board,   ///< all processes together, or a line of meminfo
};

enum class Bound : std::uint8_t { max, min, max_growth_per_min };

/// What of the board a limit is about: groups of mappings, or a line of meminfo.
struct BudgetSelector {
    Scope scope = Scope::board;
    std::string program; ///< glob; empty: any
    std::optional<std::bitset<k_class_count>> classes;
    std::string mapping; ///< glob; empty: any
    std::string meminfo; ///< key as the kernel prints it, scope board only; empty: `measure` of processes
    const Measure* measure = nullptr;

    /// Whether a process without any of this has 0 of it: where its classes are known. Names it may never have had.
    bool is_always_there(bool classes_known) const { return mapping.empty() && (!classes || classes_known); }

    bool accepts(const std::string& program_name) const;
    bool accepts(MemoryClass memory_class, const std::string& mapping_name) const;
};

struct Limit {
    std::string text; ///< for people: "process app, class heap: private_dirty_kb"
    BudgetSelector what;
    Bound bound = Bound::max;
    double limit = 0;           ///< kB, or kB per minute
    std::int64_t settle_us = 0; ///< growth: start-up left out
    bool optional = false;      ///< what it limits may be missing
};

/// How one limit fared.
struct Verdict {
    std::optional<double> value;           ///< the worst; nothing when never measured
    std::int64_t time_us = 0;              ///< when that was
    std::optional<std::int64_t> broken_us; ///< when it was first broken; growth: the end of the session
    std::string by;                        ///< "app (pid 20)", "app", "board"
    std::string unmeasured;                ///< why there is no value
    std::string unreadable;                ///< why some of it, or all, could not be read; empty: all could
};

/// By whom a limit is kept or broken.
std::string by_words(Scope scope, const std::string& program, model::Pid pid);

/// Follows a session sweep by sweep.
class BudgetMonitor {
  public:
    explicit BudgetMonitor(std::vector<Limit> limits);

    /// Adds the present sweep of the tracker; to be called once per sweep.
    void add(const UsageTracker& tracker);

    const std::vector<Limit>& limits() const { return limits_; }

    /// One per limit, as things stand. Growth is reckoned now, over the history so far.
    std::vector<Verdict> verdicts(const History& history) const;

    /// Whether a limit on a value (not on growth) was broken for the first time in the last sweep: its index.
    const std::vector<std::size_t>& just_broken() const { return just_broken_; }

  private:
    /// What of a process counts for a limit.
    struct Counted {
        std::string program;
        std::optional<std::uint64_t> kb;
    };
    struct Tracked {
        std::map<model::Pid, Counted> counted;
        Verdict verdict;
    };

    /// `usage`: null when the filter leaves out what the process has now.
    void take_process(std::size_t index, model::Pid pid, const ProcessUsage* usage);
    void judge(std::size_t index, std::int64_t time_us);
    void judge_meminfo(std::size_t index, const UsageTracker& tracker);
    void offer(std::size_t index, std::optional<double> value, std::int64_t time_us, const std::string& by);

    std::vector<Limit> limits_;
    std::vector<Tracked> tracked_;
    std::vector<std::size_t> just_broken_;
};

} // namespace host::analyze
