// The decoder returns every text that the encoder was given, byte for byte: the input is cut at bytes FF into texts,
// which two processes show in turn over the sweeps; its first byte chooses how the text is read in portions and how
// much memory there is. A byte FE and the one after it mean a crowd of VMAs, each of another file, with other
// flags, a few of another layout: more than dictionaries and memory hold.
#include "tests/unit/codec/codec_pair.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

void append_crowd(std::string& text, unsigned seed) {
    constexpr unsigned k_areas_per_step = 4;
    const unsigned areas = seed % 64 * k_areas_per_step;
    for (unsigned i = 0; i < areas; ++i) {
        char area[300];
        std::snprintf(area, sizeof area,
                      "%08x-%08x r--p 00000000 08:01 %-10u                 /file/%u/%u\n"
                      "Size:                  4 kB\nRss:                   0 kB\n%sVmFlags: %c%c \n",
                      0x10000000 + i * 0x2000, 0x10001000 + i * 0x2000, 100 + i * (7 + seed), seed, i,
                      i % 40 == 39 ? "Other:                 1 kB\n" : "", 'a' + i % 26, 'a' + i / 26 % 26);
        text += area;
    }
}

std::string with_crowds(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\xFE' && i + 1 < text.size()) {
            append_crowd(out, static_cast<unsigned char>(text[++i]));
        } else {
            out += text[i];
        }
    }
    return out;
}

constexpr std::size_t k_text_bytes_max = std::size_t{1} << 17; ///< longer texts would only make the fuzzer slow

std::vector<std::string> cut(std::string_view input) {
    std::vector<std::string> texts;
    while (texts.size() < 8) {
        const std::size_t end = input.find('\xFF');
        texts.emplace_back(with_crowds(std::string(input.substr(0, end))).substr(0, k_text_bytes_max));
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
