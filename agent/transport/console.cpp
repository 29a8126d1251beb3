#include "agent/transport/console.hpp"

#include "agent/sys/sys.hpp"
#include "agent/text.hpp"

namespace agent::transport {

void print_message(const char* object, Message what, Message next) {
    char buffer[400];
    TextBuffer line(buffer);
    line.add("smaps-agent: ").add(object);
    add_message(line.add(*object == '\0' || what == Message::none ? "" : ": "), what);
    add_message(line.add(next == Message::none ? "" : "; "), next);
    line.add("\n");
    // There is nowhere to complain about a complaint.
    (void)sys::write(sys::k_stderr, as_bytes(line.text()));
}

// Not inlined: its caller stays on the stack until the end.
[[gnu::noinline]] void print_text(Message what) {
    char buffer[k_usage_bytes_max];
    TextBuffer text(buffer);
    add_message(text, what);
    (void)sys::write(sys::k_stdout, as_bytes(text.text()));
}

Message reason_of(sys::Errno error) {
    using sys::Errno;
    struct Row {
        std::uint8_t error;
        Message words;
    };
#define SMAPS_ROW(error, words)                                                                                        \
    { static_cast<std::uint8_t>(Errno::error), Message::words }
    static constexpr Row k_rows[] = {
        SMAPS_ROW(eperm, no_permission),
        SMAPS_ROW(eacces, no_permission),
        SMAPS_ROW(enoent, not_found),
        SMAPS_ROW(eio, io_error),
        SMAPS_ROW(enxio, no_device),
        SMAPS_ROW(enodev, no_device),
        SMAPS_ROW(ebusy, busy),
        SMAPS_ROW(enotdir, not_a_directory),
        SMAPS_ROW(einval, not_supported),
        SMAPS_ROW(enotty, not_a_terminal),
        SMAPS_ROW(eaddrinuse, port_in_use),
        SMAPS_ROW(eaddrnotavail, not_ours),
        SMAPS_ROW(eafnosupport, family_not_supported),
        SMAPS_ROW(enetunreach, no_network),
        SMAPS_ROW(etimedout, no_answer),
        SMAPS_ROW(econnrefused, refused),
        SMAPS_ROW(ehostunreach, host_unreachable),
    };
#undef SMAPS_ROW
    for (const Row& row : k_rows) {
        if (row.error == static_cast<std::uint8_t>(error)) {
            return row.words;
        }
    }
    return Message::failed;
}

} // namespace agent::transport
