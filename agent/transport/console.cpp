#include "agent/transport/console.hpp"

#include "agent/sys/sys.hpp"

namespace agent::transport {

void tell(std::string_view object, std::string_view what, std::string_view next) {
    char buffer[512];
    TextBuffer line(buffer);
    line.add("smaps-agent: ").add(object).add(object.empty() ? "" : ": ").add(what);
    line.add(next.empty() ? "" : "; ").add(next).add("\n");
    // There is nowhere to complain about a complaint.
    (void)sys::write(sys::k_stderr, as_bytes(line.text()));
}

void print(std::string_view text) {
    (void)sys::write(sys::k_stdout, as_bytes(text));
}

} // namespace agent::transport
