#include "host/procfs/smaps_shape.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace host::procfs {
namespace {

std::uint32_t unit_at(const char* line) {
    std::uint32_t unit;
    std::memcpy(&unit, line + 24, sizeof unit);
    return unit;
}

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
        line.size() > LineShape::k_bytes_max) {
        return std::nullopt;
    }
    // Up to the number all is compared, so that nothing but blanks can stand there.
    const unsigned before = field.digits_end - 8;
    const unsigned compared = std::max(key_bytes, before);
    if (compared > 16) {
        return std::nullopt;
    }
    LineShape shape;
    shape.field = static_cast<std::uint32_t>(field.field);
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

std::size_t BodyShape::read(const char*& at, const char* end, std::size_t next, model::Mapping& mapping) {
    const char* line = at;
    if (next == 0 && run_size_ != 0 && static_cast<std::size_t>(end - line) >= run_size_ * k_run_line_bytes + k_slack &&
        read_run(line, mapping)) {
        mapping.present |= run_fields_;
        line += run_size_ * k_run_line_bytes;
        next = run_size_;
    }
    while (next < size_ && static_cast<std::size_t>(end - line) >= k_slack) {
        const LineShape& shape = lines_[next];
        std::uint64_t wrong = 0;
        const std::uint64_t value = shape.read(line, wrong);
        if (wrong != 0) {
            break;
        }
        mapping.values[shape.field] = value;
        mapping.present |= 1U << shape.field;
        line += shape.length;
        ++next;
    }
    at = line;
    return next;
}

/// The lines of the run into `mapping.values`; false, with anything in them, when one looks different.
bool BodyShape::read_run(const char* at, model::Mapping& mapping) {
    const std::size_t zeros_at = zero_from_ * k_run_line_bytes;
    const bool zeros =
        std::memcmp(at + zeros_at, zeros_.data() + zeros_at, run_size_ * k_run_line_bytes - zeros_at) == 0;
    const std::size_t numbers_end = zeros ? zero_from_ : run_size_; // the numbers of a new mapping are 0 already
    swar::Words wrong{};
    std::uint32_t wrong_unit = 0;
    for (std::size_t i = 0; i < numbers_end; i += 2, at += 2 * k_run_line_bytes) {
        const char* const second = at + k_run_line_bytes;
        wrong |= (swar::load_words(at) ^ run_keys_[i]) | (swar::load_words(second) ^ run_keys_[i + 1]);
        wrong_unit |= (unit_at(at) ^ run_unit_) | (unit_at(second) ^ run_unit_);
        const swar::Words numbers =
            swar::padded_decimals(swar::Words{swar::load(at + 16), swar::load(second + 16)}, wrong);
        mapping.values[lines_[i].field] = numbers[0];
        mapping.values[lines_[i + 1].field] = numbers[1];
    }
    if ((wrong[0] | wrong[1] | wrong_unit) == 0) {
        if (!zeros) {
            find_zeros(mapping);
        }
        return true;
    }
    for (std::size_t i = 0; i < run_size_; ++i) {
        mapping.values[lines_[i].field] = 0;
    }
    return false;
}

/// Moves `zero_from_` behind the last number that is not 0.
void BodyShape::find_zeros(const model::Mapping& mapping) {
    for (std::size_t i = run_size_; i > zero_from_; --i) {
        if (mapping.values[lines_[i - 1].field] != 0) {
            zero_from_ = i + i % 2;
        }
    }
}

/// As many pairs as the first lines have.
void BodyShape::find_run() {
    run_size_ = zero_from_ = 0;
    run_fields_ = 0;
    if constexpr (std::endian::native == std::endian::little) {
        const auto in_run = [&](const LineShape& line) {
            return line.number_end == 24 && line.length == k_run_line_bytes &&
                   line.key_high_mask == ~std::uint64_t{0} && line.unit == lines_[0].unit;
        };
        while (run_size_ + 1 < size_ && in_run(lines_[run_size_]) && in_run(lines_[run_size_ + 1])) {
            for (const std::size_t i : {run_size_, run_size_ + 1}) {
                run_keys_[i] = swar::Words{lines_[i].key_low, lines_[i].key_high};
                run_fields_ |= 1U << lines_[i].field;
                char* const zero = zeros_.data() + i * k_run_line_bytes;
                std::fill_n(zero, k_run_line_bytes, ' ');
                std::memcpy(zero, &lines_[i].key_low, 8);
                std::memcpy(zero + 8, &lines_[i].key_high, 8);
                zero[23] = '0';
                std::memcpy(zero + 24, &lines_[i].unit, 4);
            }
            run_size_ += 2;
        }
        run_unit_ = static_cast<std::uint32_t>(lines_[0].unit);
    }
}

void BodyShape::learn(std::string_view line, const FieldLine& field) {
    if (const std::optional<LineShape> shape = shape_of(line, field); shape && size_ < k_lines_max) {
        lines_[size_++] = *shape;
        find_run();
    }
}

std::size_t BodyShape::after(model::Field field, std::size_t otherwise) const {
    for (std::size_t i = 0; i < size_; ++i) {
        if (lines_[i].field == static_cast<std::uint32_t>(field)) {
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
            find_run();
        }
    }
}

} // namespace host::procfs
