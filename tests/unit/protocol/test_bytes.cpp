#include "protocol/bytes.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

TEST_CASE("varints of every length are read as they were written") {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0x7F}, std::uint64_t{0x80}, std::uint64_t{0x3FFF},
                                      std::uint64_t{0x4000}, std::numeric_limits<std::uint64_t>::max()}) {
        std::uint8_t bytes[protocol::k_varint_bytes_max];
        const std::uint8_t* const end = protocol::store_varint(bytes, value);
        protocol::Reader reader(bytes, static_cast<std::size_t>(end - bytes));
        CHECK(reader.varint() == value);
        CHECK(reader.ok);
        CHECK(reader.left() == 0);
    }
}

TEST_CASE("a varint above 64 bits is refused") {
    const std::uint8_t bytes[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02};
    protocol::Reader reader(bytes, sizeof bytes);
    CHECK(reader.varint() == 0);
    CHECK_FALSE(reader.ok);
}

TEST_CASE("a varint cut short is refused") {
    const std::uint8_t bytes[] = {0x80};
    protocol::Reader reader(bytes, sizeof bytes);
    reader.varint();
    CHECK_FALSE(reader.ok);
}

TEST_CASE("zigzag keeps small numbers of either sign small") {
    CHECK(protocol::zigzag(0) == 0);
    CHECK(protocol::zigzag(-1) == 1);
    CHECK(protocol::zigzag(1) == 2);
    for (const std::int64_t value :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        CHECK(protocol::unzigzag(protocol::zigzag(value)) == value);
    }
}

TEST_CASE("fixed integers are little-endian") {
    std::uint8_t bytes[4];
    protocol::store(bytes, 0x01020304, 4);
    CHECK(bytes[0] == 4);
    CHECK(protocol::load(bytes, 4) == 0x01020304);
}
