#include "agent/text.hpp"

namespace agent {

std::uint64_t divide(std::uint64_t value, std::uint32_t by, std::uint32_t& rest) {
    std::uint64_t left = 0;
    for (int bit = 0; bit < 64; ++bit) {
        left = left << 1 | value >> 63;
        value <<= 1;
        if (left >= by) {
            left -= by;
            value |= 1;
        }
    }
    rest = static_cast<std::uint32_t>(left);
    return value;
}

TextBuffer& TextBuffer::add(std::string_view text) {
    for (const char c : text) {
        if (size_ < buffer_.size()) {
            buffer_[size_++] = c;
        }
    }
    return *this;
}

TextBuffer& TextBuffer::add(std::uint64_t number) {
    char digits[20];
    std::size_t begin = sizeof digits;
    do {
        std::uint32_t digit = 0;
        number = divide(number, 10, digit);
        digits[--begin] = static_cast<char>('0' + digit);
    } while (number != 0);
    return add({digits + begin, sizeof digits - begin});
}

const char* TextBuffer::c_text() {
    if (size_ == buffer_.size()) {
        --size_;
    }
    buffer_[size_] = '\0';
    return buffer_.data();
}

bool TextReader::number(std::uint64_t& value) {
    std::uint64_t result = 0;
    std::size_t used = 0;
    for (; used < text_.size() && text_[used] >= '0' && text_[used] <= '9'; ++used) {
        const auto digit = static_cast<std::uint64_t>(text_[used] - '0');
        if (result > 1844674407370955161U) {
            return false;
        }
        result = result * 10 + digit;
        if (result < digit) {
            return false;
        }
    }
    if (used == 0) {
        return false;
    }
    text_.remove_prefix(used);
    value = result;
    return true;
}

bool TextReader::hex(std::uint64_t& value) {
    std::uint64_t result = 0;
    std::size_t used = 0;
    for (; used < text_.size() && used < 16; ++used) {
        const char c = text_[used];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) {
            break;
        }
        result = result << 4 | static_cast<std::uint64_t>(digit);
    }
    if (used == 0) {
        return false;
    }
    text_.remove_prefix(used);
    value = result;
    return true;
}

bool TextReader::take(std::string_view expected) {
    if (!text_.starts_with(expected)) {
        return false;
    }
    text_.remove_prefix(expected.size());
    return true;
}

void TextReader::skip_spaces() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) {
        text_.remove_prefix(1);
    }
}

std::string_view TextReader::until(char end) {
    std::size_t size = 0;
    while (size < text_.size() && text_[size] != end) {
        ++size;
    }
    const std::string_view taken(text_.data(), size);
    text_.remove_prefix(size < text_.size() ? size + 1 : size);
    return taken;
}

namespace {

/// One pattern element against one byte; moves `pattern` behind the element.
bool element_matches(std::string_view& pattern, char c) {
    const char first = pattern.front();
    pattern.remove_prefix(1);
    if (first == '?') {
        return true;
    }
    if (first == '\\' && !pattern.empty()) {
        const bool same = pattern.front() == c;
        pattern.remove_prefix(1);
        return same;
    }
    if (first != '[' || pattern.find(']', 1) == std::string_view::npos) {
        return first == c;
    }
    const bool negated = pattern.front() == '!';
    if (negated) {
        pattern.remove_prefix(1);
    }
    bool found = false;
    // A `]` that comes first is a member.
    for (bool any = false; !pattern.empty() && (!any || pattern.front() != ']'); any = true) {
        const char low = pattern.front();
        pattern.remove_prefix(1);
        char high = low;
        if (pattern.size() > 1 && pattern[0] == '-' && pattern[1] != ']') {
            high = pattern[1];
            pattern.remove_prefix(2);
        }
        found = found || (low <= c && c <= high);
    }
    if (!pattern.empty()) {
        pattern.remove_prefix(1);
    }
    return found != negated;
}

} // namespace

bool glob_matches(std::string_view pattern, std::string_view name) {
    // Only the last star can need another try: an earlier one has matched all it must.
    std::string_view star_pattern;
    std::string_view star_name;
    bool starred = false;
    for (;;) {
        if (!pattern.empty() && pattern.front() == '*') {
            pattern.remove_prefix(1);
            star_pattern = pattern;
            star_name = name;
            starred = true;
            continue;
        }
        if (pattern.empty() && name.empty()) {
            return true;
        }
        if (!pattern.empty() && !name.empty() && element_matches(pattern, name.front())) {
            name.remove_prefix(1);
            continue;
        }
        if (!starred || star_name.empty()) {
            return false;
        }
        star_name.remove_prefix(1);
        pattern = star_pattern;
        name = star_name;
    }
}

std::string_view base_name(std::string_view path) {
    std::size_t begin = path.size();
    while (begin != 0 && path[begin - 1] != '/') {
        --begin;
    }
    path.remove_prefix(begin);
    return path;
}

std::string_view from_c(const char* text) {
    std::size_t size = 0;
    while (text[size] != '\0') {
        ++size;
    }
    return {text, size};
}

} // namespace agent
