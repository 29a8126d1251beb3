// What the lines below a header look like in this text: their keys, their order and the columns of their numbers. A
// kernel prints every VMA alike, so the shape is learned from the first one and the others are read by position:
// compare the key, take eight characters of number, compare the unit. A line that does not fit is read by
// smaps_line.hpp instead.
//
//     Shared_Clean:        888 kB↵
//     └── key ────┘└ number ┘└ unit      columns are the same in every VMA while the number has no more than 8 digits
#pragma once

#include "host/model/mapping.hpp"
#include "host/procfs/smaps_line.hpp"
#include "host/procfs/swar.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace host::procfs {

/// One line, as masks over words of it.
struct LineShape {
    static constexpr std::size_t k_bytes_max = 48;

    std::uint64_t key_low = 0, key_low_mask = 0;    ///< columns 0 to 7
    std::uint64_t key_high = 0, key_high_mask = 0;  ///< columns 8 to 15
    std::uint64_t number_mask = 0, number_fill = 0; ///< of the 8 columns that end where the number ends
    std::uint64_t unit = 0, unit_mask = 0;          ///< behind the number, newline included
    std::uint32_t number_end = 0;
    std::uint32_t length = 0; ///< newline included
    std::uint32_t field = 0;  ///< index of a model::Field

    /// Reads the number of a line of this shape; sets bits in `wrong` when it looks different. k_slack bytes are
    /// readable.
    std::uint64_t read(const char* line, std::uint64_t& wrong) const {
        wrong |= ((swar::load(line) ^ key_low) & key_low_mask) | ((swar::load(line + 8) ^ key_high) & key_high_mask) |
                 ((swar::load(line + number_end) ^ unit) & unit_mask);
        return swar::padded_decimal((swar::load(line + number_end - 8) & number_mask) | number_fill, wrong);
    }
};

/// The lines of one VMA in order.
class BodyShape {
  public:
    static constexpr std::size_t k_lines_max = 32;
    static constexpr std::size_t k_run_line_bytes = 28;
    /// Bytes that have to be readable from the start of a line that is read by shape.
    static constexpr std::size_t k_slack = LineShape::k_bytes_max + 16;

    std::size_t size() const { return size_; }

    /// Reads lines of this shape, from number `next` on, into `mapping`; returns the number of the first that was not
    /// read. `at` is moved behind what was read.
    std::size_t read(const char*& at, const char* end, std::size_t next, model::Mapping& mapping);

    /// A new text begins: any of its numbers may be 0 throughout.
    void forget_numbers() { zero_from_ = 0; }

    /// Adds the shape of a line that was read as a number. `line` is whole, with its newline. Lines that cannot be read
    /// by position are left out.
    void learn(std::string_view line, const FieldLine& field);

    /// Index behind the line of this field, or `otherwise` when there is none.
    std::size_t after(model::Field field, std::size_t otherwise) const;

    /// Corrects the line of a field whose first number was too wide to show its columns.
    void correct(std::string_view line, const FieldLine& field);

    void clear() { size_ = run_size_ = 0; }

  private:
    void find_run();
    bool read_run(const char* at, model::Mapping& mapping);
    void find_zeros(const model::Mapping& mapping);

    std::array<LineShape, k_lines_max> lines_;
    std::size_t size_ = 0;

    // Since Linux 2.6.22 nearly all lines are 28 bytes with the number in columns 16 to 23. The first ones that are,
    // are read in pairs and checked as a whole.
    std::array<swar::Words, k_lines_max> run_keys_{};
    std::size_t run_size_ = 0;
    std::uint32_t run_fields_ = 0; ///< Mapping::present bits
    std::uint32_t run_unit_ = 0;

    // The last numbers of a VMA (swap, huge pages, locked …) are mostly 0: those that have always been, are compared as
    // text.
    std::array<char, k_lines_max * k_run_line_bytes> zeros_{}; ///< the run with nothing but zeros
    std::size_t zero_from_ = 0; ///< lines from here on have been 0 in all of this text; even
};

} // namespace host::procfs
