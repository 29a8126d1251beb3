// A schema ↔ symbols, as difference to the schema before (at first, to the usual lines of today's kernels).
// PROTOCOL.md, section 7.5.
#pragma once

#include "protocol/coder/coder_state.hpp"
#include "protocol/coder/number_coder.hpp"

namespace protocol::coder {

template <class Engine>
class SchemaCoder : public NumberCoder<Engine> {
  public:
    SchemaCoder(Engine& engine, CoderState& state)
        : NumberCoder<Engine>(engine, state.model, state.recent), state_(state) {}

    /// `before`: the schema learned last, nullptr when there is none. False when what was decoded is no schema.
    bool code_schema(Schema& schema, const Schema* before) {
        bool good = true;
        if (before != nullptr && schema_flag(0, Engine::k_encodes && same_lines(schema, *before))) {
            schema.lines = before->lines;
            schema.count = before->count;
            schema.present = before->present;
            schema.extra_keys = before->extra_keys;
        } else {
            good = code_lines(schema);
        }
        schema.name_column = schema_flag(1, schema.name_column != 73) ? usual_or(2, 49, schema.name_column) : 73;
        schema.blank_after_inode = !schema_flag(3, !schema.blank_after_inode);
        schema.name_line = schema_flag(4, schema.name_line);
        schema.flags_line = !schema_flag(5, !schema.flags_line);
        schema.page_shift = usual_or(6, 12, schema.page_shift);
        return good && schema.page_shift >= 12 && schema.page_shift <= 24;
    }

  protected:
    CoderState& state_;

    std::uint8_t text_byte(std::uint8_t byte) { return state_.text.code(this->engine_, byte); }

  private:
    static bool same_lines(const Schema& a, const Schema& b) {
        return a.lines == b.lines && a.count == b.count && a.extra_keys == b.extra_keys;
    }

    bool schema_flag(unsigned index, bool value) { return this->flag(context::k_schema_flags.at(index), value); }

    bool line_flag(unsigned index, bool value) { return this->flag(context::k_line_flags.at(index), value); }

    std::uint32_t any(std::uint32_t value) { return this->small_number(context::k_plain_number.first, value); }

    std::uint8_t usual_or(unsigned index, std::uint8_t usual, std::uint8_t value) {
        return schema_flag(index, value != usual) ? static_cast<std::uint8_t>(any(value)) : usual;
    }

    /// Lines in order; each says how many known slots it skips, so that the usual order costs next to nothing.
    bool code_lines(Schema& schema) {
        const unsigned count = schema.count;
        unsigned expected = 0;
        unsigned extras = 0;
        std::uint8_t end = usual_line(0).end;
        schema.present = 0;
        for (schema.count = 0;; ++schema.count) {
            const bool given = schema.count < count;
            Line& line = schema.lines[schema.count < k_lines_max ? schema.count : 0];
            const unsigned slot = code_slot(given ? line.slot : k_end_of_lines, expected);
            if (slot == k_end_of_lines) {
                return true;
            }
            if (schema.count == k_lines_max || slot >= k_slots || schema.has(slot) ||
                (slot >= k_extra && (slot != k_extra + extras || !code_key(schema.extra_keys[extras++])))) {
                return false;
            }
            line.slot = static_cast<std::uint8_t>(slot);
            schema.present |= 1U << slot;
            code_layout(line, end);
            expected = slot < k_extra ? slot + 1 : expected;
            end = line.tabs == 0 ? line.end : end;
        }
    }

    static constexpr unsigned k_end_of_lines = k_slots;

    /// A slot in order by skipping the ones not printed; past the known ones an extra key or the end; or any slot.
    unsigned code_slot(unsigned slot, unsigned expected) {
        if (line_flag(0, slot < expected)) {
            return any(slot);
        }
        unsigned at = expected;
        while (at < k_extra && !this->flag(context::k_line_skip.at(at), slot == at)) {
            ++at;
        }
        if (at < k_extra) {
            return at;
        }
        return line_flag(1, slot != k_end_of_lines) ? k_extra + any(slot - k_extra) : k_end_of_lines;
    }

    void code_layout(Line& line, std::uint8_t end) {
        const Line usual = usual_line(line.slot);
        if (!line_flag(2, Engine::k_encodes && !(line.end == end && line.tabs == 0 && line.kb == usual.kb))) {
            line = {.slot = line.slot, .end = end, .tabs = 0, .kb = usual.kb};
            return;
        }
        line.end = static_cast<std::uint8_t>(any(line.end));
        line.tabs = static_cast<std::uint8_t>(any(line.tabs) & 3);
        line.kb = line_flag(3, line.kb);
    }

    bool code_key(std::array<char, k_extra_key_bytes_max + 1>& key) {
        for (std::size_t i = 0; i < key.size(); ++i) {
            key[i] = static_cast<char>(text_byte(static_cast<std::uint8_t>(key[i])));
            if (key[i] == 0) {
                return true;
            }
        }
        key.back() = 0;
        return false;
    }
};

} // namespace protocol::coder
