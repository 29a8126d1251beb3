// Flags, choices and numbers as adaptive bits. Written once for both directions: with an encoder each call codes the
// given value and returns it; with a decoder the given value is ignored and the decoded one returned.
// CODER.md, section 3.3.
#pragma once

#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/range_coder.hpp"

#include <cstdint>

namespace protocol::coder {

/// `Side` is one end: k_encodes, engine (range coder) and names (dictionary, see area_coder.hpp).
template <class Side>
class SymbolCoder : public Side {
  public:
    [[gnu::noinline]] bool flag(unsigned context, bool bit) {
        bit = this->engine.code(bit, model_.probability[context]);
        model_.learn(context, bit);
        return bit;
    }

    /// `bits` bits as a binary tree; uses 2^bits - 1 contexts.
    [[gnu::noinline]] unsigned tree(unsigned context, unsigned bits, unsigned value) {
        unsigned node = 1;
        while (bits-- != 0) {
            node = node * 2 + flag(context + node - 1, (value >> bits & 1) != 0);
        }
        return node;
    }

    /// Any number: its length in bits in unary, then the bits below the first.
    [[gnu::noinline]] std::uint32_t number(unsigned context, std::uint32_t value) {
        unsigned width = 0;
        while (width < 32 &&
               flag(context + (width < context::k_widths ? width : context::k_widths - 1), value >> width != 0)) {
            ++width;
        }
        if (width == 0) {
            return 0;
        }
        std::uint32_t result = 1;
        const unsigned top = width - 2;
        for (unsigned left = width - 1; left-- != 0;) {
            const unsigned where =
                left == top ? context + context::k_widths + (top < context::k_top_bits ? top : context::k_top_bits - 1)
                            : context::k_low_bits.first + (left < 24 ? left : 23);
            result = result << 1 | flag(where, (value >> left & 1) != 0);
        }
        return result;
    }

    /// A difference modulo 2^32, mostly in units of 2^shift; not 0.
    [[gnu::noinline]] std::uint32_t step(unsigned context, std::uint32_t value, unsigned shift) {
        if (shift != 0 && flag(context, (value & ((1U << shift) - 1)) != 0)) {
            shift = 0;
        }
        const bool negative = flag(context + 1, value >> 31 != 0);
        const std::uint32_t size = number(context + 2, (negative ? 0 - value : value) >> shift) << shift;
        return negative ? 0 - size : size;
    }

    /// Two expected values, and the base of the difference when the value is neither.
    struct Expected {
        std::uint32_t first, second, base;
    };
    /// Contexts `context` and the next one ask for the expected values.
    [[gnu::noinline]] std::uint32_t field(unsigned context, unsigned steps, std::uint32_t value, Expected expected,
                                          unsigned shift) {
        const bool one = expected.first == expected.second;
        if (!one && !flag(context, value != expected.first)) {
            return expected.first;
        }
        if (!flag(context + 1, value != expected.second)) {
            return expected.second;
        }
        return expected.base + step(steps, value - expected.base, shift);
    }

    /// The same for 64 bits; the difference is to `second`.
    [[gnu::noinline]] std::uint64_t wide_field(unsigned context, unsigned steps, std::uint64_t value,
                                               std::uint64_t first, std::uint64_t second) {
        if (first != second && !flag(context, value != first)) {
            return first;
        }
        if (!flag(context + 1, value != second)) {
            return second;
        }
        value -= second;
        const bool negative = flag(steps, static_cast<std::int64_t>(value) < 0);
        value = negative ? 0 - value : value;
        const std::uint32_t high = number(context::k_high.first, static_cast<std::uint32_t>(value >> 32));
        const std::uint32_t low =
            number(high != 0 ? context::k_low.first : steps + 1, static_cast<std::uint32_t>(value));
        value = static_cast<std::uint64_t>(high) << 32 | low;
        return second + (negative ? 0 - value : value);
    }

  protected:
    AdaptiveModel model_;
};

} // namespace protocol::coder
