// One line of smaps text, of any kernel and after any editor: a header, a field, or neither. Knows no columns; the
// quick way for lines that look like the ones before is smaps_shape.hpp.
#pragma once

#include "host/model/field.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace host::procfs {

/// The first line of a VMA: `start-end perms offset dev inode   name`.
struct HeaderLine {
    std::uint64_t start = 0, end = 0, offset = 0, inode = 0;
    std::uint32_t major = 0, minor = 0;
    std::uint8_t permissions = 0;
    std::string_view name; ///< as printed, blanks inside and all
    bool complete = true;  ///< false: it ends before inode or name, which mail programs put on the next line
    bool damaged = false;  ///< what stands behind the permissions is not understood
};

/// A header needs the range and the permissions; offset, device and inode are missing in the format of 2005.
std::optional<HeaderLine> parse_header(std::string_view line);

/// `dev inode   name`, the end of a header, into those members; false when it has no device.
bool parse_origin(std::string_view text, HeaderLine& header);

/// `inode name` or `name` as the line after a header that was wrapped.
bool continue_header(std::string_view line, HeaderLine& header);

enum class FieldState : std::uint8_t {
    none,      ///< no field: no key and colon
    number,    ///< a known key and its value
    flags,     ///< VmFlags
    unknown,   ///< a key we do not know, or one that is no number; kept as text
    no_number, ///< a known key without a number
    overflow,  ///< a number above 2^64-1
    bad_unit,  ///< something else than kB behind it
};

/// A line below a header: `Key:    number kB`.
struct FieldLine {
    FieldState state = FieldState::none;
    model::Field field = model::Field::size;
    std::uint64_t value = 0;
    std::string_view key;
    std::string_view text;          ///< VmFlags: everything after the colon
    std::uint32_t digits_start = 0; ///< columns of the number in the line
    std::uint32_t digits_end = 0;
    bool number_complete = false; ///< something follows the number: no digit of it can be cut off
};

FieldLine parse_field(std::string_view line);

/// Takes off what mail programs and people put before a line: "> ", "# ", blanks.
std::string_view without_quoting(std::string_view line);

} // namespace host::procfs
