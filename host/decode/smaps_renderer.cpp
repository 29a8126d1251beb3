#include "host/decode/smaps_renderer.hpp"

#include "protocol/coder/value_rules.hpp"

#include <charconv>

namespace host::decode {

using protocol::coder::Area;

namespace {

void append_number(std::string& text, std::uint64_t value, int base, std::size_t digits_min) {
    char digits[24];
    const char* const end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    const auto count = static_cast<std::size_t>(end - digits);
    text.append(digits_min > count ? digits_min - count : 0, '0').append(digits, count);
}

} // namespace

std::uint64_t printed_size(const Area& area) {
    const auto more = static_cast<std::int32_t>(area.values[protocol::coder::k_size]);
    return (static_cast<std::uint64_t>(area.pages) << (protocol::coder::k_address_shift - 10)) +
           static_cast<std::uint64_t>(std::int64_t{more});
}

SmapsRenderer::SmapsRenderer(const protocol::coder::Schema& schema) : schema_(schema) {
    for (unsigned i = 0; i < schema.count; ++i) {
        const protocol::coder::Line& line = schema.lines[i];
        const auto* const key = reinterpret_cast<const char*>(&schema.text[line.key]);
        keys_.push_back(std::string(key, line.key_bytes) + ':' + std::string(line.tabs(), '\t'));
    }
}

void SmapsRenderer::append(std::string& text, const Area& area, const model::File& file,
                           const model::FlagSet* flags) const {
    header(text, area, file);
    if (schema_.says(protocol::coder::k_name_line) && file.name.starts_with("[anon:")) {
        text.append("Name:           ").append(file.name).push_back('\n');
    }
    Area printed = area;
    unfold(printed, schema_.present);
    for (unsigned i = 0; i < schema_.count; ++i) {
        const unsigned slot = schema_.lines[i].slot;
        number(text, i, slot == protocol::coder::k_size ? printed_size(area) : printed.values[slot]);
    }
    if (schema_.says(protocol::coder::k_flags_line)) {
        text.append("VmFlags:").append(flags != nullptr ? flags->text : "").push_back('\n');
    }
}

void SmapsRenderer::header(std::string& text, const Area& area, const model::File& file) const {
    const std::size_t line = text.size();
    append_number(text, area.start << protocol::coder::k_address_shift, 16, 8);
    text.push_back('-');
    append_number(text, area.end() << protocol::coder::k_address_shift, 16, 8);
    const auto permission = [&](unsigned bit, char set, char clear) {
        return (area.permissions & bit) != 0 ? set : clear;
    };
    using namespace protocol::coder;
    const char permissions[] = {' ',
                                permission(k_read, 'r', '-'),
                                permission(k_write, 'w', '-'),
                                permission(k_execute, 'x', '-'),
                                permission(k_shared, 's', 'p'),
                                ' '};
    text.append(permissions, sizeof permissions);
    append_number(text, area.offset << protocol::coder::k_address_shift, 16, 8);
    text.push_back(' ');
    append_number(text, file.major, 16, 2);
    text.push_back(':');
    append_number(text, file.minor, 16, 2);
    text.push_back(' ');
    append_number(text, file.inode, 10, 1);
    if (!file.name.empty() || schema_.says(k_blank_after_inode)) {
        text.push_back(' ');
    }
    if (!file.name.empty()) {
        const std::size_t column = text.size() - line;
        text.append(schema_.name_column > column ? schema_.name_column - column : 0, ' ').append(file.name);
    }
    text.push_back('\n');
}

void SmapsRenderer::number(std::string& text, unsigned index, std::uint64_t value) const {
    char digits[24];
    const auto count = static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits);
    const protocol::coder::Line& line = schema_.lines[index];
    const std::string& key = keys_[index];
    text.append(key).append(line.begin(count) - key.size(), ' ').append(digits, count);
    text.append(line.kb() ? " kB\n" : "\n");
}

} // namespace host::decode
