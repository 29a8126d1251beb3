// ARM: libgcc's division is half a kilobyte and wants `raise`. Small rather than fast: none is on a hot path.
#if defined(__arm__)

#include <cstdint>

extern "C" {

/// Shift and subtract. The quotient comes back in r0, the rest in r1, so this serves as both of the ABI's functions.
[[gnu::used]] std::uint64_t __aeabi_uidivmod(std::uint32_t value, std::uint32_t by) {
    std::uint32_t rest = 0;
    for (int bit = 0; bit < 32; ++bit) {
        const bool carried = rest >> 31 != 0;
        rest = rest << 1 | value >> 31;
        value <<= 1;
        if (carried || rest >= by) {
            rest -= by;
            value |= 1;
        }
    }
    return static_cast<std::uint64_t>(rest) << 32 | value;
}

[[gnu::used, gnu::nothrow, gnu::alias("__aeabi_uidivmod")]] std::uint64_t __aeabi_uidiv(std::uint32_t value,
                                                                                        std::uint32_t by);

} // extern "C"

#endif

// 64-bit shifts and division for 32-bit MIPS and PowerPC, under libgcc's names. MIPS: libgcc is built for another ABI
// (abicalls, hard float), which the linker rightly complains about. Small rather than fast: none is on a hot path.
#if (defined(__mips__) && !defined(__mips64)) || (defined(__powerpc__) && !defined(__powerpc64__))

#include <cstdint>

namespace {

struct Halves {
    std::uint32_t high, low;
};

std::uint64_t join(Halves value) {
    return static_cast<std::uint64_t>(value.high) << 32 | value.low;
}

Halves split(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value >> 32), static_cast<std::uint32_t>(value)};
}

/// Shift and subtract, one bit at a time.
std::uint64_t divide(std::uint64_t value, std::uint64_t by, std::uint64_t& rest) {
    std::uint64_t quotient = 0;
    std::uint64_t left = 0;
    for (int bit = 0; bit < 64; ++bit) {
        left = left << 1 | value >> 63;
        value <<= 1;
        quotient <<= 1;
        if (left >= by) {
            left -= by;
            quotient |= 1;
        }
    }
    rest = left;
    return quotient;
}

} // namespace

extern "C" {

[[gnu::used]] std::uint64_t __ashldi3(std::uint64_t value, int count) {
    const Halves old = split(value);
    if (count >= 32) {
        return join({old.low << (count & 31), 0});
    }
    return count == 0 ? value : join({old.high << count | old.low >> (32 - count), old.low << count});
}

[[gnu::used]] std::uint64_t __lshrdi3(std::uint64_t value, int count) {
    const Halves old = split(value);
    if (count >= 32) {
        return join({0, old.high >> (count & 31)});
    }
    return count == 0 ? value : join({old.high >> count, old.low >> count | old.high << (32 - count)});
}

[[gnu::used]] std::int64_t __ashrdi3(std::int64_t value, int count) {
    const std::uint64_t sign = value < 0 ? ~std::uint64_t{0} : 0;
    return static_cast<std::int64_t>(__lshrdi3(static_cast<std::uint64_t>(value) ^ sign, count) ^ sign);
}

[[gnu::used]] std::uint64_t __udivdi3(std::uint64_t value, std::uint64_t by) {
    std::uint64_t rest;
    return divide(value, by, rest);
}

[[gnu::used]] std::uint64_t __umoddi3(std::uint64_t value, std::uint64_t by) {
    std::uint64_t rest;
    divide(value, by, rest);
    return rest;
}

#if defined(__mips16) // has no instruction for it; 32-bit code has
[[gnu::used, gnu::nomips16]] int __clzsi2(std::uint32_t value) {
    return __builtin_clz(value);
}
#endif

} // extern "C"

#endif
