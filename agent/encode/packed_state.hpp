// What the encoder keeps of a text until the next sweep: seven to ten bytes per mapping, relative to the one before it.
// Written and read in order only. The layout is this room's own business; nothing of it crosses the wire.
//
//   [group]  before every third record: how many records the group has, less 1 (2 bits); hash of their texts (30)
//   head     permissions (4 bits), history (3), 1: a schema byte follows
//   mask     which of the following are not as expected
//   [gap] pages [file] [offset] [flags] [resident] [dirty] [clean shared] [(rule, difference)*]        varints
#pragma once

#include "agent/encode/name_table.hpp"
#include "protocol/coder/piece_coder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::encode {

/// A kernel prints its VMAs in one way; a first VMA that does not show all of it, or an odd text, takes another.
inline constexpr std::size_t k_schemas = 3;
using Schemas = protocol::coder::SchemaList<k_schemas>;

/// More than the longest record.
inline constexpr std::size_t k_record_bytes_max = 256;

/// Mappings are compared by the hash of the texts of so many: a group.
inline constexpr unsigned k_group_areas = 3;

/// What a group is known by.
class GroupHash {
  public:
    explicit GroupHash(std::uint32_t bits = 0) : bits_(bits) {}

    unsigned areas() const { return (bits_ & ~k_texts) + 1; }
    /// Of the texts alone. Added as a text after others that are 0, it makes the same group again.
    std::uint32_t texts() const { return bits_ & k_texts; }
    /// The text of its next mapping; `index` counts from 0. The order matters.
    void add(unsigned index, std::uint32_t text_hash) {
        bits_ = ((index != 0 ? texts() * 3 : 0) + (text_hash & k_texts)) | index;
    }
    bool operator==(const GroupHash&) const = default;

    void store(std::uint8_t* at) const { __builtin_memcpy(at, &bits_, sizeof bits_); }
    static GroupHash load(const std::uint8_t* at) {
        GroupHash hash;
        __builtin_memcpy(&hash.bits_, at, sizeof hash.bits_);
        return hash;
    }

  private:
    static constexpr std::uint32_t k_texts = ~std::uint32_t{3};

    std::uint32_t bits_;
};

class PackedState {
  public:
    enum Direction : bool { k_reads, k_writes };

    explicit PackedState(Direction direction) : writes_(direction == k_writes) {}

    /// Before the first mapping.
    void start(std::uint8_t* at);

    std::uint8_t* at() const { return at_; }
    /// The bytes were moved.
    void shift(std::ptrdiff_t bytes) {
        at_ += bytes;
        group_at_ += bytes;
    }
    /// Whether the last mapping passed was the first of its group.
    bool at_group() const { return index_ == 0; }
    /// Its group: when reading, all of it.
    GroupHash group() const { return group_; }
    /// Writing: the hash of the text of the last mapping.
    void add_text(std::uint32_t hash) {
        group_.add(index_, hash);
        group_.store(group_at_);
    }

    /// Writes `area` and `history`, or reads them: all but the numbers, which are rarely needed.
    void pass(protocol::coder::Area& area, std::uint8_t& history, const NameTable& names, const Schemas& schemas);
    /// Reading: passes a mapping and reads its history only. After that no mapping can be read.
    unsigned skip();
    /// The one to come.
    GroupHash group_ahead() const { return GroupHash::load(at_); }
    /// The numbers of the mapping that was read last; its bytes must still be there.
    void read_values(protocol::coder::Area& area, const NameTable& names, const Schemas& schemas);

    /// Whether a mapping would be written as `reader` finds it.
    bool in_step(const PackedState& reader) const { return __builtin_memcmp(&last_, &reader.last_, sizeof last_) == 0; }
    /// The record that was read last, without its group.
    std::span<const std::uint8_t> record() const { return {record_at_, static_cast<std::size_t>(at_ - record_at_)}; }
    /// Writes what `reader`, in step until then, has read last. `record`: its bytes, wherever the rest has been moved.
    void copy(std::span<const std::uint8_t> record, const PackedState& reader, std::uint8_t history);

  private:
    enum Mask : unsigned {
        k_file_differs = 1,
        k_offset_differs = 2,
        k_flags_differ = 4,
        k_resident = 8,
        k_dirty = 16,
        k_shared_differs = 32,
        k_gap = 64,
        k_more = 128,
    };

    struct Place {
        std::uint64_t start;
        std::uint64_t end;
        std::uint64_t offset;
        std::uint32_t file;
        std::uint32_t schema;
    };
    /// What the next record is relative to. Compared as bytes.
    struct Context {
        Place place;
        std::array<std::uint16_t, 16> flags; ///< last ones by permissions
    };
    static_assert(sizeof(Context) == 64);

    void begin_record();
    std::uint64_t varint(std::uint64_t value);
    bool differs(bool value, unsigned bit);
    std::uint64_t field(std::uint64_t value, std::uint64_t expected, unsigned bit);
    void part(std::uint32_t& value, std::uint32_t expected, std::uint32_t other, unsigned bit);
    void skip_values(protocol::coder::Area& area, const NameTable& names, const protocol::coder::Schema& schema);
    void skip_rules();
    std::uint32_t resident(protocol::coder::Area& area, const protocol::coder::Surroundings& around);
    void values(protocol::coder::Area& area, const NameTable& names, const protocol::coder::Schema& schema);

    std::uint8_t* at_;
    std::uint8_t* group_at_;
    std::uint8_t* record_at_;
    std::uint8_t* values_at_;
    GroupHash group_;
    unsigned index_; ///< in the group
    bool writes_;
    std::uint8_t mask_;
    Context last_;
};

} // namespace agent::encode
