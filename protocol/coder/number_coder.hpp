// The numbers of an area ↔ symbols, most of them predicted: Rss is the sum of its parts, Pss is Rss where nothing is
// shared, and so on. What a kernel does not print is never coded. PROTOCOL.md, sections 7.9 and 7.10.
#pragma once

#include "protocol/coder/contexts.hpp"
#include "protocol/coder/recent.hpp"
#include "protocol/coder/schema.hpp"
#include "protocol/coder/symbol_coder.hpp"

#include <bit>

namespace protocol::coder {

template <class Engine>
class NumberCoder : public SymbolCoder<Engine> {
  public:
    NumberCoder(Engine& engine, AdaptiveModel& model, Recent& recent)
        : SymbolCoder<Engine>(engine, model), recent_(recent) {}

    /// Numbers of a new area; `before` is the one before it, or nullptr.
    void whole_numbers(Area& area, const Schema& schema, FileKind kind, const Area* before) {
        const unsigned group = area_class(area, kind);
        const unsigned shift = unit_shift(area, nullptr, schema);
        if (has_parts(schema)) {
            whole_parts(area, before, group, shift);
        }
        code_sums(area, nullptr, schema);
        if (schema.has(k_pss)) {
            whole_pss(area, schema, group);
        }
        if (schema.has(k_referenced)) {
            whole_referenced(area, group, shift);
        }
        if (schema.has(k_anonymous)) {
            area.values[k_anonymous] =
                corrected(context::k_anonymous_differs.at(group), context::k_anonymous_step.first,
                          area.values[k_anonymous], expected_anonymous(area, group), shift);
        }
        code_others(area, nullptr, schema, group);
    }

    /// Numbers that changed; `area` has the new range.
    void changed_numbers(Area& area, const Area& old, const Schema& schema, FileKind kind, unsigned history) {
        const unsigned group = area_class(area, kind);
        const unsigned shift = unit_shift(area, &old, schema);
        if (has_parts(schema)) {
            changed_parts(area, old, group, shift, history);
        }
        code_sums(area, &old, schema);
        if (schema.has(k_pss)) {
            changed_pss(area, old, schema, group);
        }
        if (schema.has(k_referenced)) {
            changed_referenced(area, old, group, shift);
        }
        if (schema.has(k_anonymous)) {
            area.values[k_anonymous] =
                corrected(context::k_new_anonymous_differs.at(group), context::k_anonymous_step.first,
                          area.values[k_anonymous], changed_anonymous(area, old, kind), shift);
        }
        code_others(area, &old, schema, group);
    }

  protected:
    using SymbolCoder<Engine>::flag;
    using SymbolCoder<Engine>::small_number;
    using SymbolCoder<Engine>::small_difference;
    using SymbolCoder<Engine>::corrected;

    Recent& recent_;

  private:
    enum Part : unsigned { k_none, k_all, k_some };

    static constexpr std::uint32_t bit_of(unsigned slot) { return std::uint32_t{1} << slot; }
    static constexpr std::uint32_t k_parts =
        bit_of(k_shared_clean) | bit_of(k_shared_dirty) | bit_of(k_private_clean) | bit_of(k_private_dirty);

    /// Whether the kernel prints what Rss is made of.
    static bool has_parts(const Schema& schema) {
        constexpr std::uint32_t k_needed = k_parts | bit_of(k_rss);
        return (schema.present & k_needed) == k_needed;
    }

    static std::uint32_t shared_of(const Area& area) {
        return area.values[k_shared_clean] + area.values[k_shared_dirty];
    }
    static std::uint32_t private_of(const Area& area) {
        return area.values[k_private_clean] + area.values[k_private_dirty];
    }

    /// Pages are the unit unless some number is no multiple of them.
    unsigned unit_shift(const Area& area, const Area* old, const Schema& schema) {
        constexpr std::uint32_t k_whole_pages = k_parts | bit_of(k_rss) | bit_of(k_referenced) | bit_of(k_anonymous);
        const unsigned shift = schema.kb_shift();
        std::uint32_t rest = 0;
        for (std::uint32_t left = k_whole_pages; left != 0; left &= left - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(left));
            rest |= area.values[slot] | (old != nullptr ? old->values[slot] : 0);
        }
        return flag(context::k_odd_unit.at(old != nullptr), (rest & ((1U << shift) - 1)) != 0) ? 0 : shift;
    }

    /// Size and Rss follow from others; parts that do not make up Rss are like any other number.
    void code_sums(Area& area, const Area* old, const Schema& schema) {
        const bool parts = has_parts(schema);
        const std::uint32_t plain = bit_of(k_size) | (parts ? 0 : k_parts);
        for (std::uint32_t left = schema.present & plain; left != 0; left &= left - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(left));
            code_sum(area.values[slot], old != nullptr ? old->values[slot] : 0, slot == k_size);
        }
        if (schema.has(k_rss)) {
            code_sum(area.values[k_rss], parts ? shared_of(area) + private_of(area) : 0, 0);
        }
    }

    void code_sum(std::uint32_t& value, std::uint32_t expected, bool size) {
        const unsigned at = context::k_sum.at(size ? context::k_difference : 0);
        value = corrected(at, at + 1, value, expected, 0);
    }

    // Parts of Rss of a new area: how much is resident, how much of it dirty, how much of either shared.

    /// `value` of `all`: none, all or some of it.
    std::uint32_t code_part(unsigned context, unsigned number, std::uint32_t value, std::uint32_t all) {
        if (all == 0) {
            return 0;
        }
        const unsigned part = this->three(context, value == 0 ? k_none : value == all ? k_all : k_some);
        return part == k_none ? 0 : part == k_all ? all : small_number(number, value);
    }

    void whole_parts(Area& area, const Area* before, unsigned group, unsigned shift) {
        auto& values = area.values;
        const std::uint32_t clean_shared = values[k_shared_clean] >> shift;
        const std::uint32_t dirty_shared = values[k_shared_dirty] >> shift;
        const std::uint32_t resident =
            code_resident(area, before, group, shift, (shared_of(area) + private_of(area)) >> shift);
        const std::uint32_t dirty =
            code_part(context::k_dirty.at(group * 2), context::k_dirty_pages.at(group < 8 ? 0 : context::k_number),
                      dirty_shared + (values[k_private_dirty] >> shift), resident);
        const std::uint32_t clean = resident - dirty;
        const std::uint32_t shared = code_part(context::k_clean_shared.at((group / 2 * 4 + clean_before(before)) * 2),
                                               context::k_clean_pages.first, clean_shared, clean);
        const std::uint32_t shared_dirty =
            code_part(context::k_dirty_shared.at(group * 2), context::k_clean_pages.first, dirty_shared, dirty);
        values[k_shared_clean] = shared << shift;
        values[k_shared_dirty] = shared_dirty << shift;
        values[k_private_clean] = (clean - shared) << shift;
        values[k_private_dirty] = (dirty - shared_dirty) << shift;
    }

    std::uint32_t code_resident(const Area& area, const Area* before, unsigned group, unsigned shift,
                                std::uint32_t value) {
        const auto pages = static_cast<std::uint32_t>(area.bytes() >> (10 + shift));
        const unsigned size = pages == 1 ? 0 : pages <= 8 ? 1 : 2;
        const unsigned full = before == nullptr || before->values[k_rss] == 0  ? 0
                              : before->values[k_rss] == before->bytes() >> 10 ? 1
                                                                               : 2;
        const unsigned number = pages < 8 ? 0 : pages < 128 ? 1 : 2;
        const unsigned part =
            this->three(context::k_resident.at(((group * 3 + size) * 3 + full) * 2), value == 0       ? k_none
                                                                                     : value == pages ? k_all
                                                                                                      : k_some);
        return part == k_none  ? 0
               : part == k_all ? pages
                               : small_number(context::k_resident_pages.at(number * context::k_number), value);
    }

    /// Whether the clean pages of the area before are shared: 0 yes, 1 and private too, 2 private only, 3 none.
    static unsigned clean_before(const Area* before) {
        if (before == nullptr) {
            return 3;
        }
        const unsigned is_private = before->values[k_private_clean] != 0;
        return before->values[k_shared_clean] != 0 ? is_private : 3 - is_private;
    }

    // Pss: that of private pages is known; that of shared ones is predicted by the share others had.

    void whole_pss(Area& area, const Schema& schema, unsigned group) {
        const std::uint32_t shared = shared_of(area);
        const std::uint32_t share = corrected(context::k_pss_differs.at(shared != 0 ? group : 16),
                                              context::k_pss_step.at(shared < 64 ? context::k_nonzero : 0),
                                              area.values[k_pss] - private_of(area), scaled(shared, recent_.share), 0);
        set_share(area, share);
        if (schema.has(k_pss_dirty)) {
            code_pss_dirty(area, area.values[k_private_dirty] + scaled(area.values[k_shared_dirty], recent_.share),
                           context::k_pss_dirty_differs.at(group));
        }
    }

    void set_share(Area& area, std::uint32_t share) {
        const std::uint32_t shared = shared_of(area);
        if (shared != 0 && share != 0 && share < k_value_limit) {
            recent_.share = quotient(share, shared);
        }
        area.values[k_pss] = private_of(area) + share;
    }

    /// Known where all that is shared is clean, or all dirty.
    void code_pss_dirty(Area& area, std::uint32_t otherwise, unsigned differs) {
        auto& values = area.values;
        const std::uint32_t expected = values[k_shared_dirty] == 0   ? values[k_private_dirty]
                                       : values[k_shared_clean] == 0 ? values[k_pss] - values[k_private_clean]
                                                                     : otherwise;
        values[k_pss_dirty] = corrected(differs, context::k_pss_dirty_step.first, values[k_pss_dirty], expected, 0);
    }

    void changed_pss(Area& area, const Area& old, const Schema& schema, unsigned group) {
        const std::uint32_t shared = shared_of(area);
        const std::uint32_t old_shared = shared_of(old);
        const std::uint32_t old_share = old.values[k_pss] - private_of(old);
        const bool same_pages = shared == old_shared && shared != 0;
        const std::uint32_t factor = old_shared != 0 ? quotient(old_share, old_shared) : recent_.share;
        const std::uint32_t expected = shared == old_shared ? (shared == 0 ? 0 : old_share) : scaled(shared, factor);
        std::uint32_t share = area.values[k_pss] - private_of(area);
        const unsigned circumstance = shared == 0 ? 0 : same_pages ? 1 : 2;
        if (!flag(context::k_new_pss_differs.at(group * 3 + circumstance), share != expected)) {
            share = expected;
        } else if (same_pages) {
            share = changed_share(share, old_share);
        } else {
            share = expected + small_difference(context::k_new_pss_step.at(context::k_difference), share - expected, 0);
        }
        set_share(area, share);
        if (schema.has(k_pss_dirty)) {
            code_pss_dirty(area, old.values[k_pss_dirty] + area.values[k_private_dirty] - old.values[k_private_dirty],
                           context::k_new_pss_dirty_differs.at(group));
        }
    }

    /// The same pages are shared by more or fewer processes: by the same factor as those of other areas.
    std::uint32_t changed_share(std::uint32_t share, std::uint32_t old_share) {
        const std::uint32_t expected = scaled(old_share, recent_.share_change);
        share = expected + small_difference(context::k_new_pss_step.first, share - expected, 0);
        if (old_share > 8 && old_share < k_value_limit && share < k_value_limit) {
            recent_.share_change = quotient(share, old_share);
        }
        return share;
    }

    // Referenced is Rss mostly; Anonymous follows from what is mapped.

    void whole_referenced(Area& area, unsigned group, unsigned shift) {
        std::uint32_t& value = area.values[k_referenced];
        const std::uint32_t rss = area.values[k_rss];
        const unsigned part = this->three(context::k_referenced.at(group * 2), value == rss ? 0 : value == 0 ? 1 : 2);
        value = part == 0   ? rss
                : part == 1 ? 0
                            : rss - this->small_nonzero(context::k_referenced_step.first, rss - value, shift);
    }

    void changed_referenced(Area& area, const Area& old, unsigned group, unsigned shift) {
        std::uint32_t& value = area.values[k_referenced];
        const std::uint32_t grown = area.values[k_rss] - old.values[k_rss];
        const unsigned direction = grown == 0 ? 0 : grown < k_value_limit ? 1 : 2;
        const std::uint32_t expected = not_negative(old.values[k_referenced] + grown);
        if (!flag(context::k_new_referenced_differs.at(group * 3 + direction), value != expected)) {
            value = expected;
        } else if (flag(context::k_new_referenced_is_rss.first, value == area.values[k_rss])) {
            value = area.values[k_rss];
        } else {
            value = expected + small_difference(context::k_new_referenced_step.first, value - expected, shift);
        }
    }

    static std::uint32_t expected_anonymous(const Area& area, unsigned group) {
        return (area.permissions & k_shared) != 0 ? 0
               : group >= 8                       ? area.values[k_private_dirty] + area.values[k_shared_dirty]
                                                  : area.values[k_rss];
    }

    static std::uint32_t changed_anonymous(const Area& area, const Area& old, FileKind kind) {
        const std::uint32_t dirtied = area.values[k_private_dirty] + area.values[k_shared_dirty] -
                                      old.values[k_private_dirty] - old.values[k_shared_dirty];
        const bool all = old.values[k_anonymous] == old.values[k_rss] && kind != k_file;
        return (area.permissions & k_shared) != 0 ? old.values[k_anonymous]
               : all                              ? area.values[k_rss]
                                                  : not_negative(old.values[k_anonymous] + dirtied);
    }

    static std::uint32_t not_negative(std::uint32_t value) { return value < k_value_limit ? value : 0; }

    // Parts of Rss of a known area.

    void changed_parts(Area& area, const Area& old, unsigned group, unsigned shift, unsigned history) {
        const unsigned hot = history == 0 ? 0 : 2 - (history & 1);
        const std::uint32_t dirty = changed_part(area, old, k_private_dirty, group, hot, group < 8 ? 0 : 1, shift);
        const std::uint32_t shared = changed_part(area, old, k_shared_clean, group, hot, 2, shift);
        opposite_part(area, old, k_private_clean, shared, group, shared != 0 ? 1 : hot, shift);
        opposite_part(area, old, k_shared_dirty, dirty, group, hot, shift);
    }

    /// Returns by how much it changed.
    std::uint32_t changed_part(Area& area, const Area& old, Slot slot, unsigned group, unsigned circumstance,
                               unsigned step, unsigned shift) {
        const unsigned differs =
            context::k_part_changed.at(((slot - k_shared_clean) * 8U + group / 2) * 3 + circumstance);
        area.values[slot] = corrected(differs, context::k_part_step.at(step * context::k_nonzero), area.values[slot],
                                      old.values[slot], shift);
        return area.values[slot] - old.values[slot];
    }

    /// Pages that became shared were private before, and the other way round.
    void opposite_part(Area& area, const Area& old, Slot slot, std::uint32_t moved, unsigned group,
                       unsigned circumstance, unsigned shift) {
        std::uint32_t& value = area.values[slot];
        const unsigned which = slot == k_private_clean ? 0 : 1;
        if (moved != 0 && flag(context::k_part_moved.at(which), value == old.values[slot] - moved)) {
            value = old.values[slot] - moved;
            return;
        }
        changed_part(area, old, slot, group, circumstance, 3, shift);
    }

    // The rest: mostly what they were, or 0.

    static bool has_room_for_huge_page(const Area& area) {
        constexpr std::uint64_t k_huge = std::uint64_t{2} << 20;
        return ((area.start + k_huge - 1) & ~(k_huge - 1)) + k_huge <= area.end;
    }

    static std::uint32_t expected_other(const Area& area, const Area* old, const Schema& schema, unsigned slot) {
        if (slot == k_swap_pss && (old == nullptr || old->values[k_swap] == old->values[k_swap_pss])) {
            return area.values[k_swap];
        }
        if (old != nullptr) {
            return old->values[slot];
        }
        return slot == k_kernel_page_size || slot == k_mmu_page_size ? 1U << schema.kb_shift() : 0;
    }

    void code_others(Area& area, const Area* old, const Schema& schema, unsigned group) {
        constexpr std::uint32_t k_ruled = bit_of(k_size) | bit_of(k_rss) | bit_of(k_pss) | bit_of(k_referenced) |
                                          bit_of(k_anonymous) | bit_of(k_thp_eligible) | k_parts;
        if (schema.has(k_thp_eligible)) {
            code_thp(area, old, group);
        }
        const std::uint32_t slots = schema.present & ~(k_ruled | (schema.has(k_pss) ? bit_of(k_pss_dirty) : 0));
        bool any = false;
        for (std::uint32_t left = slots; Engine::k_encodes && left != 0 && !any; left &= left - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(left));
            any = area.values[slot] != expected_other(area, old, schema, slot);
        }
        any = flag(context::k_others_differ.at(group * 2 + (old != nullptr)), any);
        for (std::uint32_t left = slots; left != 0; left &= left - 1) {
            code_other(area, old, schema, static_cast<unsigned>(std::countr_zero(left)), any);
        }
    }

    /// 0 or 1 (the encoder sees to that); as it was, unless the range moved.
    void code_thp(Area& area, const Area* old, unsigned group) {
        const bool known = old != nullptr && old->start == area.start && old->end == area.end;
        const std::uint32_t expected = known ? old->values[k_thp_eligible] : 0;
        const unsigned circumstance = (group / 2 * 2 + has_room_for_huge_page(area)) * 2 + known;
        std::uint32_t& value = area.values[k_thp_eligible];
        value = expected ^ static_cast<std::uint32_t>(flag(context::k_thp.at(circumstance), value != expected));
    }

    void code_other(Area& area, const Area* old, const Schema& schema, unsigned slot, bool any) {
        const std::uint32_t expected = expected_other(area, old, schema, slot);
        std::uint32_t& value = area.values[slot];
        if (!any || !flag(context::k_other_differs.at(slot * 2 + (old != nullptr)), value != expected)) {
            value = expected;
            return;
        }
        const bool huge = slot >= k_anon_huge_pages && slot <= k_file_pmd_mapped;
        const unsigned usual = huge ? 11 : schema.kb_shift();
        const std::uint32_t change = value - expected;
        const bool odd = flag(context::k_other_unit.at(huge), (change & ((1U << usual) - 1)) != 0);
        const unsigned kind = huge ? 0 : slot == k_swap || slot == k_swap_pss ? 1 : 2;
        value = expected +
                this->small_nonzero(context::k_other_step.at(kind * context::k_nonzero), change, odd ? 0 : usual);
    }
};

} // namespace protocol::coder
