#include "sample_board.hpp"

#include "host/analyze/matching.hpp"
#include "host/report/arrange.hpp"
#include "host/report/diff.hpp"
#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

using namespace host::report;
using host::analyze::Filter;
using host::analyze::GroupBy;
using host::analyze::unversioned;
using host::analyze::usage_of;

using test::BoardArea;

namespace {

std::vector<BoardArea> moved(std::vector<BoardArea> areas, std::uint64_t by) {
    for (BoardArea& area : areas) {
        area.start += by;
        area.end += by;
    }
    return areas;
}

} // namespace

TEST_CASE("versions and deletion marks do not hide that a name is the same") {
    CHECK(unversioned("/lib/libx.so.1.2.3") == unversioned("/lib/libx.so.2"));
    CHECK(unversioned("/lib/libx-2.31.so") == unversioned("/lib/libx-2.36.so"));
    CHECK(unversioned("/lib/libc-2.31.so") == unversioned("/lib/libc.so.6"));
    CHECK(unversioned("/lib/libx.so.1 (deleted)") == unversioned("/lib/libx.so.1"));
    CHECK(unversioned("/opt/app-1.2/bin/app") == unversioned("/opt/app-1.3/bin/app"));
    CHECK(unversioned("/lib/liba.so") != unversioned("/lib/libb.so"));
}

TEST_CASE("diff: nothing changed is the board alone") {
    test::BoardBuilder before;
    sample::fill(before);
    test::BoardBuilder after;
    sample::fill(after);
    const Report report = build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}));
    REQUIRE(report.rows.size() == 1);
    CHECK(std::get<std::string>(report.rows[0].cells[0]) == "board");
}

TEST_CASE("diff: five levels, matched across boots, addresses, pids and library versions") {
    test::BoardBuilder before;
    before.process(20, "app", sample::app_areas(100));
    before.process(21, "old", {BoardArea{0x1000, 0x2000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    before.process(22, "same", {BoardArea{0x1000, 0x2000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    before.board.agent.boot_id = "one";
    before.board.agent.kernel_release = "5.10.1";
    test::BoardBuilder after;
    auto areas = moved(sample::app_areas(130), 0x100000);
    for (BoardArea& area : areas) {
        if (area.name == "/lib/libx.so.1.2") {
            area.name = "/lib/libx.so.1.3";
        }
    }
    after.process(120, "app", areas);
    after.process(121, "new", {BoardArea{0x1000, 0x2000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    after.process(21, "same", {BoardArea{0x5000, 0x6000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    after.board.agent.boot_id = "two";
    after.board.agent.kernel_release = "5.15.0";
    after.board.sweep.time_us = 7'000'000;
    CHECK(write_text(build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}))) ==
          R"(diff of board:7000, sizes in kB
Level          Status   PID  now  Program  Class            PSS before  after  change  USS change  RSS change  VSZ change  Swap change  Mapping before    Mapping
board          changed    -    -  -        -                       210    240      30          30          30           0            0  -                 -
program        changed    -    -  app      -                       202    232      30          30          30           0            0  -                 -
program        new        -    -  new      -                         0      4       4           4           4           4            0  -                 -
program        gone       -    -  old      -                         4      0      -4          -4          -4          -4            0  -                 -
process        changed   20  120  app      -                       202    232      30          30          30           0            0  -                 -
process        gone      21    -  old      -                         4      0      -4          -4          -4          -4            0  -                 -
process        new        -  121  new      -                         0      4       4           4           4           4            0  -                 -
class          changed    -    -  -        heap                    100    130      30          30          30           0            0  -                 -
process-class  changed   20  120  app      heap                    100    130      30          30          30           0            0  -                 -
process-class  gone      21    -  old      other_anonymous           4      0      -4          -4          -4          -4            0  -                 -
process-class  new        -  121  new      other_anonymous           0      4       4           4           4           4            0  -                 -
mapping        changed   20  120  app      heap                    100    130      30          30          30           0            0  -                 [heap]
mapping        gone      21    -  old      other_anonymous           4      0      -4          -4          -4          -4            0  -                 [other anonymous]
mapping        new        -  121  new      other_anonymous           0      4       4           4           4           4            0  -                 [other anonymous]
mapping        renamed   20  120  app      code                     30     30       0           0           0           0            0  /lib/libx.so.1.2  /lib/libx.so.1.3
mapping        renamed   20  120  app      ro_data                  12     12       0           0           0           0            0  /lib/libx.so.1.2  /lib/libx.so.1.3
mapping        renamed   20  120  app      rw_data                  16     16       0           0           0           0            0  /lib/libx.so.1.2  /lib/libx.so.1.3
Before: board:7000 at 0.0 s; after: board:7000 at 7.0 s.
Different kernels: 5.10.1, 5.15.0.
)");
}

TEST_CASE("diff: a library that moved to another folder is renamed, one of exactly the name comes first") {
    const auto areas = [](const std::vector<const char*>& names) {
        std::vector<BoardArea> all;
        for (const char* const name : names) {
            const std::uint64_t start = 0x10000 * (all.size() + 1);
            all.push_back({start, start + 0x4000, "r-xp", name, sample::memory(16, 16, 0, 0, 0)});
        }
        return all;
    };
    test::BoardBuilder before;
    before.process(20, "app", areas({"/lib/libc-2.31.so", "/lib/libx.so", "/opt/libx.so"}));
    test::BoardBuilder after;
    after.process(20, "app", areas({"/usr/lib/libc.so.6", "/opt/libx.so", "/usr/lib/libx.so"}));
    after.process(21, "other", areas({"/usr/lib/libc.so.6"}));
    CHECK(write_text(build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}),
                                {GroupBy::file, GroupBy::mapping})) == R"(diff of board:7000, sizes in kB
Level    Status   PID  now  Program  Class  PSS before  after  change  USS change  RSS change  VSZ change  Swap change  Mapping before     Mapping
file     renamed    -    -  -        -              16     32      16           0          16          16            0  /lib/libc-2.31.so  /usr/lib/libc.so.6
file     renamed    -    -  -        -              16     16       0           0           0           0            0  /lib/libx.so       /usr/lib/libx.so
mapping  new        -   21  other    code            0     16      16           0          16          16            0  -                  /usr/lib/libc.so.6
mapping  renamed   20   20  app      code           16     16       0           0           0           0            0  /lib/libc-2.31.so  /usr/lib/libc.so.6
mapping  renamed   20   20  app      code           16     16       0           0           0           0            0  /lib/libx.so       /usr/lib/libx.so
Before: board:7000 at 0.0 s; after: board:7000 at 0.0 s.
)");
}

TEST_CASE("diff: a rollup is compared in sum; it does not make classes new or gone") {
    test::BoardBuilder before;
    before.process(20, "app", {BoardArea{0x1000, 0x2000, "rw-p", "[heap]", sample::memory(4, 0, 0, 0, 4)}});
    test::BoardBuilder after;
    after.process(20, "app", {BoardArea{0x1000, 0x9000, "---p", "[rollup]", sample::memory(6, 0, 0, 0, 6)}});
    const Report report = build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}));
    REQUIRE(report.rows.size() == 3); // board, program, process
    CHECK(std::get<std::string>(report.rows[2].cells[0]) == "process");
    CHECK(report.notes.front() ==
          "1 process with mappings on one side and only their sum on the other: not in classes and mappings.");
}

TEST_CASE("diff: a process that ended, or is a zombie, is gone") {
    for (const auto status : {host::model::Status::gone, host::model::Status::empty}) {
        test::BoardBuilder before;
        sample::fill(before);
        test::BoardBuilder after;
        sample::fill(after);
        after.unreadable(21, "app", status);
        const Report report =
            build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}), {GroupBy::process});
        REQUIRE(report.rows.size() == 1);
        CHECK(std::get<std::string>(report.rows[0].cells[1]) == "gone");
    }
}

TEST_CASE("diff: a process without any of the chosen memory is still the counterpart of itself") {
    const Filter heap = Filter::from({.classes = {"heap"}}, {}).value();
    test::BoardBuilder before;
    before.process(20, "app", sample::app_areas(100));
    before.process(21, "app", {BoardArea{0x1000, 0x2000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    test::BoardBuilder after;
    after.process(20, "app", {BoardArea{0x1000, 0x2000, "rw-p", "", sample::memory(4, 0, 0, 0, 4)}});
    after.process(21, "app", sample::app_areas(300));
    CHECK(write_text(build_diff(usage_of(before.board, heap), usage_of(after.board, heap),
                                {GroupBy::board, GroupBy::process, GroupBy::mapping})) ==
          R"(diff of board:7000, sizes in kB
Level    Status   PID  now  Program  Class  PSS before  after  change  USS change  RSS change  VSZ change  Swap change  Mapping
board    changed    -    -  -        -             100    300     200         200         200           0            0  -
process  changed   21   21  app      -               0    300     300         300         300        1024            8  -
process  changed   20   20  app      -             100      0    -100        -100        -100       -1024           -8  -
mapping  new       21   21  app      heap            0    300     300         300         300        1024            8  [heap]
mapping  gone      20   20  app      heap          100      0    -100        -100        -100       -1024           -8  [heap]
Before: board:7000 at 0.0 s; after: board:7000 at 0.0 s.
)");
}

TEST_CASE("diff: what could be read on one side only is in no sum") {
    test::BoardBuilder before;
    sample::fill(before);
    test::BoardBuilder after;
    sample::fill(after);
    after.unreadable(21, "app", host::model::Status::denied);
    CHECK(write_text(build_diff(usage_of(before.board, Filter{}), usage_of(after.board, Filter{}),
                                {GroupBy::board, GroupBy::process})) == R"(diff of board:7000, sizes in kB
Level    Status   PID  now  Program  Class  PSS before  after  change  USS change  RSS change  VSZ change  Swap change  Mapping
board    same       -    -  -        -             206    206       0           0           0           0            0  -
process  unknown   21   21  app      -             302    n/a     n/a         n/a         n/a         n/a          n/a  -
1 process could be read on one side only: not in the sums.
Before: board:7000 at 1.0 s; after: board:7000 at 1.0 s.
n/a: pss_after_kb, pss_change_kb, uss_change_kb, rss_change_kb, size_change_kb, swap_change_kb: no permission (1 row)
)");
}
