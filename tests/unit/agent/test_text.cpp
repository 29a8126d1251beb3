#include "agent/text.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("numbers are taken while they fit") {
    std::uint64_t value = 0;
    CHECK(TextReader("18446744073709551615").number(value));
    CHECK(value == 18446744073709551615U);
    CHECK_FALSE(TextReader("18446744073709551616").number(value));
    CHECK_FALSE(TextReader("99999999999999999999").number(value));
    CHECK_FALSE(TextReader("x1").number(value));
    TextReader hex("7ffc0a5e2000-7f");
    CHECK(hex.hex(value));
    CHECK(value == 0x7ffc0a5e2000);
    CHECK(hex.rest() == "-7f");
}

TEST_CASE("text that does not fit is cut") {
    char buffer[6];
    TextBuffer text(buffer);
    text.add("ab").add(std::uint64_t{1203}).add("c");
    CHECK(text.text() == "ab1203");
    CHECK(from_c(text.c_text()) == "ab120");
}

TEST_CASE("a base name is what stands behind the last slash") {
    CHECK(base_name("/usr/bin/sleep") == "sleep");
    CHECK(base_name("sleep") == "sleep");
    CHECK(base_name("/usr/bin/") == "");
}
