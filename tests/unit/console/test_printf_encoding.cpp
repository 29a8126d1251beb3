// A file typed at a shell comes out as it went in: checked with a reader of printf's formats, and with the shell that
// is here.
#include "host/console/printf_encoding.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <string>

using namespace host::console;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes every_byte() {
    Bytes bytes(256);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

/// What printf makes of a format without conversions.
void print(const std::string& format, Bytes& out) {
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '\\') {
            out.push_back(static_cast<std::uint8_t>(format[i]));
            continue;
        }
        out.push_back(static_cast<std::uint8_t>(std::stoi(format.substr(i + 1, 3), nullptr, 8)));
        i += 3;
    }
}

} // namespace

TEST_CASE("every byte comes through, at every line length") {
    for (std::size_t length = 4; length < 60; ++length) {
        CAPTURE(length);
        Bytes printed;
        for (const std::string& line : printf_lines(every_byte(), length)) {
            CHECK(line.size() <= length);
            CHECK(line.front() != '-');
            CHECK(line.find_first_of("%'\"$`@ \t") == std::string::npos);
            print(line, printed);
        }
        CHECK(printed == every_byte());
    }
}

TEST_CASE("digits behind an escaped byte stay digits") {
    CHECK(printf_lines(bytes_of(std::string_view("\0001", 2)), 80) == std::vector<std::string>{"\\0001"});
}

TEST_CASE("no file, no lines") {
    CHECK(printf_lines({}, 80).empty());
}

TEST_CASE("the board's answer is compared with the file") {
    const Bytes file = bytes_of("123456789");
    const struct {
        const char* name;
        const char* answer;
        FileMatch likeness;
    } rows[] = {
        {"crc32", "cbf43926", FileMatch::same_checksum},
        {"cksum", "930766865 9 /tmp/smaps-agent", FileMatch::same_checksum},
        {"size alone", "9", FileMatch::same_size},
        {"size with blanks", "        9", FileMatch::same_size},
        {"another crc32", "cbf43927", FileMatch::different},
        {"cksum of another size", "930766865 10 /tmp/smaps-agent", FileMatch::different},
        {"another size", "8", FileMatch::different},
        {"nothing", "", FileMatch::different},
        {"an error", "sh: crc32: not found", FileMatch::different},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(compare_answer(file, row.answer) == row.likeness);
    }
}
