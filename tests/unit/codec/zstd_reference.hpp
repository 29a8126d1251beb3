// What the best general compressor makes of the same text: zstd -19, and with the text before as prefix (--patch-from).
#pragma once

#include <cstddef>
#include <string_view>

namespace test {

/// Bytes of `text` at level 19, without checksum or content size.
std::size_t zstd_bytes(std::string_view text);

/// The same with `before` as prefix, long distance matching on, the window over both.
std::size_t zstd_patch_bytes(std::string_view before, std::string_view text);

} // namespace test
