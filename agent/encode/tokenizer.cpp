#include "agent/encode/tokenizer.hpp"

namespace agent::encode {

using namespace protocol::coder; // the values parsed here are all the coder's

namespace {

constexpr char k_unit[] = " kB";
constexpr char k_flags_key[] = "VmFlags:";
constexpr char k_name_key[] = "Name:           ";
constexpr std::uint32_t k_sign = std::uint32_t{1} << 31;

template <std::size_t N>
bool skip(const std::uint8_t*& at, const char (&text)[N]) {
    for (std::size_t i = 0; i + 1 < N; ++i, ++at) {
        if (*at != static_cast<std::uint8_t>(text[i])) {
            return false;
        }
    }
    return true;
}

bool is_digit(std::uint8_t byte) {
    return static_cast<std::uint8_t>(byte - '0') < 10;
}

} // namespace

void Tokenizer::use(const Schema& schema) {
    schema_ = &schema;
    for (std::size_t i = 0; i < schema.count; ++i) {
        const std::string_view key = key_of(schema, schema.lines[i].slot);
        Seen& seen = seen_[i];
        for (std::size_t j = 0; j < key.size(); ++j) {
            seen.text[j] = static_cast<std::uint8_t>(key[j]);
        }
        seen.text[key.size()] = ':';
        seen.key_bytes = static_cast<std::uint8_t>(key.size() + 1);
        seen.size = 0;
    }
}

/// A mismatch on the byte after the text means that there was too little of it.
Tokenizer::Outcome Tokenizer::parse(const std::uint8_t* text, std::size_t size, Piece& piece, std::size_t& used) {
    at_ = text;
    end_ = text + size;
    bool good = header(piece) && numbers(piece.area);
    if (good && schema_->flags_line) {
        good = skip(at_, k_flags_key) && rest_of_line(piece.flags);
    }
    used = static_cast<std::size_t>(at_ - text);
    return at_ >= end_ && !good ? Outcome::incomplete : good ? Outcome::done : Outcome::other_layout;
}

bool Tokenizer::hex(std::uint64_t& value, unsigned digits_min) {
    const std::uint8_t* const begin = at_;
    value = 0;
    for (;; ++at_) {
        const unsigned letter = *at_;
        unsigned digit = letter - '0';
        if (digit > 9) {
            digit = letter - 'a' + 10;
            if (letter < 'a' || digit > 15) {
                break;
            }
        }
        value = value << 4 | digit;
    }
    const auto digits = static_cast<unsigned>(at_ - begin);
    return digits >= digits_min && digits <= 16 && (digits == digits_min || *begin != '0');
}

bool Tokenizer::decimal(std::uint64_t& value) {
    const std::uint8_t* const begin = at_;
    value = 0;
    for (; is_digit(*at_); ++at_) {
        value = value * 10 + (*at_ - '0');
    }
    const auto digits = static_cast<unsigned>(at_ - begin);
    return digits != 0 && digits <= 19 && (digits == 1 || *begin != '0');
}

bool Tokenizer::address(std::uint64_t& value) {
    return hex(value, 8) && (value & ((std::uint64_t{1} << k_address_shift) - 1)) == 0;
}

bool Tokenizer::permission(Area& area, char letter, unsigned bit) {
    if (byte(letter)) {
        area.permissions = static_cast<std::uint8_t>(area.permissions | bit);
        return true;
    }
    return letter == 's' ? byte('p') : byte('-');
}

bool Tokenizer::header(Piece& piece) {
    Area& area = piece.area;
    const std::uint8_t* const line = at_;
    area.permissions = 0;
    area.hash = 0;
    std::uint64_t major = 0;
    std::uint64_t minor = 0;
    const bool good = address(area.start) && byte('-') && address(area.end) && byte(' ') &&
                      permission(area, 'r', k_read) && permission(area, 'w', k_write) &&
                      permission(area, 'x', k_execute) && permission(area, 's', k_shared) && byte(' ') &&
                      address(area.offset) && byte(' ') && hex(major, 2) && byte(':') && hex(minor, 2) && byte(' ') &&
                      decimal(piece.file.inode) && major <= ~std::uint32_t{0} && minor <= ~std::uint32_t{0};
    piece.file.major = static_cast<std::uint32_t>(major);
    piece.file.minor = static_cast<std::uint32_t>(minor);
    return good && name(piece, line);
}

/// Names are padded to a column; where the fields before reach beyond it, one blank is left.
bool Tokenizer::name(Piece& piece, const std::uint8_t* line) {
    Bytes& name = piece.file.name;
    name = {};
    if (*at_ == '\n' && !schema_->blank_after_inode) {
        ++at_;
        return true;
    }
    if (!byte(' ')) {
        return false;
    }
    if (schema_->blank_after_inode && byte('\n')) {
        return true;
    }
    while (at_ - line < schema_->name_column) {
        if (!byte(' ')) {
            return false;
        }
    }
    return *at_ != '\n' && rest_of_line(name) && (!schema_->name_line || name_line(name));
}

bool Tokenizer::rest_of_line(Bytes& rest) {
    const std::uint8_t* const begin = at_;
    while (at_ < end_ && *at_ != '\n') {
        ++at_;
    }
    rest = {begin, static_cast<std::size_t>(at_ - begin)};
    return at_ < end_ && (++at_, true);
}

bool Tokenizer::name_line(const Bytes& name) {
    static constexpr char k_anonymous_name[] = "[anon:";
    const std::uint8_t* prefix = name.data;
    if (name.size < sizeof k_anonymous_name - 1 || !skip(prefix, k_anonymous_name)) {
        return true;
    }
    if (!skip(at_, k_name_key)) {
        return false;
    }
    for (std::size_t i = 0; i <= name.size; ++i, ++at_) { // the newline, too
        if (at_ >= end_ || *at_ != name.data[i]) {
            return false;
        }
    }
    return true;
}

/// The number of a line, right-aligned; leaves text and number in seen_.
bool Tokenizer::number_line(std::size_t index) {
    Seen& seen = seen_[index];
    const std::uint8_t* const begin = at_;
    unsigned same = 0;
    while (same < seen.size && at_[same] == seen.text[same]) {
        ++same;
    }
    if (same == seen.size && same != 0) {
        at_ += same;
        return true;
    }
    const Line& line = schema_->lines[index];
    for (unsigned i = 0; i < seen.key_bytes; ++i) {
        if (!byte(static_cast<char>(seen.text[i]))) {
            return false;
        }
    }
    while (*at_ == (line.tabs != 0 ? '\t' : ' ')) {
        ++at_;
    }
    const std::uint8_t* const digits = at_;
    if (!decimal(seen.value) || (line.kb && !skip(at_, k_unit)) || !byte('\n')) {
        seen.size = 0;
        return false;
    }
    const auto count = static_cast<std::size_t>(at_ - digits) - 1 - (line.kb ? 3 : 0);
    const std::size_t first = number_begin(line, seen.key_bytes - 1U);
    const std::size_t aligned = line.tabs == 0 && line.end > count ? line.end - count : 0;
    const auto size = static_cast<std::size_t>(at_ - begin);
    seen.size = static_cast<std::uint8_t>(size <= k_line_bytes ? size : 0);
    for (std::size_t i = seen.key_bytes; i < seen.size; ++i) {
        seen.text[i] = begin[i];
    }
    if (static_cast<std::size_t>(digits - begin) != (aligned > first ? aligned : first)) {
        seen.size = 0;
        return false;
    }
    return true;
}

bool Tokenizer::numbers(Area& area) {
    for (std::size_t i = 0; i < schema_->count; ++i) {
        if (!number_line(i)) {
            return false;
        }
        const unsigned slot = schema_->lines[i].slot;
        std::uint64_t value = seen_[i].value;
        if (slot == k_size) {
            value -= (area.end - area.start) >> 10; // mostly 0
            value += k_sign;
        }
        if (value >= (slot == k_size ? std::uint64_t{k_sign} * 2 : slot == k_thp_eligible ? 2 : k_number_limit)) {
            return false;
        }
        area.values[slot] = static_cast<std::uint32_t>(value) - (slot == k_size ? k_sign : 0);
    }
    return true;
}

} // namespace agent::encode
