// What the comparisons with other programs share: a main that skips where the program is missing, and a measured
// workload.
#pragma once

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "host/analyze/filter.hpp"
#include "host/analyze/totals.hpp"
#include "host/procfs/proc_source.hpp"
#include "host/report/reports.hpp"
#include "tests/support/child.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

inline int main_of_peer(int argc, char** argv) {
    const bool lists = argc > 1 && std::string_view(argv[1]).starts_with("--list");
    if (!lists && std::system("command -v " SMAPS_PEER " >/dev/null 2>&1") != 0) { // NOLINT: a fixed command
        std::puts("skipped: " SMAPS_PEER " is not installed");
        return 77;
    }
    return doctest::Context(argc, argv).run();
}

int main(int argc, char** argv) {
    return main_of_peer(argc, argv);
}

namespace peer {

inline std::string run(std::vector<std::string> arguments) {
    return test::Child(std::move(arguments)).all_output();
}

/// The numbers of a line, words passed over.
inline std::vector<std::uint64_t> numbers(const std::string& line) {
    std::vector<std::uint64_t> found;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
        if (word.find_first_not_of("0123456789") == std::string::npos) {
            found.push_back(std::stoull(word));
        }
    }
    return found;
}

/// The cell of a report as a number; no number stops the test.
inline std::uint64_t cell(const host::report::Report& report, const std::vector<host::report::Cell>& cells,
                          std::string_view column) {
    const auto index = host::report::find_column(report, column);
    REQUIRE(index.has_value());
    const auto* const value = std::get_if<std::int64_t>(&cells[*index]);
    REQUIRE(value != nullptr);
    return static_cast<std::uint64_t>(*value);
}

/// The report of processes in a tree.
inline host::report::Report report_of(host::report::Report (*build)(const host::report::Context&),
                                      const std::string& tree, std::vector<host::model::Pid> pids) {
    host::model::Board board;
    host::procfs::ProcSource source(tree, board);
    REQUIRE(source.sweep(pids).has_value());
    host::analyze::FilterText which;
    which.pids = std::move(pids);
    const host::analyze::UserNames users;
    return build({board, *host::analyze::Filter::from(which, users), users});
}

} // namespace peer
