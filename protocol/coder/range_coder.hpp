// Binary range coder: bits with 16-bit probabilities ↔ bytes. The lowest level of coded text (CODER.md, section 3.1).
// The interval [low_, high_] is split in proportion to the probability of a 1; bytes both ends agree on
// are put out.
#pragma once

#include <cstddef>
#include <cstdint>

namespace protocol::coder {

/// Probabilities are of a 1, in 1/65536, and kept within these bounds, so that no bit is impossible.
inline constexpr std::uint32_t k_probability_min = 24;
inline constexpr std::uint32_t k_probability_max = 65536 - 24;

constexpr std::uint32_t split(std::uint32_t low, std::uint32_t high, std::uint32_t probability) {
    const std::uint32_t bounded = probability < k_probability_min   ? k_probability_min
                                  : probability > k_probability_max ? k_probability_max
                                                                    : probability;
    return low + static_cast<std::uint32_t>(static_cast<std::uint64_t>(high - low) * bounded >> 16);
}

/// While `mute`, bits cost nothing and neither side has any: what both know is learned so.
/// `Output::put(byte)` takes the bytes. Trailing zeros are never put out: a reader finds zeros past the end.
template <class Output>
class RangeEncoder {
  public:
    Output output;
    bool mute;

    void start() {
        low_ = 0;
        high_ = ~std::uint32_t{0};
        zeros_ = 0;
    }

    [[gnu::noinline]] bool code(bool bit, std::uint32_t probability) {
        if (mute) {
            return bit;
        }
        const std::uint32_t middle = split(low_, high_, probability);
        if (bit) {
            high_ = middle;
        } else {
            low_ = middle + 1;
        }
        while (((low_ ^ high_) >> 24) == 0) {
            put(static_cast<std::uint8_t>(high_ >> 24));
            low_ <<= 8;
            high_ = high_ << 8 | 0xFF;
        }
        return bit;
    }

    /// Puts out the fewest bytes that name a value within the interval.
    void finish() {
        for (unsigned bytes = 0; bytes <= 4; ++bytes) {
            const std::uint32_t below = bytes == 4 ? 0 : ~std::uint32_t{0} >> 8 * bytes;
            const std::uint32_t value = (low_ & below) != 0 ? (low_ | below) + 1 : low_;
            if (value >= low_ && value <= high_) {
                for (unsigned i = 0; i < bytes; ++i) {
                    put(static_cast<std::uint8_t>(value >> (24 - 8 * i)));
                }
                return;
            }
        }
    }

  private:
    void put(std::uint8_t byte) {
        if (byte == 0) {
            ++zeros_;
            return;
        }
        for (; zeros_ != 0; --zeros_) {
            output.put(0);
        }
        output.put(byte);
    }

    std::uint32_t low_;
    std::uint32_t high_;
    std::uint32_t zeros_;
};

/// Past the end of its bytes it reads zeros; `overrun()` is their number.
class RangeDecoder {
  public:
    bool mute = false;

    RangeDecoder() = default;
    RangeDecoder(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {
        for (int i = 0; i < 4; ++i) {
            next();
        }
        overrun_ = 0;
    }

    bool code(bool known, std::uint32_t probability) {
        if (mute) {
            return known;
        }
        const std::uint32_t middle = split(low_, high_, probability);
        const bool bit = value_ <= middle;
        if (bit) {
            high_ = middle;
        } else {
            low_ = middle + 1;
        }
        while (((low_ ^ high_) >> 24) == 0) {
            low_ <<= 8;
            high_ = high_ << 8 | 0xFF;
            next();
        }
        return bit;
    }

    std::size_t overrun() const { return overrun_; }

    /// Bytes not read yet. What was read is up to four bytes ahead of what was decoded.
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  private:
    void next() {
        overrun_ += at_ == end_;
        value_ = value_ << 8 | (at_ != end_ ? *at_++ : 0U);
    }

    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    std::uint32_t low_ = 0;
    std::uint32_t high_ = ~std::uint32_t{0};
    std::uint32_t value_ = 0;
    std::size_t overrun_ = 0;
};

} // namespace protocol::coder
