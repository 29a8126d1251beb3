// Any bytes in any portions: FrameReader accounts for every one of them.
#include "host/decode/frame_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    host::decode::FrameReader reader;
    std::uint64_t good_bytes = 0;
    for (std::size_t at = 0; at < size;) {
        const std::size_t portion = size - at < 7 ? size - at : 1 + data[at] % 7;
        reader.feed({data + at, portion});
        while (const auto frame = reader.next()) {
            good_bytes += frame->wire_bytes();
        }
        at += portion;
    }
    reader.finish();
    if (good_bytes + reader.counts().skipped_bytes != size) {
        std::abort();
    }
    return 0;
}
