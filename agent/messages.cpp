#include "agent/messages.hpp"

#include "agent/option_table.hpp"

#include "protocol/packed_text.hpp"

namespace agent {

namespace {
/// One text after the other: a pointer to each would cost as much as half of it.
constexpr char k_messages[] =
#define SMAPS_TEXT(name, text) text "\0"
    SMAPS_MESSAGES(SMAPS_TEXT)
#undef SMAPS_TEXT
        "smaps-agent " SMAPS_VERSION "\n\0"
        "usage: smaps-agent TRANSPORT [option]...\n"
        "Streams /proc/PID/smaps, losslessly, to host-analyze. TRANSPORT is one of\n"
#define SMAPS_LINE(line, setter) line
    SMAPS_TRANSPORT_OPTIONS(SMAPS_LINE) "Options; a time T is 500, 500ms, 2s, 1m30s\n" SMAPS_OPTIONS(SMAPS_LINE)
#undef SMAPS_LINE
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
