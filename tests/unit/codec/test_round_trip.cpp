// Every text is rebuilt: recorded sequences, odd kernels, damaged text, processes that start and exit.
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using test::CodecPair;
using test::Read;
using test::Sweep;

TEST_CASE("every snapshot of every sequence comes back byte for byte") {
    for (const std::string& name : test::sequence_names()) {
        CAPTURE(name);
        CodecPair pair;
        bool key = true;
        for (const std::string& text : test::sequence(name)) {
            REQUIRE(pair.pass({{42, {text}}}, key) == "");
            key = false;
        }
    }
}

TEST_CASE("smaps of other kernels and of no kernel come back, whole and read byte by byte") {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        if (entry.path().filename() != "smaps") {
            continue;
        }
        CAPTURE(entry.path().string());
        const std::string text = test::slurp(entry.path());
        CHECK(CodecPair().pass({{1, {text}}}, true) == "");
        CHECK(CodecPair().pass({{1, {text}}}, true, 1) == "");
    }
}

TEST_CASE("kernels that print other keys, in another order, or not all parts of Rss") {
    const std::string header = "00010000-00030000 rw-p 00000000 00:00 0\n";
    const std::string ends = "ff000000-ff001000 r-xp 00001000 08:01 12 /bin/x\n";
    const auto line = [](const char* key, int kb) {
        std::string text = std::string(key) + ":";
        return text.append(21 - text.size(), ' ') + std::to_string(10 + kb) + " kB\n";
    };
    const std::vector<std::vector<const char*>> kernels = {
        {"Foo", "Bar", "Rss"},
        {"Swap", "KernelPageSize", "MMUPageSize", "Locked", "Size", "Rss", "Nonlinear"},
        {"Rss", "Shared_Clean", "Shared_Dirty", "Private_Dirty"},
        {"Private_Dirty", "Shared_Dirty", "Rss", "Private_Clean", "Shared_Clean", "Private_Cleaner", "S"},
    };
    for (const auto& keys : kernels) {
        CAPTURE(keys[0]);
        std::string first = header;
        std::string second = ends;
        for (const char* const key : keys) {
            first += line(key, static_cast<int>(first.size()) % 7);
            second += line(key, static_cast<int>(second.size()) % 5);
        }
        CodecPair pair;
        CHECK(pair.pass({{1, {first + second}}}, true) == "");
        CHECK(pair.board.processes[1].snapshot.mappings.size() == 2); // none of it was literal
        CHECK(pair.pass({{1, {second + first}}}, false) == "");
    }
}

TEST_CASE("a sweep in which nothing changed has no bytes") {
    CodecPair pair;
    const Sweep sweep = {{1, {test::sequence("lighttpd").front()}},
                         {2, {test::sequence("dnsmasq").front()}},
                         {3, {"", protocol::Status::denied}},
                         {4, {"no smaps at all\nbut two lines"}}};
    REQUIRE(pair.pass(sweep, true) == "");
    CHECK(pair.changed);
    REQUIRE(pair.pass(sweep, false) == "");
    CHECK(!pair.changed);
    CHECK(pair.coded_bytes == 0);
}

TEST_CASE("processes come, go and change their status") {
    const std::vector<std::string> texts = test::sequence("lighttpd");
    CodecPair pair;
    Sweep sweep = {{1, {texts[0]}}, {20, {texts[1]}}};
    REQUIRE(pair.pass(sweep, true) == "");
    sweep[7] = {texts[2]};
    REQUIRE(pair.pass(sweep, false) == "");
    sweep[20] = {"", protocol::Status::gone};
    REQUIRE(pair.pass(sweep, false) == "");
    sweep.erase(1);
    REQUIRE(pair.pass(sweep, false) == "");
    CHECK(pair.changed);
    CHECK(pair.coded_bytes == 0);
    sweep[20] = {texts[3]};
    sweep[1] = {"", protocol::Status::missing};
    REQUIRE(pair.pass(sweep, false) == "");
    sweep.clear();
    REQUIRE(pair.pass(sweep, false) == "");
    CHECK(!pair.pass({{1, {texts[0]}}}, false).starts_with("text"));
}
