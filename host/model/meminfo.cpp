#include "host/model/meminfo.hpp"

#include <algorithm>
#include <charconv>

namespace host::model {
namespace {

/// Position and value of the number in a line.
struct Number {
    std::size_t begin = 0, end = 0;
    std::uint64_t value = 0;
};

std::optional<Number> find_number(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::size_t begin = colon != std::string_view::npos ? line.find_first_of("0123456789", colon) : colon;
    if (begin == std::string_view::npos) {
        return {};
    }
    Number number{begin, 0, 0};
    const auto [end, error] = std::from_chars(line.data() + begin, line.data() + line.size(), number.value);
    number.end = static_cast<std::size_t>(end - line.data());
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

/// Each with its newline.
std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

/// Adds to the number of a line; its right end stays, as with the kernel's %8lu.
void change_line(std::string& line, std::int64_t difference) {
    const auto number = find_number(line);
    if (!number) {
        return;
    }
    const std::string digits = std::to_string(number->value + static_cast<std::uint64_t>(difference));
    std::size_t begin = number->begin;
    std::size_t old_size = number->end - number->begin;
    for (; old_size < digits.size() && begin > 1 && line[begin - 1] == ' ' && line[begin - 2] == ' '; --begin) {
        ++old_size;
    }
    const std::size_t blanks = old_size > digits.size() ? old_size - digits.size() : 0;
    line.replace(begin, old_size, std::string(blanks, ' ') + digits);
}

} // namespace

Meminfo::Meminfo(std::string text) : text_(std::move(text)) {
    for (const std::string& line : split_lines(text_)) {
        if (const auto number = find_number(line)) {
            values_.emplace_back(line.substr(0, line.find(':')), number->value);
        }
    }
}

void Meminfo::change(const std::vector<LineChange>& changes) {
    std::vector<std::string> lines = split_lines(text_);
    for (const LineChange& change : changes) {
        if (change.index < lines.size()) {
            change_line(lines[change.index], change.difference);
        }
    }
    std::string text;
    for (const std::string& line : lines) {
        text += line;
    }
    *this = Meminfo(std::move(text));
}

std::optional<std::uint64_t> Meminfo::operator[](std::string_view key) const {
    const auto found =
        std::find_if(values_.begin(), values_.end(), [&](const auto& line) { return line.first == key; });
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace host::model
