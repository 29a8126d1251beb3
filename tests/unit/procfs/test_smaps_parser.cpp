#include "host/procfs/smaps_parser.hpp"

#include "tests/unit/procfs/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using host::model::Field;
using host::model::NameTable;
using host::model::Snapshot;
using host::procfs::SmapsParser;

std::string parsed(std::string_view text) {
    NameTable names;
    Snapshot snapshot;
    SmapsParser(names).parse(text, snapshot);
    return test::render(snapshot);
}

struct Case {
    const char* name;
    std::string text;
    std::string expected;
};

void check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(parsed(c.text) == c.expected);
    }
}

/// A VMA as today's kernels print it.
std::string modern(const std::string& header, unsigned rss) {
    char number[16];
    std::snprintf(number, sizeof number, "%8u", rss);
    const std::string n(number);
    return header +
           "\nSize:                  4 kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\nRss:            " +
           n + " kB\nPss:            " + n + " kB\nPss_Dirty:             0 kB\nShared_Clean:          0 kB\n" +
           "Shared_Dirty:          0 kB\nPrivate_Clean:  " + n + " kB\nPrivate_Dirty:         0 kB\n" +
           "Referenced:     " + n + " kB\nAnonymous:             0 kB\nKSM:                   0 kB\n" +
           "LazyFree:              0 kB\nAnonHugePages:         0 kB\nShmemPmdMapped:        0 kB\n" +
           "FilePmdMapped:         0 kB\nShared_Hugetlb:        0 kB\nPrivate_Hugetlb:       0 kB\n" +
           "Swap:                  0 kB\nSwapPss:               0 kB\nLocked:                0 kB\n" +
           "THPeligible:           0\nProtectionKey:         0\nVmFlags: rd mr mw me sd \n";
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> recorded_texts() {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        if (entry.path().filename() == "smaps") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> texts;
    for (const fs::path& path : paths) {
        texts.push_back(read_file(path));
    }
    return texts;
}

/// The text cut before every header line.
std::vector<std::string_view> pieces(std::string_view text) {
    std::vector<std::string_view> result;
    std::size_t start = 0;
    for (std::size_t at = text.find('\n'); at != std::string_view::npos && at + 1 < text.size();
         at = text.find('\n', at + 1)) {
        const char c = text[at + 1];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
            result.push_back(text.substr(start, at + 1 - start));
            start = at + 1;
        }
    }
    result.push_back(text.substr(start));
    return result;
}

} // namespace

TEST_CASE("headers of every kernel are read") {
    check({
        {"32-bit", "00008000-0005a000 r-xp 00000000 01:00 72         /bin/busybox\nSize: 328 kB\n",
         "8000-5a000 r-xp 0 1:0 72 '/bin/busybox' Size=328\n"},
        {"64-bit",
         "7f0b88122000-7f0b88278000 r-xp 00026000 fe:00 1234                       /usr/lib/libc.so.6\nSize: 4 kB\n",
         "7f0b88122000-7f0b88278000 r-xp 26000 fe:0 1234 '/usr/lib/libc.so.6' Size=4\n"},
        {"16 digits",
         "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\nSize: 4 kB\n",
         "ffffffffff600000-ffffffffff601000 --xp 0 0:0 0 '[vsyscall]' Size=4\n"},
        {"three-digit major, large inode",
         "00400000-00401000 rw-s 100000000 103:03 18446744073709551615 /a\nSize: 4 kB\n",
         "400000-401000 rw-s 100000000 103:3 18446744073709551615 '/a' Size=4\n"},
        {"without a name, its blank stripped", "00400000-00401000 rwxp 00000000 00:00 0\nSize: 4 kB\n",
         "400000-401000 rwxp 0 0:0 0 '' Size=4\n"},
        {"own address as offset", "40005000-40006000 rw-p 40005000 00:00 0 \nSize: 4 kB\n",
         "40005000-40006000 rw-p 40005000 0:0 0 '' Size=4\n"},
        {"format of 2005, a file",
         "08048000-080dc000 r-xp /bin/bash\nSize:               592 KB\nRss:                500 KB\n",
         "8048000-80dc000 r-xp 0 0:0 0 '/bin/bash' Size=592 Rss=500\n"},
        {"format of 2005, no file", "080e2000-08116000 rw-p\nSize:               208 KB\n",
         "80e2000-8116000 rw-p 0 0:0 0 '' Size=208\n"},
        {"wrapped before the inode", "00400000-00401000 r-xp 00000000 08:01\n1234 /bin/a b\nSize: 4 kB\n",
         "400000-401000 r-xp 0 8:1 1234 '/bin/a b' Size=4\n"},
        {"wrapped before the name", "00400000-00401000 r-xp 00000000 08:01 1234\n/bin/cat\nSize: 4 kB\n",
         "400000-401000 r-xp 0 8:1 1234 '/bin/cat' Size=4\n"},
        {"quoted in a mail", "> 00400000-00401000 r-xp 00000000 08:01 12 /bin/cat\n> Size:    4 kB  \n>\n",
         "400000-401000 r-xp 0 8:1 12 '/bin/cat' Size=4\n"},
    });
}

TEST_CASE("names are kept byte for byte") {
    const std::string start = "00400000-00401000 r--p 00000000 08:01 12                         ";
    check({
        {"blanks inside", start + "/a  b c\nSize: 4 kB\n", "400000-401000 r--p 0 8:1 12 '/a  b c' Size=4\n"},
        {"tab, backslash, escaped newline", start + "/a\tb\\c\\012d\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 '/a\tb\\c\\012d' Size=4\n"},
        {"not UTF-8", start + "/\xFF\x80\nSize: 4 kB\n", "400000-401000 r--p 0 8:1 12 '/\xFF\x80' Size=4\n"},
        {"deleted twice", start + "/a (deleted) (deleted)\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 '/a (deleted) (deleted)' Size=4\n"},
        {"like a field", start + "/memfd:Size: 9 kB (deleted)\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 '/memfd:Size: 9 kB (deleted)' Size=4\n"},
        {"like a header", start + "/tmp/00400000-00500000 r-xp 00000000 00:00 0\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 '/tmp/00400000-00500000 r-xp 00000000 00:00 0' Size=4\n"},
        {"blanks and brackets", start + "[anon:dalvik-main space (region space)]\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 '[anon:dalvik-main space (region space)]' Size=4\n"},
        {"without a slash", start + "anon_inode:dmabuf\nSize: 4 kB\n",
         "400000-401000 r--p 0 8:1 12 'anon_inode:dmabuf' Size=4\n"},
        {"a return at its end, lines without",
         "00300000-00301000 r--p 00000000 00:00 0 \nSize: 4 kB\n" + start + "/a\r\nSize: 4 kB\n",
         "300000-301000 r--p 0 0:0 0 '' Size=4\n400000-401000 r--p 0 8:1 12 '/a\r' Size=4\n"},
    });
}

TEST_CASE("fields of every kernel are read") {
    const std::string start = "00400000-00401000 r--p 00000000 00:00 0 \n";
    const char* const mapping = "400000-401000 r--p 0 0:0 0 ''";
    const auto expect = [&](const char* rest) { return mapping + std::string(rest); };
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"THPeligible:\t\t1\n", " THPeligible=1\n"},
        {"THPeligible:    1\n", " THPeligible=1\n"},
        {"ProtectionKey:         3\n", " ProtectionKey=3\n"},
        {"Rss: 4 kB\nSwap: 1 kB\nPss: 2 kB\n", " Rss=4 Pss=2 Swap=1\n"},
        {"Shared_Hugetlb: 33554432 kB\n", " Shared_Hugetlb=33554432\n"},
        {"Rss:       18446744073709551615 kB\n", " Rss=18446744073709551615\n"},
        {"Rss:4kB\n", "\n! 2: no kB behind the number: 'Rss:4kB'; unknown\n"},
        {"Rss:4 kB\n", " Rss=4\n"},
        {"Name:           [anon:x y]\nRss: 4 kB\n", " Rss=4\n+ 0 Name:           [anon:x y]\n"},
        {"ShmemHugePages:        8 kB\n", "\n+ 0 ShmemHugePages:        8 kB\n"},
        {"Pss_Anon:              8 kB\n", "\n+ 0 Pss_Anon:              8 kB\n"},
        {"VmFlags: rd mr mw me dw \n", " { rd mr mw me dw }\n"},
        {"VmFlags:\n", " {}\n"},
        {"Rss: 4 kB\r\n", "\n! 2: no kB behind the number: 'Rss: 4 kB\r'; unknown\n"},
    };
    for (const auto& [text, rest] : cases) {
        const std::string& line = text;
        CAPTURE(line);
        CHECK(parsed(start + line) == expect(rest.c_str()));
    }
}

TEST_CASE("lines that end in CR LF, blank lines and a missing last newline do no harm") {
    const std::string expected = "400000-401000 r-xp 0 8:1 12 '/bin/cat' Size=4 Rss=8 { rd ex}\n"
                                 "402000-403000 rw-p 0 0:0 0 '' Size=4 Rss=12 { rd wr}\n";
    const std::string text =
        "00400000-00401000 r-xp 00000000 08:01 12      /bin/cat\nSize: 4 kB\nRss: 8 kB\nVmFlags: rd ex\n"
        "00402000-00403000 rw-p 00000000 00:00 0 \nSize: 4 kB\nRss: 12 kB\nVmFlags: rd wr\n";
    std::string returns, blanks;
    for (const char c : text) {
        returns += c == '\n' ? "\r\n" : std::string(1, c);
        blanks += c == '\n' ? "\n\n" : std::string(1, c);
    }
    CHECK(parsed(text) == expected);
    CHECK(parsed(returns) == expected);
    CHECK(parsed(blanks) == expected);
    CHECK(parsed(text.substr(0, text.size() - 1)) == expected);
}

TEST_CASE("damage costs its line and is reported with it") {
    const std::string a = "00400000-00401000 r--p 00000000 00:00 0 \n";
    check({
        {"no number", a + "Size:                 #missing\nRss: 4 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 2: no number: 'Size:                 #missing'; unknown\n"},
        {"number too large", a + "Size: 18446744073709551616 kB\nRss: 4 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 2: the number is too large: 'Size: 18446744073709551616 kB'; "
         "unknown\n"},
        {"another unit", a + "Size: 4 MB\n",
         "400000-401000 r--p 0 0:0 0 ''\n! 2: no kB behind the number: 'Size: 4 MB'; unknown\n"},
        {"neither", a + "Rss: 4 kB\n...\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 3: neither header nor field: '...'; skipped\n"},
        {"fields first", "Rss: 4 kB\nPss: 4 kB\n" + a + "Rss: 8 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=8\n! 1: no header before 'Rss: 4 kB'; skipped up to the next header\n"},
        {"twice", a + "Rss: 4 kB\nRss: 8 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 3: a header is missing before 'Rss: 8 kB'; skipped up to the next "
         "header\n"},
        {"damaged header", "00400000-00401000 r--p zzzz\nRss: 4 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 1: the header is damaged; range and permissions are kept\n"},
        {"address too large", "11112222333344445-2 r--p 00000000 00:00 0\n",
         "! 1: neither header nor field: '11112222333344445-2 r--p 00000000 00:00 …'; skipped\n"},
        {"reversed range", "00402000-00401000 r--p 00000000 00:00 0 \nRss: 4 kB\n",
         "402000-401000 r--p 0 0:0 0 '' Rss=4\n! 1: the range is empty or reversed; kept as it is\n"},
        {"repeated VMA", a + "Rss: 4 kB\n" + a + "Rss: 4 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n400000-401000 r--p 0 0:0 0 '' Rss=4\n"
         "! 3: starts below the end of the VMA before (changed while it was read); both are kept\n"},
        {"cut in a number", a + "Rss: 4 kB\nPss:     12",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 3: the text ends in a number: 'Pss:     12'; unknown\n"},
        {"cut in a key", a + "Rss: 4 kB\nPriv",
         "400000-401000 r--p 0 0:0 0 '' Rss=4\n! 3: neither header nor field: 'Priv'; skipped\n"},
        {"cut between fields", a + "Rss: 4 kB\nPss: 4 kB\n00402000-00403000 r--p 00000000 00:00 0 \nRss: 4 kB\n",
         "400000-401000 r--p 0 0:0 0 '' Rss=4 Pss=4\n402000-403000 r--p 0 0:0 0 '' Rss=4\n"
         "! 5: the text ends inside a VMA; what is missing is unknown\n"},
        {"nothing at all", "", ""},
        {"noise", "\xFF\n\x1E:\n",
         "! 1: neither header nor field: '\xFF'; skipped\n! 2: neither header nor field: '\x1E:'; skipped\n"},
    });
}

TEST_CASE("a rollup is one mapping without Size") {
    CHECK(parsed("00400000-7ffd1000 ---p 00000000 00:00 0                                  [rollup]\n"
                 "Rss:              391088 kB\nPss:              380165 kB\nPss_Anon:            270 kB\n") ==
          "400000-7ffd1000 ---p 0 0:0 0 '[rollup]' Rss=391088 Pss=380165\n+ 0 Pss_Anon:            270 kB\n");
}

TEST_CASE("maps are read as mappings without numbers") {
    CHECK(
        parsed("00400000-00401000 r-xp 00000000 08:01 12      /bin/cat\n00402000-00403000 rw-p 00000000 00:00 0 \n") ==
        "400000-401000 r-xp 0 8:1 12 '/bin/cat'\n402000-403000 rw-p 0 0:0 0 ''\n");
}

TEST_CASE("a number wider than its column is read, in the first VMA and in later ones") {
    const std::string wide = "7f0000000000-7f0000001000 r--p 00000000 00:00 0 ";
    for (const unsigned first : {4U, 123456789U}) {
        for (const unsigned second : {8U, 987654321U}) {
            NameTable names;
            Snapshot snapshot;
            SmapsParser parser(names);
            const std::string text = modern(wide, first) +
                                     modern("7f0000002000-7f0000003000 r--p 00000000 00:00 0 ", second) +
                                     modern("7f0000004000-7f0000005000 r--p 00000000 00:00 0 ", 16);
            for (int round = 0; round < 2; ++round) {
                parser.parse(text, snapshot);
                REQUIRE(snapshot.mappings.size() == 3);
                CHECK(snapshot.mappings[0][Field::rss] == first);
                CHECK(snapshot.mappings[1][Field::private_clean] == second);
                CHECK(snapshot.mappings[2][Field::referenced] == 16);
                CHECK(snapshot.defects.empty());
            }
        }
    }
}

TEST_CASE("a quoted line between others keeps its number") {
    const std::string first = modern("7f0000000000-7f0000001000 r--p 00000000 00:00 0 ", 12);
    const std::string second = modern("7f0000002000-7f0000003000 r--p 00000000 00:00 0 ", 16);
    std::string quoted = second;
    quoted.replace(quoted.find("Size:"), 28, "> Size:                 64 kB\n");
    NameTable names;
    Snapshot snapshot;
    SmapsParser(names).parse(first + quoted + first, snapshot);
    REQUIRE(snapshot.mappings.size() == 3);
    CHECK(snapshot.mappings[1][Field::size] == 64);
    CHECK(snapshot.mappings[1][Field::rss] == 16);
}

TEST_CASE("a parser that knows one kernel's lines reads another kernel's") {
    const std::string old_kernel = "00008000-00009000 r-xp 00000000 01:00 7          /bin/a\nSize:              4 kB\n"
                                   "Rss:               8 kB\nShared_Clean:      0 kB\n";
    NameTable names;
    SmapsParser parser(names);
    Snapshot snapshot;
    for (int round = 0; round < 3; ++round) {
        const std::string new_kernel = modern("7f0000000000-7f0000001000 r--p 00000000 00:00 0 ", 12) +
                                       modern("7f0000002000-7f0000003000 r--p 00000000 00:00 0 ", 16);
        parser.parse(new_kernel, snapshot);
        CHECK(test::render(snapshot) == parsed(new_kernel));
        parser.parse(old_kernel, snapshot);
        CHECK(test::render(snapshot) == parsed(old_kernel));
    }
}

TEST_CASE("reading by position gives what reading line by line gives") {
    for (const std::string& text : recorded_texts()) {
        NameTable names;
        SmapsParser parser(names);
        Snapshot whole, again;
        parser.parse(text, whole);
        parser.parse(text, again);
        CHECK(test::render(again) == test::render(whole));
        CHECK(whole.defects.empty());
        std::string by_line;
        for (const std::string_view piece : pieces(text)) {
            by_line += parsed(piece); // a parser that knows no shape yet, and a piece too short for it
        }
        CHECK(test::render(whole) == by_line);
    }
}

TEST_CASE("a text cut anywhere gives the VMAs before the cut and never more than it says") {
    const std::string text =
        modern("7f0000000000-7f0000001000 r--p 00000000 08:01 12                         /lib/x", 12) +
        modern("7f0000002000-7f0000003000 rw-p 00000000 00:00 0 ", 3456) +
        modern("7f0000004000-7f0000005000 rw-p 00000000 00:00 0 ", 7);
    NameTable names;
    SmapsParser parser(names);
    Snapshot whole, cut;
    parser.parse(text, whole);
    const std::size_t second =
        modern("7f0000000000-7f0000001000 r--p 00000000 08:01 12                         /lib/x", 12).size();
    for (std::size_t size = 0; size < text.size(); ++size) {
        const std::string part = text.substr(0, size); // a copy, so that a read past the end is seen by the sanitizer
        parser.parse(part, cut);
        REQUIRE(cut.mappings.size() <= whole.mappings.size());
        for (std::size_t i = 0; i < cut.mappings.size(); ++i) {
            const auto& mapping = cut.mappings[i];
            CHECK((mapping.present & ~whole.mappings[i].present) == 0);
            for (std::size_t field = 0; field < host::model::k_field_count; ++field) {
                const bool known = (mapping.present >> field & 1) != 0;
                CHECK(mapping.values[field] == (known ? whole.mappings[i].values[field] : 0));
            }
        }
        CHECK((size < second || cut.mappings.front().present == whole.mappings.front().present));
    }
}

TEST_CASE("any one byte changed leaves the other VMAs as they were") {
    const std::string first =
        modern("7f0000000000-7f0000001000 r--p 00000000 08:01 12                         /lib/x", 12);
    const std::string middle = modern("7f0000002000-7f0000003000 rw-p 00000000 00:00 0 ", 3456);
    const std::string last = modern("7f0000004000-7f0000005000 rw-p 00000000 00:00 0 ", 7);
    NameTable names;
    SmapsParser parser(names);
    Snapshot whole, damaged;
    parser.parse(first + middle + last, whole);
    for (std::size_t at = 0; at < middle.size(); ++at) {
        for (const char byte : {'\0', ' ', '9', 'a', ':', '-', '\xFF'}) {
            std::string text = middle;
            text[at] = byte;
            text = first + text + last;
            parser.parse(text, damaged);
            REQUIRE(damaged.mappings.size() >= 2);
            CHECK(damaged.mappings.front().values == whole.mappings.front().values);
            if (at + 1 < middle.size()) { // the last byte of the middle is the newline before the last header
                CHECK(damaged.mappings.back().values == whole.mappings.back().values);
            }
        }
    }
}

TEST_CASE("no more than the allowed number of defects is kept") {
    NameTable names;
    Snapshot snapshot;
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "?\n";
    }
    SmapsParser(names).parse(text, snapshot);
    CHECK(snapshot.defects.size() == SmapsParser::k_defects_max + 1);
    CHECK(snapshot.defects.back().what == "more like these; not listed");
}

TEST_CASE("every mapping is counted up to the allowed number; of more than that none is used, and the number is said") {
    NameTable names;
    Snapshot snapshot;
    std::string text;
    for (int i = 0; i < 300'000; ++i) {
        text += "0-1 r--p\n";
    }
    SmapsParser parser(names);
    parser.parse(text, snapshot);
    CHECK(snapshot.mappings.size() == 300'000);
    for (int i = 300'000; i < 1'048'577; ++i) {
        text += "0-1 r--p\n";
    }
    parser.parse(text, snapshot);
    CHECK(snapshot.mappings.empty());
    REQUIRE(snapshot.defects.size() == 1);
    CHECK(snapshot.defects.front().what == "more than 1048576 mappings; none is used");
}

TEST_CASE("what a missing header costs is counted: lines, address range, resident memory") {
    NameTable names;
    Snapshot snapshot;
    SmapsParser(names).parse("400000-401000 r--p 00000000 00:00 0 \nSize: 4 kB\nRss: 4 kB\n"
                             "700000000000-70000080000g rw-p 00000000 00:00 0 \nSize: 8192 kB\nRss: 8000 kB\n"
                             "800000-801000 r--p 00000000 00:00 0 \nSize: 4 kB\nRss: 0 kB\n",
                             snapshot);
    CHECK(snapshot.mappings.size() == 2);
    REQUIRE(snapshot.defects.size() == 2);
    CHECK(snapshot.defects[1].line == 5);
    CHECK(snapshot.defects[1].lines_skipped == 2);
    CHECK(snapshot.defects[1].size_kb == 8192);
    CHECK(snapshot.defects[1].rss_kb == 8000);
}

TEST_CASE("a header without its name is over at the next field, whatever the parser has seen before") {
    const std::string usual = "00400000-00401000 r-xp 00000000 08:01 12 /bin/cat\n"
                              "Size:                  4 kB\nRss:                   4 kB\n"
                              "00402000-00403000 rw-p 00000000 00:00 0 \n"
                              "Size:                  4 kB\nRss:                   4 kB\n";
    const std::string text = "00400000-00401000 r-xp 00000000 08:01\nSize:                  4 kB\n1234 /bin/a\n";
    host::model::NameTable names;
    host::procfs::SmapsParser fresh(names), used(names);
    host::model::Snapshot of_fresh, of_used;
    fresh.parse(text, of_fresh);
    used.parse(usual, of_used);
    used.parse(text, of_used);
    for (const host::model::Snapshot* snapshot : {&of_fresh, &of_used}) {
        REQUIRE(snapshot->mappings.size() == 1);
        CHECK(snapshot->mappings.front().file->name.empty());
        CHECK(snapshot->defects.size() == 1);
    }
}
