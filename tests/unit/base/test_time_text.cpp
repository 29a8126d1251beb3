#include "host/base/time_text.hpp"

#include <doctest/doctest.h>

using host::BareNumber;

TEST_CASE("durations in every form people write") {
    struct Row {
        const char* text;
        BareNumber bare;
        std::int64_t us;
    };
    for (const Row& row :
         {Row{"5", BareNumber::seconds, 5'000'000}, Row{"0", BareNumber::seconds, 0}, Row{"0", BareNumber::refused, 0},
          Row{"500ms", BareNumber::seconds, 500'000}, Row{"10m", BareNumber::refused, 600'000'000},
          Row{"1h2m3s", BareNumber::seconds, 3'723'000'000}, Row{"2h500ms", BareNumber::seconds, 7'200'500'000}}) {
        CAPTURE(row.text);
        CHECK(host::parse_duration_us(row.text, row.bare) == row.us);
    }
}

TEST_CASE("what is no duration is refused") {
    for (const char* const text : {"", "s", "-1", "+1", "1x", "1 s", "1s2", "1s1s", "1s2m", "1ms1s", "1.5s",
                                   "99999999999999999999", "9999999h"}) {
        CAPTURE(text);
        CHECK_FALSE(host::parse_duration_us(text, BareNumber::seconds));
    }
    CHECK_FALSE(host::parse_duration_us("5", BareNumber::refused));
    CHECK_FALSE(host::parse_duration_us("1h5", BareNumber::refused));
}

TEST_CASE("points in time are read as they are printed") {
    for (const std::int64_t us : {0LL, 39'900'000LL, 123'500'000LL, 3'723'400'000LL}) {
        CHECK(host::parse_elapsed_us(host::format_elapsed(us)) == us);
    }
    CHECK(host::parse_elapsed_us("39.95") == 39'950'000);
    CHECK(host::parse_elapsed_us("40") == 40'000'000);
    for (const char* const text : {".", "1.", ".5", "1.5m", "1.5.5", "1ms.5", "-1.5", "1.5 s"}) {
        CAPTURE(text);
        CHECK_FALSE(host::parse_elapsed_us(text));
    }
}

TEST_CASE("moments in UTC come back as they were written") {
    for (const char* const text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2024-05-06T07:08:09.250Z"}) {
        const auto us = host::parse_utc_us(text);
        REQUIRE(us);
        CHECK(host::format_utc(*us) == text);
    }
    CHECK(host::parse_utc_us("2024-05-06") == host::parse_utc_us("2024-05-06T00:00"));
    CHECK(host::parse_utc_us("2024-05-06 07:08:09") == host::parse_utc_us("2024-05-06T07:08:09Z"));
}

TEST_CASE("what is no moment is refused") {
    for (const char* const text : {"", "2024", "2023-02-29", "2024-13-01", "2024-05-06T", "2024-05-06T24:00:00",
                                   "2024-05-06T07:08:09.Z", "2024-05-06T07:08:09+02:00", "2024-05-06ZZ"}) {
        CAPTURE(text);
        CHECK_FALSE(host::parse_utc_us(text));
    }
}

TEST_CASE("spans are printed with the parts that matter") {
    CHECK(host::format_elapsed(0) == "0.0s");
    CHECK(host::format_elapsed(12'345'678) == "12.3s");
    CHECK(host::format_elapsed(123'000'000) == "2m03.0s");
    CHECK(host::format_elapsed(3'723'900'000) == "1h02m03.9s");
    CHECK(host::format_elapsed(-1'500'000) == "-1.5s");
}
