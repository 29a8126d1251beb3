// Whatever goes into the encoder comes out of the rebuilder, byte for byte: the input is cut at bytes FF into texts,
// which two processes show in turn over the sweeps; its first byte chooses how the text is read in portions and how
// much memory there is.
#include "tests/unit/codec/codec_pair.hpp"

#include <cstdlib>
#include <string_view>

namespace {

std::vector<std::string> cut(std::string_view input) {
    std::vector<std::string> texts;
    while (texts.size() < 8) {
        const std::size_t end = input.find('\xFF');
        texts.emplace_back(input.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        input.remove_prefix(end + 1);
    }
    return texts;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::size_t portion = 1 + data[0] % 100 * 40;
    const std::size_t memory = data[0] < 128 ? std::size_t{1} << 20 : agent::encode::SmapsEncoder::k_memory_bytes_min;
    const std::vector<std::string> texts = cut({reinterpret_cast<const char*>(data) + 1, size - 1});
    test::CodecPair pair(memory);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const bool key = i == 0 || pair.encoder().needs_key();
        const test::Sweep sweep = {{7, {texts[i]}}, {9, {texts[i / 2]}}};
        if (!pair.pass(sweep, key, portion).empty()) {
            std::abort();
        }
    }
    return 0;
}
