#include "agent/text.hpp"

#include "protocol/bytes.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

using namespace agent;

TEST_CASE("globs match names as a shell does") {
    struct Case {
        const char* pattern;
        const char* name;
        bool matches;
    };
    static constexpr Case k_cases[] = {
        {"myapp", "myapp", true},
        {"myapp", "myapps", false},
        {"my*", "myapp", true},
        {"*", "", true},
        {"*app", "myapp", true},
        {"*a*p", "myapp", true},
        {"*a*b", "myapp", false},
        {"m?app", "myapp", true},
        {"m?app", "mapp", false},
        {"[mn]yapp", "nyapp", true},
        {"[!mn]yapp", "nyapp", false},
        {"[a-m]*", "myapp", true},
        {"[a-l]*", "myapp", false},
        {"\\*", "*", true},
        {"\\*", "x", false},
        {"a[", "a[", true},
        {"[]]", "]", true},
        {"[!]-", "a", true},
        {"[a-]", "-", true},
        {"*[b-d]?", "xxcy", true},
        {"**a**", "a", true},
        {"", "", true},
        {"", "a", false},
        {"\xFF*", "\xFFz", true},
    };
    for (const Case& row : k_cases) {
        CAPTURE(row.pattern);
        CAPTURE(row.name);
        CHECK(glob_matches(row.pattern, row.name) == row.matches);
    }
}

TEST_CASE("numbers are taken, and large ones are recognised as such") {
    struct Case {
        const char* text;
        unsigned base;
        bool good;
        std::uint32_t value;
        const char* rest;
    };
    static constexpr Case k_cases[] = {
        {"0", 10, true, 0, ""},
        {"2147483647x", 10, true, 2147483647, "x"},
        {"4294967296", 10, true, 0xFFFFFFFF, ""},
        {"99999999999999999999", 10, true, 0xFFFFFFFF, ""},
        {"fffe", 16, true, 0xFFFE, ""},
        {"7ffc0a5e-7f", 16, true, 0x7FFC0A5E, "-7f"},
        {"x1", 10, false, 0, "x1"},
        {"a", 10, false, 0, "a"},
        {"", 16, false, 0, ""},
    };
    for (const Case& row : k_cases) {
        CAPTURE(row.text);
        const char* at = row.text;
        std::uint32_t value = 0;
        CHECK(take_number(at, value, row.base) == row.good);
        CHECK(value == row.value);
        CHECK(std::string(at) == row.rest);
    }
}

TEST_CASE("wide numbers become varints of any size") {
    for (unsigned base : {10U, 16U}) {
        for (unsigned shift = 0; shift < 64; ++shift) {
            for (const std::uint64_t add : {std::uint64_t{0}, ~std::uint64_t{0}}) {
                const std::uint64_t number = (std::uint64_t{1} << shift) + add;
                char text[32];
                std::snprintf(text, sizeof text, base == 10 ? "%llu" : "%llx", static_cast<unsigned long long>(number));
                CAPTURE(text);
                const char* at = text;
                WideNumber wide;
                CHECK(take_wide(at, wide, base));
                protocol::Reader reader(wide.bytes, wide.size);
                CHECK(reader.varint() == number);
                CHECK(reader.ok);
                CHECK(reader.left() == 0);
            }
        }
    }
    const char* at = "18446744073709551615";
    WideNumber wide;
    CHECK(take_wide(at, wide));
    at = "18446744073709551616";
    CHECK_FALSE(take_wide(at, wide));
    at = "unlimited";
    CHECK_FALSE(take_wide(at, wide));
    CHECK(wide.size == 0);
}

TEST_CASE("text that is too long is cut") {
    char buffer[7];
    TextBuffer text(buffer);
    text.add("ab").add(std::uint32_t{1203}).add("c");
    CHECK(std::string(text.text()) == "ab1203");
    text.clear();
    CHECK(std::string(text.add(std::uint32_t{4294967295}).text()) == "429496");
}

TEST_CASE("a value follows its key at the start of a line") {
    CHECK(std::string(line_value("a: 1\nab:\t 2\n", "ab:")) == "2\n");
    CHECK(std::string(line_value("a: 1\n", "a:")) == "1\n");
    CHECK(line_value("xa: 1\n", "a:") == nullptr);
    CHECK(line_value("", "a:") == nullptr);
}
