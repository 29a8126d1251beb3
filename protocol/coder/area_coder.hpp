// The header line of an area ↔ symbols: name, permissions, addresses, offset, VmFlags; anew, or as change of a known
// one. PROTOCOL.md, sections 7.7 and 7.8. Written once for both directions (see symbol_coder.hpp).
#pragma once

#include "protocol/coder/flag_names.hpp"
#include "protocol/coder/piece.hpp"
#include "protocol/coder/schema_coder.hpp"

namespace protocol::coder {

/// `Names` is the dictionary of files and flag sets; each side has its own (the encoder keeps hashes, the decoder
/// names):
///   files(), flag_sets(): how many are known; kind(file); file_room(), flags_room(): whether another can be kept;
///   keep(FileName, kept) and keep(Bytes, kept): makes one known, returns its index;
///   buffer(): where a decoder puts text, text_limit bytes.
template <class Engine, class Names>
class AreaCoder : public SchemaCoder<Engine> {
  public:
    AreaCoder(Engine& engine, CoderState& state, Names& names) : SchemaCoder<Engine>(engine, state), names_(names) {}

    /// An area not known. `before`: the one before it in the new text, `next`: the known one after it; or nullptr.
    /// False: nothing a kernel could have printed (decoder only).
    bool whole_area(Piece& piece, const Schema& schema, const Area* before, const Area* next) {
        Area& area = piece.area;
        if (!code_file(piece, before)) {
            return false;
        }
        const FileKind kind = names_.kind(area.file);
        const unsigned place = place_of(area, kind, before);
        code_permissions(area, place, before);
        code_range(area, place, before, next);
        code_offset(area, kind, before);
        const bool good = code_flags(piece, schema, kind, false);
        this->whole_numbers(area, schema, kind, before);
        return good;
    }

    /// `old` becomes `piece.area`; both have the same file and schema.
    bool changed_area(Piece& piece, const Schema& schema, const Area& old, const Area* before, const Area* next,
                      unsigned history) {
        Area& area = piece.area;
        const FileKind kind = names_.kind(old.file);
        const unsigned group = area_class(old, kind);
        if (!Engine::k_encodes) {
            area = old;
        }
        const bool header = flag(context::k_geometry_changed.at(history),
                                 area.start != old.start || area.end != old.end ||
                                     area.permissions != old.permissions || differ(area.flags, old.flags));
        bool good = true;
        if (header) {
            move_range(area, old, before, next, group & 7);
            area.offset = moved_offset(area, old);
            good = change_flags(piece, schema, old, kind, group & 7);
        }
        const bool numbers = !header || flag(context::k_numbers_changed.at(group), area.values != old.values);
        if (numbers) {
            this->changed_numbers(area, old, schema, kind, history);
        }
        return good;
    }

    /// Whether `area` can be coded as change of `old`.
    static bool can_change(const Area& area, const Area& old) {
        return area.file == old.file && area.file != k_no_file && area.schema == old.schema && !area.literal() &&
               area.offset == moved_offset(area, old) &&
               (area.start == old.start || area.end == old.end || (area.start < old.end && old.start < area.end));
    }

    /// `size` bytes of text.
    bool code_text(Bytes& text, std::size_t size) {
        std::uint8_t* const out = Engine::k_encodes ? nullptr : names_.buffer(size);
        for (std::size_t i = 0; i < size; ++i) {
            const std::uint8_t byte = text_byte(Engine::k_encodes ? text.data[i] : std::uint8_t{0});
            if (!Engine::k_encodes) {
                out[i] = byte;
            }
        }
        if (!Engine::k_encodes) {
            text = {out, size};
        }
        return true;
    }

  protected:
    using SymbolCoder<Engine>::flag;
    using NumberCoder<Engine>::recent_;
    using SchemaCoder<Engine>::text_byte;

  private:
    static constexpr unsigned k_first = 4; ///< in place of a kind: nothing before

    /// A line of text, without its newline; false when longer than `limit`.
    bool code_line(Bytes& line, std::size_t limit) {
        std::uint8_t* const out = Engine::k_encodes ? nullptr : names_.buffer(limit);
        for (std::size_t i = 0;; ++i) {
            const bool given = Engine::k_encodes && i < line.size;
            const std::uint8_t byte = text_byte(given ? line.data[i] : std::uint8_t{'\n'});
            if (byte == '\n') {
                if (!Engine::k_encodes) {
                    line = {out, i};
                }
                return true;
            }
            if (!Engine::k_encodes) {
                if (i == limit) {
                    return false;
                }
                out[i] = byte;
            }
        }
    }

    // Names.

    bool code_file(Piece& piece, const Area* before) {
        Area& area = piece.area;
        const unsigned kind = before != nullptr ? unsigned{names_.kind(before->file)} : k_first;
        const unsigned circumstance = kind * 8 + (before != nullptr ? before->permissions & 7U : 0U);
        const std::uint32_t file = area.file;
        if (before != nullptr && kind != k_unnamed && before->file != k_no_file &&
            flag(context::k_same_file.at(circumstance), file == before->file)) {
            area.file = before->file;
            return true;
        }
        if (flag(context::k_is_unnamed.at(circumstance), file == k_unnamed_file)) {
            area.file = k_unnamed_file;
            return true;
        }
        if (recent_.file != k_no_file && flag(context::k_last_file.at(kind), file == recent_.file)) {
            area.file = recent_.file;
            return true;
        }
        const std::uint32_t next = recent_.file == k_no_file ? 1 : recent_.file + 1;
        if (next < names_.files() && flag(context::k_next_file.at(kind), file == next)) {
            area.file = next;
        } else if (flag(context::k_new_file.at(kind), file == k_no_file)) {
            if (!code_new_file(piece)) {
                return false;
            }
        } else {
            const std::uint32_t newest = names_.files() - 1;
            area.file = newest - this->small_number(context::k_file_index.first, newest - file);
            if (area.file > newest) {
                return false;
            }
        }
        recent_.file = area.file;
        return true;
    }

    bool code_new_file(Piece& piece) {
        FileName& file = piece.file;
        if (flag(context::k_same_device.first, file.major == recent_.major && file.minor == recent_.minor)) {
            file.major = recent_.major;
            file.minor = recent_.minor;
        } else {
            file.major = this->small_number(context::k_plain_number.first, file.major);
            file.minor = this->small_number(context::k_plain_number.first, file.minor);
        }
        if (file.major != 0 || file.minor != 0) {
            file.inode = recent_.inode + this->difference(context::k_inode.first, file.inode - recent_.inode);
            recent_.inode = file.inode;
        } else {
            file.inode = this->number(context::k_plain_number.first, file.inode);
        }
        recent_.major = file.major;
        recent_.minor = file.minor;
        if (!code_line(file.name, Names::k_name_bytes_max)) {
            return false;
        }
        const bool kept = flag(context::k_kept.first, names_.file_room());
        piece.area.file = names_.keep(file, kept);
        return true;
    }

    // Permissions and addresses.

    static unsigned place_of(const Area& area, FileKind kind, const Area* before) {
        if (kind == k_unnamed) {
            return 0;
        }
        return kind != k_file ? 1 : before != nullptr && before->file == area.file ? 2 : 3;
    }

    void code_permissions(Area& area, unsigned place, const Area* before) {
        const unsigned circumstance = place * 9 + (before != nullptr ? before->permissions & 7U : 8U);
        const unsigned given = area.permissions;
        const bool write = flag(context::k_write_bit.at(circumstance), (given & k_write) != 0);
        const bool execute = flag(context::k_execute_bit.at(circumstance * 2 + write), (given & k_execute) != 0);
        const bool read = flag(context::k_read_bit.at(place * 4 + write * 2 + execute), (given & k_read) != 0);
        const bool shared = flag(context::k_shared_bit.at(place * 2 + write), (given & k_shared) != 0);
        area.permissions = static_cast<std::uint8_t>((write ? k_write : 0) | (execute ? k_execute : 0) |
                                                     (read ? k_read : 0) | (shared ? k_shared : 0));
    }

    void code_range(Area& area, unsigned place, const Area* before, const Area* next) {
        const unsigned circumstance = place * 8 + (area.permissions & 7U);
        const std::uint64_t floor = before != nullptr ? before->end : 0;
        const bool at_next = next != nullptr && flag(context::k_ends_at_next.at(circumstance), area.end == next->start);
        const bool adjacent = flag(context::k_adjacent.at(circumstance), area.start == floor);
        if (adjacent) {
            area.start = floor;
        } else if (!at_next) {
            const unsigned where = before == nullptr ? 0 : next == nullptr ? 1 : 2;
            area.start =
                floor +
                (this->number(context::k_gap.at(where * context::k_number), (area.start - floor) >> k_address_shift)
                 << k_address_shift);
        }
        if (at_next) {
            area.end = next->start;
        }
        if (!at_next || !adjacent) {
            const std::uint64_t bytes = code_pages(area, place, circumstance) << k_address_shift;
            if (at_next) {
                area.start = area.end - bytes;
            } else {
                area.end = area.start + bytes;
            }
        }
    }

    std::uint64_t code_pages(const Area& area, unsigned place, unsigned circumstance) {
        const bool write = (area.permissions & k_write) != 0;
        auto& recent = recent_.pages[place * 3 + (write ? 1 : (area.permissions & k_execute) != 0 ? 2 : 0)];
        std::uint64_t pages = (area.end - area.start) >> k_address_shift;
        if (flag(context::k_recent_size.at(circumstance * 2), pages == recent[0])) {
            return recent[0];
        }
        if (flag(context::k_recent_size.at(circumstance * 2 + 1), pages == recent[1])) {
            pages = recent[1];
        } else {
            pages = this->number(context::k_pages.at(place * context::k_number), pages);
        }
        recent[1] = recent[0];
        recent[0] = pages;
        return pages;
    }

    void code_offset(Area& area, FileKind kind, const Area* before) {
        if (before != nullptr && before->file == area.file && kind == k_file) {
            const std::uint64_t expected = before->offset + (area.start - before->start);
            area.offset =
                expected + (this->difference(context::k_offset_step.first, signed_pages(area.offset - expected))
                            << k_address_shift);
            return;
        }
        const unsigned where = kind == k_file ? 2 : kind == k_unnamed ? 0 : 1;
        if (!flag(context::k_offset_is_zero.at(where), area.offset != 0)) {
            area.offset = 0;
        } else if (kind != k_file && !flag(context::k_offset_is_start.first, area.offset != area.start)) {
            area.offset = area.start;
        } else {
            area.offset = this->number(context::k_offset.first, area.offset >> k_address_shift) << k_address_shift;
        }
    }

    static std::uint64_t signed_pages(std::uint64_t bytes) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(bytes) >> k_address_shift);
    }

    // Changes.

    /// A file's offset moves with the start; one of 0 stays so unless there is a file.
    static std::uint64_t moved_offset(const Area& area, const Area& old) {
        const bool moves = old.offset != 0 || (area.start != old.start && old.file != k_unnamed_file);
        return moves ? old.offset + (area.start - old.start) : old.offset;
    }

    void move_range(Area& area, const Area& old, const Area* before, const Area* next, unsigned group) {
        if (!flag(context::k_start_moved.at(group), area.start != old.start)) {
            area.start = old.start;
        } else if (before != nullptr && flag(context::k_start_adjacent.first, area.start == before->end)) {
            area.start = before->end;
        } else {
            area.start = old.start + (this->nonzero(context::k_start_step.first, signed_pages(area.start - old.start))
                                      << k_address_shift);
        }
        if (!flag(context::k_end_moved.at(group), area.end != old.end)) {
            area.end = old.end;
        } else if (next != nullptr && flag(context::k_end_at_next.first, area.end == next->start)) {
            area.end = next->start;
        } else {
            area.end = old.end +
                       (this->nonzero(context::k_end_step.first, signed_pages(area.end - old.end)) << k_address_shift);
        }
    }

    /// Flags outside the dictionary are equal to nothing.
    static bool differ(std::uint16_t flags, std::uint16_t old) { return flags != old || flags == k_no_flags; }

    bool change_flags(Piece& piece, const Schema& schema, const Area& old, FileKind kind, unsigned group) {
        Area& area = piece.area;
        if (flag(context::k_permissions_changed.at(group), area.permissions != old.permissions)) {
            code_permissions(area, k_any_place, &old);
            return code_flags(piece, schema, kind, true);
        }
        area.permissions = old.permissions;
        if (flag(context::k_flags_changed.at(group), differ(area.flags, old.flags))) {
            return code_flags(piece, schema, kind, false);
        }
        area.flags = old.flags;
        return true;
    }
    static constexpr unsigned k_any_place = 0;

    // VmFlags.

    bool code_flags(Piece& piece, const Schema& schema, FileKind kind, bool known) {
        Area& area = piece.area;
        if (!schema.flags_line) {
            area.flags = 0;
            return true;
        }
        std::uint16_t& predicted = recent_.flags[area.permissions & 15U][kind];
        if (predicted != k_no_flags && flag(context::k_flags_predicted.at(known), area.flags == predicted)) {
            area.flags = predicted;
            return true;
        }
        if (flag(context::k_flags_new.first, area.flags == k_no_flags)) {
            if (!code_new_flags(piece)) {
                return false;
            }
        } else {
            area.flags = static_cast<std::uint16_t>(this->small_number(context::k_flags_index.first, area.flags));
            if (area.flags >= names_.flag_sets()) {
                return false;
            }
        }
        predicted = area.flags;
        return true;
    }

    bool code_new_flags(Piece& piece) {
        std::uint64_t bits = 0;
        if (flag(context::k_flags_odd.first,
                 Engine::k_encodes && !flags_to_bits(piece.flags.data, piece.flags.size, bits))) {
            if (!code_line(piece.flags, Names::k_name_bytes_max)) {
                return false;
            }
        } else {
            std::uint64_t coded = 0;
            for (unsigned i = 0; i < k_flag_count; ++i) {
                coded |= static_cast<std::uint64_t>(flag(context::k_flag_bit.at(i), (bits >> i & 1) != 0)) << i;
            }
            if (!Engine::k_encodes) {
                std::uint8_t* const out = names_.buffer(k_flags_bytes_max);
                piece.flags = {out, bits_to_flags(coded, out)};
            }
        }
        const bool kept = flag(context::k_flags_kept.first, names_.flags_room());
        piece.area.flags = names_.keep(piece.flags, kept);
        return true;
    }

    Names& names_;
};

} // namespace protocol::coder
