#include "host/analyze/filter.hpp"
#include "host/analyze/usage.hpp"
#include "host/base/glob.hpp"
#include "tests/support/board_builder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <string>
#include <vector>

using namespace host::analyze;
using test::memory;

namespace {

const UserNames k_users("root:x:0:0::/root:/bin/sh\nbroken line\ncam:x:1000:1000:::\nother:x:1000:1::/:\n");

struct Sample : test::BoardBuilder {
    Sample() {
        process(20, "app",
                {test::BoardArea{0x10000, 0x20000, "r-xp", "/usr/lib/libx.so.1", memory(4, 0, 0, 4, 0),
                                 " rd ex mr mw me", 1},
                 test::BoardArea{0x20000, 0x30000, "rw-p", "/usr/lib/libx.so.1", memory(4, 0, 0, 0, 4),
                                 " rd wr mr mw me ac", 1},
                 test::BoardArea{0x30000, 0x40000, "rw-p", "", memory(4, 0, 0, 0, 4), " rd wr mr mw me ac"},
                 test::BoardArea{0x50000, 0x60000, "rw-p", "[heap]", memory(4, 0, 0, 0, 4), " rd wr mr mw me ac"}},
                1, 1000);
        process(21, "daemon", {}, 1, 0);
        process(22, "nobody-knows-whose", {}, 1, 0);
        board.processes[22].info.uid.reset();
    }
};

std::vector<host::model::Pid> pids(const FilterText& text) {
    const Sample builder;
    const auto filter = Filter::from(text, k_users);
    REQUIRE(filter.has_value());
    std::vector<host::model::Pid> accepted;
    for (const auto& [pid, process] : builder.board.processes) {
        if (filter->accepts(process)) {
            accepted.push_back(pid);
        }
    }
    return accepted;
}

/// Which of the four mappings of app are accepted, as a word of 0 and 1.
std::string mappings(const FilterText& text) {
    const Sample builder;
    const auto filter = Filter::from(text, k_users);
    REQUIRE(filter.has_value());
    const host::model::Process& app = builder.board.processes.at(20);
    const auto classified = classify(app);
    std::string word;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        word += filter->accepts(app.snapshot.mappings[i], classified[i]) ? '1' : '0';
    }
    return word;
}

using Pids = std::vector<host::model::Pid>;

} // namespace

TEST_CASE("processes are chosen by pid, program and user; options together all have to hold") {
    CHECK(pids({}) == Pids{20, 21, 22});
    CHECK(pids({.pids = {21, 99}}) == Pids{21});
    CHECK(pids({.names = {"a*", "dae?on"}}) == Pids{20, 21});
    CHECK(pids({.users = {"cam"}}) == Pids{20});
    CHECK(pids({.users = {"0"}}) == Pids{21});
    CHECK(pids({.names = {"daemon"}, .users = {"cam"}}).empty());
}

TEST_CASE("users are chosen by globs, any name and the number of a uid; several are alternatives") {
    CHECK(pids({.users = {"c*"}}) == Pids{20});
    CHECK(pids({.users = {"r??t", "c*"}}) == Pids{20, 21});
    CHECK(pids({.users = {"other"}}) == Pids{20});
    CHECK(pids({.users = {"10*"}}) == Pids{20});
    CHECK(pids({.users = {"*"}}) == Pids{20, 21});
    CHECK(pids({.users = {"77"}}).empty());
}

TEST_CASE("mappings are chosen by class, file, base name and address; .bss belongs to its file") {
    CHECK(mappings({}) == "1111");
    CHECK(mappings({.classes = {"heap"}}) == "0001");
    CHECK(mappings({.classes = {"RW data", "code"}}) == "1110");
    CHECK(mappings({.classes = {"*code", "he?p"}}) == "1001");
    CHECK(mappings({.classes = {"RW*"}}) == "0110");
    CHECK(mappings({.classes = {"*"}}) == "1111");
    CHECK(mappings({.maps = {"libx*"}}) == "1110");
    CHECK(mappings({.maps = {"/usr/lib/*"}}) == "1110");
    CHECK(mappings({.maps = {"[heap]"}}) == "0001");
    CHECK(mappings({.classes = {"code"}, .maps = {"libx*"}}) == "1000");
    CHECK(mappings({.maps = {"0x1ffff"}}) == "1000");
    CHECK(mappings({.maps = {"0x1ffff-0x20001"}}) == "1100");
    CHECK(mappings({.maps = {"0x40000-0x50000"}}) == "0000");
    CHECK(mappings({.maps = {"0x50000", "libx*"}}) == "1111");
}

TEST_CASE("a word for classes: both kinds of stacks for stack, all that a glob matches") {
    CHECK(classes_named("stack") == classes_named("*stack*"));
    CHECK(classes_named("stack").count() == 2);
    CHECK(classes_named("heap").count() == 1);
    CHECK(classes_named("r?_data").count() == 2);
    CHECK(classes_named("kernel-*") == classes_named("kernel_provided"));
    CHECK(classes_named("stac").none());
}

TEST_CASE("unknown words are refused") {
    CHECK(Filter::from({.users = {"mallory"}}, k_users).error().text().find("'mallory'") != std::string::npos);
    CHECK_FALSE(Filter::from({.users = {"m*"}}, k_users).has_value());
    CHECK_FALSE(Filter::from({.users = {""}}, k_users).has_value());
    CHECK_FALSE(Filter::from({.classes = {"h*q"}}, k_users).has_value());
    CHECK(Filter::from({.classes = {"hep"}}, k_users).error().text().find("one of stack, main_stack") !=
          std::string::npos);
}

TEST_CASE("user names: the first of a uid, the number where there is none") {
    CHECK(k_users.name(1000) == "cam");
    CHECK(k_users.name(7) == "7");
    CHECK(UserNames("").name(0) == "0");
}

TEST_CASE("globs match slashes, and a pattern matches itself") {
    CHECK(host::glob_matches("*libx*", "/lib/libx.so"));
    CHECK(host::glob_matches("[heap]", "[heap]"));
    CHECK(host::glob_matches("a[0-9]", "a7"));
    CHECK_FALSE(host::glob_matches("a", "ab"));
    CHECK(host::glob_matches("*\xff*", "/tmp/\xff.dat"));
}

TEST_CASE("segments of a file: RELRO by its trace in VmFlags, else by its own pages") {
    struct Case {
        const char* name;
        test::BoardArea area;
        Segment segment;
    };
    const std::array cases{
        Case{"text", test::BoardArea{0x1000, 0x2000, "r-xp", "/l.so", memory(4, 4, 0, 0, 0), " rd ex mr mw me"},
             Segment::text},
        Case{"rodata", test::BoardArea{0x1000, 0x2000, "r--p", "/l.so", memory(4, 4, 0, 0, 0), " rd mr mw me"},
             Segment::ro},
        Case{"relro", test::BoardArea{0x1000, 0x2000, "r--p", "/l.so", memory(4, 0, 0, 0, 4), " rd mr mw me ac"},
             Segment::relro},
        Case{"relro, old kernel", test::BoardArea{0x1000, 0x2000, "r--p", "/l.so", memory(4, 0, 0, 0, 4)},
             Segment::relro},
        Case{"rodata, old kernel", test::BoardArea{0x1000, 0x2000, "r--p", "/l.so", memory(4, 4, 0, 0, 0)},
             Segment::ro},
        Case{"shared, read only",
             test::BoardArea{0x1000, 0x2000, "r--s", "/l.so", memory(4, 4, 0, 0, 0), " rd mr me ms"}, Segment::ro},
        Case{"data", test::BoardArea{0x1000, 0x2000, "rw-p", "/l.so", memory(4, 0, 0, 0, 4), " rd wr mr mw me ac"},
             Segment::data},
        Case{"heap", test::BoardArea{0x1000, 0x2000, "rw-p", "[heap]", memory(4, 0, 0, 0, 4), " rd wr mr mw me ac"},
             Segment::none},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        test::BoardBuilder builder;
        builder.process(1, "p", {one.area});
        const host::model::Process& process = builder.board.processes.at(1);
        CHECK(segment_of(process.snapshot.mappings[0], classify(process)[0]) == one.segment);
    }
}
