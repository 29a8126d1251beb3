#include "host/base/escape.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace host::base {
namespace {

/// The character at the start and its length; length 0 when the bytes are not valid UTF-8.
std::pair<std::int32_t, std::size_t> decode(std::string_view bytes) {
    std::int32_t character = 0;
    const auto* const start = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
    const auto size = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(bytes.size(), 4));
    const utf8proc_ssize_t length = size == 0 ? 0 : utf8proc_iterate(start, size, &character);
    return {character, length > 0 ? static_cast<std::size_t>(length) : 0};
}

struct Range {
    std::int32_t first, last;
};

/// Characters that move the cursor, reorder a line or cannot be seen: controls, line separators, and what Unicode calls
/// default-ignorable. Fixed here, so that what JSON and CSV escape does not depend on the library's version.
constexpr std::array k_escaped{
    Range{0x00, 0x1F},       Range{0x7F, 0x9F},       Range{0xAD, 0xAD},       Range{0x34F, 0x34F},
    Range{0x61C, 0x61C},     Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x200B, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},   Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},
    Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
};

bool is_escaped(std::int32_t character) {
    return std::any_of(k_escaped.begin(), k_escaped.end(),
                       [character](const Range& range) { return character >= range.first && character <= range.last; });
}

void append_hex(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[static_cast<unsigned char>(byte) >> 4];
    out += digits[static_cast<unsigned char>(byte) & 15U];
}

bool is_plain_ascii(char byte) {
    return byte >= 0x20 && byte < 0x7F;
}

} // namespace

std::string escape(std::string_view bytes, Escape kind) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        if (is_plain_ascii(bytes.front())) {
            out += bytes.front() == '\\' && kind == Escape::reversible ? "\\\\" : bytes.substr(0, 1);
            bytes.remove_prefix(1);
            continue;
        }
        const auto [character, length] = decode(bytes);
        const std::string_view taken = bytes.substr(0, std::max<std::size_t>(length, 1));
        if (length == 0 || is_escaped(character)) {
            for (const char byte : taken) {
                append_hex(out, byte);
            }
        } else {
            out += taken;
        }
        bytes.remove_prefix(taken.size());
    }
    return out;
}

std::size_t width_of(std::string_view escaped) {
    std::size_t width = 0;
    while (!escaped.empty()) {
        const auto [character, length] = decode(escaped);
        // A terminal shows what its tables do not know yet as one box.
        const bool is_unassigned = length == 0 || utf8proc_category(character) == UTF8PROC_CATEGORY_CN;
        width += is_unassigned ? 1 : static_cast<std::size_t>(std::max(utf8proc_charwidth(character), 0));
        escaped.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return width;
}

} // namespace host::base
