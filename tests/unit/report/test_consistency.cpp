#include "host/report/consistency.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

using host::report::torn_sentence;
using test::BoardArea;

TEST_CASE("a snapshot that was torn is told, with what is doubtful") {
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
    const auto sentence = [&](host::model::Pid pid) { return torn_sentence(builder.board.processes[pid]); };
    CHECK(sentence(1) == "");
    CHECK(sentence(2) == "Torn snapshot of twice (pid 2): 1 area overlaps the one before; counted as printed.");
    CHECK(sentence(3) == "Torn snapshot of back (pid 3): 2 areas overlap the ones before; counted as printed.");
    CHECK(sentence(4) == "");
    CHECK(sentence(5) == "Torn snapshot of became (pid 5): it became another program while it was read.");
    builder.process(6, "a", {low, low});
    builder.process(7, "b", {low, low});
    const host::analyze::Filter everything;
    const host::analyze::UserNames nobody;
    host::report::Report report;
    host::report::note_torn({builder.board, everything, nobody}, report);
    REQUIRE(report.notes.size() == 4);
    CHECK(report.notes[3] == "So were 2 more.");
}
