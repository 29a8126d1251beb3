#include "tests/support/coded_session.hpp"

#include "host/capture/import_encoder.hpp"

#include <cstdio>

namespace test {
namespace {

constexpr std::int64_t k_key_every_us = 4'000'000;

std::string area(unsigned page, unsigned rss) {
    char text[300];
    std::snprintf(
        text, sizeof text,
        "%08x-%08x rw-p 00000000 00:00 0 \nSize:           %8u kB\nRss:            %8u kB\nPss:            %8u kB\n"
        "Private_Dirty:  %8u kB\n",
        page << 12, (page + 64) << 12, 256U, rss * 4, rss * 4, rss * 4);
    return text;
}

Bytes encoded() {
    host::capture::ImportEncoder encoder({.id = 77, .key_interval_us = k_key_every_us});
    Bytes stream;
    for (std::uint64_t sweep = 0; sweep < k_coded_sweeps; ++sweep) {
        std::vector<host::procfs::ProcTexts> processes;
        for (const auto& [pid, text] : truth(sweep)) {
            processes.push_back(host::procfs::smaps_alone(pid, text));
        }
        encoder.sweep(static_cast<std::int64_t>(sweep) * 1'000'000, processes, "");
        append(stream, encoder.take_stream());
    }
    return stream;
}

} // namespace

Texts truth(std::uint64_t sweep) {
    Texts texts;
    texts[7] = area(0x100, 3) + area(0x200, static_cast<unsigned>(sweep / 2)) + area(0x300, 5);
    if (sweep % 5 != 4) {
        texts[9] = area(0x400, sweep % 5 == 2 ? 9 : 8);
    }
    texts[11] = "no smaps\n";
    return texts;
}

Bytes Recorded::stream() const {
    Bytes all;
    for (const Bytes& frame : frames) {
        append(all, frame);
    }
    return all;
}

const Recorded& recorded() {
    static const Recorded session = [] {
        const Bytes stream = encoded();
        Recorded made;
        host::decode::FrameReader reader;
        reader.feed(stream);
        while (const auto frame = reader.next()) {
            made.frames.emplace_back(stream.begin() + static_cast<std::ptrdiff_t>(frame->offset),
                                     stream.begin() + static_cast<std::ptrdiff_t>(frame->end));
            made.payloads.emplace_back(frame->payload.begin(), frame->payload.end());
            made.heads.push_back(*frame);
        }
        return made;
    }();
    return session;
}

} // namespace test
