// The header line of a mapping ↔ symbols: name, permissions, addresses, offset, VmFlags; of a new mapping, or as change
// of a known one. CODER.md, sections 7.1 and 7.2. Written once for both directions (see symbol_coder.hpp).
#pragma once

#include "protocol/coder/flag_names.hpp"
#include "protocol/coder/piece.hpp"
#include "protocol/coder/text_model.hpp"
#include "protocol/coder/value_coder.hpp"
#include "protocol/protocol.hpp"

namespace protocol::coder {

/// `Side::names` is the dictionary of files and flag sets; each side has its own (the encoder keeps hashes, the decoder
/// names):
///   files(), flag_sets(): how many are known; kind(file); file_room(), flags_room(): whether another can be kept;
///   keep(FileName, kept) and keep(Bytes, kept): makes one known, returns its index;
///   buffer(size): where a decoder puts text.
template <class Side>
class AreaCoder : public ValueCoder<Side> {
  public:
    /// A new mapping. `before`: the one before it in the new text, `next`: the known one after it, or nullptr.
    /// False: nothing a kernel could have printed (decoder only).
    bool new_area(Piece& piece, const Schema& schema, const Area& before, const Area* next) {
        Area& area = piece.area;
        if (!code_file(piece, before)) {
            return false;
        }
        const FileKind kind = this->names.kind(area.file);
        const unsigned place = kind == k_unnamed ? 0 : kind != k_file ? 1 : before.file == area.file ? 2 : 3;
        area.permissions = code_permissions(area, place, before);
        code_range(area, place, before, next);
        const std::uint64_t along = place == 2 ? before.offset + area.start - before.start : 0;
        area.offset =
            this->wide_field(context::k_offset.at(place * 2), context::k_offset_step.at(place * context::k_distance),
                             area.offset, along, place < 2 ? area.start : along);
        const bool good = code_flags(piece, schema, kind, false);
        this->code_values(area, schema, nullptr, before, 0);
        return good;
    }

    /// `old` becomes `piece.area`; both have the same file and schema.
    bool changed_area(Piece& piece, const Schema& schema, const Area& old, const Area& before, const Area* next,
                      unsigned history) {
        Area& area = piece.area;
        const FileKind kind = this->names.kind(old.file);
        const unsigned group = area_class(old, kind);
        if constexpr (!Side::k_encodes) {
            area = old;
        }
        bool good = true;
        bool values = true;
        if (flag(context::k_header_changed.at(history), area.start != old.start || area.pages != old.pages ||
                                                            area.permissions != old.permissions ||
                                                            differ(area.flags, old.flags))) {
            area.start = moved(0, group, area.start, old.start, before.end());
            area.pages = static_cast<std::uint32_t>(
                moved(1, group, area.end(), old.end(), next != nullptr ? next->start : old.end()) - area.start);
            area.offset = moved_offset(area, old);
            good = change_flags(piece, schema, old, kind, group);
            values = flag(context::k_values_changed.at(group), area.values != old.values);
        }
        if (values) {
            this->code_values(area, schema, &old, before, history);
        }
        return good;
    }

    /// Whether `area` can be coded as change of `old`.
    static bool can_change(const Area& area, const Area& old) {
        return area.file == old.file && area.file != k_no_file && area.schema == old.schema &&
               area.offset == moved_offset(area, old) && area.start < old.end() && old.start < area.end();
    }

    /// Bytes up to a newline, or to the end of `text` when `exact`; false when there are more than `limit`.
    bool code_text(Bytes& text, std::size_t limit, bool exact) {
        std::uint8_t* const out = Side::k_encodes ? nullptr : this->names.buffer(limit);
        std::size_t i = 0;
        for (; i < limit || !exact; ++i) {
            const bool given = Side::k_encodes && i < text.size;
            const std::uint8_t byte = text_.code(this->engine, given ? text.data[i] : std::uint8_t{'\n'});
            if (!exact && byte == '\n') {
                break;
            }
            if constexpr (!Side::k_encodes) {
                if (i == limit) {
                    return false;
                }
                out[i] = byte;
            }
        }
        if constexpr (!Side::k_encodes) {
            text = {out, i};
        }
        return true;
    }

  protected:
    using SymbolCoder<Side>::flag;
    using ValueCoder<Side>::recent_;

    TextModel text_;

  private:
    // Names.

    bool code_file(Piece& piece, const Area& before) {
        Area& area = piece.area;
        const std::uint32_t files = this->names.files();
        const unsigned kind = this->names.kind(before.file);
        const unsigned circumstance = kind * 4 + before.access();
        const std::uint32_t candidates[] = {before.file, k_unnamed_file, recent_.file, recent_.file + 1};
        for (unsigned i = 0; i < 4; ++i) {
            const std::uint32_t file = candidates[i];
            if (file < files && (i == 1 || file != k_unnamed_file) && (i < 2 || file != before.file) &&
                !flag(context::k_file_differs.at(i * 16 + circumstance), area.file != file)) {
                area.file = file;
                recent_.file = i < 2 ? recent_.file : file;
                return true;
            }
        }
        if (flag(context::k_new_file.at(kind), area.file == k_no_file)) {
            if (!code_new_file(piece)) {
                return false;
            }
        } else {
            area.file = files - 1 - this->number(context::k_file_index.first, files - 1 - area.file);
            if (area.file >= files) {
                return false;
            }
        }
        recent_.file = area.file;
        return true;
    }

    bool code_new_file(Piece& piece) {
        FileName& file = piece.file;
        if (flag(context::k_new_device.first, file.major != recent_.major || file.minor != recent_.minor)) {
            recent_.major = this->number(context::k_plain_number.first, file.major);
            recent_.minor = this->number(context::k_plain_number.first, file.minor);
        }
        file.major = recent_.major;
        file.minor = recent_.minor;
        const bool device = (file.major | file.minor) != 0;
        file.inode = this->wide_field(context::k_inode.at(device * 2U), context::k_inode_step.first, file.inode, 0,
                                      recent_.inode);
        if (file.inode != 0) {
            recent_.inode = file.inode;
        }
        if (!code_text(file.name, k_name_bytes_max, false)) {
            return false;
        }
        piece.area.file = this->names.keep(file, flag(context::k_kept.at(0), this->names.file_room()));
        return true;
    }

    // Permissions and addresses.

    std::uint8_t code_permissions(const Area& area, unsigned place, const Area& before) {
        const unsigned context = context::k_permissions.at(((place < 2 ? 0 : place - 1) * 4 + before.access()) * 15);
        return this->tree(context, 4, area.permissions) & 15;
    }

    void code_range(Area& area, unsigned place, const Area& before, const Area* next) {
        const unsigned circumstance = place * 4 + area.access();
        auto& recent = recent_.pages[circumstance];
        area.pages =
            this->field(context::k_pages.at(circumstance * 2), context::k_pages_number.at(place * context::k_step),
                        area.pages, {recent[0], recent[1], 0}, 0);
        if (area.pages != recent[0]) {
            recent[1] = recent[0];
            recent[0] = area.pages;
        }
        const bool known = next != nullptr;
        area.start = this->wide_field(context::k_start.at((circumstance * 2 + known) * 2),
                                      context::k_start_step.at(known * context::k_distance), area.start,
                                      known ? next->start - area.pages : before.end(), before.end());
    }

    // Changes.

    /// A file's offset moves with the start; one of 0 stays so unless there is a file.
    static std::uint64_t moved_offset(const Area& area, const Area& old) {
        return old.offset != 0 || old.file != k_unnamed_file ? old.offset + area.start - old.start : 0;
    }

    std::uint64_t moved(unsigned which, unsigned group, std::uint64_t address, std::uint64_t old, std::uint64_t next) {
        return this->wide_field(context::k_moved.at((which * 8 + group) * 2),
                                context::k_moved_step.at(which * context::k_distance), address, next, old);
    }

    /// Flags outside the dictionary are equal to nothing.
    static bool differ(std::uint16_t flags, std::uint16_t old) { return flags != old || flags == k_no_flags; }

    bool change_flags(Piece& piece, const Schema& schema, const Area& old, FileKind kind, unsigned group) {
        Area& area = piece.area;
        const bool permissions = flag(context::k_permissions_changed.at(group), area.permissions != old.permissions);
        area.permissions = permissions ? code_permissions(area, 0, old) : old.permissions;
        if (permissions || flag(context::k_flags_changed.at(group), differ(area.flags, old.flags))) {
            return code_flags(piece, schema, kind, permissions);
        }
        area.flags = old.flags;
        return true;
    }

    // VmFlags.

    bool code_flags(Piece& piece, const Schema& schema, FileKind kind, bool known) {
        Area& area = piece.area;
        if (!schema.says(k_flags_line)) {
            area.flags = 0;
            return true;
        }
        std::uint16_t& predicted = recent_.flags[area.permissions * 4U + kind];
        if (predicted != 0 && !flag(context::k_flags_differ.at(known), area.flags != predicted - 1)) {
            area.flags = static_cast<std::uint16_t>(predicted - 1);
            return true;
        }
        if (flag(context::k_new_flags.first, area.flags == k_no_flags)) {
            if (!code_new_flags(piece)) {
                return false;
            }
        } else {
            area.flags = static_cast<std::uint16_t>(this->number(context::k_flags_index.first, area.flags));
            if (area.flags >= this->names.flag_sets()) {
                return false;
            }
        }
        predicted = static_cast<std::uint16_t>(area.flags + 1);
        return true;
    }

    bool code_new_flags(Piece& piece) {
        Bytes& text = piece.flags;
        if (flag(context::k_flags_odd.first, Side::k_encodes && !known_flags(text, nullptr))) {
            if (!code_text(text, k_name_bytes_max, false)) {
                return false;
            }
        } else {
            if constexpr (!Side::k_encodes) {
                text = {this->names.buffer(k_flags_bytes_max), 0};
            }
            known_flags(text, this);
        }
        piece.area.flags = this->names.keep(text, flag(context::k_kept.at(1), this->names.flags_room()));
        return true;
    }

    /// Passes through the known flags; `coder` codes which of them are present. False when `text` is not a row of them.
    static bool known_flags(Bytes& text, AreaCoder* coder) {
        FlagText flags(text, Side::k_encodes);
        for (unsigned i = 0; i < k_flag_count; ++i) {
            const bool there = flags.next_is(i);
            if (coder != nullptr ? coder->flag(context::k_flag_bit.at(i), there) : there) {
                flags.pass(i);
            }
        }
        return flags.done();
    }
};

} // namespace protocol::coder
