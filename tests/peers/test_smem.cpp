// smem(8) on a copied tree (-S DIR), where both read the same bytes, and live on a stopped process.
#include "tests/peers/peer.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

using peer::cell;

namespace {

namespace fs = std::filesystem;

/// A tree as smem wants it: DIR/proc/PID/…, removed with the object.
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

    void write_meminfo(const std::string& text) const { std::ofstream(proc() / "meminfo", std::ios::binary) << text; }

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

/// Two stopped workloads of different shapes, and a copy of what /proc has of them.
struct TwoShapes {
    TwoShapes() {
        for (test::Child* child : {&first, &second}) {
            child->lines_until_ready();
            child->stop();
            tree.add(child->pid());
        }
    }

    std::string smem(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"smem", "-S", tree.root().string(), "-H"});
        return peer::run(std::move(arguments));
    }
    host::report::Report ours(host::report::Report (*build)(const host::report::Context&)) const {
        return peer::report_of(build, tree.proc().string(), {});
    }

    test::Child first{{SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80"}};
    test::Child second{{SMAPS_WORKLOAD_SHAPE, "heap=900", "bss=100"}};
    CopiedTree tree;
};

/// The size in a line of report system.
std::uint64_t line_of(const host::report::Report& report, const std::string& area) {
    for (const host::report::Row& row : report.rows) {
        if (std::get<std::string>(row.cells[0]) == area) {
            return cell(report, row.cells, "size");
        }
    }
    FAIL("line missing");
    return 0;
}

} // namespace

TEST_CASE("processes equals smem -S DIR, process by process and in sum") {
    const TwoShapes shapes;
    const std::string theirs = shapes.smem({"-c", k_columns});
    const auto ours = shapes.ours(host::report::build_processes);
    REQUIRE(ours.rows.size() == 2);
    std::vector<std::uint64_t> sums(5);
    for (const pid_t pid : {shapes.first.pid(), shapes.second.pid()}) {
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
    // What others map of libc meanwhile moves Pss and Uss, smem itself among them; the rest does not move.
    CHECK(cell(ours, cells, "swap") == line.numbers[1]);
    CHECK(cell(ours, cells, "rss") == line.numbers[4]);
    CHECK(cell(ours, cells, "size") == line.numbers[5]);
    CHECK(cell(ours, cells, "pss") <= line.numbers[4]);
    CHECK(cell(ours, cells, "uss") <= cell(ours, cells, "pss"));
}

TEST_CASE("libraries equals smem -m, file by file; .bss, which it leaves anonymous, aside") {
    const TwoShapes shapes;
    const auto ours = shapes.ours(host::report::build_libraries);
    const auto name_at = *host::report::find_column(ours, "mapping");
    std::istringstream lines(shapes.smem({"-m", "-c", "pids pss rss map"}));
    std::size_t compared = 0;
    for (std::string line; std::getline(lines, line);) {
        const std::vector<std::uint64_t> theirs = peer::numbers(line);
        // Names are cut to a column's width: one that begins several of ours is passed over.
        const std::string name = line.substr(std::min(line.find('/'), line.size()));
        const std::string begin = name.substr(0, name.find_last_not_of(' ') + 1);
        const auto fits = [&](const host::report::Row& row) {
            return std::get<std::string>(row.cells[name_at]).starts_with(begin);
        };
        if (begin.empty() || std::count_if(ours.rows.begin(), ours.rows.end(), fits) != 1) {
            continue;
        }
        CAPTURE(line);
        const auto& cells = std::find_if(ours.rows.begin(), ours.rows.end(), fits)->cells;
        CHECK(theirs == std::vector{cell(ours, cells, "processes"),
                                    cell(ours, cells, "pss") - cell(ours, cells, "bss_pss"),
                                    cell(ours, cells, "rss") - cell(ours, cells, "bss_rss")});
        ++compared;
    }
    CHECK(compared >= 4);
}

TEST_CASE("users equals smem -u") {
    const TwoShapes shapes;
    const auto ours = shapes.ours(host::report::build_users);
    REQUIRE(ours.rows.size() == 1);
    const auto& cells = ours.rows.front().cells;
    const auto theirs = peer::numbers(shapes.smem({"-u", "-c", "count swap uss pss rss"}));
    CHECK(theirs == std::vector{cell(ours, cells, "processes"), cell(ours, cells, "swap"), cell(ours, cells, "uss"),
                                cell(ours, cells, "pss"), cell(ours, cells, "rss")});
}

TEST_CASE("the lines of system add up to those of smem -w") {
    const TwoShapes shapes;
    shapes.tree.write_meminfo("MemTotal: 64000 kB\nMemFree: 20000 kB\nBuffers: 1000 kB\nCached: 12000 kB\n"
                              "AnonPages: 6000 kB\nMapped: 5000 kB\nShmem: 2000 kB\nSlab: 8000 kB\n"
                              "SReclaimable: 3000 kB\nKernelStack: 400 kB\nPageTables: 300 kB\nSwapTotal: 0 kB\n");
    const auto ours = shapes.ours(host::report::build_system);
    const std::uint64_t all = line_of(ours, "all of it");
    const std::uint64_t unused = line_of(ours, "free");
    const std::uint64_t shmem = line_of(ours, "shared memory and tmpfs");
    const std::uint64_t mapped = line_of(ours, "  mapped by processes") + shmem;
    const std::uint64_t of_users = line_of(ours, "anonymous memory of processes") + mapped;
    const std::uint64_t cache = line_of(ours, "block device buffers") + line_of(ours, "  reclaimable") +
                                line_of(ours, "page cache of files") + shmem - mapped;
    std::istringstream lines(shapes.smem({"-w"}));
    std::map<std::string, std::vector<std::uint64_t>> theirs;
    for (std::string line; std::getline(lines, line);) {
        theirs[line.substr(0, line.find(' '))] = peer::numbers(line);
    }
    using Numbers = std::vector<std::uint64_t>;
    CHECK(theirs["kernel"].size() == 3); // the last of two: dynamic memory
    CHECK(theirs["kernel"] == Numbers{all - unused - of_users, cache, all - unused - of_users - cache});
    CHECK(theirs["userspace"] == Numbers{of_users, mapped, of_users - mapped});
    CHECK(theirs["free"] == Numbers{unused, unused, 0});
}
