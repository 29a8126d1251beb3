#include "agent/encode/packed_state.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

using namespace protocol::coder; // the values packed here are all the coder's

namespace {

/// Numbers are multiples of 4 mostly.
constexpr std::uint32_t turned(std::uint32_t value, unsigned bits) {
    return value >> bits | value << (32 - bits);
}

Surroundings surroundings(const Area& area, const NameTable& names, const Schema& schema) {
    return {1U << (schema.page_shift - 10), 0, names.kind(area.file) == k_file};
}

constexpr unsigned bits_in(unsigned value) {
    unsigned bits = 0;
    for (; value != 0; value &= value - 1) {
        ++bits;
    }
    return bits;
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

void PackedState::start(std::uint8_t* at) {
    at_ = group_at_ = at;
    index_ = k_group_areas - 1;
    last_ = Context();
    last_.flags.fill(k_no_flags);
}

void PackedState::begin_record() {
    if (++index_ == k_group_areas) {
        index_ = 0;
        group_at_ = at_;
        group_ = writes_ ? GroupHash() : GroupHash::load(at_);
        at_ += sizeof(GroupHash);
    }
    record_at_ = at_;
}

void PackedState::copy(std::span<const std::uint8_t> record, const PackedState& reader, std::uint8_t history) {
    begin_record();
    __builtin_memmove(at_, record.data(), record.size());
    *at_ = static_cast<std::uint8_t>((*at_ & ~(7 << 4)) | history << 4);
    const unsigned permissions = *at_ & 15;
    last_.flags[permissions] = reader.last_.flags[permissions];
    last_.place = reader.last_.place;
    at_ += record.size();
}

void PackedState::pass(Area& area, std::uint8_t& history, const NameTable& names, const Schemas& schemas) {
    begin_record();
    std::uint8_t* const head = at_;
    at_ += 2;
    Place& last = last_.place;
    if (writes_) {
        mask_ = 0;
        *head = static_cast<std::uint8_t>(area.permissions | history << 4 | (area.schema != last.schema ? 0x80 : 0));
    } else {
        area.permissions = *head & 15;
        history = *head >> 4 & 7;
        mask_ = head[1];
    }
    if (*head >= 0x80) {
        last.schema = static_cast<std::uint32_t>(varint(area.schema));
    }
    area.schema = static_cast<std::uint8_t>(last.schema);
    area.start = last.end + field(area.start - last.end, 0, k_gap);
    area.pages = static_cast<std::uint32_t>(varint(area.pages));
    area.file = static_cast<std::uint32_t>(field(area.file, last.file, k_file_differs));
    const bool goes_on = area.file == last.file && area.file != k_unnamed_file;
    area.offset = field(area.offset, goes_on ? last.offset + area.start - last.start : 0, k_offset_differs);
    last.start = area.start;
    last.end = area.end();
    last.offset = area.offset;
    last.file = area.file;
    std::uint16_t& usual = last_.flags[area.permissions];
    usual = area.flags = static_cast<std::uint16_t>(field(area.flags, usual, k_flags_differ));
    values_at_ = at_;
    if (!area.literal()) {
        const Schema& schema = schemas.known[area.schema];
        writes_ ? values(area, names, schema) : skip_values(area, names, schema);
    } else {
        area.values = {};
    }
    if (writes_) {
        head[1] = mask_;
    }
}

unsigned PackedState::skip() {
    begin_record();
    const unsigned head = *at_;
    mask_ = at_[1];
    at_ += 2;
    for (unsigned numbers = 1 + head / 0x80 + bits_in(mask_ & ~unsigned{k_more}); numbers != 0; ++at_) {
        numbers -= *at_ < 0x80;
    }
    skip_rules();
    return head >> 4 & 7;
}

/// But for what is resident: the coder asks for that of the mapping before.
void PackedState::skip_values(Area& area, const NameTable& names, const Schema& schema) {
    resident(area, surroundings(area, names, schema));
    for (const unsigned bit : {k_dirty, k_shared_differs}) {
        if ((mask_ & bit) != 0) {
            varint(0);
        }
    }
    skip_rules();
}

void PackedState::skip_rules() {
    for (unsigned more = mask_ & k_more; more != 0;) {
        more = *at_++ & 0x80;
        varint(0);
    }
}

void PackedState::read_values(Area& area, const NameTable& names, const Schemas& schemas) {
    if (!area.literal()) {
        at_ = values_at_;
        area.values = {};
        values(area, names, schemas.known[area.schema]);
    }
}

std::uint32_t PackedState::resident(Area& area, const Surroundings& around) {
    part(area.values[k_private_clean], 0, whole_of(area, k_range, around), k_resident);
    return area.values[k_private_clean];
}

/// Rules' numbers, all but the last with the high bit set, each followed by the difference to what the rule expects.
void PackedState::values(Area& area, const NameTable& names, const Schema& schema) {
    auto& values = area.values;
    const Surroundings around = surroundings(area, names, schema);
    const bool write = (area.permissions & k_write) != 0;
    const std::uint32_t whole = resident(area, around);
    std::uint32_t& dirty = values[k_private_dirty];
    part(dirty, write ? whole : 0, write ? 0 : whole, k_dirty);
    const std::uint32_t clean = whole - dirty;
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
