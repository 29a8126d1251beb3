// Flags, choices and numbers as adaptive bits. Written once for both directions: with an encoder each call codes the
// given value and returns it; with a decoder the given value is ignored and the decoded one returned.
// PROTOCOL.md, section 7.3.
#pragma once

#include "protocol/coder/adaptive_model.hpp"

#include <bit>
#include <cstdint>

namespace protocol::coder {

template <class Engine>
class SymbolCoder {
  public:
    static constexpr bool k_encodes = Engine::k_encodes;

    SymbolCoder(Engine& engine, AdaptiveModel& model) : engine_(engine), model_(model) {}

    [[gnu::noinline]] bool flag(unsigned context, bool bit) {
        bit = engine_.code(bit, bounded(model_.probability[context]));
        model_.learn(context, bit);
        return bit;
    }

    /// 0, 1 or 2; uses contexts `context` and `context + 1`.
    [[gnu::noinline]] unsigned three(unsigned context, unsigned value) {
        return !flag(context, value != 0) ? 0 : 1U + flag(context + 1, value == 2);
    }

    /// `bits` (0 to 8) bits as a binary tree; uses 2^bits - 1 contexts.
    [[gnu::noinline]] unsigned tree(unsigned context, unsigned bits, unsigned value) {
        unsigned node = 1;
        for (unsigned left = bits; left != 0; --left) {
            node = node * 2 + flag(context + node - 1, (value >> (left - 1) & 1) != 0);
        }
        return node - (1U << bits);
    }

    /// Any number: its length in bits in unary, then the bits below the first, the first two of them modelled.
    [[gnu::noinline]] std::uint64_t number(unsigned context, std::uint64_t value) {
        const unsigned given = static_cast<unsigned>(std::bit_width(value));
        unsigned width = 0;
        while (width < 64 &&
               flag(context + (width < context::k_widths ? width : context::k_widths - 1), given > width)) {
            ++width;
        }
        if (width < 2) {
            return width;
        }
        const unsigned column = width < context::k_top_bits + 2 ? width - 2 : context::k_top_bits - 1;
        std::uint64_t result = 1;
        for (unsigned left = width - 1; left != 0; --left) {
            const bool bit = (value >> (left - 1) & 1) != 0;
            const unsigned depth = width - 1 - left;
            bool coded = false;
            if (depth == 0) {
                coded = flag(context + context::k_widths + column, bit);
            } else if (depth == 1) {
                coded = flag(context::k_second_bit + column * 2 + static_cast<unsigned>(result & 1), bit);
            } else if (width <= context::k_modelled_width) {
                coded = flag(context::k_low_bit + left - 1, bit);
            } else {
                coded = engine_.code(bit, 32768);
            }
            result = result << 1 | coded;
        }
        return result;
    }

    /// A number not 0 of either sign, modulo 2^64.
    [[gnu::noinline]] std::uint64_t nonzero(unsigned context, std::uint64_t value) {
        const bool negative = flag(context, static_cast<std::int64_t>(value) < 0);
        const std::uint64_t size = number(context + 1, (negative ? 0 - value : value) - 1) + 1;
        return negative ? 0 - size : size;
    }

    /// A number of either sign, modulo 2^64.
    [[gnu::noinline]] std::uint64_t difference(unsigned context, std::uint64_t value) {
        return flag(context, value != 0) ? nonzero(context + 1, value) : 0;
    }

    /// The same for numbers of 32 bits; differences are modulo 2^32, in units of 2^shift.
    [[gnu::noinline]] std::uint32_t small_number(unsigned context, std::uint32_t value) {
        return static_cast<std::uint32_t>(number(context, value));
    }
    [[gnu::noinline]] std::uint32_t small_nonzero(unsigned context, std::uint32_t value, unsigned shift) {
        return static_cast<std::uint32_t>(nonzero(context, units(value, shift))) << shift;
    }
    [[gnu::noinline]] std::uint32_t small_difference(unsigned context, std::uint32_t value, unsigned shift) {
        return flag(context, value != 0) ? small_nonzero(context + 1, value, shift) : 0;
    }
    /// `expected`, or another value by its difference; `context` asks, `step` is that of the difference.
    [[gnu::noinline]] std::uint32_t corrected(unsigned context, unsigned step, std::uint32_t value,
                                              std::uint32_t expected, unsigned shift) {
        return flag(context, value != expected) ? expected + small_nonzero(step, value - expected, shift) : expected;
    }

  protected:
    Engine& engine_;
    AdaptiveModel& model_;

  private:
    static std::uint64_t units(std::uint32_t value, unsigned shift) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(value) >> shift));
    }
};

} // namespace protocol::coder
