// The stored bytes against both programs: their encoders write them, and their decoders report the stored lines.
#include "tests/unit/wire/story.hpp"
#include "tests/unit/wire/vectors.hpp"

#include "protocol/coder/range_coder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

using test::Bytes;
using test::Vector;

namespace {

struct BytesOutput {
    Bytes bytes;
    void put(std::uint8_t byte) { bytes.push_back(byte); }
};

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// What the answers that CODER.md lists, `| question | context | probability | answer |`, are as bytes.
Bytes bytes_of_answers(const std::string& document) {
    static const std::regex k_answer(R"(\| \w+\[\d+\](?:\+\d+)? \| (\d+) \| ([01]) )");
    protocol::coder::RangeEncoder<BytesOutput> engine{};
    engine.start();
    for (std::sregex_iterator at(document.begin(), document.end(), k_answer), end; at != end; ++at) {
        engine.code((*at)[2] == "1", static_cast<std::uint32_t>(std::stoul((*at)[1])));
    }
    engine.finish();
    return engine.output.bytes;
}

const std::string k_folder = SMAPS_TESTDATA "/wire";

struct Stored {
    Bytes bytes;
    std::vector<std::string> story;
};

/// Reads nothing but hex digits before a `#`, and what follows `> `.
Stored read(const std::string& name) {
    Stored stored;
    std::ifstream file(k_folder + "/" + name + ".hex");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("> ")) {
            stored.story.push_back(line.substr(2));
            continue;
        }
        std::istringstream hex(line.substr(0, line.find('#')));
        for (std::string byte; hex >> byte;) {
            stored.bytes.push_back(static_cast<std::uint8_t>(std::stoul(byte, nullptr, 16)));
        }
    }
    return stored;
}

bool damaged(const Vector& vector) {
    return vector.name.starts_with("v1_bad");
}

} // namespace

TEST_CASE("the encoders write the stored bytes") {
    for (const Vector& vector : test::vectors()) {
        CAPTURE(vector.name);
        CHECK(vector.encode() == read(vector.name).bytes);
    }
}

TEST_CASE("the decoders report the stored lines") {
    for (const Vector& vector : test::vectors()) {
        CAPTURE(vector.name);
        const Stored stored = read(vector.name);
        CHECK_FALSE(stored.story.empty());
        CHECK(vector.decode(stored.bytes) == stored.story);
    }
}

TEST_CASE("portions of any size give the same lines") {
    for (const Vector& vector : test::vectors()) {
        const Bytes bytes = read(vector.name).bytes;
        const std::vector<std::string> whole = test::story_of_session(bytes);
        for (const std::size_t portion : {1U, 2U, 3U, 7U, 64U}) {
            CAPTURE(vector.name);
            CAPTURE(portion);
            CHECK(test::story_of_session(bytes, portion) == whole);
        }
    }
}

TEST_CASE("a stream that is cut at any position reads as its beginning") {
    for (const Vector& vector : test::vectors()) {
        const Bytes bytes = read(vector.name).bytes;
        const std::vector<std::string> whole = test::story_of_session(bytes);
        for (std::size_t cut = 1; cut < bytes.size() && !damaged(vector); ++cut) {
            CAPTURE(vector.name);
            CAPTURE(cut);
            std::vector<std::string> lines =
                test::story_of_session({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut)});
            if (!lines.empty() && lines.back().starts_with("skipped ")) {
                lines.pop_back();
            }
            CHECK(lines.size() <= whole.size());
            CHECK(std::equal(lines.begin(), lines.end(), whole.begin()));
        }
    }
}

TEST_CASE("every stored file is tested, and its notes are current") {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(k_folder)) {
        files += entry.path().extension() == ".hex" ? 1 : 0;
    }
    CHECK(files == test::vectors().size());
    for (const Vector& vector : test::vectors()) {
        CAPTURE(vector.name);
        std::ifstream file(k_folder + "/" + vector.name + ".hex");
        CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == test::file_text(vector));
    }
}

TEST_CASE("the answers that CODER.md lists are the sweep it names") {
    const Bytes sweep{0x15, 0xE5, 0x3E};
    CHECK(bytes_of_answers(text_of(SMAPS_PAGES "/CODER.md")) == sweep);
    const Bytes stream = read("v1_coded_sweeps").bytes;
    CHECK(std::search(stream.begin(), stream.end(), sweep.begin(), sweep.end()) != stream.end());
}
