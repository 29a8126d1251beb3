#include "sample_board.hpp"

#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

using namespace host::report;
using host::analyze::Filter;
using host::analyze::FilterText;
using host::analyze::UserNames;
using host::model::FileKind;

namespace {

struct Scene {
    Scene() { sample::fill(builder); }

    Report report(Report (*build)(const Context&), const FilterText& which = {}) const {
        const auto filter = Filter::from(which, users);
        REQUIRE(filter.has_value());
        return build({builder.board, *filter, users});
    }
    std::string text(Report (*build)(const Context&), const FilterText& which = {}) const {
        return write_text(report(build, which));
    }

    test::BoardBuilder builder;
    UserNames users{"root:x:0:0::/:/bin/sh\ncam:x:1000:1000::/:/bin/sh\n"};
};

} // namespace

TEST_CASE("processes: the columns of smem, the unreadable last with a reason, kernel threads left out") {
    CHECK(Scene().text(build_processes) == R"(processes of board:7000 at 1.0 s, sizes in kB
PID  User   Program  Swap  USS  PSS  RSS   VSZ  Heap  Stack  Threads  OOM
 21  cam    app         8  236  302  368  1360   200     12        1    0
 20  cam    app         8  136  202  268  1360   100     12        1    0
  1  root   init        0    4    4    4     8     0      0        1    0
 30  root   vault     n/a  n/a  n/a  n/a   n/a   n/a    n/a        1    0
-------------------------------------------------------------------------
     total             16  376  508  640  2728   300     24
1 kernel thread or zombie is omitted: no memory of their own.
The totals skip what is n/a: up to 1 of 4 rows.
n/a: swap_kb, uss_kb, pss_kb, rss_kb, size_kb, heap_kb, stack_kb: no permission (1 row)
)");
}

TEST_CASE("of a process of which only the pid may be known everything is n/a for the reason that was sent") {
    Scene scene;
    host::model::Process& hidden = scene.builder.unreadable(40, "", host::model::Status::denied).board.processes[40];
    hidden.info = {};
    for (const auto file : {FileKind::status, FileKind::stat, FileKind::cmdline}) {
        hidden.info.reasons[file] = host::model::Status::denied;
    }
    hidden.info.reasons[FileKind::oom_score] = host::model::Status::missing;
    const Report report = scene.report(build_processes, {.pids = {40}});
    for (std::size_t column = 1; column < report.columns.size(); ++column) {
        const auto* const unknown = std::get_if<Unknown>(&report.rows.at(0).cells.at(column));
        REQUIRE(unknown != nullptr);
        CHECK(unknown->reason == (report.columns[column].key == "oom_score" ? "no such file" : "no permission"));
    }
    CHECK(scene.text(build_users, {.pids = {40}}).find("(no permission)  ") != std::string::npos);
}

TEST_CASE("reports say what would help where an agent without CAP_SYS_PTRACE was denied a process") {
    Scene scene;
    const std::string advice = "as root it reads every process";
    for (auto* const build : {build_processes, build_tree, build_programs, build_users, build_classes, build_system}) {
        scene.builder.board.agent.privileges = 0;
        CHECK(scene.text(build).find(advice) != std::string::npos);
        scene.builder.board.agent.privileges = protocol::k_privilege_ptrace;
        CHECK(scene.text(build).find(advice) == std::string::npos);
    }
    scene.builder.board.agent.privileges = 0;
    CHECK(scene.text(build_processes, {.pids = {20}}).find(advice) == std::string::npos);
}

TEST_CASE("processes: what ended while it was read is counted, not listed") {
    Scene scene;
    scene.builder.unreadable(31, "brief", host::model::Status::gone);
    const std::string text = scene.text(build_processes);
    CHECK(text.find("brief") == std::string::npos);
    CHECK(text.find("1 process exited meanwhile and is omitted.") != std::string::npos);
    CHECK(scene.text(build_processes, {.pids = {31}}).find("no such process") != std::string::npos);
}

TEST_CASE("processes: of --map and --class only what they choose is counted") {
    CHECK(Scene().text(build_processes, {.classes = {"heap"}}) == R"(processes of board:7000 at 1.0 s, sizes in kB
PID  User   Program  Swap  USS  PSS  RSS   VSZ  Heap  Stack  Threads  OOM
 21  cam    app         8  200  200  200  1024   200      0        1    0
 20  cam    app         8  100  100  100  1024   100      0        1    0
 30  root   vault     n/a  n/a  n/a  n/a   n/a   n/a    n/a        1    0
-------------------------------------------------------------------------
     total             16  300  300  300  2048   300      0
1 kernel thread or zombie is omitted: no memory of their own.
The totals skip what is n/a: up to 1 of 3 rows.
n/a: swap_kb, uss_kb, pss_kb, rss_kb, size_kb, heap_kb, stack_kb: no permission (1 row)
)");
    CHECK(Scene().text(build_processes, {.names = {"a*"}, .maps = {"libx*"}}) ==
          R"(processes of board:7000 at 1.0 s, sizes in kB
PID  User   Program  Swap  USS  PSS  RSS  VSZ  Heap  Stack  Threads  OOM
 20  cam    app         0   24   58   92  108     0      0        1    0
 21  cam    app         0   24   58   92  108     0      0        1    0
------------------------------------------------------------------------
     total              0   48  116  184  216     0      0
)");
}

TEST_CASE("programs: private memory summed, shared part added, instances merged") {
    CHECK(Scene().text(build_programs) == R"(programs of board:7000 at 1.0 s, sizes in kB
Program  Processes  Private  + shared  = RAM  Swap  USS  PSS  RSS   VSZ
app              2      372       132    504    16  372  504  636  2720
init             1        4         0      4     0    4    4    4     8
vault            1      n/a       n/a    n/a   n/a  n/a  n/a  n/a   n/a
-----------------------------------------------------------------------
total            4      376       132    508    16  376  508  640  2728
1 kernel thread or zombie is omitted: no memory of their own.
The totals skip what is n/a: up to 1 of 3 rows.
1 process could not be read (no permission) and is missing in the sums.
n/a: private_kb, shared_part_kb, ram_kb, swap_kb, uss_kb, pss_kb, rss_kb, size_kb: no permission (1 row)
)");
}

namespace {

/// `private + shared = RAM` of two instances with 100 and 200 kB of their own and 60 and 80 kB shared, whose parts of
/// it are 30 and 40 kB; as ps_mem reckons it: private memory summed, Pss less private, hugetlb in both.
std::vector<std::int64_t> cost_of_two(bool with_pss, std::uint64_t private_huge, std::uint64_t shared_huge) {
    using host::model::Field;
    test::BoardBuilder builder;
    const auto add = [&](host::model::Pid pid, std::uint64_t own, std::uint64_t shared, std::uint64_t part) {
        test::BoardArea area{0x10000, 0x90000, "rw-p", "[heap]", test::memory(own + part, shared, 0, own, 0)};
        std::erase_if(area.fields, [&](const auto& field) { return field.first == Field::pss && !with_pss; });
        area.fields.emplace_back(Field::private_hugetlb, private_huge);
        area.fields.emplace_back(Field::shared_hugetlb, shared_huge * pid);
        builder.process(pid, "app", {area});
    };
    add(1, 100, 60, 30);
    add(2, 200, 80, 40);
    const Filter everything;
    const UserNames nobody;
    const Report report = build_programs({builder.board, everything, nobody});
    std::vector<std::int64_t> cost;
    for (const char* column : {"private_kb", "shared_part_kb", "ram_kb"}) {
        cost.push_back(std::get<std::int64_t>(report.rows.at(0).cells[*find_column(report, column)]));
    }
    return cost;
}

using Cost = std::vector<std::int64_t>;

} // namespace

TEST_CASE(
    "programs: the rule of ps_mem, with and without Pss, hugetlb pages private to each and shared by the program") {
    CHECK(cost_of_two(true, 0, 0) == Cost{300, 70, 370});
    CHECK(cost_of_two(false, 0, 0) == Cost{300, 80, 380});
    CHECK(cost_of_two(true, 2048, 4096) == Cost{4396, 8262, 12658});
    CHECK(cost_of_two(false, 2048, 0) == Cost{4396, 80, 4476});
}

TEST_CASE("tree: below a chosen process") {
    const std::string text = Scene().text(build_tree, {.pids = {20}});
    CHECK(text.find("init") == std::string::npos);
    CHECK(text.find(" 20  136  202  268          2      372      504        16  app\n") != std::string::npos);
    CHECK(text.find(" 21  236  302  368          1      236      302         8    app\n") != std::string::npos);
}

TEST_CASE("tree: how many below could not be read is in the sum's place for all of them, once") {
    Scene scene;
    scene.builder.unreadable(31, "vault", host::model::Status::denied);
    scene.builder.board.processes[31].info.parent = 30;
    const auto filter = Filter::from({.pids = {30}}, scene.users);
    const Report report = build_tree({scene.builder.board, *filter, scene.users});
    const auto unreadable = find_column(report, "subtree_unreadable");
    REQUIRE(unreadable.has_value());
    REQUIRE(report.rows.size() == 2);
    CHECK(report.rows[0].cells[*unreadable] == Cell{std::int64_t{2}});
    CHECK(report.rows[1].cells[*unreadable] == Cell{std::int64_t{1}});
    CHECK(write_text(report).find("subtree_swap_kb: processes in it could not be read (2 rows)") != std::string::npos);
}

TEST_CASE("processes: of a pid that is nobody's nothing is known, for that reason") {
    Scene scene;
    scene.builder.board.processes[99].pid = 99;
    scene.builder.board.processes[99].status = host::model::Status::gone;
    const std::string text = scene.text(build_processes, {.pids = {99}});
    CHECK(text.find(" 99  n/a    n/a ") != std::string::npos);
    CHECK(text.find("not sent") == std::string::npos);
}

TEST_CASE("users: by name where passwd has one") {
    CHECK(Scene().text(build_users) == R"(users of board:7000 at 1.0 s, sizes in kB
User   Processes  Swap  USS  PSS  RSS   VSZ
cam            2    16  372  504  636  2720
root           2     0    4    4    4     8
-------------------------------------------
total          4    16  376  508  640  2728
1 kernel thread or zombie is omitted: no memory of their own.
1 process could not be read (no permission) and is missing in the sums.
)");
}

TEST_CASE("tree: children under their parents, their memory counted once") {
    CHECK(Scene().text(build_tree) == R"(tree of board:7000 at 1.0 s, sizes in kB
PID  USS  PSS  RSS  Processes  Sum USS  Sum PSS  Sum swap  Program
  1    4    4    4          3      376      508        16  init
 20  136  202  268          2      372      504        16    app
 21  236  302  368          1      236      302         8      app
 30  n/a  n/a  n/a          1      n/a      n/a       n/a  vault
------------------------------------------------------------------
     376  508  640                                         total
1 kernel thread or zombie is omitted: no memory of their own.
The totals skip what is n/a: up to 1 of 4 rows.
n/a: uss_kb, pss_kb, rss_kb: no permission (1 row)
n/a: subtree_uss_kb, subtree_pss_kb, subtree_swap_kb: processes in it could not be read (1 row)
)");
}

TEST_CASE("classes: every VMA in one class, sums as the kernel's") {
    CHECK(Scene().text(build_classes) == R"(classes of board:7000 at 1.0 s, sizes in kB
Class          Mappings  Processes   VSZ  RSS  PSS  USS  Shared dirty  Private dirty  Swap
main_stack            2          2   264   24   24   24             0             24     0
heap                  2          2  2048  300  300  300             0            300    16
code                  5          3   264  188   96    4             0              0     0
ro_data               4          2    48   32   24   16             0             16     0
rw_data               4          2    40   32   32   32             0             32     0
shared_memory         2          2    64   64   32    0            64              0     0
------------------------------------------------------------------------------------------
total                19             2728  640  508  376            64            372    16
1 process could not be read (no permission) and is missing in the sums.
)");
}
