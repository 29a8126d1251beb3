#include "host/decode/smaps_renderer.hpp"

#include <algorithm>
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

SmapsRenderer::SmapsRenderer(const protocol::coder::Schema& schema) : schema_(schema) {
    for (unsigned i = 0; i < schema.count; ++i) {
        const protocol::coder::Line& line = schema.lines[i];
        const std::string_view name = key_of(schema, line.slot);
        std::string key = std::string(name) + ':' + std::string(line.tabs, '\t');
        keys_.push_back({.text = std::move(key), .begin = number_begin(line, name.size()), .line = line});
    }
}

void SmapsRenderer::append(std::string& text, const Area& area, const model::File& file,
                           const model::FlagSet* flags) const {
    header(text, area, file);
    if (schema_.name_line && file.name.starts_with("[anon:")) {
        text.append("Name:           ").append(file.name).push_back('\n');
    }
    for (const Key& key : keys_) {
        std::uint64_t value = area.values[key.line.slot];
        if (key.line.slot == protocol::coder::k_size) {
            value = (area.bytes() >> 10) + static_cast<std::uint64_t>(static_cast<std::int32_t>(value));
        }
        number(text, key, value);
    }
    if (schema_.flags_line) {
        text.append("VmFlags:").append(flags != nullptr ? flags->text : "").push_back('\n');
    }
}

void SmapsRenderer::header(std::string& text, const Area& area, const model::File& file) const {
    const std::size_t line = text.size();
    append_number(text, area.start, 16, 8);
    text.push_back('-');
    append_number(text, area.end, 16, 8);
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
    append_number(text, area.offset, 16, 8);
    text.push_back(' ');
    append_number(text, file.major, 16, 2);
    text.push_back(':');
    append_number(text, file.minor, 16, 2);
    text.push_back(' ');
    append_number(text, file.inode, 10, 1);
    if (!file.name.empty() || schema_.blank_after_inode) {
        text.push_back(' ');
    }
    if (!file.name.empty()) {
        const std::size_t column = text.size() - line;
        text.append(schema_.name_column > column ? schema_.name_column - column : 0, ' ').append(file.name);
    }
    text.push_back('\n');
}

void SmapsRenderer::number(std::string& text, const Key& key, std::uint64_t value) {
    char digits[24];
    const auto count = static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits);
    const std::size_t aligned = key.line.tabs == 0 && key.line.end > count ? key.line.end - count : 0;
    const std::size_t begin = std::max(aligned, key.begin);
    text.append(key.text).append(begin - std::min(begin, key.text.size()), ' ').append(digits, count);
    text.append(key.line.kb ? " kB\n" : "\n");
}

} // namespace host::decode
