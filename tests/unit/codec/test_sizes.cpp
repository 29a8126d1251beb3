// How small it gets, in exact bytes.
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

using test::CodecPair;
using test::Sweep;

TEST_CASE("1,000 mappings of which one in a hundred changes: at most 80 bytes a sweep, 32 KiB of memory in all") {
    const std::vector<std::string> texts = test::sequence("churn1k");
    CodecPair pair;
    std::size_t sum = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        REQUIRE(pair.pass({{42, {texts[i]}}}, i == 0) == "");
        sum += i != 0 ? pair.coded_bytes : 0;
        const std::size_t areas = pair.board.processes[42].snapshot.mappings.size();
        REQUIRE(areas >= 1000);
        CHECK(pair.encoder().memory_bytes_used() <= 32 * 1024 + 8 * (areas - 1000));
    }
    CHECK(sum / (texts.size() - 1) <= 80);
    MESSAGE("1,000 areas: " << sum / (texts.size() - 1) << " bytes a sweep, " << pair.encoder().memory_bytes_used()
                            << " of memory, " << pair.encoder().state_bytes() << " of it state of "
                            << pair.board.processes[42].snapshot.mappings.size() << " areas");
}

TEST_CASE("state takes less than 8 bytes per area in the mean, what a process takes by itself included") {
    std::size_t areas_of_all = 0;
    std::size_t bytes_of_all = 0;
    for (const std::string& name : test::sequence_names()) {
        CAPTURE(name);
        CodecPair pair;
        REQUIRE(pair.pass({{42, {test::sequence(name).back()}}}, true) == "");
        const std::size_t areas = pair.board.processes[42].snapshot.mappings.size();
        CHECK(pair.encoder().state_bytes() <= 8 * areas + areas / 2 + 48);
        areas_of_all += areas;
        bytes_of_all += pair.encoder().state_bytes();
    }
    CHECK(bytes_of_all < 8 * areas_of_all);
    MESSAGE(bytes_of_all << " bytes of state for " << areas_of_all << " areas");
}

TEST_CASE("the first sweep of eight small processes, 400 kB of text, takes at most 2 kB") {
    Sweep sweep;
    std::size_t text_bytes = 0;
    const auto add = [&](const std::string& text) {
        sweep[static_cast<host::model::Pid>(100 + sweep.size())] = {text};
        text_bytes += text.size();
    };
    for (const char* const name : {"busybox-sh", "lighttpd"}) { // several of the same program, as on any board
        add(test::sequence(name).front());
        add(test::sequence(name).back());
    }
    add(test::sequence("busybox-sh")[20]);
    add(test::sequence("dnsmasq").front());
    for (const char* const path : {"live-three/2001", "live-three/2002"}) {
        add(test::slurp(std::string(SMAPS_TESTDATA "/rssanalyse/") + path + "/smaps"));
    }
    CodecPair pair;
    CHECK(pair.pass(sweep, true) == "");
    CAPTURE(text_bytes);
    CHECK(text_bytes > 350'000);
    CHECK(pair.coded_bytes <= 2000);
    MESSAGE(text_bytes << " bytes of text, first sweep " << pair.coded_bytes);
    CHECK(pair.coded_bytes > 0);
}
