// What GCC and clang call unasked even in freestanding code, and std::string_view by builtin. Linked into the
// product only. The empty assembly keeps the compiler from turning a loop into a call of itself.
#include <cstddef>

namespace {

/// Whether a word may be at any address; where it may not, loading one that does costs more than its bytes do.
#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__) || defined(__ARM_FEATURE_UNALIGNED) ||            \
    defined(__powerpc__)
constexpr bool k_anywhere = true;
#else
constexpr bool k_anywhere = false;
#endif
constexpr std::size_t k_word = sizeof(unsigned long);
using Word[[ gnu::may_alias, gnu::aligned(k_anywhere ? 1 : alignof(unsigned long)) ]] = unsigned long;

/// Whether both can be read a word at a time.
bool in_words(const void* a, const void* b) {
    return k_anywhere || ((reinterpret_cast<std::size_t>(a) | reinterpret_cast<std::size_t>(b)) & (k_word - 1)) == 0;
}

} // namespace

extern "C" {

[[gnu::used]] void* memcpy(void* to, const void* from, std::size_t size) {
    auto* out = static_cast<unsigned char*>(to);
    const auto* in = static_cast<const unsigned char*>(from);
    if (in_words(out, in)) { // copies of whole buffers are on the hot path
        for (; size >= k_word; size -= k_word, out += k_word, in += k_word) {
            *reinterpret_cast<Word*>(out) = *reinterpret_cast<const Word*>(in);
            asm volatile("" ::: "memory");
        }
    }
    for (; size != 0; --size) {
        *out++ = *in++;
        asm volatile("" ::: "memory");
    }
    return to;
}

[[gnu::used]] void* memmove(void* to, const void* from, std::size_t size) {
    auto* out = static_cast<unsigned char*>(to);
    const auto* in = static_cast<const unsigned char*>(from);
    if (out <= in) {
        return memcpy(to, from, size);
    }
    for (; size != 0; --size) {
        out[size - 1] = in[size - 1];
        asm volatile("" ::: "memory");
    }
    return to;
}

[[gnu::used]] void* memset(void* to, int value, std::size_t size) {
    auto* out = static_cast<unsigned char*>(to);
    for (; size != 0; --size) {
        *out++ = static_cast<unsigned char>(value);
        asm volatile("" ::: "memory");
    }
    return to;
}

[[gnu::used]] int memcmp(const void* left, const void* right, std::size_t size) {
    const auto* a = static_cast<const unsigned char*>(left);
    const auto* b = static_cast<const unsigned char*>(right);
    if (in_words(a, b)) { // so are comparisons of lines
        for (; size >= k_word && *reinterpret_cast<const Word*>(a) == *reinterpret_cast<const Word*>(b);
             size -= k_word) {
            a += k_word;
            b += k_word;
        }
    }
    for (; size != 0 && *a == *b; --size) {
        ++a;
        ++b;
    }
    return size != 0 ? *a - *b : 0;
}

[[gnu::used]] void* memchr(const void* bytes, int wanted, std::size_t size) {
    const auto* at = static_cast<const unsigned char*>(bytes);
    for (; size != 0; --size, ++at) {
        if (*at == static_cast<unsigned char>(wanted)) {
            return const_cast<unsigned char*>(at);
        }
    }
    return nullptr;
}

[[gnu::used]] std::size_t strlen(const char* text) {
    std::size_t size = 0;
    for (; text[size] != '\0'; ++size) {
        asm volatile("" ::: "memory");
    }
    return size;
}

} // extern "C"
