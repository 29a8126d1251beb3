#include "agent/encode/packed_state.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

using namespace protocol::coder; // the values packed here are all the coder's

namespace {

/// Numbers are multiples of 4 mostly.
constexpr std::uint32_t turned(std::uint32_t value, unsigned bits) {
    return value >> bits | value << (32 - bits);
}

} // namespace

/// Reads or writes.
std::uint64_t PackedState::varint(std::uint64_t value) {
    if (writes_) {
        at_ = protocol::store_varint(at_, value);
        return value;
    }
    value = 0;
    unsigned shift = 0;
    do {
        value |= static_cast<std::uint64_t>(*at_ & 0x7F) << shift;
        shift += 7;
    } while (*at_++ >= 0x80);
    return value;
}

/// The mask's bit for something that is not as expected.
bool PackedState::differs(bool value, unsigned bit) {
    if (writes_ && value) {
        mask_ = static_cast<std::uint8_t>(mask_ | bit);
    }
    return (mask_ & bit) != 0;
}

std::uint64_t PackedState::field(std::uint64_t value, std::uint64_t expected, unsigned bit) {
    return differs(value != expected, bit) ? varint(value) : expected;
}

/// A number that is `expected` mostly, else mostly `other`; one of the two is 0.
void PackedState::part(std::uint32_t& value, std::uint32_t expected, std::uint32_t other, unsigned bit) {
    if (!differs(value != expected, bit)) {
        value = expected;
        return;
    }
    const auto told = static_cast<std::uint32_t>(varint(value == other ? 0 : turned(value, 2)));
    value = told == 0 ? other : turned(told, 30);
}

void PackedState::pass(Area& area, std::uint8_t& history, const NameTable& names, const Schemas& schemas) {
    index_ = (index_ + 1) % k_group_areas;
    if (index_ == 0) {
        group_at_ = at_;
        group_ = writes_ ? GroupHash() : GroupHash::load(at_);
        at_ += sizeof(GroupHash);
    }
    std::uint8_t* const head = at_;
    at_ += 2;
    if (writes_) {
        mask_ = 0;
        *head = static_cast<std::uint8_t>(area.permissions | history << 4 | (area.schema != schema_ ? 0x80 : 0));
    } else {
        area = Area();
        area.permissions = *head & 15;
        history = *head >> 4 & 7;
        mask_ = head[1];
    }
    if (*head >= 0x80) {
        schema_ = static_cast<std::uint8_t>(varint(area.schema));
    }
    area.schema = schema_;
    area.start = end_ + field(area.start - end_, 0, k_gap);
    area.pages = static_cast<std::uint32_t>(varint(area.pages));
    end_ = area.end();
    area.file = static_cast<std::uint32_t>(field(area.file, file_, k_file_differs));
    area.offset = field(area.offset, area.file == file_ && file_ != k_unnamed_file ? offset_ + area.start - start_ : 0,
                        k_offset_differs);
    file_ = area.file;
    start_ = area.start;
    offset_ = area.offset;
    std::uint16_t& usual = flags_[area.permissions];
    usual = area.flags = static_cast<std::uint16_t>(field(area.flags, usual, k_flags_differ));
    values_at_ = at_;
    if (!area.literal()) {
        writes_ ? values(area, names, schemas.known[area.schema]) : skip_values();
    }
    if (writes_) {
        head[1] = mask_;
    }
}

void PackedState::skip_values() {
    for (const unsigned bit : {k_resident, k_dirty, k_shared_differs}) {
        if ((mask_ & bit) != 0) {
            varint(0);
        }
    }
    for (unsigned more = mask_ & k_more; more != 0;) {
        more = *at_++ & 0x80;
        varint(0);
    }
}

void PackedState::read_values(Area& area, const NameTable& names, const Schemas& schemas) {
    if (!area.literal()) {
        at_ = values_at_;
        values(area, names, schemas.known[area.schema]);
    }
}

/// Rules' numbers, all but the last with the high bit set, each followed by the difference to what it says.
void PackedState::values(Area& area, const NameTable& names, const Schema& schema) {
    auto& values = area.values;
    const Surroundings around{1U << (schema.page_shift - 10), 0, names.kind(area.file) == k_file};
    const bool write = (area.permissions & k_write) != 0;
    const std::uint32_t range = whole_of(area, k_range, around);
    std::uint32_t& resident = values[k_private_clean];
    part(resident, 0, range, k_resident);
    std::uint32_t& dirty = values[k_private_dirty];
    part(dirty, write ? resident : 0, write ? 0 : resident, k_dirty);
    const std::uint32_t clean = resident - dirty;
    part(values[k_shared_clean], write ? 0 : clean, write ? clean : 0, k_shared_differs);

    std::uint8_t* last = nullptr;
    unsigned next = (mask_ & k_more) != 0 ? *at_++ : 0;
    const unsigned count = writes_ || next != 0 ? k_rule_count : k_ruled;
    for (unsigned i = 3; i < count; ++i) {
        std::uint32_t& value = values[k_rules[i].slot];
        if (!schema.has(k_rules[i].slot)) {
            continue;
        }
        const std::uint32_t expected = whole_of(area, k_rules[i].whole, around);
        if (writes_ ? value != expected : (next & 0x7F) == i) {
            if (differs(true, k_more) && writes_) {
                last = at_;
                *at_++ = static_cast<std::uint8_t>(i | 0x80);
            }
            const auto difference = static_cast<std::int32_t>(value - expected);
            const std::uint64_t told = varint(protocol::zigzag(difference));
            value = expected + static_cast<std::uint32_t>(protocol::unzigzag(told));
            next = next >= 0x80 ? *at_++ : 0;
        } else if (!writes_) {
            value = expected;
        }
    }
    if (last != nullptr) {
        *last &= 0x7F;
    }
}

} // namespace agent::encode
