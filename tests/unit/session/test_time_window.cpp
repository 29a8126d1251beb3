// --from, --to, --at, --count and --duration of a recording, interpreted in one place.
#include "host/session/time_window.hpp"

#include <doctest/doctest.h>

using host::cli::Moment;
using host::cli::TimeSelection;
using host::session::Landmarks;
using host::session::TimeWindow;

namespace {

constexpr std::int64_t k_wall_us = 1'700'000'000'000'000;

Moment seconds(std::int64_t count) {
    return {Moment::Kind::offset, count * 1'000'000};
}

Moment word(Moment::Kind kind) {
    return {kind, 0};
}

/// Of a recording of sweeps at 0 s to 20 s with the peak at 7 s.
TimeWindow window(const TimeSelection& selection, bool over_time = false, int* searches = nullptr) {
    return host::session::time_window(selection, k_wall_us, over_time, [searches](const TimeWindow&) {
        if (searches != nullptr) {
            ++*searches;
        }
        return Landmarks{0, 20'000'000, 7'000'000};
    });
}

} // namespace

TEST_CASE("without a selection a recording counts as a whole, and nothing is searched") {
    int searches = 0;
    const TimeWindow all = window({}, true, &searches);
    CHECK(all.from_us == TimeWindow::k_start);
    CHECK(all.to_us == TimeWindow::k_end);
    CHECK(all.sweeps_max == UINT64_MAX);
    CHECK(all.decode_from_us(false) == TimeWindow::k_start);
    CHECK(searches == 0);
}

TEST_CASE("offsets and wall times are bounds") {
    const TimeWindow part =
        window({.from = seconds(3), .to = Moment{Moment::Kind::utc, k_wall_us + 9'000'000}, .count = 5});
    CHECK(part.from_us == 3'000'000);
    CHECK(part.to_us == 9'000'000);
    CHECK(part.sweeps_max == 5);
    CHECK(part.decode_from_us(false) == 3'000'000);
}

TEST_CASE("a duration counts from --from, else from the start, and never widens the window") {
    CHECK(window({.from = seconds(3), .duration_us = 4'000'000}).to_us == 7'000'000);
    CHECK(window({.duration_us = 4'000'000}).to_us == 4'000'000);
    CHECK(window({.to = seconds(2), .duration_us = 4'000'000}).to_us == 2'000'000);
}

TEST_CASE("--at names the last sweep; a report of one sweep is decoded from there, one over time from the start") {
    const TimeWindow moment = window({.at = seconds(5)});
    CHECK(moment.to_us == 5'000'000);
    CHECK(moment.decode_from_us(false) == 5'000'000);
    CHECK(moment.decode_from_us(true) == TimeWindow::k_start);
    CHECK(window({.at = word(Moment::Kind::first)}).sweeps_max == 1);
    CHECK(window({.at = word(Moment::Kind::last)}).to_us == TimeWindow::k_end);
}

TEST_CASE("words that bound are searched for once") {
    int searches = 0;
    CHECK(window({.from = word(Moment::Kind::peak)}, false, &searches).from_us == 7'000'000);
    CHECK(window({.to = word(Moment::Kind::peak)}, false, &searches).to_us == 7'000'000);
    CHECK(window({.from = word(Moment::Kind::last)}, false, &searches).from_us == 20'000'000);
    CHECK(window({.to = word(Moment::Kind::first)}, false, &searches).to_us == 0);
    CHECK(searches == 4);
    CHECK(window({.from = word(Moment::Kind::first), .to = word(Moment::Kind::last)}, false, &searches).from_us ==
          TimeWindow::k_start);
    CHECK(searches == 4);
}

TEST_CASE("--at peak shows the largest sweep, and ends what is made from many sweeps") {
    int searches = 0;
    const TimeWindow one_sweep = window({.at = word(Moment::Kind::peak)}, false, &searches);
    CHECK(one_sweep.shows_peak);
    CHECK(one_sweep.to_us == TimeWindow::k_end);
    CHECK(searches == 0);
    CHECK(window({.at = word(Moment::Kind::peak)}, true, &searches).to_us == 7'000'000);
}
