#include "agent/messages.hpp"

#include "protocol/packed_text.hpp"

namespace agent {

namespace {
/// One text after the other: a pointer to each would cost as much as half of it.
constexpr char k_messages[] =
#define SMAPS_TEXT(name, text) text "\0"
    SMAPS_MESSAGES(SMAPS_TEXT)
#undef SMAPS_TEXT
        "smaps-agent " SMAPS_VERSION "\n\0"
        // Options are looked up in here: their order is that of Key in options.cpp, and one whose name is followed by
        // one space takes a value.
        "usage: smaps-agent WAY [option]...\n"
        "Streams /proc/PID/smaps, losslessly, to host-analyze. WAY is one of\n"
        "  --listen [ADDR:]PORT  wait for hosts\n"
        "  --connect ADDR:PORT   dial one at a numeric address\n"
        "  --serial DEV[:BAUD]   a serial line (115200)\n"
        "  --stdio               stdin and stdout\n"
        "Options; a time T is 500, 500ms, 2s, 1m30s\n"
        "  --pid N               watch this process; repeatable\n"
        "  --name GLOB           watch processes by name; repeatable\n"
        "  --all                 watch every process (default)\n"
        "  --period T            time between sweeps (1s)\n"
        "  --count N             end after N sweeps\n"
        "  --key-interval T      time between key frames (60s; 0: only the first)\n"
        "  --info-period T       time between info records (10s)\n"
        "  --max-cpu PERCENT     stretch the period when sweeps cost more (5)\n"
        "  --memory KB           limit of the agent's memory (1024)\n"
        "  --nice N              run at this nice value\n"
        "  --proc DIR            read this in place of /proc\n"
        "  --allow CIDR          who may connect (private networks); repeatable\n"
        "  --key-file FILE       not in this build; use --stdio through ssh\n"
        "  --version\n"
        "  --help\n"
        "Exit: 0 done, 1 failed, 2 wrong usage, 130 signal. See smaps-agent(1).\n";

constexpr auto k_packed = protocol::packed<112>(k_messages);
constexpr auto k_pairs = k_packed.pairs;
constexpr auto k_text = protocol::trimmed<k_packed.size>(k_packed);
} // namespace

void add_message(TextBuffer& text, Message which) {
    const std::uint8_t* at = k_text.data();
    for (auto left = static_cast<unsigned>(which); left != 0; left -= *at++ == 0) {
    }
    const auto add = [&text](std::uint8_t code) {
        const char letter[] = {static_cast<char>(code), '\0'};
        text.add(letter);
    };
    while (*at != 0) {
        k_pairs.unpack(*at++, add);
    }
}

} // namespace agent
