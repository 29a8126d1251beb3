// The numbers of an area ↔ symbols, most of them predicted: Rss is the sum of its parts, Pss is Rss where nothing is
// shared, and so on. What a kernel does not print is never coded. PROTOCOL.md, sections 7.9 and 7.10.
#pragma once

#include "protocol/coder/contexts.hpp"
#include "protocol/coder/recent.hpp"
#include "protocol/coder/schema.hpp"
#include "protocol/coder/symbol_coder.hpp"

#include <bit>

namespace protocol::coder {

/// What the numbers of an area depend on besides themselves.
struct Surroundings {
    const Schema& schema;
    FileKind kind;
    const Area* before; ///< nullptr at the start of a text
    FileKind kind_before;
};

template <class Engine>
class NumberCoder {
  public:
    NumberCoder(SymbolCoder<Engine>& symbols, Recent& recent) : symbols_(symbols), recent_(recent) {}

    void whole(Area& area, const Surroundings& around) {
        const unsigned group = area_class(area, around.kind);
        const unsigned shift = unit_shift(area, nullptr, around.schema, 0);
        if (around.schema.has(k_size)) {
            area.values[k_size] = difference(context::k_size_differs, area.values[k_size]);
        }
        if (has_parts(around.schema)) {
            whole_parts(area, around, group, shift);
        } else {
            plain_parts(area, nullptr, around.schema);
        }
        code_rss(area, around.schema);
        whole_pss(area, around.schema, group);
        whole_referenced(area, around.schema, group, shift);
        code_others(area, nullptr, around.schema, group);
    }

    /// `area` has the range of the new one.
    void changed(Area& area, const Area& old, const Surroundings& around, unsigned history) {
        const unsigned group = area_class(area, around.kind);
        const unsigned shift = unit_shift(area, &old, around.schema, 1);
        if (around.schema.has(k_size)) {
            area.values[k_size] =
                old.values[k_size] + difference(context::k_size_differs, area.values[k_size] - old.values[k_size]);
        }
        if (has_parts(around.schema)) {
            changed_parts(area, old, group, shift, history);
        } else {
            plain_parts(area, &old, around.schema);
        }
        code_rss(area, around.schema);
        changed_pss(area, old, around.schema, group);
        changed_referenced(area, old, around, group, shift);
        code_others(area, &old, around.schema, group);
    }

  private:
    enum Part : unsigned { k_none, k_all, k_some };

    static constexpr Slot k_parts[] = {k_shared_clean, k_shared_dirty, k_private_clean, k_private_dirty};

    static bool has_parts(const Schema& schema) {
        constexpr std::uint32_t k_needed =
            1U << k_shared_clean | 1U << k_shared_dirty | 1U << k_private_clean | 1U << k_private_dirty | 1U << k_rss;
        return (schema.present & k_needed) == k_needed;
    }

    /// Where the parts do not make up Rss, those that are there are like any other number.
    void plain_parts(Area& area, const Area* old, const Schema& schema) {
        for (const Slot slot : k_parts) {
            if (schema.has(slot)) {
                const std::uint32_t expected = old != nullptr ? old->values[slot] : 0;
                area.values[slot] = expected + difference(context::k_rss, area.values[slot] - expected);
            }
        }
    }

    static Part part_of(std::uint64_t value, std::uint64_t all) {
        return value == 0 ? k_none : value == all ? k_all : k_some;
    }

    bool flag(unsigned context, bool bit) { return symbols_.flag(context, bit); }

    /// Differences and numbers of 32 bits.
    std::uint32_t difference(context::Group group, std::uint32_t value, unsigned shift = 0) {
        return static_cast<std::uint32_t>(symbols_.difference(group.first, signed_units(value, shift))) << shift;
    }
    std::uint32_t nonzero(unsigned context, std::uint32_t value, unsigned shift = 0) {
        return static_cast<std::uint32_t>(symbols_.nonzero(context, signed_units(value, shift))) << shift;
    }
    static std::uint64_t signed_units(std::uint32_t value, unsigned shift) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(value)) >> shift);
    }

    /// Pages are the unit unless some number is no multiple of it.
    unsigned unit_shift(const Area& area, const Area* old, const Schema& schema, unsigned context) {
        static constexpr Slot k_whole_pages[] = {k_shared_clean,  k_shared_dirty, k_private_clean,
                                                 k_private_dirty, k_referenced,   k_anonymous};
        const unsigned shift = schema.kb_shift();
        std::uint32_t rest = 0;
        for (const Slot slot : k_whole_pages) {
            rest |= area.values[slot] - (old != nullptr ? old->values[slot] : 0);
        }
        return flag(context::k_odd_unit.at(context), (rest & ((1U << shift) - 1)) != 0) ? 0 : shift;
    }

    /// `value` of `all`: none, all or some of it.
    std::uint32_t code_part(unsigned context, unsigned number, std::uint32_t value, std::uint32_t all) {
        const unsigned part = symbols_.three(context, part_of(value, all));
        return part == k_none ? 0 : part == k_all ? all : static_cast<std::uint32_t>(symbols_.number(number, value));
    }

    void whole_parts(Area& area, const Surroundings& around, unsigned group, unsigned shift) {
        auto& values = area.values;
        const std::uint32_t clean_shared = values[k_shared_clean] >> shift;
        const std::uint32_t dirty_shared = values[k_shared_dirty] >> shift;
        const std::uint32_t clean = clean_shared + (values[k_private_clean] >> shift);
        const std::uint32_t dirty = dirty_shared + (values[k_private_dirty] >> shift);
        const std::uint32_t resident = code_resident(area, around, group, shift, clean + dirty);
        const std::uint32_t dirty_now =
            resident == 0
                ? 0
                : code_part(context::k_dirty.at(group * 2),
                            context::k_dirty_pages.at(around.kind == k_file ? context::k_number : 0), dirty, resident);
        const std::uint32_t clean_now = resident - dirty_now;
        const std::uint32_t shared = clean_now == 0
                                         ? 0
                                         : code_part(context::k_clean_shared.at((group * 4 + clean_before(around)) * 2),
                                                     context::k_clean_pages.first, clean_shared, clean_now);
        const std::uint32_t shared_dirty =
            dirty_now == 0 ? 0
                           : code_part(context::k_dirty_shared.at(group * 2), context::k_dirty_shared_pages.first,
                                       dirty_shared, dirty_now);
        values[k_shared_clean] = shared << shift;
        values[k_shared_dirty] = shared_dirty << shift;
        values[k_private_clean] = (clean_now - shared) << shift;
        values[k_private_dirty] = (dirty_now - shared_dirty) << shift;
    }

    std::uint32_t code_resident(const Area& area, const Surroundings& around, unsigned group, unsigned shift,
                                std::uint32_t value) {
        const auto pages = static_cast<std::uint32_t>(area.bytes() >> (10 + shift));
        const unsigned size = pages == 1 ? 0 : pages <= 8 ? 1 : 2;
        const unsigned before = around.before == nullptr
                                    ? unsigned{k_none}
                                    : part_of(around.before->values[k_rss], around.before->bytes() >> 10);
        const unsigned width = static_cast<unsigned>(std::bit_width(pages));
        const unsigned number = width < 4 ? 0 : width < 7 ? 1 : width < 11 ? 2 : 3;
        return code_part(context::k_resident.at(((group * 3 + size) * 3 + before) * 2),
                         context::k_resident_pages.at(number * context::k_number), value, pages);
    }

    /// Whether the clean pages of the area before are shared: 0 yes, 1 and private too, 2 private only, 3 none.
    static unsigned clean_before(const Surroundings& around) {
        if (around.before == nullptr) {
            return 3;
        }
        const bool is_private = around.before->values[k_private_clean] != 0;
        return around.before->values[k_shared_clean] != 0 ? (is_private ? 1 : 0) : (is_private ? 2 : 3);
    }

    static std::uint32_t sum_of_parts(const Area& area) {
        return area.values[k_shared_clean] + area.values[k_shared_dirty] + area.values[k_private_clean] +
               area.values[k_private_dirty];
    }

    void code_rss(Area& area, const Schema& schema) {
        if (schema.has(k_rss)) {
            const std::uint32_t sum = sum_of_parts(area);
            area.values[k_rss] = sum + difference(context::k_rss, area.values[k_rss] - sum);
        }
    }

    // Pss: that of private pages is known; that of shared ones is predicted by the share others had.

    static std::uint32_t shared_of(const Area& area) {
        return area.values[k_shared_clean] + area.values[k_shared_dirty];
    }
    static std::uint32_t private_of(const Area& area) {
        return area.values[k_private_clean] + area.values[k_private_dirty];
    }

    void learn_share(std::uint32_t share, std::uint32_t shared) {
        if (shared != 0 && share != 0 && share < k_value_limit) {
            recent_.share = quotient(share, shared);
        }
    }

    void whole_pss(Area& area, const Schema& schema, unsigned group) {
        if (!schema.has(k_pss)) {
            return;
        }
        const std::uint32_t shared = shared_of(area);
        const std::uint32_t expected = scaled(shared, recent_.share);
        std::uint32_t share = area.values[k_pss] - private_of(area);
        if (flag(context::k_pss_differs.at(shared != 0 ? group : 16), share != expected)) {
            share = expected + nonzero(context::k_pss_step.at(shared < 64 ? context::k_nonzero : 0), share - expected);
        } else {
            share = expected;
        }
        learn_share(share, shared);
        area.values[k_pss] = private_of(area) + share;
        if (schema.has(k_pss_dirty)) {
            const std::uint32_t dirty =
                area.values[k_private_dirty] + scaled(area.values[k_shared_dirty], recent_.share);
            const bool simple = shared == 0 || area.values[k_shared_dirty] == 0;
            const std::uint32_t guess = simple                             ? area.values[k_private_dirty]
                                        : area.values[k_shared_clean] == 0 ? pss_less_private_clean(area)
                                                                           : dirty;
            code_pss_dirty(area, guess, context::k_pss_dirty_differs.at(group), context::k_pss_dirty_step.first);
        }
    }

    static std::uint32_t pss_less_private_clean(const Area& area) {
        return area.values[k_pss] - area.values[k_private_clean];
    }

    void code_pss_dirty(Area& area, std::uint32_t guess, unsigned differs, unsigned step) {
        std::uint32_t& value = area.values[k_pss_dirty];
        value = flag(differs, value != guess) ? guess + nonzero(step, value - guess) : guess;
    }

    void changed_pss(Area& area, const Area& old, const Schema& schema, unsigned group) {
        if (!schema.has(k_pss)) {
            return;
        }
        const std::uint32_t shared = shared_of(area);
        const std::uint32_t old_shared = shared_of(old);
        const std::uint32_t old_share = old.values[k_pss] - private_of(old);
        const std::uint32_t expected = shared == 0            ? 0
                                       : shared == old_shared ? old_share
                                       : old_shared != 0      ? scaled(shared, quotient(old_share, old_shared))
                                                              : scaled(shared, recent_.share);
        std::uint32_t share = area.values[k_pss] - private_of(area);
        const bool same_pages = shared == old_shared && shared != 0;
        const unsigned circumstance = shared == 0 ? 0 : same_pages ? 1 : 2;
        if (flag(context::k_new_pss_differs.at(group * 3 + circumstance), share != expected)) {
            const std::uint32_t base = same_pages ? scaled(old_share, recent_.share_change) : expected;
            share =
                base +
                difference(
                    {static_cast<std::uint16_t>(context::k_new_pss_step.at(same_pages ? 0 : context::k_difference)), 0},
                    share - base);
            if (same_pages && old_share > 8 && old_share < k_value_limit && share < k_value_limit) {
                recent_.share_change = quotient(share, old_share);
            }
        } else {
            share = expected;
        }
        learn_share(share, shared);
        area.values[k_pss] = private_of(area) + share;
        if (schema.has(k_pss_dirty)) {
            const bool simple = shared == 0 || area.values[k_shared_dirty] == 0;
            const std::uint32_t guess =
                simple ? area.values[k_private_dirty]
                : area.values[k_shared_clean] == 0
                    ? pss_less_private_clean(area)
                    : old.values[k_pss_dirty] + area.values[k_private_dirty] - old.values[k_private_dirty];
            code_pss_dirty(area, guess, context::k_new_pss_dirty_differs.at(group),
                           context::k_new_pss_dirty_step.first);
        }
    }

    // Referenced is Rss mostly; Anonymous follows from what is mapped.

    void whole_referenced(Area& area, const Schema& schema, unsigned group, unsigned shift) {
        auto& values = area.values;
        if (schema.has(k_referenced)) {
            const std::uint32_t rss = values[k_rss];
            if (rss == 0 && schema.has(k_rss)) {
                values[k_referenced] = difference(context::k_rss, values[k_referenced]);
            } else {
                const unsigned given = values[k_referenced] == rss ? 0 : values[k_referenced] == 0 ? 1 : 2;
                const unsigned part = symbols_.three(context::k_referenced.at(group * 2), given);
                values[k_referenced] =
                    part == 0   ? rss
                    : part == 1 ? 0
                                : rss - nonzero(context::k_referenced_step.first, rss - values[k_referenced], shift);
            }
        }
        if (schema.has(k_anonymous)) {
            const std::uint32_t guess = (area.permissions & k_shared) != 0 ? 0
                                        : group >= 8 ? values[k_private_dirty] + values[k_shared_dirty]
                                                     : values[k_rss];
            if (flag(context::k_anonymous_differs.at(group), values[k_anonymous] != guess)) {
                values[k_anonymous] =
                    guess + nonzero(context::k_anonymous_step.first, values[k_anonymous] - guess, shift);
            } else {
                values[k_anonymous] = guess;
            }
        }
    }

    void changed_referenced(Area& area, const Area& old, const Surroundings& around, unsigned group, unsigned shift) {
        auto& values = area.values;
        const std::uint32_t grown = values[k_rss] - old.values[k_rss];
        if (around.schema.has(k_referenced)) {
            const unsigned direction = grown == 0 ? 0 : grown < k_value_limit ? 1 : 2;
            const std::uint32_t guess = not_negative(old.values[k_referenced] + grown);
            if (!flag(context::k_new_referenced_differs.at(group * 3 + direction), values[k_referenced] != guess)) {
                values[k_referenced] = guess;
            } else if (flag(context::k_new_referenced_is_rss.first, values[k_referenced] == values[k_rss])) {
                values[k_referenced] = values[k_rss];
            } else {
                values[k_referenced] =
                    guess + difference(context::k_new_referenced_step, values[k_referenced] - guess, shift);
            }
        }
        if (around.schema.has(k_anonymous)) {
            const std::uint32_t dirtied = values[k_private_dirty] + values[k_shared_dirty] -
                                          old.values[k_private_dirty] - old.values[k_shared_dirty];
            const bool all = old.values[k_anonymous] == old.values[k_rss] && around.kind != k_file;
            const std::uint32_t guess = (area.permissions & k_shared) != 0 ? old.values[k_anonymous]
                                        : all                              ? values[k_rss]
                                              : not_negative(old.values[k_anonymous] + dirtied);
            if (flag(context::k_new_anonymous_differs.at(group), values[k_anonymous] != guess)) {
                values[k_anonymous] =
                    guess + nonzero(context::k_new_anonymous_step.first, values[k_anonymous] - guess, shift);
            } else {
                values[k_anonymous] = guess;
            }
        }
    }

    static std::uint32_t not_negative(std::uint32_t value) { return value < k_value_limit ? value : 0; }

    // Parts of a known area.

    void changed_parts(Area& area, const Area& old, unsigned group, unsigned shift, unsigned history) {
        const unsigned hot = history == 0 ? 0 : (history & 1) != 0 ? 2 : 1;
        const unsigned by_name = group < 8 ? 0 : context::k_nonzero;
        const std::uint32_t dirty =
            changed_part(area, old, k_private_dirty, part_context(0, group, hot), by_name, shift);
        const std::uint32_t shared_clean =
            changed_part(area, old, k_shared_clean, part_context(1, group, hot), 2 * context::k_nonzero, shift);
        opposite_part(area, old, k_private_clean, shared_clean, part_context(2, group, shared_clean != 0 ? 1 : hot), 0,
                      shift);
        opposite_part(area, old, k_shared_dirty, dirty, part_context(3, group, hot), 1, shift);
    }

    static unsigned part_context(unsigned part, unsigned group, unsigned circumstance) {
        return context::k_part_changed.at((part * 16 + group) * 3 + circumstance);
    }

    /// Returns by how much it changed.
    std::uint32_t changed_part(Area& area, const Area& old, Slot slot, unsigned differs, unsigned step,
                               unsigned shift) {
        std::uint32_t change = area.values[slot] - old.values[slot];
        change = flag(differs, change != 0) ? nonzero(context::k_part_step.at(step), change, shift) : 0;
        area.values[slot] = old.values[slot] + change;
        return change;
    }

    /// Pages that became shared were private before, and the other way round.
    void opposite_part(Area& area, const Area& old, Slot slot, std::uint32_t moved, unsigned differs, unsigned which,
                       unsigned shift) {
        if (moved != 0 && flag(context::k_part_moved.at(which), area.values[slot] - old.values[slot] == 0 - moved)) {
            area.values[slot] = old.values[slot] - moved;
            return;
        }
        changed_part(area, old, slot, differs, (3 + which) * context::k_nonzero, shift);
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

    /// Slots that none of the rules above codes.
    static std::uint32_t other_slots(const Schema& schema) {
        std::uint32_t ruled =
            1U << k_size | 1U << k_rss | 1U << k_pss | 1U << k_referenced | 1U << k_anonymous | 1U << k_thp_eligible;
        if (schema.has(k_pss)) {
            ruled |= 1U << k_pss_dirty;
        }
        for (const Slot slot : k_parts) {
            ruled |= 1U << slot;
        }
        return schema.present & ~ruled;
    }

    void code_others(Area& area, const Area* old, const Schema& schema, unsigned group) {
        if (schema.has(k_thp_eligible)) {
            code_thp(area, old, group);
        }
        const std::uint32_t slots = other_slots(schema);
        bool any = false;
        for (std::uint32_t left = slots; Engine::k_encodes && left != 0; left &= left - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(left));
            any = any || area.values[slot] != expected_other(area, old, schema, slot);
        }
        any = slots != 0 && flag(context::k_others_differ.at(group * 2 + (old != nullptr)), any);
        for (std::uint32_t left = slots; left != 0; left &= left - 1) {
            code_other(area, old, schema, static_cast<unsigned>(std::countr_zero(left)), any);
        }
    }

    /// 0 or 1 (the encoder sees to that); as it was, unless the range moved.
    void code_thp(Area& area, const Area* old, unsigned group) {
        const bool known = old != nullptr && old->start == area.start && old->end == area.end;
        const std::uint32_t expected = known ? old->values[k_thp_eligible] : 0;
        const unsigned circumstance = (group * 2 + has_room_for_huge_page(area)) * 2 + known;
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
        const unsigned kind = slot == k_kernel_page_size || slot == k_mmu_page_size ? 0
                              : huge                                                ? 1
                              : slot == k_swap || slot == k_swap_pss                ? 2
                                                                                    : 3;
        value = expected + nonzero(context::k_other_step.at(kind * context::k_nonzero), change, odd ? 0 : usual);
    }

    SymbolCoder<Engine>& symbols_;
    Recent& recent_;
};

} // namespace protocol::coder
