#include "host/decode/info.hpp"
#include "tests/support/wire.hpp"

#include <doctest/doctest.h>

using test::Bytes;

namespace {

const char* const k_meminfo = "MemTotal:       16316412 kB\nMemFree:          999999 kB\nHugePages_Total:       0\n";

} // namespace

TEST_CASE("meminfo comes whole and then as differences, and its text stays as the kernel prints it") {
    host::model::Board board;
    Bytes payload;
    test::append_field(payload, 2, std::string_view(k_meminfo));
    host::decode::apply_info(payload, board);
    REQUIRE(board.meminfo.values().size() == 3);
    CHECK(board.meminfo.values()[0] == std::pair<std::string, std::uint64_t>("MemTotal", 16316412));

    Bytes changes;
    for (const auto& [line, difference] : {std::pair{1, 1}, std::pair{2, 12}, std::pair{77, 1}}) {
        test::append_varint(changes, static_cast<std::uint64_t>(line));
        test::append_varint(changes, protocol::zigzag(difference));
    }
    payload.clear();
    test::append_field(payload, 3, changes);
    host::decode::apply_info(payload, board);
    CHECK(board.meminfo.text() ==
          "MemTotal:       16316412 kB\nMemFree:         1000000 kB\nHugePages_Total:      12\n");
    CHECK(board.meminfo.values()[1].second == 1000000);
}

TEST_CASE("costs and totals are read, cut ones left out") {
    host::model::Board board;
    Bytes payload;
    test::append_field(payload, 1, test::varint(9));
    test::append_field(payload, 4, Bytes{100, 50, 120, 60, 7});
    test::append_field(payload, 5, Bytes{9, 1, 3, 0});
    const auto info = host::decode::apply_info(payload, board);
    CHECK(info.next_sweep == 9);
    REQUIRE(info.costs.size() == 2);
    CHECK(info.costs[1].wall_us == 120);
    CHECK(info.costs[1].cpu_us == 60);
    REQUIRE(info.totals);
    CHECK(info.totals->skipped == 1);
}

TEST_CASE("an info record cut anywhere does no harm") {
    Bytes payload;
    test::append_field(payload, 2, std::string_view(k_meminfo));
    test::append_field(payload, 3, Bytes{1, 2, 2, 4});
    for (std::size_t size = 0; size < payload.size(); ++size) {
        host::model::Board board;
        host::decode::apply_info(std::span(payload).first(size), board);
        CHECK(board.meminfo.values().size() <= 3);
    }
}
