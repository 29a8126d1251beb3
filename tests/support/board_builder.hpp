// Small boards made by hand, for tests of what is computed from them.
#pragma once

#include "host/model/board.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace test {

/// A mapping as its header line would show it; sizes in kB. Rss, Pss and the like are given, Size comes from the range.
struct BoardArea {
    std::uint64_t start = 0, end = 0;
    std::string mode = "rw-p";
    std::string name{};
    std::vector<std::pair<host::model::Field, std::uint64_t>> fields{};
    std::string flags{}; ///< VmFlags; empty: the kernel prints none
    std::uint64_t inode = 0;
};

/// The usual fields of a VMA: Rss is the sum of the four, Pss as given.
inline std::vector<std::pair<host::model::Field, std::uint64_t>>
memory(std::uint64_t pss, std::uint64_t shared_clean, std::uint64_t shared_dirty, std::uint64_t private_clean,
       std::uint64_t private_dirty, std::uint64_t swap = 0) {
    using host::model::Field;
    return {{Field::rss, shared_clean + shared_dirty + private_clean + private_dirty},
            {Field::pss, pss},
            {Field::shared_clean, shared_clean},
            {Field::shared_dirty, shared_dirty},
            {Field::private_clean, private_clean},
            {Field::private_dirty, private_dirty},
            {Field::anonymous, private_dirty},
            {Field::swap, swap}};
}

/// As the kernel prints it: "MemTotal:          64000 kB".
inline host::model::Meminfo meminfo(const std::vector<std::pair<std::string, std::uint64_t>>& values) {
    std::string text;
    for (const auto& [key, value] : values) {
        const std::string number = std::to_string(value);
        text +=
            key + ':' + std::string(24 - std::min<std::size_t>(23, key.size() + number.size()), ' ') + number + " kB\n";
    }
    return host::model::Meminfo(text);
}

class BoardBuilder {
  public:
    BoardBuilder() { board.source = "board:7000"; }

    BoardBuilder& process(host::model::Pid pid, const std::string& program, std::vector<BoardArea> areas,
                          host::model::Pid parent = 0, std::uint32_t uid = 0) {
        host::model::Process& process = board.processes[pid];
        process.pid = pid;
        process.info.comm = program;
        process.info.start_ticks = std::uint64_t{pid} * 10;
        process.info.parent = parent;
        process.info.uid = uid;
        process.info.threads = 1;
        process.info.oom_score = 0;
        process.snapshot.mappings.clear();
        for (const BoardArea& area : areas) {
            process.snapshot.mappings.push_back(mapping(area));
        }
        process.changes = {};
        return *this;
    }

    BoardBuilder& unreadable(host::model::Pid pid, const std::string& program, host::model::Status status) {
        process(pid, program, {});
        board.processes[pid].status = status;
        return *this;
    }

    host::model::Board board;

  private:
    host::model::Mapping mapping(const BoardArea& area) {
        host::model::Mapping mapping;
        mapping.start = area.start;
        mapping.end = area.end;
        const std::string letters = "rwxs";
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const bool set = area.mode.at(i) == letters[i];
            mapping.permissions = static_cast<std::uint8_t>(mapping.permissions | (set ? 1U << i : 0U));
        }
        const bool is_file = area.name.starts_with("/");
        mapping.file = board.names.file(is_file ? 8 : 0, is_file ? 1 : 0, is_file ? 100 + area.inode : 0, area.name);
        mapping.flags = area.flags.empty() ? nullptr : board.names.flags(area.flags);
        mapping.set(host::model::Field::size, (area.end - area.start) / 1024);
        for (const auto& [field, value] : area.fields) {
            mapping.set(field, value);
        }
        return mapping;
    }
};

} // namespace test
