#include "host/decode/session_decoder.hpp"
#include "tests/support/wire.hpp"

#include <doctest/doctest.h>

using namespace host::decode;
using test::append;
using test::Bytes;
using test::Records;

namespace {

const std::string k_text = "00400000-00401000 r-xp 00000000 08:02 1 /bin/a\nRss: 4 kB\n";
const std::string k_other = "00400000-00401000 r-xp 00000000 08:02 1 /bin/b\nRss: 8 kB\n";

/// Writes down what it hears.
struct Log : SessionEvents {
    std::vector<std::string> lines;
    const SessionDecoder* decoder = nullptr;

    void hello(const Hello& hello, const Frame& frame, std::int64_t) override {
        lines.push_back((frame.new_session ? "hello " : "hello again ") + hello.agent.host_name);
    }
    void sweep(const Sweep& sweep) override {
        std::string line = sweep.idle ? "idle " : sweep.key ? "key " : "delta ";
        line += std::to_string(sweep.board.sweep.number) + "@" + std::to_string(sweep.board.sweep.time_us / 1000);
        for (const auto& [pid, process] : sweep.board.processes) {
            line += " " + std::to_string(pid) + (process.changed ? "*" : "");
        }
        for (const auto pid : sweep.board.went) {
            line += " -" + std::to_string(pid);
        }
        lines.push_back(line);
    }
    void trouble(const std::string& what) override { lines.push_back("trouble: " + what); }
    void key_wanted() override { lines.push_back("key wanted"); }
    void goodbye(protocol::GoodbyeReason reason, const std::string& text) override {
        lines.push_back("goodbye " + std::to_string(static_cast<int>(reason)) + " " + text);
    }
    void refused(const host::Error& error) override { lines.push_back("refused: " + error.text()); }
};

using Lines = std::vector<std::string>;

Lines decode(const Bytes& stream, std::size_t portion = 0) {
    Log log;
    SessionDecoder decoder("test", log);
    const std::size_t step = portion == 0 ? stream.size() : portion;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        decoder.feed(std::span(stream).subspan(at, std::min(step, stream.size() - at)));
    }
    decoder.finish();
    return log.lines;
}

Bytes key_sweep(std::uint32_t number) {
    return test::sweep(number, true, Records().came(1).text(1, k_text), test::text_hash(1, k_text));
}

Bytes delta_sweep(std::uint32_t number) {
    return test::sweep(number, false, Records().text(1, k_other), test::text_hash(1, k_other));
}

/// hello, key, idle, delta, went with came, goodbye
Bytes small_session() {
    Bytes stream = test::hello();
    append(stream, key_sweep(1));
    append(stream, test::idle(2));
    append(stream, delta_sweep(3));
    append(stream, test::sweep(4, false, Records().came(7).text(7, k_text, false).text(7, k_text).went(1),
                               test::text_hash(7, k_text + k_text)));
    append(stream, test::frame(0x03, 5,
                               test::bytes_of("\x01"
                                              "done")));
    return stream;
}

const Lines k_small_session{"hello board",     "key 0@0 1*",         "idle 1@1000 1",
                            "delta 2@2000 1*", "delta 3@3000 7* -1", "goodbye 1 done"};

} // namespace

TEST_CASE("a session is decoded whole, byte by byte and in any portions") {
    const Bytes stream = small_session();
    CHECK(decode(stream) == k_small_session);
    for (const std::size_t portion : {1U, 2U, 3U, 5U, 17U}) {
        CAPTURE(portion);
        CHECK(decode(stream, portion) == k_small_session);
    }
}

TEST_CASE("texts are kept as they came, joined from their chunks") {
    Log log;
    SessionDecoder decoder("test", log);
    const Bytes stream = small_session();
    decoder.feed(stream);
    CHECK(decoder.current());
    CHECK(decoder.text(7) == k_text + k_text);
    CHECK(decoder.text(1).empty());
}

TEST_CASE("cut at every position a session tells what came before the cut and nothing else") {
    const Bytes stream = small_session();
    for (std::size_t cut = 0; cut < stream.size(); ++cut) {
        CAPTURE(cut);
        const Lines lines = decode({stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut)});
        REQUIRE(lines.size() <= k_small_session.size());
        CHECK(std::equal(lines.begin(), lines.end(), k_small_session.begin()));
    }
}

TEST_CASE("after a lost frame nothing is shown before the next key sweep") {
    Bytes stream = test::hello();
    append(stream, key_sweep(1));
    append(stream, delta_sweep(3));
    append(stream, test::idle(4));
    append(stream, test::hello({.number = 5, .next_sweep = 4}));
    append(stream, key_sweep(6));
    append(stream, test::idle(7));
    CHECK(decode(stream) == Lines{"hello board", "key 0@0 1*", "trouble: 1 frame lost; waiting for the next key frame",
                                  "key wanted", "hello again board", "key 4@4000 1*", "idle 5@5000 1"});
}

TEST_CASE("a flipped bit never shows a sweep that was not sent") {
    const Bytes stream = small_session();
    for (std::size_t at = 0; at < stream.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            CAPTURE(at);
            CAPTURE(bit);
            Bytes flipped = stream;
            flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ 1U << bit);
            for (const std::string& line : decode(flipped)) {
                const bool known =
                    std::find(k_small_session.begin(), k_small_session.end(), line) != k_small_session.end();
                const bool loss = line.starts_with("trouble: ") || line == "key wanted";
                CHECK((known || loss));
            }
        }
    }
}

TEST_CASE("a sweep whose text hash is wrong is not shown") {
    Bytes stream = test::hello();
    append(stream, key_sweep(1));
    append(stream, test::sweep(2, false, Records().text(1, k_other), 12345));
    append(stream, test::idle(3));
    append(stream, test::hello({.number = 4, .next_sweep = 3}));
    append(stream, key_sweep(5));
    CHECK(decode(stream) == Lines{"hello board", "key 0@0 1*",
                                  "trouble: a sweep's text is not what the agent read; waiting for the next key frame",
                                  "key wanted", "hello again board", "key 3@3000 1*"});
}

TEST_CASE("a process a key sweep does not announce is gone") {
    Bytes stream = test::hello();
    append(stream, test::sweep(1, true, Records().came(1).came(2), 0));
    append(stream, test::hello({.number = 2, .next_sweep = 1}));
    append(stream, test::sweep(3, true, Records().came(2), 0));
    CHECK(decode(stream) == Lines{"hello board", "key 0@0 1* 2*", "hello again board", "key 1@1000 2* -1"});
}

TEST_CASE("skipped sweeps, offsets and periods make the time") {
    using protocol::RecordTag;
    Bytes stream = test::hello({.period_ms = 500});
    append(stream, key_sweep(1));
    const std::uint64_t hash = test::text_hash(1, k_text);
    append(stream, test::sweep(2, false, Records().add(RecordTag::skipped, Bytes{3, 1}), hash));
    append(stream,
           test::sweep(3, false, Records().add(RecordTag::offset, test::varint(protocol::zigzag(70'000))), hash));
    append(stream, test::sweep(4, false, Records().add(RecordTag::period, Bytes{100, 2}), hash));
    append(stream, test::idle(5));
    append(stream, test::idle(6));
    CHECK(decode(stream) == Lines{"hello board", "key 0@0 1*", "delta 4@2000 1", "delta 5@2570 1", "delta 6@3000 1",
                                  "idle 7@3100 1", "idle 8@3200 1"});
}

TEST_CASE("a status takes the text away until there is one again") {
    Bytes stream = test::hello();
    append(stream, key_sweep(1));
    append(stream, test::sweep(2, false, Records().status(1, 2), 0));
    append(stream, test::sweep(3, false, Records().status(1, 0).text(1, k_text), test::text_hash(1, k_text)));
    Log log;
    SessionDecoder decoder("test", log);
    decoder.feed(stream);
    CHECK(log.lines == Lines{"hello board", "key 0@0 1*", "delta 1@1000 1*", "delta 2@2000 1*"});
    CHECK(decoder.board().processes.at(1).status == host::model::Status::ok);
}

TEST_CASE("where there is no smaps, memory is what its rollup or maps tells") {
    using host::model::Field;
    constexpr std::uint8_t k_missing_with_rollup = 7;
    constexpr std::uint8_t k_missing_with_maps = 8;
    Bytes stream = test::hello();
    append(stream, test::sweep(1, true,
                               Records()
                                   .came(1)
                                   .status(1, k_missing_with_rollup)
                                   .text(1, "00400000-7ffd0000 ---p 00000000 00:00 0 [rollup]\nRss: 100 kB\n", true, 1),
                               0));
    Log log;
    SessionDecoder decoder("test", log);
    decoder.feed(stream);
    const host::model::Process& process = decoder.board().processes.at(1);
    REQUIRE(process.snapshot.mappings.size() == 1);
    CHECK(process.snapshot.mappings[0][Field::rss] == 100);
    decoder.feed(test::sweep(2, false,
                             Records()
                                 .status(1, k_missing_with_maps)
                                 .text(1,
                                       "00400000-00401000 r-xp 00000000 08:02 1 /bin/a\n"
                                       "00401000-00403000 rw-p 00001000 08:02 1 /bin/a\n",
                                       true, 2),
                             0));
    REQUIRE(process.snapshot.mappings.size() == 2);
    CHECK(process.snapshot.mappings[1].end == 0x403000);
    CHECK_FALSE(process.snapshot.mappings[1].has(Field::rss));
    CHECK(decoder.text(1).empty());
    decoder.feed(test::sweep(3, false, Records().came(7), 0));
    CHECK(process.snapshot.mappings.size() == 2);
    CHECK_FALSE(process.changed);
    decoder.feed(test::sweep(4, false, Records().status(1, 2), 0));
    CHECK(process.snapshot.mappings.empty());
}

TEST_CASE("a newer major version is refused, naming both") {
    Bytes stream = test::hello({.major = 9});
    append(stream, key_sweep(1));
    CHECK(decode(stream) ==
          Lines{"refused: the agent speaks protocol 9.0, this program up to 1.0; take a newer host-analyze"});
}

TEST_CASE("unknown frames, records and fields are skipped") {
    Bytes stream = test::hello();
    append(stream, test::frame(0x3F, 1, test::bytes_of("later")));
    append(
        stream,
        test::sweep(2, true, Records().add(static_cast<protocol::RecordTag>(99), test::bytes_of("later")).came(1), 0));
    CHECK(decode(stream) == Lines{"hello board", "key 0@0 1*"});
}

TEST_CASE("damaged records cost the sweep and nothing more") {
    struct Row {
        const char* name;
        Bytes records;
    };
    const Row rows[] = {
        {"no end", Bytes{4, 2, 1}},
        {"length past the end", Bytes{4, 0xFF, 0xFF, 0x03}},
        {"length of 64 bits", Bytes{4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}},
        {"text of a stranger", Bytes{7, 4, 9, 0, 1, 'x', 0}},
        {"pid above 32 bits", Bytes{5, 5, 0x80, 0x80, 0x80, 0x80, 0x10, 0}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Bytes stream = test::hello();
        Bytes payload = row.records;
        test::append_fixed(payload, 0, 8);
        append(stream, test::frame(0x2F, 1, payload));
        append(stream, test::hello({.number = 2, .next_sweep = 1}));
        append(stream, key_sweep(3));
        CHECK(decode(stream) == Lines{"hello board",
                                      "trouble: the records of a sweep are damaged; waiting for the next key frame",
                                      "key wanted", "hello again board", "key 1@1000 1*"});
    }
}

TEST_CASE("a sweep in several frames is one, and a missing middle costs all of it") {
    const std::string text = k_text + std::string(40000, '#') + "\n";
    Bytes body = Records().came(1).text(1, text).body();
    test::append_fixed(body, test::text_hash(1, text), 8);
    std::vector<Bytes> frames;
    for (std::size_t at = 0; at < body.size(); at += 16000) {
        const std::size_t size = std::min<std::size_t>(16000, body.size() - at);
        const unsigned bits = (at == 0 ? 1U : 0U) | (at + size == body.size() ? 2U : 0U) | 12U;
        frames.push_back(test::frame(static_cast<std::uint8_t>(0x20 | bits),
                                     static_cast<std::uint32_t>(1 + frames.size()), std::span(body).subspan(at, size)));
    }
    REQUIRE(frames.size() == 3);
    Bytes stream = test::hello();
    for (const Bytes& frame : frames) {
        append(stream, frame);
    }
    CHECK(decode(stream, 1000) == Lines{"hello board", "key 0@0 1*"});

    stream = test::hello();
    append(stream, frames[0]);
    append(stream, frames[2]);
    CHECK(decode(stream) ==
          Lines{"hello board", "trouble: 1 frame lost; waiting for the next key frame", "key wanted"});
}
