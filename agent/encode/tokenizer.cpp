#include "agent/encode/tokenizer.hpp"

#include "protocol/coder/value_rules.hpp"

namespace agent::encode {

using namespace protocol::coder; // the values parsed here are all the coder's

bool skip(Cursor& at, const char* text) {
    for (; *text != '\0'; ++text, ++at) {
        if (*at != static_cast<std::uint8_t>(*text)) {
            return false;
        }
    }
    return true;
}

bool skip_number(Cursor& at, std::uint64_t& value, unsigned base, unsigned digits_min) {
    const Cursor begin = at;
    Cursor end = begin;
    std::uint64_t number = 0;
    for (;; ++end) {
        unsigned digit = *end - unsigned{'0'};
        if (digit > 9) {
            digit = *end >= 'a' ? *end - unsigned{'a'} + 10 : base;
        }
        if (digit >= base) {
            break;
        }
        number = number * base + digit;
    }
    at = end;
    value = number;
    const auto digits = static_cast<unsigned>(end - begin);
    return digits >= digits_min && digits <= 16 && (digits == digits_min || *begin != '0');
}

/// A mismatch on the byte after the text means that there was too little of it.
Tokenizer::Outcome Tokenizer::parse(const std::uint8_t* text, std::size_t size, Piece& piece, std::size_t& used) {
    at_ = text;
    end_ = text + size;
    const bool good = header(piece) && numbers(piece.area) &&
                      (!schema_->says(k_flags_line) || (skip(at_, "VmFlags:") && rest_of_line(piece.flags)));
    used = static_cast<std::size_t>(at_ - text);
    return at_ >= end_ && !good ? Outcome::incomplete : good ? Outcome::done : Outcome::other_layout;
}

bool Tokenizer::permissions(std::uint8_t& bits) {
    static constexpr char k_set[] = "rwxs";
    static constexpr char k_clear[] = "---p";
    static constexpr std::uint8_t k_bits[] = {k_read, k_write, k_execute, k_shared};
    bits = 0;
    bool good = true;
    for (unsigned i = 0; i < 4 && good; ++i, at_ += good) {
        const bool set = *at_ == static_cast<std::uint8_t>(k_set[i]);
        bits = static_cast<std::uint8_t>(bits | (set ? k_bits[i] : 0));
        good = set || *at_ == static_cast<std::uint8_t>(k_clear[i]);
    }
    return good;
}

bool Tokenizer::header(Piece& piece) {
    // Range and offset, permissions, device and inode.
    static constexpr char k_pattern[] = "a-a r a d:d i";
    enum { k_from, k_to, k_offset_bytes, k_major, k_minor, k_inode_number, k_numbers };
    Area& area = piece.area;
    const Cursor line = at_;
    std::uint64_t numbers[k_numbers];
    std::uint64_t* number = numbers;
    for (const char* step = k_pattern; *step != '\0'; ++step) {
        bool good = true;
        if (*step == 'r') {
            good = permissions(area.permissions);
        } else if (*step >= 'a') {
            good = skip_number(at_, *number++, *step == 'i' ? 10 : 16, *step == 'a' ? 8 : *step == 'd' ? 2 : 1);
        } else {
            good = *at_ == static_cast<std::uint8_t>(*step);
            at_ += good;
        }
        if (!good) {
            return false;
        }
    }
    constexpr std::uint64_t k_unaligned = (std::uint64_t{1} << k_address_shift) - 1;
    const std::uint64_t pages = (numbers[k_to] - numbers[k_from]) >> k_address_shift;
    area.start = numbers[k_from] >> k_address_shift;
    area.offset = numbers[k_offset_bytes] >> k_address_shift;
    area.pages = static_cast<std::uint32_t>(pages);
    piece.file.major = static_cast<std::uint32_t>(numbers[k_major]);
    piece.file.minor = static_cast<std::uint32_t>(numbers[k_minor]);
    piece.file.inode = numbers[k_inode_number];
    return ((numbers[k_from] | numbers[k_to] | numbers[k_offset_bytes]) & k_unaligned) == 0 &&
           (pages | numbers[k_major] | numbers[k_minor]) >> 32 == 0 && name(piece, line);
}

/// Names are padded to a column; where the fields before reach beyond it, one blank is left.
bool Tokenizer::name(Piece& piece, Cursor line) {
    const bool blank = schema_->says(k_blank_after_inode);
    const bool padded = *at_ == ' ';
    at_ += padded;
    if (*at_ == '\n' && padded == blank) {
        ++at_;
        piece.file.name = {};
        return true;
    }
    while (at_ - line < schema_->name_column && *at_ == ' ') {
        ++at_;
    }
    const bool good = padded && at_ - line >= schema_->name_column && *at_ != '\n' && rest_of_line(piece.file.name);
    return good && (!schema_->says(k_name_line) || name_line(piece.file.name));
}

bool Tokenizer::rest_of_line(Bytes& rest) {
    const Cursor begin = at_;
    while (at_ < end_ && *at_ != '\n') {
        ++at_;
    }
    rest = {begin, static_cast<std::size_t>(at_ - begin)};
    at_ += at_ < end_;
    return at_ != begin && at_[-1] == '\n';
}

bool Tokenizer::name_line(const Bytes& name) {
    Cursor prefix = name.data;
    if (!skip(prefix, "[anon:")) {
        return true;
    }
    if (!skip(at_, "Name:           ")) {
        return false;
    }
    for (std::size_t i = 0; i <= name.size; ++i, ++at_) { // the newline, too
        if (at_ >= end_ || *at_ != name.data[i]) {
            return false;
        }
    }
    return true;
}

/// The number of a line, right-aligned.
bool Tokenizer::line(const Line& line, std::uint64_t& number) {
    Cursor at = at_; // in a register: most of what parsing costs
    const std::uint8_t* key = &schema_->text[line.key];
    const std::uint8_t* const key_end = key + line.key_bytes;
    while (key != key_end && *at == *key) {
        ++at;
        ++key;
    }
    const bool known = key == key_end && *at == ':';
    if (known) {
        const std::uint8_t blank = line.tabs() != 0 ? '\t' : ' ';
        while (*++at == blank) {
        }
    }
    const auto indent = static_cast<std::size_t>(at - at_);
    at_ = at;
    if (!known || !skip_number(at_, number, 10, 1)) {
        return false;
    }
    const auto count = static_cast<std::size_t>(at_ - at);
    return skip(at_, line.kb() ? " kB\n" : "\n") && indent == line.begin(count);
}

bool Tokenizer::numbers(Area& area) {
    constexpr std::uint32_t k_sign = std::uint32_t{1} << 31;
    const Cursor begin = at_;
    for (std::size_t i = 0; i < schema_->count; ++i) {
        const Line& line = schema_->lines[i];
        std::uint64_t value = 0;
        if (!this->line(line, value)) {
            return false;
        }
        const bool size = line.slot == k_size;
        if (size) { // mostly 0
            value += k_sign - (static_cast<std::uint64_t>(area.pages) << (k_address_shift - 10));
        }
        if (value >> (size ? 32 : 29) != 0) {
            return false;
        }
        area.values[line.slot] = static_cast<std::uint32_t>(value) - (size ? k_sign : 0);
    }
    body_bytes_ = static_cast<std::size_t>(at_ - begin);
    fold(area, schema_->present);
    return true;
}

} // namespace agent::encode
