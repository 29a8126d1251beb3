#include "host/procfs/swar.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <random>
#include <string>

namespace swar = host::procfs::swar;

TEST_CASE("blanks and then digits are a number, anything else is none") {
    struct Case {
        const char* text;
        bool good;
        std::uint64_t value;
    };
    constexpr Case k_cases[] = {
        {"       0", true, 0},           {"      12", true, 12}, {"12345678", true, 12345678},
        {"00000007", true, 7},           {"        ", false, 0}, {"1      2", false, 0},
        {"     1 2", false, 0},          {"12      ", false, 0}, {"      -1", false, 0},
        {"      1a", false, 0},          {"     )12", false, 0}, {"\t\t\t\t\t\t\t1", false, 0},
        {"     \xB9\xB9\xB9", false, 0}, {"     1:2", false, 0}, {"     1/2", false, 0},
        {"     @12", false, 0},
    };
    for (const Case& c : k_cases) {
        CAPTURE(c.text);
        const std::uint64_t word = swar::load(c.text);
        std::uint64_t wrong = 0;
        const std::uint64_t value = swar::padded_decimal(word, wrong);
        CHECK((wrong == 0) == c.good);
        if (c.good) {
            CHECK(value == c.value);
        }
    }
}

TEST_CASE("every pair of bytes in a number is judged as a loop over characters judges it") {
    std::string text = "     123";
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            text[4] = static_cast<char>(first);
            text[5] = static_cast<char>(second);
            const std::size_t start = text.find_first_not_of(' ');
            const bool good = text.find_first_not_of("0123456789", start) == std::string::npos;
            std::uint64_t wrong = 0;
            swar::padded_decimal(swar::load(text.data()), wrong);
            REQUIRE((wrong == 0) == good);
        }
    }
}

TEST_CASE("hexadecimal numbers of every width are read") {
    std::mt19937_64 random(1);
    for (unsigned width = 1; width <= 16; ++width) {
        for (int i = 0; i < 100; ++i) {
            const std::uint64_t value = random() >> (64 - 4 * width);
            char text[32];
            std::snprintf(text, sizeof text, "%0*llx-xxxxxxxx", static_cast<int>(width),
                          static_cast<unsigned long long>(value));
            std::uint64_t wrong = 0;
            CHECK(swar::hexadecimal(text, width, wrong) == value);
            CHECK(wrong == 0);
        }
    }
}

TEST_CASE("a byte that is no hexadecimal digit is noticed at every place") {
    for (std::size_t place = 0; place < 8; ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = "0a9f1b8e";
            text[place] = static_cast<char>(byte);
            std::uint64_t wrong = 0;
            swar::hexadecimal(text.data(), 8, wrong);
            const bool good = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
            CAPTURE(byte);
            CHECK((wrong == 0) == good);
        }
    }
}
