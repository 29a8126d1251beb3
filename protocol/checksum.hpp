// The frame checksum and the text hash; one implementation for both ends.
// PROTOCOL.md, sections 2 and 8. CRC-32C: RFC 3720, appendix B.4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol {

namespace detail {
/// What `bits` low bits of the state turn into.
template <unsigned bits>
consteval std::array<std::uint32_t, 1U << bits> crc32c_table() {
    std::array<std::uint32_t, 1U << bits> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (unsigned bit = 0; bit < bits; ++bit) {
            value = value >> 1 ^ (0x82F63B78U & (~(value & 1) + 1));
        }
        table[i] = value;
    }
    return table;
}
template <unsigned bits>
inline constexpr std::array<std::uint32_t, 1U << bits> k_crc32c_table = crc32c_table<bits>();
} // namespace detail

/// CRC-32C in progress: start with the default value, `add` bytes, read `value()`. It takes `bits` of a byte at a time.
template <unsigned bits>
class BasicCrc32c {
  public:
    constexpr void add(const std::uint8_t* data, std::size_t size) {
        constexpr std::uint32_t k_mask = (1U << bits) - 1;
        for (; size != 0; --size) {
            state_ ^= *data++;
            for (unsigned done = 0; done < 8; done += bits) {
                state_ = state_ >> bits ^ detail::k_crc32c_table<bits>[state_ & k_mask];
            }
        }
    }
    constexpr std::uint32_t value() const { return ~state_; }

  private:
    std::uint32_t state_ = 0xFFFFFFFFU;
};

using Crc32c = BasicCrc32c<8>;
/// With a table of 64 bytes in place of 1,024: for the agent, whose coded frames are short.
using SmallCrc32c = BasicCrc32c<4>;

/// 64-bit hash of one piece of smaps text (PROTOCOL.md, section 8), in progress: a multiplication for each eight bytes,
/// none of which waits for the one before. The bytes may come in any portions.
class PieceHash {
  public:
    constexpr void add(const std::uint8_t* data, std::size_t size) {
        size_ += static_cast<std::uint32_t>(size);
        for (; held_ != 0 && size != 0; --size) {
            hold(*data++);
        }
        Sum sum = sum_; // in registers: most of what an idle sweep costs the agent
        const std::uint8_t* const end = data + size;
        const std::uint8_t* const words_end = end - size % 8;
        if constexpr (sizeof(void*) == 8) { // two steps at a time; a tenth faster, and larger
            for (; words_end - data >= 16; data += 16) {
                sum.add(word(data), word(data + 4));
                sum.add(word(data + 8), word(data + 12));
            }
        }
        for (; data != words_end; data += 8) {
            sum.add(word(data), word(data + 4));
        }
        sum_ = sum;
        while (data != end) {
            hold(*data++);
        }
    }

    constexpr bool empty() const { return size_ == 0; }

    constexpr std::uint64_t value() const {
        Sum last = sum_;
        last.add(first_, second_);
        const auto high = static_cast<std::uint32_t>(last.value >> 32);
        const std::uint32_t low = static_cast<std::uint32_t>(last.value) ^ size_;
        return static_cast<std::uint64_t>(finish(high ^ 0x27D4EB2FU)) << 32 | finish(low + high);
    }

  private:
    [[gnu::always_inline]] static constexpr std::uint32_t word(const std::uint8_t* in) {
        return static_cast<std::uint32_t>(in[0]) | static_cast<std::uint32_t>(in[1]) << 8 |
               static_cast<std::uint32_t>(in[2]) << 16 | static_cast<std::uint32_t>(in[3]) << 24;
    }
    struct Sum {
        std::uint64_t value = 0;
        std::uint32_t key = 0x9E3779B9U; ///< so that words cannot change places unseen

        [[gnu::always_inline]] constexpr void add(std::uint32_t first, std::uint32_t second) {
            value += static_cast<std::uint64_t>(first + key) * (second + key + 0x85EBCA6BU);
            key += 0xC2B2AE35U;
        }
    };

    /// Bytes that do not fill eight yet; zeros fill the rest.
    constexpr void hold(std::uint8_t byte) {
        (held_ < 4 ? first_ : second_) |= static_cast<std::uint32_t>(byte) << 8 * (held_ & 3);
        if (++held_ == 8) {
            sum_.add(first_, second_);
            first_ = second_ = held_ = 0;
        }
    }
    static constexpr std::uint32_t finish(std::uint32_t value) {
        value = (value ^ value >> 16) * 0x85EBCA6BU;
        value = (value ^ value >> 13) * 0xC2B2AE35U;
        return value ^ value >> 16;
    }

    Sum sum_;
    std::uint32_t first_ = 0;
    std::uint32_t second_ = 0;
    std::uint32_t held_ = 0;
    std::uint32_t size_ = 0;
};

/// The hash of one piece that is there as a whole.
constexpr std::uint64_t text_hash(const std::uint8_t* data, std::size_t size) {
    PieceHash hash;
    hash.add(data, size);
    return hash.value();
}

/// Text hash of one process: the sum over the pieces of its text, which may come in any portions.
class TextHash {
  public:
    constexpr void add(const std::uint8_t* data, std::size_t size) {
        std::size_t begin = 0;
        for (std::size_t i = 0; i < size; ++i) {
            if (line_start_ && starts_piece(data[i])) {
                piece_.add(data + begin, i - begin);
                close();
                begin = i;
            }
            line_start_ = data[i] == '\n';
        }
        piece_.add(data + begin, size - begin);
    }

    constexpr std::uint64_t value() const { return piece_.empty() ? sum_ : sum_ + piece_.value(); }

    /// The header line of a VMA starts with its address.
    static constexpr bool starts_piece(std::uint8_t byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
    }

  private:
    constexpr void close() {
        sum_ = value();
        piece_ = PieceHash();
    }

    PieceHash piece_;
    std::uint64_t sum_ = 0;
    bool line_start_ = true;
};

/// Weight of one process in the sum over a sweep, so that texts cannot change places unseen. Odd for every pid.
constexpr std::uint64_t process_weight(std::uint32_t pid) {
    return static_cast<std::uint64_t>(pid) * 0x9E3779B97F4A7C15U << 1 | 1;
}

} // namespace protocol
