// Property: any text is rebuilt. Texts are cut, mutated, shuffled and repeated; memory is made scarce.
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <random>

using test::CodecPair;
using test::Sweep;

namespace {

std::vector<std::string> areas_of(const std::string& text) {
    std::vector<std::string> areas;
    std::size_t begin = 0;
    for (std::size_t at = 1; at <= text.size(); ++at) {
        const bool starts = at < text.size() && text[at - 1] == '\n' &&
                            ((text[at] >= '0' && text[at] <= '9') || (text[at] >= 'a' && text[at] <= 'f'));
        if (starts || at == text.size()) {
            areas.push_back(text.substr(begin, at - begin));
            begin = at;
        }
    }
    return areas;
}

std::string joined(const std::vector<std::string>& areas) {
    std::string text;
    for (const std::string& area : areas) {
        text += area;
    }
    return text;
}

/// Every size of a small text. Of a large one those up to the second VMA; then at about 50 ends of lines the size
/// before, at and after them.
std::vector<std::size_t> prefix_sizes(const std::string& text) {
    constexpr std::size_t k_small_bytes = 12'000;
    const std::size_t all_up_to = text.size() <= k_small_bytes ? text.size() : 1200;
    std::vector<std::size_t> sizes;
    for (std::size_t size = 0; size < all_up_to; ++size) {
        sizes.push_back(size);
    }
    const std::size_t step = text.size() / 50 + 1;
    for (std::size_t end = text.find('\n', all_up_to); end < text.size(); end = text.find('\n', end + step)) {
        sizes.insert(sizes.end(), {end, end + 1, std::min(end + 2, text.size())});
    }
    return sizes;
}

class Mutator {
  public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    /// One change of a kind that reality, or a bad line, may make.
    std::string change(const std::string& text) {
        std::string out = text;
        std::vector<std::string> areas = areas_of(text);
        switch (below(8)) {
        case 0: // another byte
            if (!out.empty()) {
                out[below(out.size())] = static_cast<char>(random_());
            }
            return out;
        case 1: // another digit
            for (std::size_t i = 0; i < 50 && !out.empty(); ++i) {
                char& letter = out[below(out.size())];
                if (letter >= '0' && letter <= '9') {
                    letter = static_cast<char>('0' + below(10));
                    break;
                }
            }
            return out;
        case 2: return out.substr(0, below(out.size() + 1));
        case 3: return out.substr(below(out.size() + 1));
        case 4: // a torn read: one mapping twice
            if (!areas.empty()) {
                const std::string twice = areas[below(areas.size())];
                areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(below(areas.size())), twice);
            }
            return joined(areas);
        case 5:
            if (!areas.empty()) {
                areas.erase(areas.begin() + static_cast<std::ptrdiff_t>(below(areas.size())));
            }
            return joined(areas);
        case 6:
            if (areas.size() > 1) {
                std::swap(areas[below(areas.size())], areas[below(areas.size())]);
            }
            return joined(areas);
        default: // noise in between
            out.insert(below(out.size() + 1), std::string(below(40), static_cast<char>(random_())));
            return out;
        }
    }

  private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("mutated texts come back, sweep after sweep") {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Mutator mutator(seed);
        const std::vector<std::string> texts = test::sequence(seed % 2 != 0 ? "lighttpd" : "busybox-sh");
        CodecPair pair(seed % 3 == 0 ? 40 * 1024 : std::size_t{1} << 20);
        std::string text = texts.front();
        for (std::size_t sweep = 0; sweep < 25; ++sweep) {
            const Sweep now = {{5, {text}}, {6, {texts[sweep]}}};
            REQUIRE(pair.pass(now, sweep % 10 == 0, 1 + mutator.below(5000)) == "");
            text = mutator.change(sweep % 5 == 4 ? texts[sweep] : text);
        }
    }
}

TEST_CASE("every prefix of a text comes back, after the whole one and before it") {
    const std::string text = test::sequence("busybox-sh").front();
    CodecPair pair;
    REQUIRE(pair.pass({{1, {text}}}, true) == "");
    for (std::size_t size = 0; size <= text.size(); size += size < 900 ? 1 : 13) {
        CAPTURE(size);
        REQUIRE(pair.pass({{1, {text.substr(0, size)}}}, false) == "");
        if (size % 7 == 0) {
            REQUIRE(pair.pass({{1, {text}}}, false) == "");
        }
    }
}

TEST_CASE("prefixes of every fixture come back: of the small ones every prefix" * doctest::test_suite("slow")) {
    std::vector<std::string> texts;
    for (const std::string& name : test::sequence_names()) {
        texts.push_back(test::sequence(name).back());
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        if (entry.path().filename() == "smaps") {
            texts.push_back(test::slurp(entry.path()));
        }
    }
    for (const std::string& text : texts) {
        CAPTURE(text.substr(0, 80));
        CodecPair pair;
        REQUIRE(pair.pass({{1, {text}}}, true) == "");
        for (const std::size_t size : prefix_sizes(text)) {
            CAPTURE(size);
            REQUIRE(pair.pass({{1, {text.substr(0, size)}}}, false) == "");
        }
        REQUIRE(pair.pass({{1, {text}}}, false) == "");
    }
}

TEST_CASE("no memory is too small for the text to come back") {
    Sweep sweep;
    for (const char* const name : {"lighttpd", "dnsmasq", "java-steady", "postgres"}) {
        sweep[static_cast<host::model::Pid>(10 + sweep.size())] = {test::sequence(name).front()};
    }
    const std::size_t least = agent::encode::SmapsEncoder::k_memory_bytes_min;
    for (const std::size_t bytes : {least, least + 333, least + 2048, least + 4096, least + 8192}) {
        CAPTURE(bytes);
        CodecPair pair(bytes);
        REQUIRE(pair.pass(sweep, true) == "");
        for (std::size_t i = 1; i < 6; ++i) {
            sweep[10].text = test::sequence("lighttpd")[i];
            REQUIRE(pair.pass(sweep, pair.encoder().needs_key()) == "");
        }
    }
}

TEST_CASE("the largest process loses its state first, and the others stay small") {
    const std::vector<std::string> small = test::sequence("lighttpd");
    const std::string large = test::sequence("chromium-browser").front();
    CodecPair pair(agent::encode::SmapsEncoder::k_memory_bytes_min);
    const Sweep sweep = {{1, {small[0]}}, {2, {large}}, {3, {small[1]}}, {4, {test::sequence("java-steady").front()}}};
    REQUIRE(pair.pass(sweep, true) == "");
    REQUIRE(pair.pass(sweep, false) == "");
    CHECK(pair.encoder().stateless_processes() == 1);
    REQUIRE(!pair.decoder().changes().empty());
    CHECK(pair.decoder().changes().front().pid == 2);
    for (const host::decode::Change& change : pair.decoder().changes()) {
        CHECK(change.pid != 1); // sent as changes, of which there are none
        CHECK(change.pid != 3);
    }
}

TEST_CASE("more files, flag sets and layouts than the dictionaries hold come back") {
    std::string text;
    for (unsigned i = 0; i < 3000; ++i) {
        char header[200];
        std::snprintf(header, sizeof header, "%08x-%08x r--p 00000000 08:01 %-10u                 /file/%u\n",
                      0x10000000 + i * 0x2000, 0x10001000 + i * 0x2000, 100 + i * 7, i);
        text += header;
        text += "Size:                  4 kB\nRss:                   0 kB\n";
        if (i % 50 == 0) {
            text += "Layout" + std::to_string(i) + ":             7 kB\n";
        }
        text += "VmFlags: " + std::string(i % 2 != 0 ? "rd " : "") + std::string(1, static_cast<char>('a' + i % 26)) +
                std::string(1, static_cast<char>('a' + i / 26 % 26)) + " \n";
    }
    for (const std::size_t bytes : {std::size_t{36} << 10, std::size_t{48} << 10, std::size_t{1} << 20}) {
        CAPTURE(bytes);
        CodecPair pair(bytes);
        REQUIRE(pair.pass({{1, {text}}}, true) == "");
        REQUIRE(pair.pass({{1, {text + "x"}}}, false) == "");
        REQUIRE(pair.pass({{1, {text}}}, false) == "");
    }
}

TEST_CASE("extreme numbers and names come back") {
    const std::string fields =
        "Size:                  4 kB\nRss:                   4 kB\nPss:                   4 kB\n";
    const std::string texts[] = {
        "00000000-ffffffffffff0000 rwxs ffffffffffff0000 ffffffff:ffffffff 18446744073709551615 /a\n" + fields,
        "00001000-00001000 ---p 00000000 00:00 0 \nSize:       99999999999 kB\nRss:        4294967295 kB\n",
        "00001000-00000000 ---p 00000000 00:00 0 \nSize:       99999999999 kB\nRss:        2147483647 kB\n",
        "00001000-00002000 r--p 00000000 00:00 0                          /" + std::string(4000, 'n') + "\n" + fields,
        "00001000-00002000 r--p 00000000 00:00 0                          \xff\xfe\t\\012 (deleted)\n" + fields,
        "00001000-00002000 r--p 00000000 00:00 0                          Size: 4 kB\n" + fields,
        std::string(100'000, 'a'),
        std::string("a\0b\n\0", 5) + std::string(3000, '\0'),
        "\n\n\n0\n0\n0",
    };
    CodecPair pair;
    bool key = true;
    for (const std::string& text : texts) {
        CAPTURE(text.substr(0, 80));
        REQUIRE(pair.pass({{1, {text}}}, key) == "");
        key = false;
    }
}
