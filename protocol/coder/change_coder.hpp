// What changed since the sweep before ↔ symbols: which processes, and in one which of its pieces.
// Pieces changed lately ("hot") are asked about one by one, the runs between them ("gaps") as a whole, so that a
// decoder does work for what changed only. CODER.md, sections 6.1 and 6.2.
#pragma once

#include "protocol/coder/piece_coder.hpp"

#include <bit>

namespace protocol::coder {

/// What happens at a known piece.
enum Change : unsigned { k_insert, k_delete, k_modify };

/// What was coded last: where a gap is asked about matters.
enum After : unsigned { k_after_start, k_after_change, k_after_rest };

inline constexpr unsigned k_new_process = 4; ///< in place of a history

inline constexpr unsigned k_history_bits = 7; ///< of the last three sweeps in which the process changed, newest lowest

/// Every known piece of a process ages in each sweep in which the process changes.
constexpr std::uint8_t aged(std::uint8_t history, bool changed) {
    return static_cast<std::uint8_t>((history * 2U | (changed ? 1U : 0U)) & k_history_bits);
}

template <class Side>
class ChangeCoder : public PieceCoder<Side> {
  public:
    /// `history`: of the last two sweeps with changes, or k_new_process.
    bool process_changed(unsigned history, bool value) { return flag(context::k_process_changed.at(history), value); }

    /// Whether what was known of the text is forgotten.
    bool sent_whole(bool known, bool value) { return flag(context::k_process_whole.at(known), value); }

    unsigned status(bool known, unsigned old, unsigned value) {
        return flag(context::k_status_differs.at(known), value != old)
                   ? this->tree(context::k_status.first, 4, value) & 15
                   : old;
    }

    /// Whether another piece follows when no known one is left.
    bool more(After after, const Area& before, bool value) {
        const unsigned executable = (before.permissions & k_execute) != 0;
        const unsigned where =
            after == k_after_change ? 2 + this->names.kind(before.file) * 2U + executable : after / 2U;
        return flag(context::k_more.at(where), value);
    }

    bool clean(After after, std::uint32_t gap, bool value) {
        const auto width = static_cast<unsigned>(std::bit_width(gap));
        return flag(context::k_gap_clean.at(after * 16U + (width < 15 ? width : 15)), value);
    }

    std::uint32_t position(After after, std::uint32_t value) {
        return this->number(context::k_gap_position.at(after == k_after_change ? context::k_number : 0), value);
    }

    bool touched(unsigned history, After after, const Area& old, bool value) {
        const unsigned circumstance = ((history - 1) * 2 + (after == k_after_change)) * 4 + group(old) / 2;
        return flag(context::k_touched.at(circumstance), value);
    }

    Change change(const Area& old, After after, bool hot, Change value) {
        const unsigned kind = group(old);
        const unsigned circumstance = ((kind >> 2) * 2 + (kind & 1)) * 3 + (after == k_after_change ? 1U + hot : 0U);
        const unsigned context = context::k_change.at(circumstance * 2);
        return flag(context, value == k_modify) ? k_modify : flag(context + 1, value == k_insert) ? k_insert : k_delete;
    }

    bool survives(bool value) { return flag(context::k_survives.first, value); }

  protected:
    using SymbolCoder<Side>::flag;

  private:
    unsigned group(const Area& area) { return area_class(area, this->names.kind(area.file)); }
};

} // namespace protocol::coder
