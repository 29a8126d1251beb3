#include "host/session/line_use.hpp"

#include <doctest/doctest.h>

#include <utility>

using host::session::LineUse;
using std::chrono::milliseconds;

TEST_CASE("a line's use, loss and what else came over it are told in one line") {
    const std::pair<LineUse, const char*> rows[] = {
        {{{.bytes = 512}, 0, milliseconds(4000), 115200}, "512 bytes in 4.0 s, 1.1 % of 115200 baud; nothing lost"},
        {{{.bytes = 120}, 0, milliseconds(1000), 1200}, "120 bytes in 1.0 s, 100.0 % of 1200 baud; nothing lost"},
        {{{.bytes = 1}, 0, milliseconds(0), 9600}, "1 byte in 0.0 s; nothing lost"},
        {{{.bytes = 9000, .lost = 1, .damaged = 2, .skipped_bytes = 1}, 0, milliseconds(2000), 0},
         "9000 bytes in 2.0 s; 1 frame lost, 2 damaged, 1 byte of something else"},
        {{{.bytes = 9000, .damaged = 1}, 1, milliseconds(2000), 0},
         "9000 bytes in 2.0 s; 0 frames lost, 1 damaged; 1 sweep skipped by the agent"},
        {{{.bytes = 9000, .skipped_bytes = 70}, 12, milliseconds(60000), 4'000'000},
         "9000 bytes in 60.0 s, 0.0 % of 4000000 baud; nothing lost, 70 bytes of something else; 12 sweeps skipped by "
         "the agent"},
    };
    for (const auto& [use, sentence] : rows) {
        CHECK(host::session::line_sentence(use) == sentence);
    }
}
