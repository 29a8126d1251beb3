// smem(8) on a copied tree (-S DIR), where both read the same bytes, and live on a stopped process.
#include "tests/peers/peer.hpp"

#include <fstream>
#include <iterator>

using peer::cell;

namespace {

namespace fs = std::filesystem;

/// A tree as smem wants it: DIR/proc/PID/…, gone with the object.
class CopiedTree {
  public:
    CopiedTree() {
        std::string name = (fs::temp_directory_path() / "peer-smem-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        root_ = name;
        fs::create_directories(proc());
        copy("meminfo");
        copy("version");
    }
    CopiedTree(const CopiedTree&) = delete;
    CopiedTree& operator=(const CopiedTree&) = delete;
    ~CopiedTree() { fs::remove_all(root_); }

    void add(pid_t pid) {
        const std::string folder = std::to_string(pid);
        fs::create_directories(proc() / folder);
        for (const char* file : {"smaps", "cmdline", "stat", "status"}) {
            copy(folder + '/' + file);
        }
    }

    fs::path proc() const { return root_ / "proc"; }
    const fs::path& root() const { return root_; }

  private:
    void copy(const std::string& file) const {
        std::ifstream from("/proc/" + file, std::ios::binary);
        std::ofstream to(proc() / file, std::ios::binary);
        to << std::string(std::istreambuf_iterator<char>(from), {});
    }

    fs::path root_;
};

struct Line {
    std::vector<std::uint64_t> numbers;

    static Line of(const std::string& text, pid_t pid) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            auto found = peer::numbers(line);
            if (!found.empty() && found.front() == static_cast<std::uint64_t>(pid)) {
                return {std::move(found)};
            }
        }
        return {};
    }
};

const host::report::Row& row_of(const host::report::Report& report, pid_t pid) {
    for (const host::report::Row& row : report.rows) {
        if (std::get<std::int64_t>(row.cells[0]) == pid) {
            return row;
        }
    }
    FAIL("no row for the process");
    return report.rows.front();
}

constexpr const char* k_columns = "pid swap uss pss rss vss";

} // namespace

TEST_CASE("processes equals smem -S DIR, process by process and in sum") {
    test::Child first({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80"});
    test::Child second({SMAPS_WORKLOAD_SHAPE, "heap=900", "bss=100"});
    first.lines_until_ready();
    second.lines_until_ready();
    first.stop();
    second.stop();
    CopiedTree tree;
    tree.add(first.pid());
    tree.add(second.pid());
    const std::string theirs = peer::run({"smem", "-S", tree.root().string(), "-H", "-c", k_columns});
    const auto ours = peer::report_of(host::report::build_processes, tree.proc().string(), {});
    REQUIRE(ours.rows.size() == 2);
    std::vector<std::uint64_t> sums(5);
    for (const pid_t pid : {first.pid(), second.pid()}) {
        const Line line = Line::of(theirs, pid);
        REQUIRE(line.numbers.size() == 6);
        const auto& cells = row_of(ours, pid).cells;
        const std::vector<std::uint64_t> mine{cell(ours, cells, "swap"), cell(ours, cells, "uss"),
                                              cell(ours, cells, "pss"), cell(ours, cells, "rss"),
                                              cell(ours, cells, "size")};
        CHECK(mine == std::vector<std::uint64_t>(line.numbers.begin() + 1, line.numbers.end()));
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] += line.numbers[i + 1];
        }
    }
    CHECK(cell(ours, ours.totals, "pss") == sums[2]);
    CHECK(cell(ours, ours.totals, "rss") == sums[3]);
    CHECK(cell(ours, ours.totals, "size") == sums[4]);
}

TEST_CASE("smem reads what --extract writes of a recording, and finds the same") {
    test::Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80"});
    child.lines_until_ready();
    child.stop();
    const CopiedTree tree;
    const std::string capture = (tree.root() / "run.smaps").string();
    const std::string extracted = (tree.root() / "extracted").string();
    const std::string record = SMAPS_AGENT " --stdio --count 1 --pid " + std::to_string(child.pid()) + " > " + capture;
    REQUIRE(std::system(record.c_str()) == 0); // NOLINT: made of fixed words
    peer::run({SMAPS_HOST, "--replay", capture, "--at", "last", "--extract", extracted});
    const Line line = Line::of(peer::run({"smem", "-S", extracted, "-H", "-c", k_columns}), child.pid());
    const auto ours = peer::report_of(host::report::build_processes, extracted + "/proc", {});
    REQUIRE(line.numbers.size() == 6);
    REQUIRE(ours.rows.size() == 1);
    const auto& cells = ours.rows.front().cells;
    std::size_t i = 0;
    for (const char* column : {"pid", "swap", "uss", "pss", "rss", "size"}) {
        CAPTURE(column);
        CHECK(cell(ours, cells, column) == line.numbers[i++]);
    }
}

TEST_CASE("processes equals smem on a live, stopped process") {
    test::Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80"});
    child.lines_until_ready();
    child.stop();
    const Line line = Line::of(peer::run({"smem", "-H", "-c", k_columns, "-P", "workload_shape"}), child.pid());
    const auto ours =
        peer::report_of(host::report::build_processes, "/proc", {static_cast<host::model::Pid>(child.pid())});
    REQUIRE(line.numbers.size() == 6);
    const auto& cells = ours.rows.front().cells;
    // What others map of libc meanwhile moves Pss and Uss, smem itself among them; the rest stands still.
    CHECK(cell(ours, cells, "swap") == line.numbers[1]);
    CHECK(cell(ours, cells, "rss") == line.numbers[4]);
    CHECK(cell(ours, cells, "size") == line.numbers[5]);
    CHECK(cell(ours, cells, "pss") <= line.numbers[4]);
    CHECK(cell(ours, cells, "uss") <= cell(ours, cells, "pss"));
}
