// The one place where integers become wire bytes and back. No struct is ever cast to bytes.
// Types: PROTOCOL.md, section 1. Usable without a C library.
#pragma once

#include <cstddef>
#include <cstdint>

namespace protocol {

/// Writes the low `count` (1 to 8) bytes of `value`, least significant first; returns the end.
constexpr std::uint8_t* store(std::uint8_t* out, std::uint64_t value, unsigned count) {
    for (; count != 0; --count, value >>= 8) {
        *out++ = static_cast<std::uint8_t>(value);
    }
    return out;
}

/// Reads `count` (1 to 8) bytes, least significant first.
constexpr std::uint64_t load(const std::uint8_t* in, unsigned count) {
    std::uint64_t value = 0;
    while (count != 0) {
        value = value << 8 | in[--count];
    }
    return value;
}

/// Longest varint in bytes: ceil(64 / 7).
inline constexpr std::size_t k_varint_bytes_max = 10;

/// Writes `value` as varint (1 to 10 bytes); returns the end.
constexpr std::uint8_t* store_varint(std::uint8_t* out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
        *out++ = static_cast<std::uint8_t>(value | 0x80);
    }
    *out++ = static_cast<std::uint8_t>(value);
    return out;
}

/// Folds the sign into bit 0, so that small numbers of either sign are short varints.
constexpr std::uint64_t zigzag(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

/// The inverse of zigzag.
constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

/// Reads from a byte range it does not own. After the first failed read `ok` is false and every read answers 0.
struct Reader {
    const std::uint8_t* at;
    const std::uint8_t* end;
    bool ok = true;

    constexpr Reader(const std::uint8_t* data, std::size_t size) : at(data), end(data + size) {}

    constexpr std::size_t left() const { return static_cast<std::size_t>(end - at); }

    /// `count` bytes, or nullptr when fewer are left.
    constexpr const std::uint8_t* take(std::size_t count) {
        if (!ok || count > left()) {
            ok = false;
            return nullptr;
        }
        const std::uint8_t* const taken = at;
        at += count;
        return taken;
    }

    constexpr std::uint64_t fixed(unsigned count) {
        const std::uint8_t* const taken = take(count);
        return taken != nullptr ? load(taken, count) : 0;
    }

    constexpr std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t* const taken = take(1);
            if (taken == nullptr || (shift == 63 && *taken > 1)) {
                break;
            }
            value |= static_cast<std::uint64_t>(*taken & 0x7F) << shift;
            if (*taken < 0x80) {
                return value;
            }
        }
        ok = false;
        return 0;
    }

    constexpr std::int64_t svarint() { return unzigzag(varint()); }
};

} // namespace protocol
