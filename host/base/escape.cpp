#include "host/base/escape.hpp"

#include <cstdint>

namespace host::base {
namespace {

constexpr bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

struct Shape {
    std::size_t length;
    std::uint32_t first_bits;
    std::uint32_t lowest; ///< below it the form is overlong
};

Shape shape_of(unsigned char lead) {
    if (lead < 0x80) {
        return {1, lead, 0};
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return {2, lead & 0x1FU, 0x80};
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return {3, lead & 0x0FU, 0x800};
    }
    if (lead >= 0xF0 && lead < 0xF5) {
        return {4, lead & 0x07U, 0x10000};
    }
    return {0, 0, 0};
}

/// The character at the start and its length, length 0 when the bytes are no valid UTF-8.
std::pair<std::uint32_t, std::size_t> decode(std::string_view bytes) {
    if (bytes.empty()) {
        return {0, 0};
    }
    const Shape shape = shape_of(static_cast<unsigned char>(bytes[0]));
    if (shape.length == 0 || bytes.size() < shape.length) {
        return {0, 0};
    }
    std::uint32_t character = shape.first_bits;
    for (std::size_t i = 1; i < shape.length; ++i) {
        if (!is_continuation(bytes[i])) {
            return {0, 0};
        }
        character = character << 6 | (static_cast<unsigned char>(bytes[i]) & 0x3FU);
    }
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    if (character < shape.lowest || surrogate || character > 0x10FFFF) {
        return {0, 0};
    }
    return {character, shape.length};
}

/// Controls, and the marks that turn the direction of a whole terminal line.
bool disturbs_a_line(std::uint32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 || character == 0x2029 ||
           (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

void append_hex(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[static_cast<unsigned char>(byte) >> 4];
    out += digits[static_cast<unsigned char>(byte) & 15U];
}

} // namespace

std::size_t utf8_length(std::string_view bytes) {
    return decode(bytes).second;
}

std::string escape(std::string_view bytes, Escape kind) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto [character, length] = decode(bytes);
        const std::size_t taken = length == 0 ? 1 : length;
        if (length == 0 || disturbs_a_line(character)) {
            for (const char byte : bytes.substr(0, taken)) {
                append_hex(out, byte);
            }
        } else if (character == '\\' && kind == Escape::reversible) {
            out += "\\\\";
        } else {
            out += bytes.substr(0, taken);
        }
        bytes.remove_prefix(taken);
    }
    return out;
}

std::size_t width_of(std::string_view escaped) {
    std::size_t width = 0;
    for (const char byte : escaped) {
        width += is_continuation(byte) ? 0 : 1;
    }
    return width;
}

} // namespace host::base
