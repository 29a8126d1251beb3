// --compat=rssanalyse against what the script printed for the same files.
#include "host/procfs/proc_source.hpp"
#include "host/report/summary_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

} // namespace

TEST_CASE("--compat=rssanalyse prints what rssanalyze.pl printed, byte for byte") {
    constexpr const char* k_expected[] = {"expect-default.txt", "expect-v.txt", "expect-vv.txt"};
    REQUIRE(cases().size() == 9);
    for (const fs::path& folder : cases()) {
        host::model::Board board;
        host::procfs::ProcSource source(folder.string(), board);
        REQUIRE(source.sweep({}).has_value());
        for (int verbosity = 0; verbosity <= 2; ++verbosity) {
            CAPTURE(folder.filename().string());
            CAPTURE(verbosity);
            host::report::SummaryStyle style;
            style.compat = true;
            style.verbosity = verbosity;
            CHECK(host::report::summary_text(board, style) == read_file(folder / k_expected[verbosity]));
        }
    }
}
