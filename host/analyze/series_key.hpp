// What a series, a growth or a budget is about: the board, a program, one process, a class in a process, … and its
// values over time.
#pragma once

#include "host/analyze/history.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace host::analyze {

enum class GroupBy : std::uint8_t {
    board,
    user,
    program,
    process,
    memory_class,  ///< over all processes
    file,          ///< a mapped name over all processes
    process_class, ///< a class in one process
    mapping,       ///< a class and name in one process
};

/// `board`, `user`, `program`, `process`, `class`, `file`, `process-class`, `mapping`.
std::string_view group_by_name(GroupBy level);
std::optional<GroupBy> find_group_by(std::string_view name);
std::string group_by_names();

struct SeriesKey {
    GroupBy level = GroupBy::board;
    model::Pid pid = 0; ///< of one process; 0 otherwise
    std::optional<std::uint32_t> uid;
    std::string program;
    std::optional<MemoryClass> memory_class;
    std::string mapping;
    std::uint32_t first_slot = 0;
    std::uint32_t end_slot = 0; ///< exclusive
    std::vector<Member> members;
};

/// Every series of a level; processes that were never readable are left out. Points into the history.
std::vector<SeriesKey> series_keys(const History& history, GroupBy level);

struct Sample {
    std::int64_t time_us = 0;
    std::optional<std::uint64_t> kb;
};

/// One sample per slot of the series's life; while some of its memory could not be read it is unknown.
std::vector<Sample> samples_of(const History& history, const SeriesKey& series, const Measure& measure);

/// The last sample of each interval of this length, counted from time 0.
std::vector<Sample> resampled(std::span<const Sample> samples, std::int64_t interval_us);

} // namespace host::analyze
