#include "agent/encode/packed_state.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

using namespace protocol::coder; // the values packed here are all the coder's

namespace {

constexpr Slot k_parts[] = {k_shared_clean, k_shared_dirty, k_private_clean, k_private_dirty};

std::uint32_t shared_of(const Area& area) {
    return area.values[k_shared_clean] + area.values[k_shared_dirty];
}

std::uint32_t private_of(const Area& area) {
    return area.values[k_private_clean] + area.values[k_private_dirty];
}

/// What a number mostly is, given the ones before it in the order of slots passed.
std::uint32_t expected(const Area& area, unsigned slot, const Schema& schema, FileKind kind) {
    const auto& values = area.values;
    switch (slot) {
    case k_kernel_page_size:
    case k_mmu_page_size: return 1U << schema.kb_shift();
    case k_rss:
    case k_referenced: return shared_of(area) + private_of(area);
    case k_pss: return shared_of(area) == 0 ? private_of(area) : values[k_pss];
    case k_pss_dirty: return values[k_private_dirty];
    case k_anonymous:
        return (area.permissions & k_shared) != 0 ? 0
               : kind == k_file                   ? values[k_private_dirty] + values[k_shared_dirty]
                                                  : shared_of(area) + private_of(area);
    case k_swap_pss: return values[k_swap];
    case k_shared_clean:
    case k_shared_dirty:
    case k_private_clean:
    case k_private_dirty: return values[slot];
    default: return 0;
    }
}

} // namespace

void PackedState::byte(std::uint8_t& value) {
    if (writes_) {
        *at_ = value;
    } else {
        value = *at_;
    }
    ++at_;
}

void PackedState::varint(std::uint64_t& value) {
    if (writes_) {
        at_ = protocol::store_varint(at_, value);
        return;
    }
    value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const std::uint8_t next = *at_++;
        value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
        if (next < 0x80) {
            return;
        }
    }
}

void PackedState::varint(std::uint32_t& value) {
    if (*at_ < 0x80 && !writes_) {
        value = *at_++;
        return;
    }
    std::uint64_t wide = value;
    varint(wide);
    value = static_cast<std::uint32_t>(wide);
}

void PackedState::pass(Area& area, std::uint8_t& history, const NameTable& name_table, const Schemas& schemas) {
    if (!writes_) {
        area = Area();
    }
    head(area, history);
    if (area.literal()) {
        if (writes_) {
            protocol::store(at_, area.hash, 8);
        } else {
            area.hash = protocol::load(at_, 8);
            area.start = area.end = end_;
        }
        at_ += 8;
        return;
    }
    const Schema& schema = schemas.known[area.schema];
    std::uint8_t mask = 0;
    if (writes_) {
        mask = static_cast<std::uint8_t>(mask_of(area, schema, name_table.kind(area.file)));
    }
    byte(mask);
    range(area, mask);
    names(area, mask);
    if ((mask & k_resident) != 0) {
        parts(area, (mask & k_odd_unit) != 0 ? 0 : schema.kb_shift());
    }
    exceptions(area, schema, name_table.kind(area.file), (mask & k_exceptions) != 0);
}

void PackedState::head(Area& area, std::uint8_t& history) {
    auto first = static_cast<std::uint8_t>(area.permissions | history << 4 | (area.schema != schema_ ? 0x80 : 0));
    byte(first);
    area.permissions = first & 15;
    history = first >> 4 & 7;
    if (first >= 0x80) {
        byte(area.schema);
        schema_ = area.schema;
    }
    area.schema = schema_;
}

std::uint64_t PackedState::expected_offset(const Area& area) const {
    return area.file == file_ && area.file != k_unnamed_file ? offset_ + (area.start - start_) : 0;
}

unsigned PackedState::mask_of(const Area& area, const Schema& schema, FileKind kind) const {
    unsigned mask = (area.start != end_ ? k_gap : 0U) | (area.file != file_ ? k_file_differs : 0U) |
                    (area.offset != expected_offset(area) ? k_offset_differs : 0U) |
                    (area.flags != flags_[area.permissions] ? k_flags_differ : 0U);
    std::uint32_t bits = 0;
    for (const Slot slot : k_parts) {
        bits |= area.values[slot];
    }
    mask |= bits != 0 ? k_resident : 0U;
    mask |= (bits & ((1U << schema.kb_shift()) - 1)) != 0 ? k_odd_unit : 0U;
    for (unsigned slot = 0; slot < k_slots; ++slot) {
        if (schema.has(slot) && area.values[slot] != expected(area, slot, schema, kind)) {
            return mask | k_exceptions;
        }
    }
    return mask;
}

void PackedState::range(Area& area, unsigned mask) {
    std::uint64_t gap = (area.start - end_) >> k_address_shift;
    if ((mask & k_gap) != 0) {
        varint(gap);
    } else {
        gap = 0;
    }
    std::uint64_t pages = (area.end - area.start) >> k_address_shift;
    varint(pages);
    if (!writes_) {
        area.start = end_ + (gap << k_address_shift);
        area.end = area.start + (pages << k_address_shift);
    }
    end_ = area.end;
}

void PackedState::names(Area& area, unsigned mask) {
    if ((mask & k_file_differs) != 0) {
        std::uint32_t file = area.file + 1; // k_no_file is 0
        varint(file);
        area.file = file - 1;
    } else {
        area.file = file_;
    }
    if ((mask & k_offset_differs) != 0) {
        std::uint64_t pages = area.offset >> k_address_shift;
        varint(pages);
        area.offset = pages << k_address_shift;
    } else {
        area.offset = expected_offset(area);
    }
    std::uint16_t& usual = flags_[area.permissions];
    if ((mask & k_flags_differ) != 0) {
        std::uint32_t flags = area.flags;
        varint(flags);
        usual = static_cast<std::uint16_t>(flags);
    }
    area.flags = usual;
    file_ = area.file;
    start_ = area.start;
    offset_ = area.offset;
}

/// A byte says which parts follow (bits 0 to 3) and which one is the whole area instead (4: none, or the number of it).
void PackedState::parts(Area& area, unsigned shift) {
    const auto all = static_cast<std::uint32_t>(area.bytes() >> 10);
    std::uint8_t which = 0;
    for (unsigned i = 0; i < 4 && writes_; ++i) {
        const std::uint32_t value = area.values[k_parts[i]];
        which = static_cast<std::uint8_t>(which | (value == 0 ? 0U : value == all ? 16U << i : 1U << i));
    }
    byte(which);
    for (unsigned i = 0; i < 4; ++i) {
        std::uint32_t& value = area.values[k_parts[i]];
        if ((which & 1U << i) != 0) {
            std::uint32_t units = value >> shift;
            varint(units);
            value = units << shift;
        } else if ((which & 16U << i) != 0) {
            value = all;
        }
    }
    if (shared_of(area) != 0) {
        std::uint32_t share = area.values[k_pss] - private_of(area);
        varint(share);
        area.values[k_pss] = private_of(area) + share;
    }
}

/// Slot bytes, all but the last with the high bit set, each followed by its value.
void PackedState::exceptions(Area& area, const Schema& schema, FileKind kind, bool any) {
    std::uint8_t* last = nullptr;
    std::uint8_t next = 0;
    if (any && !writes_) {
        byte(next);
    }
    for (unsigned slot = 0; slot < k_slots; ++slot) {
        if (!schema.has(slot)) {
            continue;
        }
        std::uint32_t& value = area.values[slot];
        const std::uint32_t usual = expected(area, slot, schema, kind);
        if (!writes_ && any && (next & 0x1F) == slot) {
            varint(value);
            any = next >= 0x80;
            next = any ? *at_++ : std::uint8_t{0};
        } else if (!writes_) {
            value = usual;
        } else if (value != usual) {
            last = at_;
            *at_++ = static_cast<std::uint8_t>(slot | 0x80);
            varint(value);
        }
    }
    if (last != nullptr) {
        *last &= 0x7F;
    }
}

} // namespace agent::encode
