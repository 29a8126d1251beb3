#include "tests/unit/codec/zstd_reference.hpp"

#include <bit>
#include <cassert>
#include <memory>
#include <vector>
#include <zstd.h>

namespace test {

namespace {

std::size_t compressed_bytes(std::string_view before, std::string_view text) {
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 19);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
    if (!before.empty()) {
        const int window = static_cast<int>(std::bit_width(before.size() + text.size()));
        ZSTD_CCtx_setParameter(context.get(), ZSTD_c_enableLongDistanceMatching, 1);
        ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window < 10 ? 10 : window);
        ZSTD_CCtx_refPrefix(context.get(), before.data(), before.size());
    }
    std::vector<char> out(ZSTD_compressBound(text.size()));
    const std::size_t bytes = ZSTD_compress2(context.get(), out.data(), out.size(), text.data(), text.size());
    assert(!ZSTD_isError(bytes));
    return bytes;
}

} // namespace

std::size_t zstd_bytes(std::string_view text) {
    return compressed_bytes({}, text);
}

std::size_t zstd_patch_bytes(std::string_view before, std::string_view text) {
    return compressed_bytes(before, text);
}

} // namespace test
