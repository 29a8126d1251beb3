// Every report of a board over every recorded input: built, written in every format, and true to the kernel's sums.
#include "host/procfs/proc_source.hpp"
#include "host/report/csv_writer.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/reports.hpp"
#include "host/report/text_writer.hpp"
#include "tests/unit/report/every_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace host::report;
using Json = nlohmann::json;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> scenes() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

const host::analyze::Filter k_everything;
const host::analyze::UserNames k_nobody;

/// A board that cannot be: hostile names, numbers and parents.
void fill_hostile(host::model::Board& board) {
    std::string every_byte;
    for (int byte = 1; byte < 256; ++byte) {
        every_byte += static_cast<char>(byte);
    }
    for (host::model::Pid pid = 1; pid <= 50; ++pid) {
        host::model::Process& process = board.processes[pid];
        process.pid = pid;
        process.info.comm = every_byte + std::to_string(pid);
        process.info.cmdline = std::string("a\0b\0", 4) + every_byte;
        process.info.parent = pid % 50 + 1; // a ring
        process.info.uid = pid % 3;
        host::model::Mapping mapping;
        mapping.start = 0xFFFFFFFFFFFFF000;
        mapping.end = 0x1000; // reversed
        mapping.file = board.names.file(0xFFFFFFFF, 0xFFFFFFFF, ~std::uint64_t{0}, every_byte);
        mapping.flags = board.names.flags(every_byte);
        mapping.permissions = 15;
        for (std::size_t i = 0; i < host::model::k_field_count; ++i) {
            mapping.set(static_cast<host::model::Field>(i), ~std::uint64_t{0} - pid);
        }
        process.snapshot.mappings.assign(3, mapping);
    }
    board.meminfo =
        test::meminfo({{"MemTotal", 1}, {"MemFree", ~std::uint64_t{0}}, {"Cached", 0}, {"Shmem", ~std::uint64_t{0}}});
}

void check_formats(const Report& report) {
    CAPTURE(report.name);
    for (const Row& row : report.rows) {
        REQUIRE(row.cells.size() == report.columns.size());
    }
    const std::array one{report};
    const std::string text = write_text(report);
    CHECK(text.find_first_of(std::string_view("\0\x1b\r\x07", 4)) == std::string::npos);
    const Json json = Json::parse(write_json(one));
    CHECK(json["schema"] == "smapscope/1");
    CHECK(json["rows"].size() == report.rows.size());
    CHECK(Json::parse(write_ndjson(report)) == json);
    const std::string csv = write_csv(one);
    CHECK(std::count(csv.begin(), csv.end(), '\n') == static_cast<std::ptrdiff_t>(report.rows.size() + 1));
}

} // namespace

TEST_CASE("every report of every recorded input can be written in every format") {
    for (const fs::path& folder : scenes()) {
        CAPTURE(folder.filename().string());
        host::model::Board board;
        host::procfs::ProcSource source(folder.string(), board);
        REQUIRE(source.sweep({}).has_value());
        for (const Report& report : sample::every_report(board)) {
            check_formats(report);
        }
    }
}

TEST_CASE("every report survives an empty board and a hostile one") {
    host::model::Board empty;
    host::model::Board hostile;
    fill_hostile(hostile);
    for (const host::model::Board* const board : {&empty, &hostile}) {
        for (const Report& report : sample::every_report(*board)) {
            check_formats(report);
        }
    }
}

TEST_CASE("totals of reports that cover everything are the kernel's sums") {
    for (const fs::path& folder : scenes()) {
        CAPTURE(folder.filename().string());
        host::model::Board board;
        host::procfs::ProcSource source(folder.string(), board);
        REQUIRE(source.sweep({}).has_value());
        std::array<std::uint64_t, host::model::k_field_count> sums{};
        bool any = false;
        for (const auto& [pid, process] : board.processes) {
            for (const host::model::Mapping& mapping : process.snapshot.mappings) {
                any = true;
                for (std::size_t i = 0; i < sums.size(); ++i) {
                    sums[i] += mapping.values[i];
                }
            }
        }
        for (const auto build : {build_processes, build_mappings, build_classes, build_programs, build_users}) {
            const Report report = build({board, k_everything, k_nobody});
            if (report.rows.empty()) {
                CHECK(report.totals.empty());
                continue;
            }
            for (const host::model::Field field : {host::model::Field::size, host::model::Field::rss,
                                                   host::model::Field::private_dirty, host::model::Field::swap}) {
                const auto index =
                    find_column(report, host::model::k_field_names[static_cast<std::size_t>(field)].snake);
                REQUIRE(index.has_value());
                const auto* const total = std::get_if<std::int64_t>(&report.totals[*index]);
                if (any && total != nullptr) { // no number: the kernel does not print it
                    CHECK(static_cast<std::uint64_t>(*total) == sums[static_cast<std::size_t>(field)]);
                }
            }
        }
    }
}
