// A session of coded texts on a line that drops, repeats, swaps and spoils: all that is shown was read, and
// after the next key sweep everything is shown again.
#include "host/decode/session_decoder.hpp"
#include "tests/support/coded_session.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace host;
using test::Bytes, test::Recorded, test::Texts, test::recorded, test::truth;
constexpr std::uint64_t k_sweeps = test::k_coded_sweeps;

namespace {

bool is_hello(std::size_t frame) {
    return recorded().heads[frame].type == static_cast<std::uint8_t>(protocol::FrameType::hello);
}

/// Listens, and checks everything shown against the truth.
struct Listener final : decode::SessionEvents {
    std::vector<std::uint64_t> shown;
    std::vector<std::string> troubles;
    int keys_wanted = 0;
    decode::SessionDecoder decoder{"test", *this};

    void sweep(const decode::Sweep& sweep) override {
        const std::uint64_t number = sweep.board.sweep.number;
        Texts texts;
        for (const auto& [pid, process] : sweep.board.processes) {
            texts[pid] = decoder.text(pid);
        }
        REQUIRE(number < k_sweeps);
        REQUIRE((texts == truth(number)));
        REQUIRE((shown.empty() || shown.back() < number));
        shown.push_back(number);
    }
    void trouble(const std::string& what) override { troubles.push_back(what); }
    void key_wanted() override { ++keys_wanted; }

    void hear(const std::vector<Bytes>& frames) {
        for (const Bytes& frame : frames) {
            decoder.feed(frame);
        }
        decoder.finish();
    }
};

/// Another one at each position.
std::uint8_t with_a_bit_turned(std::uint8_t value, std::size_t position) {
    return static_cast<std::uint8_t>(value ^ 1U << position % 8);
}

/// The sweeps of the last key sweep and what follows, which nothing before may spoil.
bool shows_the_end(const Listener& listener) {
    return !listener.shown.empty() && listener.shown.back() == k_sweeps - 1;
}

} // namespace

TEST_CASE("a session of coded texts is shown whole when nothing happens to it") {
    Listener listener;
    listener.hear(recorded().frames);
    CHECK(listener.shown.size() == k_sweeps);
    CHECK(listener.troubles.empty());
    bool idle = false;
    for (const decode::Frame& frame : recorded().heads) {
        idle = idle || frame.idle();
    }
    CHECK(idle);
}

TEST_CASE("frames that are lost, one or two in a row anywhere") {
    const std::vector<Bytes>& frames = recorded().frames;
    std::size_t last_hello = frames.size() - 1;
    while (!is_hello(last_hello)) {
        --last_hello;
    }
    for (std::size_t count = 1; count <= 2; ++count) {
        for (std::size_t lost = 0; lost + count < frames.size(); ++lost) {
            CAPTURE(count);
            CAPTURE(lost);
            std::vector<Bytes> rest = frames;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(lost),
                       rest.begin() + static_cast<std::ptrdiff_t>(lost + count));
            Listener listener;
            listener.hear(rest);
            CHECK((shows_the_end(listener) || lost + count >= last_hello));
            CHECK((listener.shown.size() < k_sweeps || is_hello(lost)));
            const bool before_all = lost == 0; // the host cannot know that there was something
            CHECK((listener.keys_wanted == 1 || before_all));
        }
    }
}

TEST_CASE("frames that come twice, or late") {
    const std::vector<Bytes>& frames = recorded().frames;
    for (std::size_t at = 0; at + 1 < frames.size(); ++at) {
        for (std::size_t later = at; later < frames.size(); ++later) {
            CAPTURE(at);
            CAPTURE(later);
            std::vector<Bytes> twice = frames;
            twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(later) + 1, frames[at]);
            Listener repeated;
            repeated.hear(twice);
            CHECK(repeated.shown.size() == k_sweeps);
            std::vector<Bytes> moved = frames;
            moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(later) + 1, frames[at]);
            moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(at));
            Listener late;
            late.hear(moved);
            CHECK((at == later ? late.shown.size() == k_sweeps : late.shown.size() <= k_sweeps));
        }
    }
}

TEST_CASE("a bit turned over at every position") {
    const std::vector<Bytes>& frames = recorded().frames;
    for (std::size_t at = 0; at < frames.size(); ++at) {
        for (std::size_t byte = 0; byte < frames[at].size(); ++byte) {
            CAPTURE(at);
            CAPTURE(byte);
            std::vector<Bytes> spoilt = frames;
            spoilt[at][byte] = with_a_bit_turned(spoilt[at][byte], byte);
            Listener listener;
            listener.hear(spoilt);
            CHECK((listener.shown.size() < k_sweeps || is_hello(at)));
        }
    }
}

TEST_CASE("a sweep changed under a valid checksum is reported and not shown, nor any sweep before the next key sweep") {
    const Recorded& session = recorded();
    std::size_t tried = 0;
    std::size_t refused = 0;
    for (std::size_t at = 0; at < session.frames.size(); ++at) {
        const decode::Frame& head = session.heads[at];
        if (head.idle() || is_hello(at)) {
            continue;
        }
        for (std::size_t byte = 0; byte < session.payloads[at].size(); ++byte) {
            CAPTURE(at);
            CAPTURE(byte);
            Bytes payload = session.payloads[at];
            payload[byte] = with_a_bit_turned(payload[byte], byte);
            std::vector<Bytes> tampered = session.frames;
            tampered[at] = test::frame(head.type, head.number, payload);
            ++tried;
            Listener listener;
            // Records may change without touching a text (a time, a name); then the sweep is valid as before.
            listener.hear(tampered);
            // And the last bits of coded text may be others and mean the same.
            if (listener.shown.size() < k_sweeps) {
                ++refused;
                CHECK(listener.keys_wanted >= 1);
                CHECK(!listener.troubles.empty());
            }
        }
    }
    CHECK(refused * 10 > tried * 9);
}

TEST_CASE("a host's state that changed is found by the next sweep that changes a text") {
    // As if a bit had fallen over in memory: another text in place of the real one.
    const Recorded& session = recorded();
    Listener listener;
    std::size_t at = 0;
    while (listener.shown.size() < 2) {
        listener.decoder.feed(session.frames[at++]);
    }
    const decode::Frame& next = session.heads[at];
    const Bytes wrong_check = test::frame(static_cast<std::uint8_t>(0x23), next.number, Bytes{1, 2, 3, 4});
    listener.decoder.feed(wrong_check);
    CHECK(listener.troubles ==
          std::vector<std::string>{"a sweep's text is not what the agent read; waiting for the next key frame"});
    CHECK(listener.keys_wanted == 1);
    CHECK(!listener.decoder.current());
    while (++at < session.frames.size() && !is_hello(at)) {
        listener.decoder.feed(session.frames[at]);
        CHECK(listener.shown.size() == 2); // one-way: it waits
    }
    for (; at < session.frames.size(); ++at) {
        listener.decoder.feed(session.frames[at]);
    }
    CHECK(shows_the_end(listener));
    CHECK(listener.decoder.current());
    CHECK(listener.keys_wanted == 1);
}
