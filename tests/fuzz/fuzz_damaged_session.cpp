// A session of coded texts, damaged by the instructions of the input: frames dropped, repeated, swapped, renamed, cut;
// bits turned over on the line, and under a valid checksum; false counts and lengths. Four bytes each: what, which
// frame, and two more. Each text that is shown of a process was read of it.
#include "host/decode/session_decoder.hpp"
#include "tests/support/coded_session.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace {

using test::Bytes;

const std::set<std::string>& texts_read_of(host::model::Pid pid) {
    static const auto texts = [] {
        std::map<host::model::Pid, std::set<std::string>> all;
        for (std::uint64_t sweep = 0; sweep < test::k_coded_sweeps; ++sweep) {
            for (const auto& [of, text] : test::truth(sweep)) {
                all[of].insert(text);
            }
        }
        return all;
    }();
    static const std::set<std::string> none;
    const auto found = texts.find(pid);
    return found != texts.end() ? found->second : none;
}

struct Listener final : host::decode::SessionEvents {
    host::decode::SessionDecoder decoder{"fuzz", *this};

    void sweep(const host::decode::Sweep& sweep) override {
        for (const auto& [pid, process] : sweep.board.processes) {
            const std::string text = decoder.text(pid);
            if (!text.empty() && !texts_read_of(pid).contains(text)) {
                std::abort();
            }
        }
    }
};

/// One frame on its way: as sent, or with another type or payload under a valid checksum.
struct Sent {
    std::uint8_t type;
    std::uint32_t number;
    Bytes payload;
    Bytes bytes;

    void seal() { bytes = test::frame(type, number, payload); }
};

std::vector<Sent> good() {
    const test::Recorded& session = test::recorded();
    std::vector<Sent> frames;
    for (std::size_t i = 0; i < session.frames.size(); ++i) {
        frames.push_back({session.heads[i].type, session.heads[i].number, session.payloads[i], session.frames[i]});
    }
    return frames;
}

void tamper(Sent& frame, unsigned what, std::size_t where, std::uint8_t value) {
    constexpr std::uint8_t k_huge[] = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
    const std::size_t at = frame.payload.empty() ? 0 : where % frame.payload.size();
    const auto place = frame.payload.begin() + static_cast<std::ptrdiff_t>(at);
    switch (what) {
    case 0: frame.payload.resize(at); break;
    case 1: frame.payload.insert(place, std::begin(k_huge), std::end(k_huge)); break;
    case 2: frame.type = value != 0 && value != protocol::k_sync ? value : frame.type; break;
    default:
        if (!frame.payload.empty()) {
            *place ^= value;
        }
    }
    frame.seal();
}

void damage(std::vector<Sent>& frames, const std::uint8_t* how) {
    const std::size_t which = how[1] % frames.size();
    const auto frame = frames.begin() + static_cast<std::ptrdiff_t>(which);
    const std::size_t number = how[2];
    switch (how[0] % 8) {
    case 0: frames.size() > 1 ? void(frames.erase(frame)) : void(); break;
    case 1:
        frames.insert(frames.begin() + static_cast<std::ptrdiff_t>(number % (frames.size() + 1)), Sent(*frame));
        break;
    case 2: std::swap(*frame, frames[number % frames.size()]); break;
    case 3: frame->bytes[number % frame->bytes.size()] ^= how[3]; break;
    default: tamper(*frame, how[0] % 4, number | std::size_t{how[0]} / 8 << 8, how[3]);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t k_damages_max = 64;
    std::vector<Sent> frames = good();
    for (std::size_t i = 0; i + 4 <= std::min(size, 4 * k_damages_max); i += 4) {
        damage(frames, data + i);
    }
    Listener listener;
    for (const Sent& frame : frames) {
        listener.decoder.feed(frame.bytes);
    }
    listener.decoder.finish();
    return 0;
}
