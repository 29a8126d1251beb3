// Every VMA has exactly one class, and sums over classes are the kernel's sums: over every recorded snapshot there is,
// against sums that this file makes of the bare text.
#include "host/analyze/usage.hpp"
#include "host/procfs/smaps_parser.hpp"
#include "host/report/reports.hpp"
#include "host/session/capture_player.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;
using host::analyze::ProcessTotals;
using host::model::k_field_count;
using host::model::k_field_names;
using host::model::Process;

/// Key of the kernel -> sum in kB; lines that begin `Key:` and end in ` kB`.
using Sums = std::map<std::string, std::uint64_t, std::less<>>;

void add_line(std::string_view line, Sums& sums) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !line.ends_with(" kB") || line.substr(0, colon).find(' ') != line.npos) {
        return;
    }
    const std::size_t digit = line.find_first_not_of(" \t", colon + 1);
    std::uint64_t value = 0;
    const auto read = std::from_chars(line.data() + digit, line.data() + line.size(), value);
    if (read.ec == std::errc{} && read.ptr == line.data() + line.size() - 3) {
        const auto known = sums.find(line.substr(0, colon));
        (known != sums.end() ? known->second : sums[std::string(line.substr(0, colon))]) += value;
    }
}

Sums sums_of(std::string_view text) {
    Sums sums;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        add_line(text.substr(0, end), sums);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return sums;
}

/// What this text says against the totals over all and the sum of the totals of the classes.
void check_sums(std::string_view text, const Process& process) {
    const ProcessTotals totals = host::analyze::usage_of(process, {}).totals;
    host::analyze::Totals over_classes;
    for (const host::analyze::Totals& one : totals.classes) {
        over_classes += one;
    }
    REQUIRE(over_classes.mappings() == process.snapshot.mappings.size());
    const Sums sums = sums_of(text);
    for (std::size_t i = 0; i < k_field_count; ++i) {
        const auto field = static_cast<host::model::Field>(i);
        const auto said = sums.find(k_field_names[i].key);
        if (said == sums.end() || !k_field_names[i].snake.ends_with("_kb") ||
            k_field_names[i].key.ends_with("PageSize")) {
            continue; // not printed, or no amount of memory
        }
        CAPTURE(std::string(k_field_names[i].key));
        REQUIRE(totals.all[field] == said->second);
        REQUIRE(over_classes[field] == said->second);
    }
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool is_smaps(const fs::path& path) {
    return path.filename() == "smaps" || path.extension() == ".smaps";
}

std::size_t check_folder(const char* folder) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || !is_smaps(entry.path())) {
            continue;
        }
        CAPTURE(entry.path().string());
        const std::string text = read_file(entry.path());
        host::model::NameTable names;
        Process process;
        host::procfs::SmapsParser(names).parse(text, process.snapshot);
        check_sums(text, process);
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("sums over classes are the kernel's sums in every folder of /proc files") {
    CHECK(check_folder(SMAPS_TESTDATA "/rssanalyse") >= 9);
}

TEST_CASE("sums over classes are the kernel's sums in every snapshot of every sequence") {
    CHECK(check_folder(SMAPS_SEQUENCES) >= 1000);
}

TEST_CASE("sums over classes are the kernel's sums in every sweep of every capture") {
    std::size_t sweeps = 0;
    for (const auto& entry : fs::directory_iterator(SMAPS_TESTDATA "/captures")) {
        auto file = host::capture::InputFile::open(entry.path().string());
        REQUIRE(file.has_value());
        host::session::CapturePlayer player(entry.path().string(), *std::move(file));
        player.play(0, [&](const host::decode::Sweep& sweep, const host::decode::SessionDecoder& decoder) {
            ++sweeps;
            for (const auto& [pid, process] : sweep.board.processes) {
                check_sums(decoder.text(pid), process);
            }
            return true;
        });
    }
    CHECK(sweeps >= 13);
}
