// The text of one process as values, kept from sweep to sweep: what smaps_decoder changes and prints from.
#pragma once

#include "host/model/mapping.hpp"
#include "protocol/coder/area.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace host::decode {

/// One piece: the values of a VMA, or literal text.
struct Entry {
    protocol::coder::Area area;
    const model::File* file = nullptr;
    const model::FlagSet* flags = nullptr;      ///< null when there is no VmFlags line
    std::shared_ptr<const std::string> literal; ///< of literal pieces
    std::uint64_t hash = 0;                     ///< of its text
    std::uint32_t text_bytes = 0;
};

/// A piece that changed in one of the last three sweeps in which its process did.
struct Hot {
    std::uint32_t index;
    std::uint8_t history;
};

/// The edit of one known piece, or a new piece before it; in the order of the old text.
struct Edit {
    enum class Kind : std::uint8_t { insert, modify, remove };
    Kind kind;
    std::uint32_t index; ///< in the old text
    Entry entry;

    bool adds_literal() const { return kind != Kind::remove && entry.area.literal(); }
};

struct DecodedText {
    std::vector<Entry> entries;
    std::vector<Hot> hot;     ///< ascending
    std::uint64_t hash = 0;   ///< text hash of the process
    std::uint8_t history = 0; ///< changes in the last two sweeps that had any
    std::uint8_t status = 0;
    std::size_t literals = 0; ///< literal entries
    std::uint64_t text_bytes = 0;
    std::size_t coded_bytes = 0;

    /// Literal text is hashed as a whole in the end: its pieces need not be lines.
    void add(const Entry& entry) {
        hash += entry.hash;
        text_bytes += entry.text_bytes;
        literals += entry.area.literal();
    }
    void subtract(const Entry& entry) {
        hash -= entry.hash;
        text_bytes -= entry.text_bytes;
        literals -= entry.area.literal();
    }
};

} // namespace host::decode
