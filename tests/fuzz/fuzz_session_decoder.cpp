// Payloads of any content in good frames, so that the fuzzer gets past the checksums: `type, size low, size high,
// payload` again and again. What is decoded must never be shown unless its hash is right, and must never harm.
#include "host/decode/session_decoder.hpp"
#include "tests/support/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    host::decode::SessionEvents events;
    host::decode::SessionDecoder decoder("fuzz", events);
    test::Bytes stream = test::hello();
    std::uint32_t number = 1;
    for (std::size_t at = 0; at + 3 <= size;) {
        const std::uint8_t type = data[at];
        const std::size_t wanted = (data[at + 1] | std::size_t{data[at + 2]} << 8) % 16384;
        at += 3;
        const std::size_t taken = std::min(wanted, size - at);
        if (type != 0 && type != 0x1E) {
            test::append(stream, test::frame(type, number++, {data + at, taken}));
        }
        at += taken;
    }
    decoder.feed(stream);
    decoder.finish();
    for (const auto& [pid, process] : decoder.board().processes) {
        static_cast<void>(decoder.text(pid));
    }
    return 0;
}
