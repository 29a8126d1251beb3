#include "host/decode/info.hpp"

#include "host/decode/field_list.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace host::decode {
namespace {

using protocol::InfoField;

/// Position of the number in a meminfo line.
struct NumberAt {
    std::size_t begin = 0, end = 0;
    std::uint64_t value = 0;
};

std::optional<NumberAt> find_number(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::size_t begin = colon != std::string_view::npos ? line.find_first_of("0123456789", colon) : colon;
    if (begin == std::string_view::npos) {
        return {};
    }
    NumberAt number{begin, 0, 0};
    const auto [end, error] = std::from_chars(line.data() + begin, line.data() + line.size(), number.value);
    number.end = static_cast<std::size_t>(end - line.data());
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        lines.push_back(text.substr(at, end - at));
        at = end;
    }
    return lines;
}

/// Adds to the number of a line and keeps its right end where it was, as the kernel's %8lu does.
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

void apply_changes(const FieldView& field, model::Board& board) {
    std::vector<std::string> lines = split_lines(board.meminfo_text);
    protocol::Reader in = field.reader();
    while (in.ok && in.left() != 0) {
        const std::uint64_t index = in.varint();
        const std::int64_t difference = in.svarint();
        if (in.ok && index < lines.size()) {
            change_line(lines[static_cast<std::size_t>(index)], difference);
        }
    }
    std::string text;
    for (const std::string& line : lines) {
        text += line;
    }
    set_meminfo(std::move(text), board);
}

std::vector<SweepCost> read_costs(const FieldView& field) {
    std::vector<SweepCost> costs;
    protocol::Reader in = field.reader();
    while (in.ok && in.left() != 0) {
        const SweepCost cost{in.varint(), in.varint()};
        if (in.ok) {
            costs.push_back(cost);
        }
    }
    return costs;
}

std::optional<Info::Totals> read_totals(const FieldView& field) {
    protocol::Reader in = field.reader();
    const Info::Totals totals{in.varint(), in.varint(), in.varint(), in.varint()};
    return in.ok ? std::optional(totals) : std::nullopt;
}

} // namespace

void set_meminfo(std::string text, model::Board& board) {
    board.meminfo_kb.clear();
    for (const std::string& line : split_lines(text)) {
        if (const auto number = find_number(line)) {
            board.meminfo_kb.emplace_back(line.substr(0, line.find(':')), number->value);
        }
    }
    board.meminfo_text = std::move(text);
}

Info apply_info(std::span<const std::uint8_t> payload, model::Board& board) {
    Info info;
    FieldList fields(payload);
    while (const auto field = fields.next()) {
        switch (static_cast<InfoField>(field->tag)) {
        case InfoField::next_sweep: info.next_sweep = field->varint().value_or(0); break;
        case InfoField::meminfo_text: set_meminfo(field->text(), board); break;
        case InfoField::meminfo_changes: apply_changes(*field, board); break;
        case InfoField::sweep_costs: info.costs = read_costs(*field); break;
        case InfoField::totals: info.totals = read_totals(*field); break;
        default: break;
        }
    }
    return info;
}

} // namespace host::decode
