// What the lines below a header look like in this text: their keys, their order and the columns of their numbers. A
// kernel prints every VMA alike, so the shape is learned from the first one and the others are read by position:
// compare the key, take eight characters of number, compare the unit. A line that does not fit is read by
// smaps_line.hpp instead.
//
//     Shared_Clean:        888 kB↵
//     └── key ────┘└ number ┘└ unit      columns are the same in every VMA while the number has no more than 8 digits
#pragma once

#include "host/decode/smaps_line.hpp"
#include "host/decode/swar.hpp"
#include "host/model/mapping.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace host::decode {

/// One line, as masks over words of it.
struct LineShape {
    std::uint64_t key_low = 0, key_low_mask = 0;    ///< columns 0 to 7
    std::uint64_t key_high = 0, key_high_mask = 0;  ///< columns 8 to 15
    std::uint64_t number_mask = 0, number_fill = 0; ///< of the 8 columns that end where the number ends
    std::uint64_t unit = 0, unit_mask = 0;          ///< behind the number, newline included
    std::uint32_t number_end = 0;
    std::uint32_t length = 0; ///< newline included
    model::Field field = model::Field::size;

    /// Reads a line of this shape into `mapping`; false, and nothing done, when it looks different.
    /// k_slack bytes are readable from `line`.
    bool read(const char* line, model::Mapping& mapping) const {
        const std::uint64_t number = (swar::load(line + number_end - 8) & number_mask) | number_fill;
        const std::uint64_t different = ((swar::load(line) ^ key_low) & key_low_mask) |
                                        ((swar::load(line + 8) ^ key_high) & key_high_mask) |
                                        ((swar::load(line + number_end) ^ unit) & unit_mask);
        if (different != 0 || !swar::is_padded_decimal(number)) {
            return false;
        }
        mapping.set(field, swar::padded_decimal(number));
        return true;
    }
};

/// The lines of one VMA in order.
class BodyShape {
  public:
    static constexpr std::size_t k_lines_max = 32;
    static constexpr std::size_t k_line_bytes_max = 48;
    /// Bytes that have to be readable from the start of a line that is read by shape.
    static constexpr std::size_t k_slack = k_line_bytes_max + 16;

    std::size_t size() const { return size_; }
    const LineShape& operator[](std::size_t index) const { return lines_[index]; }

    /// Adds the shape of a line that was read as a number. `line` is whole, with its newline. Lines that cannot be read
    /// by position are left out.
    void learn(std::string_view line, const FieldLine& field);

    /// Index behind the line of this field, or `otherwise` when there is none.
    std::size_t after(model::Field field, std::size_t otherwise) const;

    /// Corrects the line of a field whose first number was too wide to show its columns.
    void correct(std::string_view line, const FieldLine& field);

    void clear() { size_ = 0; }

  private:
    std::array<LineShape, k_lines_max> lines_;
    std::size_t size_ = 0;
};

} // namespace host::decode
