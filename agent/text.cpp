#include "agent/text.hpp"

namespace agent {

TextBuffer& TextBuffer::add(const char* text) {
    while (*text != '\0' && at_ != last_) {
        *at_++ = *text++;
    }
    *at_ = '\0';
    return *this;
}

TextBuffer& TextBuffer::add(std::uint32_t number) {
    char digits[11];
    char* begin = digits + sizeof digits;
    *--begin = '\0';
    do {
        *--begin = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return add(begin);
}

unsigned digit_of(char c) {
    const unsigned decimal = static_cast<unsigned char>(c) - unsigned{'0'};
    const unsigned letter = static_cast<unsigned char>(c) - unsigned{'a'};
    return decimal < 10 ? decimal : letter < 6 ? letter + 10 : 255;
}

bool take_number(const char*& at, std::uint32_t& value, unsigned base) {
    constexpr std::uint32_t k_multiplied_max = 0x0FFFFFFE;
    const char* const begin = at;
    std::uint32_t result = 0;
    for (unsigned digit; (digit = digit_of(*at)) < base; ++at) {
        result = result > k_multiplied_max ? 0xFFFFFFFF : result * base + digit;
    }
    value = result;
    return at != begin;
}

bool take_wide(const char*& at, WideNumber& value, unsigned base) {
    // From base to base, seven bits at a time.
    const char* const begin = at;
    value.bytes[0] = 0x80;
    value.size = 1;
    for (unsigned carry; (carry = digit_of(*at)) < base; ++at) {
        for (unsigned i = 0; carry != 0 || i < value.size; ++i) {
            if (i == sizeof value.bytes) {
                return false;
            }
            if (i == value.size) {
                value.bytes[value.size++] = 0;
            }
            carry += (value.bytes[i] & 0x7F) * base;
            value.bytes[i] = static_cast<std::uint8_t>(carry | 0x80);
            carry >>= 7;
        }
    }
    if (at == begin) {
        value.size = 0;
        return false;
    }
    value.bytes[value.size - 1] &= 0x7F;
    return value.size < sizeof value.bytes || value.bytes[sizeof value.bytes - 1] <= 1;
}

bool take(const char*& at, const char* expected) {
    const char* text = at;
    for (; *expected != '\0'; ++text, ++expected) {
        if (*text != *expected) {
            return false;
        }
    }
    at = text;
    return true;
}

void skip_spaces(const char*& at) {
    while (*at == ' ' || *at == '\t') {
        ++at;
    }
}

const char* find(const char* text, char wanted) {
    while (*text != '\0' && *text != wanted) {
        ++text;
    }
    return text;
}

const char* line_value(const char* text, const char* key) {
    while (!take(text, key)) {
        text = find(text, '\n');
        if (*text++ == '\0') {
            return nullptr;
        }
    }
    skip_spaces(text);
    return text;
}

namespace {

/// One element of a pattern (not `*`, not its end) against one byte; moves `pattern` past the element.
bool element_matches(const char*& pattern, char c) {
    char first = *pattern++;
    if (first == '?') {
        return true;
    }
    if (first == '[' && *pattern != '\0' && *find(pattern + 1, ']') != '\0') {
        const bool negated = *pattern == '!';
        pattern += negated ? 1 : 0;
        bool found = false;
        // A `]` that comes first is a member.
        do {
            const char low = *pattern++;
            if (*pattern == '-' && pattern[1] != ']' && pattern[1] != '\0') {
                ++pattern;
                found = found || (low <= c && c <= *pattern++);
            } else {
                found = found || low == c;
            }
        } while (*pattern != ']' && *pattern != '\0');
        pattern += *pattern != '\0' ? 1 : 0;
        return found != negated;
    }
    if (first == '\\' && *pattern != '\0') {
        first = *pattern++;
    }
    return first == c;
}

} // namespace

bool glob_matches(const char* pattern, const char* name) {
    // Only the last star can need another try: an earlier one has matched all it must.
    const char* star = nullptr;
    const char* star_name = nullptr;
    for (;;) {
        if (*pattern == '*') {
            star = ++pattern;
            star_name = name;
        } else if (*name == '\0' && *pattern == '\0') {
            return true;
        } else if (*name == '\0' || *pattern == '\0' || !element_matches(pattern, *name++)) {
            if (star == nullptr || *star_name == '\0') {
                return false;
            }
            pattern = star;
            name = ++star_name;
        }
    }
}

} // namespace agent
