// What changed since the sweep before ↔ symbols: which processes, and in one which of its pieces.
// Pieces changed lately ("hot") are asked about one by one, the runs between them ("gaps") as a whole, so that a
// decoder does work for what changed only. PROTOCOL.md, sections 7.11 and 7.12.
#pragma once

#include "protocol/coder/piece_coder.hpp"

#include <bit>

namespace protocol::coder {

/// What happens at a known piece.
enum Change : unsigned { k_insert, k_delete, k_modify, k_cut };

/// What was coded last: where a gap is asked about matters.
enum After : unsigned { k_after_start, k_after_change, k_after_rest };

inline constexpr unsigned k_history_bits = 7; ///< of the last three sweeps in which the process changed, newest lowest

/// Every known piece of a process ages in each sweep in which the process changes.
constexpr std::uint8_t aged(std::uint8_t history, bool changed) {
    return static_cast<std::uint8_t>((history * 2U | (changed ? 1U : 0U)) & k_history_bits);
}

template <class Engine, class Names>
class ChangeCoder : public PieceCoder<Engine, Names> {
  public:
    using PieceCoder<Engine, Names>::PieceCoder;

    /// `history`: of the last two sweeps with changes; 4: a process not known before.
    bool process_changed(unsigned history, bool value) { return flag(context::k_process_changed.at(history), value); }

    bool sent_whole(bool known, bool value) { return flag(context::k_process_whole.at(known), value); }

    unsigned status(bool known, unsigned old, unsigned value) {
        if (flag(context::k_status_same.at(known), value == old)) {
            return old;
        }
        return this->tree(context::k_status.first, 4, value);
    }

    /// Whether another piece follows in a text sent whole.
    bool more(FileKind kind_before, bool first, bool executable, bool value) {
        return flag(context::k_more.at(first ? 8U : kind_before * 2U + executable), value);
    }

    bool clean(After after, std::uint32_t gap, bool value) {
        const auto width = static_cast<unsigned>(std::bit_width(gap));
        return flag(context::k_gap_clean.at(after * 16U + (width < 15 ? width : 15)), value);
    }

    std::uint32_t position(After after, std::uint32_t value) {
        return this->small_number(context::k_gap_position.at(after == k_after_change ? context::k_number : 0), value);
    }

    bool touched(unsigned history, After after, unsigned group, bool value) {
        const unsigned circumstance =
            ((history - 1) * 2 + (after == k_after_change)) * 4 + (group >> 3) * 2 + (group >> 2 & 1);
        return flag(context::k_touched.at(circumstance), value);
    }

    Change change(unsigned group, After after, bool hot, Change value) {
        const unsigned circumstance = ((group >> 3) * 2 + (group & 1)) * 3 + (after == k_after_change ? 1U + hot : 0U);
        const unsigned base = context::k_change.at(circumstance * 3);
        if (flag(base, value == k_modify)) {
            return k_modify;
        }
        if (flag(base + 1, value == k_insert)) {
            return k_insert;
        }
        return flag(base + 2, value == k_cut) ? k_cut : k_delete;
    }

    bool survives(bool value) { return flag(context::k_survives.first, value); }

    bool more_at_end(After after, bool value) { return flag(context::k_more_at_end.at(after), value); }

  protected:
    using SymbolCoder<Engine>::flag;
};

} // namespace protocol::coder
