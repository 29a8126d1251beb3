#include "host/base/escape.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using host::base::Escape;
using host::base::escape;

namespace {

/// What a reader of our JSON or CSV does.
std::string undo(const std::string& escaped) {
    std::string bytes;
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] != '\\') {
            bytes += escaped[i];
        } else if (escaped.at(i + 1) == '\\') {
            bytes += '\\';
            ++i;
        } else {
            REQUIRE(escaped.at(i + 1) == 'x');
            bytes += static_cast<char>(std::stoi(escaped.substr(i + 2, 2), nullptr, 16));
            i += 3;
        }
    }
    return bytes;
}

} // namespace

TEST_CASE("names are shown with what a terminal can show, the rest as hex") {
    struct Case {
        const char* name;
        std::string bytes, shown;
    };
    const std::array cases{
        Case{"plain", "/lib/libc.so", "/lib/libc.so"},
        Case{"blanks stay", "a  b", "a  b"},
        Case{"valid UTF-8 stays", "/tmp/\xc3\xa4\xf0\x9f\x98\x80", "/tmp/\xc3\xa4\xf0\x9f\x98\x80"},
        Case{"a stray byte", "/tmp/\xff!", "/tmp/\\xff!"},
        Case{"a cut character", "\xe2\x82", "\\xe2\\x82"},
        Case{"an overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
        Case{"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
        Case{"above Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        Case{"controls", std::string("\x1b[31m\t\0", 7), "\\x1b[31m\\x09\\x00"},
        Case{"C1 control", "\xc2\x9b", "\\xc2\\x9b"},
        Case{"direction override", "\xe2\x80\xae", "\\xe2\\x80\\xae"},
        Case{"marks of direction", "a\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c!", "a\\xe2\\x80\\x8e\\xe2\\x80\\x8f\\xd8\\x9c!"},
        Case{"an isolate of direction", "\xe2\x81\xa6", "\\xe2\\x81\\xa6"},
        Case{"zero width", "a\xe2\x80\x8b\xef\xbb\xbf!", "a\\xe2\\x80\\x8b\\xef\\xbb\\xbf!"},
        Case{"a tag", "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"},
        Case{"letters written from the right stay", "\xd7\x90\xd8\xa7", "\xd7\x90\xd8\xa7"},
        Case{"the kernel's own escape", "a\\012b", "a\\012b"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        CHECK(escape(one.bytes, Escape::display) == one.shown);
    }
}

TEST_CASE("the reversible form gives every byte back") {
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
    }
    for (const std::string& bytes : {all, std::string("a\\x41\\\\012"), std::string("\xc3\xa4\\\xff")}) {
        CHECK(undo(escape(bytes, Escape::reversible)) == bytes);
    }
}

TEST_CASE("width is that of a terminal: wide characters take two columns, combining marks none") {
    CHECK(host::base::width_of("") == 0);
    CHECK(host::base::width_of("a\xc3\xa4\xe2\x82\xac") == 3);
    CHECK(host::base::width_of("\xe5\x86\x85\xe5\xad\x98") == 4); // two CJK characters
    CHECK(host::base::width_of("\xed\x95\x9c") == 2);             // Hangul
    CHECK(host::base::width_of("e\xcc\x81") == 1);                // e and a combining acute accent
    CHECK(host::base::width_of("\xef\xbd\xb1") == 1);             // half-width katakana
    CHECK(host::base::width_of("\xcd\xb8") == 1);                 // not assigned
}
