#include "sample_board.hpp"

#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

using namespace host::report;
using host::analyze::Filter;
using host::analyze::FilterText;
using host::analyze::UserNames;

namespace {

std::string text(Report (*build)(const Context&), const FilterText& which = {}) {
    test::BoardBuilder builder;
    sample::fill(builder);
    const UserNames users;
    const auto filter = Filter::from(which, users);
    REQUIRE(filter.has_value());
    return write_text(build({builder.board, *filter, users}));
}

} // namespace

TEST_CASE("libraries: one row per mapped file, its segments apart, dearest first") {
    CHECK(text(build_libraries) == R"(libraries of board:7000 at 1.0 s, sizes in kB
Processes  VSZ  RSS  PSS  Private dirty  per process  text  ro  relro  data  bss  Mapped file
        2  216  184  116             48         24.0    60   8     16     8   24  /lib/libx.so.1.2
        2   64   64   32              0          0.0     0   0      0     0    0  /memfd:frames (deleted)
        2  128   64   32              0          0.0    32   0      0     0    0  /usr/bin/app
        1    8    4    4              0          0.0     4   0      0     0    0  /sbin/init
---------------------------------------------------------------------------------------------------------
           416  316  184             48                 96   8     16     8   24  total
1 process could not be read (no permission) and is missing in the sums.
text, ro, relro, data and bss are PSS; PSS of a file also counts memory in none of these segments.
)");
}

TEST_CASE("mappings: every VMA in address order with its class") {
    CHECK(text(build_mappings, {.pids = {20}}) == R"(mappings of board:7000 at 1.0 s, sizes in kB
PID  Address    VSZ  RSS  PSS  Dirty  Swap  Mode  Class          Mapping
 20  00010000    64   32   16      0     0  r-xp  code           /usr/bin/app
 20  00030000  1024  100  100    100     8  rw-p  heap           [heap]
 20  40000000    64   60   30      0     0  r-xp  code           /lib/libx.so.1.2
 20  40010000    16    8    4      0     0  r--p  ro_data        /lib/libx.so.1.2
 20  40014000     8    8    8      8     0  r--p  ro_data        /lib/libx.so.1.2
 20  40016000     4    4    4      4     0  rw-p  rw_data        /lib/libx.so.1.2
 20  40017000    16   12   12     12     0  rw-p  rw_data        /lib/libx.so.1.2 (.bss)
 20  50000000    32   32   16     32     0  rw-s  shared_memory  /memfd:frames (deleted)
 20  7ffd0000   132   12   12     12     0  rw-p  main_stack     [stack]
----------------------------------------------------------------------------------------
     total     1360  268  202    168     8
1360 kB are mapped: 1176 kB writable and private, 32 kB shared.
)");
}

TEST_CASE("mappings: an address range chooses what it touches") {
    CHECK(text(build_mappings, {.pids = {20}, .maps = {"0x40013fff-0x40014001"}}) ==
          R"(mappings of board:7000 at 1.0 s, sizes in kB
PID  Address   VSZ  RSS  PSS  Dirty  Swap  Mode  Class    Mapping
 20  40010000   16    8    4      0     0  r--p  ro_data  /lib/libx.so.1.2
 20  40014000    8    8    8      8     0  r--p  ro_data  /lib/libx.so.1.2
--------------------------------------------------------------------------
     total      24   16   12      8     0
24 kB are mapped: 0 kB writable and private, 0 kB shared.
)");
}

TEST_CASE("private and shared: the two tables of smem.pl") {
    CHECK(text(build_private, {.pids = {20}}) == R"(private of board:7000 at 1.0 s, sizes in kB
PID  Address    VSZ  Private clean  Private dirty  Mode  Class       Mapping
 20  00030000  1024              0            100  rw-p  heap        [heap]
 20  40017000    16              0             12  rw-p  rw_data     /lib/libx.so.1.2 (.bss)
 20  7ffd0000   132              0             12  rw-p  main_stack  [stack]
 20  40014000     8              0              8  r--p  ro_data     /lib/libx.so.1.2
 20  40016000     4              0              4  rw-p  rw_data     /lib/libx.so.1.2
--------------------------------------------------------------------------------------------
     total     1184              0            136
)");
    CHECK(text(build_shared, {.pids = {20}}) == R"(shared of board:7000 at 1.0 s, sizes in kB
PID  Address   VSZ  Shared clean  Shared dirty  Mode  Class          Mapping
 20  40000000   64            60             0  r-xp  code           /lib/libx.so.1.2
 20  00010000   64            32             0  r-xp  code           /usr/bin/app
 20  50000000   32             0            32  rw-s  shared_memory  /memfd:frames (deleted)
 20  40010000   16             8             0  r--p  ro_data        /lib/libx.so.1.2
--------------------------------------------------------------------------------------------
     total     176           100            32
)");
}

TEST_CASE("mappings, private and shared: whose areas are missing, and why") {
    for (const auto build : {build_mappings, build_private, build_shared}) {
        CHECK(text(build, {.pids = {30}}).ends_with(R"((nothing)
1 process could not be read (no permission) and is missing in the sums.
)"));
        CHECK(text(build, {.pids = {2}}).find("(kernel thread or zombie)") != std::string::npos);
        CHECK(
            text(build, {.pids = {2, 30}})
                .ends_with("2 processes could not be read (1 kernel thread or zombie, 1 no permission) and are missing "
                           "in the sums.\n"));
        CHECK(text(build).find("kernel thread") == std::string::npos);
        CHECK(text(build, {.pids = {20}}).find("could not be read") == std::string::npos);
    }
}
