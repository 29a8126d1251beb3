// The numbers of a mapping ↔ symbols. A number is expected to be none or all of what its rule names, later to stay or
// to change along with that. What a kernel does not print is never coded. CODER.md, section 8.
#pragma once

#include "protocol/coder/recent.hpp"
#include "protocol/coder/schema.hpp"
#include "protocol/coder/symbol_coder.hpp"
#include "protocol/coder/value_rules.hpp"

namespace protocol::coder {

template <class Side>
class ValueCoder : public SymbolCoder<Side> {
  public:
    /// `old`: the same mapping in the sweep before, or nullptr; then `before` is the one before it in the text.
    /// `history` of the known one.
    void code_values(Area& area, const Schema& schema, const Area* old, const Area& before, unsigned history) {
        const FileKind kind = this->names.kind(area.file);
        const unsigned group = area_class(area, kind);
        Surroundings around{1U << (schema.page_shift - 10), recent_.share, kind == k_file};
        for (unsigned i = 0; i < k_rule_count; ++i) {
            const Rule rule = k_rules[i];
            std::uint32_t& value = area.values[rule.slot];
            if (!schema.has(rule.slot)) {
                continue;
            }
            const std::uint32_t all = whole_of(area, rule.whole, around);
            if (all == 0 && i != 0 && i < k_part_rules && folded(schema.present)) {
                value = 0; // no part of nothing
                continue;
            }
            const std::uint32_t none = old != nullptr ? old->values[rule.slot] : 0;
            const std::uint32_t along = all + none - (old != nullptr ? whole_of(*old, rule.whole, around) : 0);
            const bool huge = rule.slot >= k_anon_huge_pages && rule.slot <= k_file_pmd_mapped;
            const unsigned shift = i == k_pss_rule || i == k_pss_rule + 1 ? 0 : huge ? 11 : schema.page_shift - 10U;
            const unsigned context = i == 0 && old == nullptr ? resident_context(area, before, group)
                                                              : value_context(i, area, old, group, history);
            value = this->field(context, step_context(i, area, old != nullptr), value,
                                {along, none, i < k_part_rules ? none : along}, shift);
            if (i == k_pss_rule) {
                learn_share(area, around);
            }
        }
    }

  protected:
    Recent recent_;

  private:
    static unsigned value_context(unsigned rule, const Area& area, const Area* old, unsigned group, unsigned history) {
        const unsigned known = old != nullptr;
        if (rule < k_part_rules) {
            const unsigned variant = known == 0 ? 0 : history == 0 ? 1 : 3 - (history & 1);
            return context::k_part.at(((rule * 4 + variant) * 8 + group) * 2);
        }
        if (rule < k_class_rules) {
            return context::k_ruled_value.at((((rule - k_part_rules) * 2 + known) * 8 + group) * 2);
        }
        // Huge pages need room.
        return context::k_other_value.at(
            ((rule - k_class_rules) * 2 + (rule == k_thp_rule && known == 0 ? area.pages >= 512 : known)) * 2);
    }

    static unsigned resident_context(const Area& area, const Area& before, unsigned group) {
        const unsigned size = area.pages == 1 ? 0 : area.pages <= 8 ? 1 : 2;
        const std::uint32_t resident = before.values[k_private_clean];
        const unsigned full = resident == 0 ? 0 : resident == before.pages << 2 ? 1 : 2;
        return context::k_resident.at(((size * 3 + full) * 8 + group) * 2);
    }

    static unsigned step_context(unsigned rule, const Area& area, unsigned known) {
        if (rule == 0 && known == 0 && area.pages >= 8) {
            return context::k_resident_step.at((area.pages >= 128) * context::k_step);
        }
        const unsigned kind = rule < 2 ? rule : rule < k_part_rules ? 2 : rule == k_pss_rule ? 3 : 4;
        return context::k_value_step.at((known * 5 + kind) * context::k_step);
    }

    /// What is shared in the next mapping is probably shared as often.
    void learn_share(const Area& area, Surroundings& around) {
        const std::uint32_t shared = area.values[k_shared_clean] + area.values[k_shared_dirty];
        const std::uint32_t share = area.values[k_pss] + shared - area.values[k_private_clean];
        if (shared != 0 && share < k_number_limit) {
            recent_.share = around.share = quotient(share, shared);
        }
    }
};

} // namespace protocol::coder
