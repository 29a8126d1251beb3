// Every command in the last column of host/PEERS.md, run: it answers, and has nothing to complain about.
#include "tests/integration/programs.hpp"
#include "tests/support/child.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Row {
    std::string theirs;
    std::string ours;
};

/// Cells of a table's line; `\|` is no border.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '|' && line[i - 1] != '\\') {
            cells.emplace_back();
        } else {
            cells.back() += line[i];
        }
    }
    return cells;
}

std::vector<Row> rows_of_table() {
    std::vector<Row> rows;
    std::istringstream lines(test::read_file(SMAPS_TESTDATA "/../host/PEERS.md"));
    for (std::string line; std::getline(lines, line);) {
        const auto cells = line.starts_with("| ") ? cells_of(line.substr(2)) : std::vector<std::string>{};
        if (cells.size() < 3 || cells[0].starts_with("tool")) {
            continue;
        }
        const std::size_t open = cells[2].find('`');
        const std::size_t close = cells[2].rfind('`');
        REQUIRE(open < close);
        rows.push_back({cells[1], cells[2].substr(open + 1, close - open - 1)});
    }
    return rows;
}

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& words) {
    for (const auto& [word, value] : words) {
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size())) {
            text.replace(at, word.size(), value);
        }
    }
    return text;
}

/// Recordings, an archive and a folder of snapshots for the table's words.
class Inputs {
  public:
    Inputs() {
        const std::string stream =
            SMAPS_AGENT " --stdio --period 20ms --max-cpu 100 --count 8 --pid " + self_pid() + " > ";
        make(stream + path("old.smaps"));
        make(stream + path("run.smaps"));
        make("tar -cf " + path("capture.tar") + " -C " + three() + " 2001 2002 2003");
        fs::create_directories(path("folder"));
        fs::copy(three() + "/2001/smaps", path("folder/0000.smaps"));
        fs::copy(three() + "/2001/smaps", path("folder/0001.smaps"));
    }

    std::string command(const std::string& ours) const {
        return replaced(ours, {{"host-analyze", SMAPS_HOST},
                               {"smaps-agent", SMAPS_AGENT},
                               {"SOURCE", "--proc=" + three()},
                               {"=DIR", "=" + three()},
                               {"FOLDER", path("folder")},
                               {"SELF", self_pid()},
                               {"PID2", "2002"},
                               {"PID", "2001"},
                               {"SMAPS", three() + "/2001/smaps"},
                               {"OLD", path("old.smaps")},
                               {"RUN", path("run.smaps")},
                               {"TAR", path("capture.tar")},
                               {"NEW", path("new.smaps")},
                               {"0xLOW-0xHIGH", "0x7f0000000000-0x7fffffffffff"},
                               {"0xLOW", "0x7f0000000000-0x7fffffffffff"},
                               {"COLUMN", "swap"},
                               {" T", " 60ms"},
                               {" N", " 2"}});
    }

    void forget_new() const { fs::remove(path("new.smaps")); }
    bool made_new() const { return fs::exists(path("new.smaps")) && fs::file_size(path("new.smaps")) > 500; }

  private:
    std::string path(const std::string& name) const { return folder_.path(name); }
    static std::string three() { return SMAPS_TESTDATA "/rssanalyse/live-three"; }
    std::string self_pid() const { return std::to_string(watched_.pid()); }
    static void make(const std::string& command) {
        REQUIRE(std::system(command.c_str()) == 0); // NOLINT: made of fixed words
    }

    test::TemporaryFolder folder_;
    test::Child watched_{{SMAPS_WORKLOAD_GROW, "1000", "2000"}};
};

} // namespace

TEST_CASE("every command of the table of peers works") {
    const Inputs inputs;
    const std::vector<Row> rows = rows_of_table();
    CHECK(rows.size() >= 90);
    for (const Row& row : rows) {
        const std::string command = inputs.command(row.ours);
        CAPTURE(row.theirs);
        CAPTURE(command);
        inputs.forget_new();
        const test::Ended ended = test::run({"sh", "-c", command});
        CHECK(ended.exit_code == 0);
        CHECK(ended.err == "");
        CHECK((row.ours.find("NEW") == std::string::npos || inputs.made_new()));
        CHECK((ended.out.find('\n') != std::string::npos || row.ours.find("> NEW") != std::string::npos));
        CHECK(ended.out.find("(nothing)") == std::string::npos);
    }
}
