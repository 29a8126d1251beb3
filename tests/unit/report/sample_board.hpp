// Two instances of a program and an unreadable process: enough for most reports.
#pragma once

#include "host/report/reports.hpp"
#include "tests/support/board_builder.hpp"

namespace sample {

using host::model::Status;
using test::BoardArea;
using test::memory;

/// One instance of app: program, heap, a library with all five segments, shared memory, a stack. Pss of shared parts is
/// half.
inline std::vector<BoardArea> app_areas(std::uint64_t heap_kb) {
    return {
        BoardArea{0x10000, 0x20000, "r-xp", "/usr/bin/app", memory(16, 32, 0, 0, 0), " rd ex mr mw me", 1},
        BoardArea{0x30000, 0x130000, "rw-p", "[heap]", memory(heap_kb, 0, 0, 0, heap_kb, 8), " rd wr mr mw me ac"},
        BoardArea{0x40000000, 0x40010000, "r-xp", "/lib/libx.so.1.2", memory(30, 60, 0, 0, 0), " rd ex mr mw me", 2},
        BoardArea{0x40010000, 0x40014000, "r--p", "/lib/libx.so.1.2", memory(4, 8, 0, 0, 0), " rd mr mw me", 2},
        BoardArea{0x40014000, 0x40016000, "r--p", "/lib/libx.so.1.2", memory(8, 0, 0, 0, 8), " rd mr mw me ac", 2},
        BoardArea{0x40016000, 0x40017000, "rw-p", "/lib/libx.so.1.2", memory(4, 0, 0, 0, 4), " rd wr mr mw me ac", 2},
        BoardArea{0x40017000, 0x4001b000, "rw-p", "", memory(12, 0, 0, 0, 12), " rd wr mr mw me ac"},
        BoardArea{0x50000000, 0x50008000, "rw-s", "/memfd:frames (deleted)", memory(16, 0, 32, 0, 0),
                  " rd wr sh mr mw me ms", 3},
        BoardArea{0x7ffd0000, 0x7fff1000, "rw-p", "[stack]", memory(12, 0, 0, 0, 12), " rd wr mr mw me gd ac"},
    };
}

inline void fill(test::BoardBuilder& builder) {
    builder.process(1, "init", {BoardArea{0x10000, 0x12000, "r-xp", "/sbin/init", memory(4, 0, 0, 4, 0), " rd ex", 4}});
    builder.process(20, "app", app_areas(100), 1, 1000);
    builder.process(21, "app", app_areas(200), 20, 1000);
    builder.unreadable(2, "kthreadd", Status::empty);
    builder.unreadable(30, "vault", Status::denied);
    builder.board.sweep.time_us = 1'000'000;
}

} // namespace sample
