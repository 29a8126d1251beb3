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
inline constexpr unsigned k_widths = 12;
inline constexpr unsigned k_top_bits = 4;
inline constexpr unsigned k_modelled_width = 20;
inline constexpr unsigned k_number = k_widths + k_top_bits;
inline constexpr unsigned k_nonzero = 1 + k_number;
inline constexpr unsigned k_difference = 1 + k_nonzero;

inline constexpr Group k_second_bits{0, k_top_bits * 2};
inline constexpr unsigned k_second_bit = k_second_bits.first;
inline constexpr Group k_low_bits = after(k_second_bits, k_modelled_width);
inline constexpr unsigned k_low_bit = k_low_bits.first;

// Processes and pieces.
inline constexpr Group k_process_changed = after(k_low_bits, 5);      // history of 2 sweeps | new
inline constexpr Group k_process_whole = after(k_process_changed, 2); // known before?
inline constexpr Group k_status_same = after(k_process_whole, 2);     // known before?
inline constexpr Group k_status = after(k_status_same, 15);
inline constexpr Group k_more = after(k_status, 10); // kind before, executable
inline constexpr Group k_piece = after(k_more, 4);   // nothing before, same schema, literal before, another schema
inline constexpr Group k_schema_index = after(k_piece, 7);
inline constexpr Group k_plain_number = after(k_schema_index, k_number); // schemas, devices, literal bytes

// Schemas.
inline constexpr Group k_schema_flags = after(k_plain_number, 8);
inline constexpr Group k_line_skip = after(k_schema_flags, 33);
inline constexpr Group k_line_flags = after(k_line_skip, 12);

// Which areas changed.
inline constexpr Group k_gap_clean = after(k_line_flags, 3 * 16); // after, length
inline constexpr Group k_gap_position = after(k_gap_clean, 2 * k_number);
inline constexpr Group k_touched = after(k_gap_position, 7 * 2 * 4); // history, after, class
inline constexpr Group k_change = after(k_touched, 4 * 3 * 3);       // class, after and hot
inline constexpr Group k_survives = after(k_change, 1);
inline constexpr Group k_more_at_end = after(k_survives, 3);

// Names.
inline constexpr Group k_same_file = after(k_more_at_end, 5 * 8); // kind and permissions of the area before
inline constexpr Group k_is_unnamed = after(k_same_file, 5 * 8);
inline constexpr Group k_last_file = after(k_is_unnamed, 5);
inline constexpr Group k_next_file = after(k_last_file, 5);
inline constexpr Group k_new_file = after(k_next_file, 5);
inline constexpr Group k_file_index = after(k_new_file, k_number);
inline constexpr Group k_same_device = after(k_file_index, 1);
inline constexpr Group k_inode = after(k_same_device, k_difference);
inline constexpr Group k_kept = after(k_inode, 1);

// Geometry. "place": unnamed, special, same file as before, another file.
inline constexpr Group k_write_bit = after(k_kept, 4 * 9); // place, permissions before
inline constexpr Group k_execute_bit = after(k_write_bit, 4 * 9 * 2);
inline constexpr Group k_read_bit = after(k_execute_bit, 4 * 4);
inline constexpr Group k_shared_bit = after(k_read_bit, 4 * 2);
inline constexpr Group k_ends_at_next = after(k_shared_bit, 4 * 8); // place, permissions
inline constexpr Group k_adjacent = after(k_ends_at_next, 4 * 8);
inline constexpr Group k_gap = after(k_adjacent, 3 * k_number); // first, between, before a known one
inline constexpr Group k_recent_size = after(k_gap, 4 * 8 * 2);
inline constexpr Group k_pages = after(k_recent_size, 4 * k_number); // place
inline constexpr Group k_offset_is_zero = after(k_pages, 3);
inline constexpr Group k_offset_is_start = after(k_offset_is_zero, 1);
inline constexpr Group k_offset = after(k_offset_is_start, k_number);
inline constexpr Group k_offset_step = after(k_offset, k_difference);

// VmFlags.
inline constexpr Group k_flags_predicted = after(k_offset_step, 2);
inline constexpr Group k_flags_new = after(k_flags_predicted, 1);
inline constexpr Group k_flags_index = after(k_flags_new, k_number);
inline constexpr Group k_flags_odd = after(k_flags_index, 1);
inline constexpr Group k_flag_bit = after(k_flags_odd, 40);
inline constexpr Group k_flags_kept = after(k_flag_bit, 1);

// Numbers of a new area. "part": none, all, some.
inline constexpr Group k_odd_unit = after(k_flags_kept, 2);
inline constexpr Group k_resident = after(k_odd_unit, 16 * 3 * 3 * 2); // class, size, part of the area before
inline constexpr Group k_resident_pages = after(k_resident, 3 * k_number);
inline constexpr Group k_dirty = after(k_resident_pages, 16 * 2);
inline constexpr Group k_dirty_pages = after(k_dirty, 2 * k_number);
inline constexpr Group k_clean_shared = after(k_dirty_pages, 8 * 4 * 2);
inline constexpr Group k_clean_pages = after(k_clean_shared, k_number);
inline constexpr Group k_dirty_shared = after(k_clean_pages, 16 * 2);
inline constexpr Group k_sum = after(k_dirty_shared, 2 * k_difference); // Rss and the like, Size
inline constexpr Group k_pss_differs = after(k_sum, 17);                // class
inline constexpr Group k_pss_step = after(k_pss_differs, 2 * k_nonzero);
inline constexpr Group k_pss_dirty_differs = after(k_pss_step, 16);
inline constexpr Group k_pss_dirty_step = after(k_pss_dirty_differs, k_nonzero);
inline constexpr Group k_referenced = after(k_pss_dirty_step, 16 * 2);
inline constexpr Group k_referenced_step = after(k_referenced, k_nonzero);
inline constexpr Group k_anonymous_differs = after(k_referenced_step, 16);
inline constexpr Group k_anonymous_step = after(k_anonymous_differs, k_nonzero);
inline constexpr Group k_thp = after(k_anonymous_step, 8 * 2 * 2); // class / 2, room for a huge page, old
inline constexpr Group k_others_differ = after(k_thp, 16 * 2);
inline constexpr Group k_other_differs = after(k_others_differ, 32 * 2);
inline constexpr Group k_other_unit = after(k_other_differs, 2);
inline constexpr Group k_other_step = after(k_other_unit, 3 * k_nonzero); // huge, swap, rest

// Changes of a known area.
inline constexpr Group k_geometry_changed = after(k_other_step, 7);
inline constexpr Group k_start_moved = after(k_geometry_changed, 8);
inline constexpr Group k_start_adjacent = after(k_start_moved, 1);
inline constexpr Group k_start_step = after(k_start_adjacent, k_nonzero);
inline constexpr Group k_end_moved = after(k_start_step, 8);
inline constexpr Group k_end_at_next = after(k_end_moved, 1);
inline constexpr Group k_end_step = after(k_end_at_next, k_nonzero);
inline constexpr Group k_permissions_changed = after(k_end_step, 8);
inline constexpr Group k_flags_changed = after(k_permissions_changed, 8);
inline constexpr Group k_numbers_changed = after(k_flags_changed, 16);
inline constexpr Group k_part_changed =
    after(k_numbers_changed, 4 * 8 * 3); // part, class / 2, history or what moved before
inline constexpr Group k_part_step =
    after(k_part_changed, 4 * k_nonzero); // private dirty of unnamed, of files; shared clean; opposite
inline constexpr Group k_part_moved = after(k_part_step, 2);
inline constexpr Group k_new_pss_differs = after(k_part_moved, 16 * 3);
inline constexpr Group k_new_pss_step = after(k_new_pss_differs, 2 * k_difference);
inline constexpr Group k_new_pss_dirty_differs = after(k_new_pss_step, 16);
inline constexpr Group k_new_referenced_differs = after(k_new_pss_dirty_differs, 16 * 3);
inline constexpr Group k_new_referenced_is_rss = after(k_new_referenced_differs, 1);
inline constexpr Group k_new_referenced_step = after(k_new_referenced_is_rss, k_difference);
inline constexpr Group k_new_anonymous_differs = after(k_new_referenced_step, 16);

inline constexpr unsigned k_count = k_new_anonymous_differs.end();

} // namespace protocol::coder::context
