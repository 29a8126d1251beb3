// The frame checksum and the text hash; one implementation for both ends.
// PROTOCOL.md, sections 2 and 8. CRC-32C: RFC 3720, appendix B.4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol {

namespace detail {
consteval std::array<std::uint32_t, 256> crc32c_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = value >> 1 ^ (0x82F63B78U & (~(value & 1) + 1));
        }
        table[i] = value;
    }
    return table;
}
inline constexpr std::array<std::uint32_t, 256> k_crc32c_table = crc32c_table();
} // namespace detail

/// CRC-32C in progress: start with the default value, `add` bytes, read `value()`.
class Crc32c {
  public:
    constexpr void add(const std::uint8_t* data, std::size_t size) {
        for (; size != 0; --size) {
            state_ = state_ >> 8 ^ detail::k_crc32c_table[(state_ ^ *data++) & 0xFF];
        }
    }
    constexpr std::uint32_t value() const { return ~state_; }

  private:
    std::uint32_t state_ = 0xFFFFFFFFU;
};

/// 64-bit hash of one piece of smaps text (PROTOCOL.md, section 8): two 32-bit lanes, so that it is cheap on 32-bit
/// CPUs.
constexpr std::uint64_t text_hash(const std::uint8_t* data, std::size_t size) {
    std::uint32_t low = 0x9E3779B9U ^ static_cast<std::uint32_t>(size);
    std::uint32_t high = 0x85EBCA6BU;
    const auto step = [&](std::uint32_t first, std::uint32_t second) {
        low = (low ^ first) * 0xCC9E2D51U;
        high = (high ^ second) * 0x1B873593U;
        low = (low << 13 | low >> 19) + high;
        high = (high << 17 | high >> 15) ^ low;
    };
    const auto word = [](const std::uint8_t* in, std::size_t count) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value |= static_cast<std::uint32_t>(in[i]) << 8 * i;
        }
        return value;
    };
    for (; size >= 8; size -= 8, data += 8) {
        step(word(data, 4), word(data + 4, 4));
    }
    step(word(data, size < 4 ? size : 4), size > 4 ? word(data + 4, size - 4) : 0);
    const auto finish = [](std::uint32_t value) {
        value = (value ^ value >> 16) * 0x85EBCA6BU;
        value = (value ^ value >> 13) * 0xC2B2AE35U;
        return value ^ value >> 16;
    };
    return static_cast<std::uint64_t>(finish(high ^ 0x27D4EB2FU)) << 32 | finish(low + high);
}

/// Weight of one process in the sum over a sweep, so that texts cannot change places unseen. Odd for every pid.
constexpr std::uint64_t process_weight(std::uint32_t pid) {
    return static_cast<std::uint64_t>(pid) * 0x9E3779B97F4A7C15U << 1 | 1;
}

} // namespace protocol
