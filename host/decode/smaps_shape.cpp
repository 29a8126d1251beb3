#include "host/decode/smaps_shape.hpp"

#include <algorithm>
#include <optional>

namespace host::decode {
namespace {

/// The word of `text` from `at` on, zeros behind its end.
std::uint64_t word(std::string_view text, std::size_t at) {
    std::array<char, 8> bytes{};
    if (at < text.size()) {
        std::copy_n(text.data() + at, std::min<std::size_t>(8, text.size() - at), bytes.data());
    }
    return swar::load(bytes.data());
}

std::optional<LineShape> shape_of(std::string_view line, const FieldLine& field) {
    const std::size_t colon = field.key.size();
    // Tabs pad the number of some kernels; they are part of the key then, and the number keeps its width.
    const bool tabs = line.substr(0, field.digits_start).find('\t') != std::string_view::npos;
    const unsigned key_bytes = tabs ? field.digits_start : static_cast<unsigned>(colon + 1);
    const unsigned unit_bytes = static_cast<unsigned>(line.size()) - field.digits_end;
    if (field.digits_end < 8 || field.digits_end - field.digits_start > 8 || unit_bytes > 8 ||
        line.size() > BodyShape::k_line_bytes_max) {
        return std::nullopt;
    }
    // Up to the number all is compared, so that nothing but blanks can stand there.
    const unsigned before = field.digits_end - 8;
    const unsigned compared = std::max(key_bytes, before);
    if (compared > 16) {
        return std::nullopt;
    }
    LineShape shape;
    shape.field = field.field;
    shape.number_end = field.digits_end;
    shape.length = static_cast<std::uint32_t>(line.size());
    shape.key_low_mask = swar::first_bytes(compared);
    shape.key_high_mask = swar::first_bytes(compared > 8 ? compared - 8 : 0);
    shape.key_low = word(line, 0);
    shape.key_high = word(line, 8);
    shape.number_mask = ~swar::first_bytes(key_bytes > before ? key_bytes - before : 0);
    shape.number_fill = ~shape.number_mask & swar::k_each * ' ';
    shape.unit = word(line, field.digits_end);
    shape.unit_mask = swar::first_bytes(unit_bytes);
    return shape;
}

} // namespace

void BodyShape::learn(std::string_view line, const FieldLine& field) {
    if (const std::optional<LineShape> shape = shape_of(line, field); shape && size_ < k_lines_max) {
        lines_[size_++] = *shape;
    }
}

std::size_t BodyShape::after(model::Field field, std::size_t otherwise) const {
    for (std::size_t i = 0; i < size_; ++i) {
        if (lines_[i].field == field) {
            return i + 1;
        }
    }
    return otherwise;
}

void BodyShape::correct(std::string_view line, const FieldLine& field) {
    const std::size_t next = after(field.field, 0);
    if (next != 0 && field.digits_end < lines_[next - 1].number_end) {
        if (const std::optional<LineShape> shape = shape_of(line, field)) {
            lines_[next - 1] = *shape;
        }
    }
}

} // namespace host::decode
