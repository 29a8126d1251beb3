#include "host/report/consistency.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

using host::report::consistency_note;
using test::BoardArea;

TEST_CASE("a note names each inconsistent snapshot and what is doubtful in it") {
    test::BoardBuilder builder;
    const BoardArea low{0x10000, 0x20000, "rw-p", ""};
    const BoardArea high{0x20000, 0x30000, "rw-p", ""};
    const BoardArea inside{0x28000, 0x30000, "rw-p", ""};
    builder.process(1, "good", {low, high});
    builder.process(2, "twice", {low, high, high});
    builder.process(3, "back", {low, high, inside, low});
    builder.process(
        4, "old", {low, BoardArea{0x40000, 0x41000, "r-xp", "[vdso]"}, BoardArea{0x40000, 0x41000, "r-xp", "[vdso]"}});
    builder.process(5, "became", {low});
    builder.board.processes[5].status = host::model::Status::changed;
    const auto sentence = [&](host::model::Pid pid) { return consistency_note(builder.board.processes[pid]); };
    CHECK(sentence(1) == "");
    CHECK(sentence(2) ==
          "Inconsistent snapshot of twice (pid 2): 1 mapping overlaps the mapping before; counted as printed.");
    CHECK(sentence(3) ==
          "Inconsistent snapshot of back (pid 3): 2 mappings overlap the mappings before; counted as printed.");
    CHECK(sentence(4) == "");
    CHECK(sentence(5) == "Inconsistent snapshot of became (pid 5): it started another program while it was read.");
    builder.process(6, "a", {low, low});
    builder.process(7, "b", {low, low});
    const host::analyze::Filter everything;
    const host::analyze::UserNames nobody;
    host::report::Report report;
    host::report::add_consistency_notes({builder.board, everything, nobody}, report);
    REQUIRE(report.notes.size() == 4);
    CHECK(report.notes[3] == "2 more snapshots are inconsistent.");
}
