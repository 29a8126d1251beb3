// Damaged coded sweeps: three valid ones, changed by the input (three bytes each: where, low and high, and what), in
// the order that its first byte chooses, some omitted or repeated; or the input itself as coded text. Nothing may
// crash, hang or grow; what is not refused can be printed.
#include "tests/unit/codec/codec_pair.hpp"

#include <array>

namespace {

constexpr const char* k_first =
    "00400000-00452000 r-xp 00000000 08:02 173521                             /usr/bin/app\n"
    "Size:                328 kB\nRss:                 120 kB\nPss:                 120 kB\n"
    "Private_Clean:       120 kB\nVmFlags: rd ex mr mw me dw\n"
    "00651000-00652000 rw-p 00051000 08:02 173521                             /usr/bin/app\n"
    "Size:                  4 kB\nRss:                   4 kB\nPss:                   4 kB\n"
    "Private_Clean:         0 kB\nVmFlags: rd wr mr mw me dw ac\n"
    "02000000-02100000 rw-p 00000000 00:00 0                                  [heap]\n"
    "Size:               1024 kB\nRss:                 512 kB\nPss:                 512 kB\n"
    "Private_Clean:         0 kB\nVmFlags: rd wr mr mw me ac\n";
constexpr const char* k_second =
    "00400000-00452000 r-xp 00000000 08:02 173521                             /usr/bin/app\n"
    "Size:                328 kB\nRss:                 124 kB\nPss:                 124 kB\n"
    "Private_Clean:       124 kB\nVmFlags: rd ex mr mw me dw\n"
    "02000000-02200000 rw-p 00000000 00:00 0                                  [heap]\n"
    "Size:               2048 kB\nRss:                 900 kB\nPss:                 900 kB\n"
    "Private_Clean:         0 kB\nVmFlags: rd wr mr mw me ac\n";

constexpr std::array<std::array<std::size_t, 4>, 6> k_orders{
    {{0, 1, 2, 1}, {0, 1, 1, 2}, {1, 0, 1, 2}, {2, 1, 0, 1}, {0, 2, 1, 1}, {2, 2, 0, 0}}};

using Coded = std::array<std::vector<std::uint8_t>, 3>;

/// A key sweep, a delta, and the key sweep of two processes.
const Coded& good() {
    static const Coded coded = [] {
        test::CodecPair pair;
        return Coded{pair.encode({{7, {k_first}}}, true), pair.encode({{7, {k_second}}}, false),
                     pair.encode({{7, {k_second}}, {9, {k_first}}}, true)};
    }();
    return coded;
}

void apply(host::decode::SmapsDecoder& decoder, host::model::Board& board, std::span<const std::uint8_t> coded,
           std::span<const host::model::Pid> present, bool key) {
    if (decoder.apply(coded, present, key, board)) {
        for (const host::model::Pid pid : present) {
            (void)decoder.text(pid);
            (void)decoder.coded_bytes(pid);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::array<host::model::Pid, 2> pids = {7, 9};
    {
        host::model::Board board;
        host::decode::SmapsDecoder decoder;
        apply(decoder, board, {data, size}, pids, true);
        apply(decoder, board, {data, size}, pids, false);
    }
    Coded coded = good();
    for (std::size_t i = 0; i + 3 <= size; i += 3) {
        std::vector<std::uint8_t>& part = coded[data[i] % 3U];
        const std::size_t where = (std::size_t{data[i]} << 8 | data[i + 1]) % part.size();
        part[where] = static_cast<std::uint8_t>(part[where] ^ data[i + 2]);
    }
    host::model::Board board;
    host::decode::SmapsDecoder decoder;
    for (const std::size_t part : k_orders[size != 0 ? data[0] / 3U % k_orders.size() : 0]) {
        apply(decoder, board, coded[part], std::span(pids).first(part == 2 ? 2 : 1), part != 1);
    }
    return 0;
}
