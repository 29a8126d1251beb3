// Where each context lives in the model: one group per question the coder asks, one context per circumstance.
// The order fixes the trained table (trained_model.hpp), so changing anything here means training again.
#pragma once

#include <cstdint>

namespace protocol::coder::context {

/// A range of contexts; `at(i)` of the sizes given, first index slowest.
struct Group {
    std::uint16_t first;
    std::uint16_t size;
    constexpr unsigned at(unsigned index) const { return first + index; }
    constexpr std::uint16_t end() const { return static_cast<std::uint16_t>(first + size); }
};
constexpr Group after(Group group, unsigned size) {
    return {group.end(), static_cast<std::uint16_t>(size)};
}

// Numbers (SymbolCoder::number): contexts of each number, then those that all numbers share.
inline constexpr unsigned k_widths = 10;
inline constexpr unsigned k_top_bits = 3;
inline constexpr unsigned k_number = k_widths + k_top_bits;
inline constexpr unsigned k_step = 2 + k_number;     // odd unit, negative
inline constexpr unsigned k_distance = 1 + k_number; // negative

inline constexpr Group k_low_bits{0, 24};
inline constexpr Group k_high = after(k_low_bits, k_number); // the high half of a distance, and the low one then
inline constexpr Group k_low = after(k_high, k_number);
inline constexpr Group k_plain_number = after(k_low, k_number); // devices, literal bytes

// Processes and pieces.
inline constexpr Group k_process_changed = after(k_plain_number, 5);  // history of 2 sweeps | new
inline constexpr Group k_process_whole = after(k_process_changed, 2); // known before?
inline constexpr Group k_status_differs = after(k_process_whole, 2);  // known before?
inline constexpr Group k_status = after(k_status_differs, 15);
inline constexpr Group k_piece = after(k_status, 2); // another schema, literal
inline constexpr Group k_schema_index = after(k_piece, 7);
inline constexpr Group k_key_byte = after(k_schema_index, 2); // first of a key

// Which mappings changed.
inline constexpr Group k_gap_clean = after(k_key_byte, 3 * 16); // after, length
inline constexpr Group k_gap_position = after(k_gap_clean, 2 * k_number);
inline constexpr Group k_touched = after(k_gap_position, 7 * 2 * 4); // history, after, class
inline constexpr Group k_change = after(k_touched, 4 * 3 * 2);       // class, after and hot
inline constexpr Group k_survives = after(k_change, 1);
inline constexpr Group k_more = after(k_survives, 2 + 4 * 2); // after | kind before, executable

// Names.
inline constexpr Group k_file_differs = after(k_more, 4 * 4 * 4); // candidate; kind and access of the mapping before
inline constexpr Group k_new_file = after(k_file_differs, 4);
inline constexpr Group k_file_index = after(k_new_file, k_number);
inline constexpr Group k_new_device = after(k_file_index, 1);
inline constexpr Group k_inode = after(k_new_device, 2 * 2); // device or not
inline constexpr Group k_inode_step = after(k_inode, k_distance);
inline constexpr Group k_kept = after(k_inode_step, 2); // file, flags

// Geometry. "place": unnamed, special, same file as before, another file.
inline constexpr Group k_permissions = after(k_kept, 3 * 4 * 15); // place, access before
inline constexpr Group k_pages = after(k_permissions, 4 * 4 * 2); // place, access
inline constexpr Group k_pages_number = after(k_pages, 4 * k_step);
inline constexpr Group k_start = after(k_pages_number, 4 * 4 * 2 * 2); // place, access, next known
inline constexpr Group k_start_step = after(k_start, 2 * k_distance);  // next known
inline constexpr Group k_offset = after(k_start_step, 4 * 2);          // place
inline constexpr Group k_offset_step = after(k_offset, 4 * k_distance);

// VmFlags.
inline constexpr Group k_flags_differ = after(k_offset_step, 2);
inline constexpr Group k_new_flags = after(k_flags_differ, 1);
inline constexpr Group k_flags_index = after(k_new_flags, k_number);
inline constexpr Group k_flags_odd = after(k_flags_index, 1);
inline constexpr Group k_flag_bit = after(k_flags_odd, 40);

// Numbers, by rule.
inline constexpr Group k_resident = after(k_flag_bit, 3 * 3 * 8 * 2);       // new mapping: size, mapping before, class
inline constexpr Group k_part = after(k_resident, 4 * 4 * 8 * 2);           // new, or history; class
inline constexpr Group k_ruled_value = after(k_part, 5 * 2 * 8 * 2);        // known; class
inline constexpr Group k_other_value = after(k_ruled_value, 22 * 2 * 2);    // known
inline constexpr Group k_value_step = after(k_other_value, 2 * 5 * k_step); // known; kind
inline constexpr Group k_resident_step = after(k_value_step, 2 * k_step);   // new mapping

// Changes of a known mapping.
inline constexpr Group k_header_changed = after(k_resident_step, 8); // history
inline constexpr Group k_moved = after(k_header_changed, 2 * 8 * 2); // start or end, class
inline constexpr Group k_moved_step = after(k_moved, 2 * k_distance);
inline constexpr Group k_permissions_changed = after(k_moved_step, 8);
inline constexpr Group k_flags_changed = after(k_permissions_changed, 8);
inline constexpr Group k_values_changed = after(k_flags_changed, 8);

inline constexpr unsigned k_count = k_values_changed.end();

} // namespace protocol::coder::context
