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

TEST_CASE("width counts characters, not bytes") {
    CHECK(host::base::width_of("a\xc3\xa4\xe2\x82\xac") == 3);
}
