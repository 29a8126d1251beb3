#include "host/procfs/smaps_line.hpp"

#include "host/model/mapping.hpp"
#include "host/procfs/swar.hpp"

#include <charconv>

namespace host::procfs {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at + 8 <= text.size() && swar::load(text.data() + at) == swar::k_each * ' ') {
        at += 8;
    }
    while (at < text.size() && is_blank(text[at])) {
        ++at;
    }
    return at;
}

/// Reads a number at the front of `text` and takes it off; false when there is none or it does not fit.
template <typename Number>
bool take_number(std::string_view& text, Number& number, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{}) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

bool take_blanks(std::string_view& text) {
    const std::size_t count = skip_blanks(text, 0);
    text.remove_prefix(count);
    return count != 0;
}

bool take_permissions(std::string_view& text, std::uint8_t& permissions) {
    constexpr std::string_view k_letters = "rwx";
    if (text.size() < 4 || (text[3] != 'p' && text[3] != 's')) {
        return false;
    }
    for (std::size_t i = 0; i < k_letters.size(); ++i) {
        if (text[i] != '-' && text[i] != k_letters[i]) {
            return false;
        }
        permissions = static_cast<std::uint8_t>(permissions | (text[i] == '-' ? 0 : model::k_read << i));
    }
    permissions = static_cast<std::uint8_t>(permissions | (text[3] == 's' ? model::k_shared : 0));
    text.remove_prefix(4);
    return true;
}

std::optional<model::Field> find_field(std::string_view key) {
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        if (model::k_field_names[i].key == key) {
            return static_cast<model::Field>(i);
        }
    }
    return std::nullopt;
}

/// Length of `Key` in `Key:`, 0 when the line does not begin so.
std::size_t key_length(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return 0;
    }
    for (const char c : line.substr(0, colon)) {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && c != '_' && c != '(' && c != ')') {
            return 0;
        }
    }
    return colon;
}

bool is_unit(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text.empty() || text == "kB" || text == "KB";
}

/// The number behind the colon of a known key.
void read_number(std::string_view line, std::size_t colon, FieldLine& field) {
    const std::size_t start = skip_blanks(line, colon + 1);
    const char* const end = line.data() + line.size();
    const auto [stop, error] = std::from_chars(line.data() + start, end, field.value);
    field.digits_start = static_cast<std::uint32_t>(start);
    field.digits_end = static_cast<std::uint32_t>(stop - line.data());
    field.number_complete = stop != end;
    if (error == std::errc::result_out_of_range) {
        field.state = FieldState::overflow;
    } else if (error != std::errc{}) {
        field.state = FieldState::no_number;
    } else {
        const std::string_view unit = line.substr(skip_blanks(line, field.digits_end));
        const bool apart = stop == end || is_blank(*stop);
        field.state = apart && is_unit(unit) ? FieldState::number : FieldState::bad_unit;
    }
}

} // namespace

std::optional<HeaderLine> parse_header(std::string_view line) {
    HeaderLine header;
    if (!take_number(line, header.start, 16) || !take(line, '-') || !take_number(line, header.end, 16) ||
        !take_blanks(line) || !take_permissions(line, header.permissions)) {
        return std::nullopt;
    }
    if (!line.empty() && !is_blank(line.front())) {
        return std::nullopt;
    }
    take_blanks(line);
    const bool named = !line.empty() && (line.front() == '/' || line.front() == '[');
    if (line.empty() || named) { // the format of 2005
        header.name = line;
        return header;
    }
    header.damaged = !take_number(line, header.offset, 16) || !take_blanks(line) || !parse_origin(line, header);
    return header;
}

bool parse_origin(std::string_view text, HeaderLine& header) {
    if (!take_number(text, header.major, 16) || !take(text, ':') || !take_number(text, header.minor, 16)) {
        return false;
    }
    const bool has_inode = take_blanks(text) && take_number(text, header.inode, 10);
    header.name = text.substr(skip_blanks(text, 0));
    header.complete = has_inode && (header.inode == 0 || !header.name.empty());
    return has_inode || header.name.empty();
}

bool continue_header(std::string_view line, HeaderLine& header) {
    std::uint64_t inode = 0;
    std::string_view rest = line;
    if (header.inode == 0 && take_number(rest, inode, 10) && take_blanks(rest)) {
        header.inode = inode;
    } else {
        rest = line;
    }
    if (rest.empty() || (rest.front() != '/' && rest.front() != '[')) {
        return false;
    }
    header.name = rest;
    header.complete = true;
    return true;
}

FieldLine parse_field(std::string_view line) {
    FieldLine field;
    const std::size_t colon = key_length(line);
    if (colon == 0) {
        return field;
    }
    field.key = line.substr(0, colon);
    if (field.key == "VmFlags") {
        field.state = FieldState::flags;
        field.text = line.substr(colon + 1);
        return field;
    }
    const std::optional<model::Field> known = find_field(field.key);
    if (!known) {
        field.state = FieldState::unknown;
        return field;
    }
    field.field = *known;
    read_number(line, colon, field);
    return field;
}

std::string_view without_quoting(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && (is_blank(line[at]) || line[at] == '>' || line[at] == '#')) {
        ++at;
    }
    return line.substr(at);
}

} // namespace host::procfs
