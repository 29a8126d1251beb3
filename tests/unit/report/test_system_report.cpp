#include "sample_board.hpp"

#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

using namespace host::report;

TEST_CASE("system: the parts of MemTotal, with what smaps cannot see") {
    test::BoardBuilder builder;
    sample::fill(builder);
    builder.board.agent.kernel_release = "5.10.0";
    builder.board.meminfo = test::meminfo({{"MemTotal", 64000},
                                           {"MemFree", 20000},
                                           {"MemAvailable", 30000},
                                           {"Buffers", 1000},
                                           {"Cached", 12000},
                                           {"AnonPages", 6000},
                                           {"Mapped", 5000},
                                           {"Shmem", 2000},
                                           {"Slab", 8000},
                                           {"SReclaimable", 3000},
                                           {"KernelStack", 400},
                                           {"PageTables", 300},
                                           {"VmallocUsed", 1000},
                                           {"Percpu", 200},
                                           {"CmaTotal", 16000},
                                           {"CmaFree", 15000},
                                           {"HugePages_Total", 0}});
    const host::analyze::UserNames users;
    const host::analyze::Filter filter;
    CHECK(write_text(build_system({builder.board, filter, users})) == R"(system of board:7000 at 1.0 s, sizes in kB
Area                                         Size      %  Source
all of it                                   64000  100.0  MemTotal
free                                        20000   31.2  MemFree
page cache of files                         10000   15.6  Cached - Shmem
  mapped by processes                        3000    4.7  Mapped - Shmem, or more
block device buffers                         1000    1.6  Buffers
anonymous memory of processes                6000    9.4  AnonPages
  in the processes read, by PSS               372    0.6  sum of PSS, no more than Anonymous
shared memory and tmpfs                      2000    3.1  Shmem
  mapped by the processes read, by PSS         32    0.1  PSS of shared memory and memfds
  mapped by no process read                  1968    3.1  Shmem - the line above
slab                                         8000   12.5  Slab
  reclaimable                                3000    4.7  SReclaimable
page tables                                   300    0.5  PageTables
kernel stacks                                 400    0.6  KernelStack
per-CPU memory                                200    0.3  Percpu
vmalloc, kernel stacks aside                  600    0.9  VmallocUsed - KernelStack
huge pages (hugetlb pool)                       0    0.0  HugePages_Total x Hugepagesize
compressed swap and disks in memory (zram)    n/a    n/a  mem_used_total of zram
rest, not accounted for                     15500   24.2  MemTotal - all lines above
  available without swapping                30000   46.9  MemAvailable
  used of CMA (counted above)                1000    1.6  CmaTotal - CmaFree
1 process could not be read (no permission) and is missing in the sums.
n/a: size_kb, percent: not in meminfo, and no sys/block beside it; part of the rest (1 row)
)");
}

TEST_CASE(
    "system: the first level with the rest is MemTotal; where lines overlap, nothing is left and a note says so") {
    for (const std::uint64_t free_kb : {20000U, 90000U}) {
        test::BoardBuilder builder;
        sample::fill(builder);
        builder.board.agent.kernel_release = "6.1.0";
        builder.board.meminfo = test::meminfo({{"MemTotal", 64000},
                                               {"MemFree", free_kb},
                                               {"Buffers", 1000},
                                               {"Cached", 12000},
                                               {"Shmem", 2000},
                                               {"AnonPages", 6000},
                                               {"Slab", 8000},
                                               {"SReclaimable", 3000},
                                               {"KReclaimable", 3100},
                                               {"KernelStack", 400},
                                               {"PageTables", 300},
                                               {"VmallocUsed", 1000},
                                               {"Percpu", 200},
                                               {"Hugetlb", 4096},
                                               {"Zswap", 12}});
        builder.board.zram_kb = 700;
        const host::analyze::UserNames users;
        const host::analyze::Filter filter;
        const Report report = build_system({builder.board, filter, users});
        std::int64_t sum = 0;
        for (std::size_t i = 1; i < report.rows.size(); ++i) {
            const auto* const kb = std::get_if<std::int64_t>(&report.rows[i].cells[1]);
            const bool first_level = std::get<std::int64_t>(report.rows[i].cells[3]) == 0;
            sum += kb != nullptr && first_level ? *kb : 0;
        }
        const std::string overlap =
            "The lines add up to 59408 kB more than MemTotal: the kernel counts some pages in two lines.";
        const bool noted = std::find(report.notes.begin(), report.notes.end(), overlap) != report.notes.end();
        CHECK(sum == (free_kb == 20000 ? 64000 : 64000 + 59408));
        CHECK(noted == (free_kb != 20000));
    }
}

TEST_CASE("system: without meminfo everything is n/a") {
    test::BoardBuilder builder;
    sample::fill(builder);
    const host::analyze::UserNames users;
    const host::analyze::Filter filter;
    for (const Row& row : build_system({builder.board, filter, users}).rows) {
        CAPTURE(std::get<std::string>(row.cells[0]));
        const bool by_pss = std::get<std::string>(row.cells[0]).find("read, by PSS") != std::string::npos;
        CHECK(std::holds_alternative<Unknown>(row.cells[1]) != by_pss);
    }
}

namespace {

/// Size and source of a line; fails where there is none of that name.
std::pair<Cell, std::string> line_of(const Report& report, const std::string& name) {
    for (const Row& row : report.rows) {
        if (std::get<std::string>(row.cells[0]) == name) {
            return {row.cells[1], std::get<std::string>(row.cells[4])};
        }
    }
    FAIL("no such line");
    return {};
}

struct Scene : test::BoardBuilder {
    Report report(const host::analyze::FilterText& which = {}) const {
        const host::analyze::UserNames users;
        const auto filter = host::analyze::Filter::from(which, users);
        REQUIRE(filter.has_value());
        return build_system({board, *filter, users});
    }
};

constexpr const char* k_vmalloc = "vmalloc, kernel stacks aside";

} // namespace

TEST_CASE("system: kernel stacks are taken out of vmalloc only where they come from there") {
    struct Case {
        const char *machine, *release;
        std::int64_t kb;
    };
    for (const Case& one : {Case{"mips", "6.6.0", 1000}, Case{"mips64", "5.10.0", 1000}, Case{"armv7l", "5.17.9", 1000},
                            Case{"armv7l", "5.18.0", 600}, Case{"aarch64", "5.4.0", 600}, Case{"arm64", "5.4.0", 600},
                            Case{"riscv64", "5.13.0", 1000}, Case{"x86_64", "6.1.0", 600}, Case{"", "6.1.0", 600}}) {
        CAPTURE(one.machine);
        CAPTURE(one.release);
        Scene scene;
        scene.board.agent.machine = one.machine;
        scene.board.agent.kernel_release = one.release;
        scene.board.meminfo = test::meminfo({{"MemTotal", 64000}, {"KernelStack", 400}, {"VmallocUsed", 1000}});
        const auto [size, source] = line_of(scene.report(), k_vmalloc);
        CHECK(size == Cell{one.kb});
        CHECK((source == "VmallocUsed") == (one.kb == 1000));
    }
}

TEST_CASE("system: code from a memfd is tmpfs that is mapped; what was written of it is anonymous") {
    Scene scene;
    scene.board.meminfo = test::meminfo({{"MemTotal", 64000}, {"Shmem", 2000}, {"AnonPages", 100}});
    scene.process(
        1, "app",
        {test::BoardArea{0x10000, 0x20000, "r-xp", "/memfd:app (deleted)", test::memory(60, 0, 0, 60, 0), ""},
         test::BoardArea{0x20000, 0x30000, "rw-p", "/memfd:app (deleted)", test::memory(24, 0, 0, 16, 8), ""}});
    CHECK(line_of(scene.report(), "  mapped by the processes read, by PSS").first == Cell{std::int64_t{76}});
    CHECK(line_of(scene.report(), "  mapped by no process read").first == Cell{std::int64_t{1924}});
    CHECK(line_of(scene.report(), "  in the processes read, by PSS").first == Cell{std::int64_t{8}});
}

TEST_CASE("system: why a line by PSS is not known, and that it is of what was chosen") {
    Scene rollup;
    rollup.board.meminfo = test::meminfo({{"MemTotal", 64000}, {"Shmem", 2000}});
    rollup.process(1, "app",
                   {test::BoardArea{0x10000, 0x20000, "---p", "[rollup]", test::memory(60, 0, 0, 60, 0), ""}});
    CHECK(line_of(rollup.report(), "  mapped by no process read").first ==
          Cell{Unknown{"a rollup has no single mappings"}});

    Scene old;
    old.process(1, "app", {test::BoardArea{0x10000, 0x20000, "rw-p", "", {{host::model::Field::rss, 64}}, ""}});
    CHECK(line_of(old.report(), "  in the processes read, by PSS").first ==
          Cell{Unknown{"not printed by this kernel"}});

    CHECK(old.report().notes.empty());
    for (const host::analyze::FilterText& which :
         {host::analyze::FilterText{.names = {"a*"}}, host::analyze::FilterText{.classes = {"heap"}}}) {
        const Report report = old.report(which);
        REQUIRE(report.notes.size() == 1);
        CHECK(report.notes.front().find("from the chosen processes and mappings only") != std::string::npos);
    }
}
