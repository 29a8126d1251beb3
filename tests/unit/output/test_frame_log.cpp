// --report frames of sessions that are too long to keep in memory.
#include "host/output/frame_log.hpp"
#include "tests/unit/capture/capture_maker.hpp"

#include <doctest/doctest.h>

namespace {

std::string text(std::uint64_t sweep) {
    return "00400000-00452000 r-xp 00000000 08:02 17 /usr/bin/app\nSize:                328 kB\nRss:                 " +
           std::to_string(100 + sweep % 7 * 4) + " kB\n";
}

host::report::Report frames_of(const std::string& path, std::size_t rows_max) {
    const host::analyze::Filter everything;
    host::output::FrameLog log(everything, rows_max);
    auto file = host::capture::InputFile::open(path);
    REQUIRE(file.has_value());
    host::session::CapturePlayer player(path, *std::move(file));
    player.play(0, [&](const host::decode::Sweep& sweep, const host::decode::SessionDecoder& decoder) {
        log.sweep(sweep, decoder);
        return true;
    });
    auto reports = log.take_reports();
    REQUIRE(reports.size() == 1);
    return std::move(reports.front());
}

} // namespace

TEST_CASE("the frames report keeps the newest rows and says how many it omits") {
    constexpr std::uint64_t k_sweeps = 300;
    const test::TemporaryFile file;
    REQUIRE(test::record(file.path(), {.sweeps = k_sweeps, .text = text}) == "");
    const host::report::Report all = frames_of(file.path(), 1000);
    REQUIRE(all.rows.size() == k_sweeps);
    for (const std::size_t rows_max : {4U, 40U, 299U, 300U}) {
        CAPTURE(rows_max);
        const host::report::Report some = frames_of(file.path(), rows_max);
        REQUIRE(some.rows.size() <= rows_max);
        CHECK(some.rows.size() * 2 >= rows_max);
        const std::size_t omitted = k_sweeps - some.rows.size();
        for (std::size_t i = 0; i < some.rows.size(); ++i) {
            REQUIRE((some.rows[i].cells == all.rows[omitted + i].cells));
        }
        const bool is_noted =
            some.notes.back().find("The first " + std::to_string(omitted) + " rows are omitted") != std::string::npos;
        CHECK(is_noted == (omitted != 0));
    }
}
