// Payloads of any content in valid frames, so that the fuzzer gets past the checksums. What is decoded must never be
// shown unless its hash is right, and must never harm.
#include "host/decode/session_decoder.hpp"
#include "tests/fuzz/session_input.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    host::decode::SessionEvents events;
    host::decode::SessionDecoder decoder("fuzz", events);
    decoder.feed(test::stream_of({data, size}));
    decoder.finish();
    for (const auto& [pid, process] : decoder.board().processes) {
        static_cast<void>(decoder.text(pid));
    }
    return 0;
}
