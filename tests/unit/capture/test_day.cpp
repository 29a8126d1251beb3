// What a day costs on disk, in exact bytes. A third of an hour represents it: every minute begins with a key frame that
// resets everything, so that no minute is cheaper for those before it. The whole day: tests/bench/bench_day.
#include "tests/support/living_process.hpp"
#include "tests/unit/capture/capture_maker.hpp"

#include <doctest/doctest.h>

TEST_CASE("a day at 1 Hz of a process with 1,000 mappings, a key frame a minute, takes at most 8 MB") {
    constexpr std::size_t k_areas = 1'000;
    constexpr std::uint64_t k_sweeps = 20 * 60;
    constexpr std::uint64_t k_parts_of_a_day = 24 * 60 / 20;
    const test::TemporaryFile file;
    test::LivingProcess living(k_areas);
    std::size_t text_bytes = 0;
    std::string last;
    const auto text = [&](std::uint64_t) {
        living.live(k_areas / 100);
        last = living.text();
        text_bytes += last.size();
        return last;
    };
    REQUIRE(test::record(file.path(), {.sweeps = k_sweeps, .text = text}) == "");
    const std::size_t day_bytes = file.bytes().size() * k_parts_of_a_day;
    MESSAGE("a day: " << day_bytes << " bytes of capture for " << text_bytes * k_parts_of_a_day << " of text");
    CHECK(day_bytes <= 8'000'000);
    CHECK(text_bytes / k_sweeps > 500'000);
    const auto points = test::index_of(file.bytes()).points;
    CHECK(points.size() == k_sweeps / 60);

    // The last minute is decodable on its own.
    auto input = host::capture::InputFile::open(file.path());
    REQUIRE(input.has_value());
    host::session::CapturePlayer player(file.path(), *std::move(input));
    std::string shown;
    std::uint64_t sweeps = 0;
    player.play(points.back().offset, [&](const host::decode::Sweep&, const host::decode::SessionDecoder& decoder) {
        ++sweeps;
        shown = sweeps == 60 ? decoder.text(1) : shown;
        return true;
    });
    CHECK(sweeps == 60);
    CHECK(shown == last);
}
