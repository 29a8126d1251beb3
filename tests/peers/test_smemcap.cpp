// smemcap(8) on this machine: its archive read by us, and unpacked and read by smem, process by process.
#include "tests/peers/peer.hpp"

#include "host/procfs/archive.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

using peer::cell;

namespace {

namespace fs = std::filesystem;

/// DIR/capture.tar and, as smem wants it, DIR/proc/PID/…; removed with the object. smem of Debian 1.5 fails on the
/// archive itself.
class Capture {
  public:
    Capture() {
        std::string name = (fs::temp_directory_path() / "peer-smemcap-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        root_ = name;
        fs::create_directories(root_ / "proc");
        const std::string tar = (root_ / "capture.tar").string();
        REQUIRE(std::system(("smemcap > " + tar).c_str()) == 0); // NOLINT: a fixed command
        const std::string proc = (root_ / "proc").string();
        (void)std::system(("tar -xf " + tar + " -C " + proc).c_str()); // NOLINT: no end blocks
        (void)std::system(("chmod -R u+rwX " + proc).c_str());         // NOLINT: so that it can be removed
    }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;
    ~Capture() { fs::remove_all(root_); }

    std::string archive() const {
        std::ifstream file(root_ / "capture.tar", std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    const fs::path& root() const { return root_; }

  private:
    fs::path root_;
};

/// pid -> swap, USS, PSS, RSS, VSZ.
using Figures = std::map<std::uint64_t, std::vector<std::uint64_t>>;

Figures theirs(const fs::path& root) {
    Figures figures;
    std::istringstream lines(peer::run({"smem", "-S", root.string(), "-H", "-c", "pid swap uss pss rss vss"}));
    for (std::string line; std::getline(lines, line);) {
        const auto found = peer::numbers(line);
        REQUIRE(found.size() == 6);
        figures[found[0]] = {found.begin() + 1, found.end()};
    }
    return figures;
}

Figures ours(const host::report::Report& report) {
    Figures figures;
    for (const host::report::Row& row : report.rows) {
        if (std::holds_alternative<std::int64_t>(row.cells[*host::report::find_column(report, "pss")])) {
            for (const char* column : {"swap", "uss", "pss", "rss", "size"}) {
                figures[cell(report, row.cells, "pid")].push_back(cell(report, row.cells, column));
            }
        }
    }
    return figures;
}

} // namespace

TEST_CASE("an archive of smemcap has the processes, sums and owners that smem finds in it") {
    test::Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80"});
    child.lines_until_ready();
    child.stop();
    const Capture capture;
    const std::string archive = capture.archive();
    host::model::Board board;
    REQUIRE(host::procfs::read_archive(archive, board).processes != 0);
    const host::analyze::UserNames users;
    const auto report = host::report::build_processes({board, host::analyze::Filter(), users});
    const Figures mine = ours(report);
    CHECK(mine.contains(static_cast<std::uint64_t>(child.pid())));
    CHECK(board.meminfo.known());
    CHECK_FALSE(board.agent.kernel_release.empty());
    CHECK(board.processes.at(static_cast<host::model::Pid>(child.pid())).info.uid == getuid());
    // smem drops processes whose names are not UTF-8 or end in kB, and those with only small things; what it has, we
    // have.
    const Figures smems = theirs(capture.root());
    CHECK(smems.size() > 1);
    for (const auto& one : smems) {
        CAPTURE(one.first);
        REQUIRE(mine.contains(one.first));
        CHECK(mine.at(one.first) == one.second);
    }
}
