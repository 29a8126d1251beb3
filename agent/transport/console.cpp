#include "agent/transport/console.hpp"

#include "agent/sys/sys.hpp"
#include "agent/text.hpp"

namespace agent::transport {

void tell(const char* object, Words what, Words next) {
    char buffer[400];
    TextBuffer line(buffer);
    line.add("smaps-agent: ").add(object);
    add_words(line.add(*object == '\0' || what == Words::none ? "" : ": "), what);
    add_words(line.add(next == Words::none ? "" : "; "), next);
    line.add("\n");
    // There is nowhere to complain about a complaint.
    (void)sys::write(sys::k_stderr, as_bytes(line.text()));
}

// Not inlined: its caller stays on the stack for good.
[[gnu::noinline]] void print(Words what) {
    char buffer[k_usage_bytes_max];
    TextBuffer text(buffer);
    add_words(text, what);
    (void)sys::write(sys::k_stdout, as_bytes(text.text()));
}

Words reason_of(sys::Errno error) {
    using sys::Errno;
    struct Row {
        std::uint8_t error;
        Words words;
    };
#define SMAPS_ROW(error, words)                                                                                        \
    { static_cast<std::uint8_t>(Errno::error), Words::words }
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
        SMAPS_ROW(eafnosupport, no_such_network),
        SMAPS_ROW(enetunreach, no_network),
        SMAPS_ROW(etimedout, no_answer),
        SMAPS_ROW(econnrefused, refused),
        SMAPS_ROW(ehostunreach, no_way_there),
    };
#undef SMAPS_ROW
    for (const Row& row : k_rows) {
        if (row.error == static_cast<std::uint8_t>(error)) {
            return row.words;
        }
    }
    return Words::failed;
}

} // namespace agent::transport
