// Texts packed while compiling: the pair of bytes met most often becomes one byte of its own, again and again (byte
// pair encoding). English at half its size, unpacked by a few instructions. Text is ASCII without bytes above 0x7F;
// NULs end its parts and are never packed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol {

/// The pairs that the codes from `k_first` on replace.
template <std::size_t k_count>
struct TextPairs {
    static constexpr std::uint8_t k_first = 0x80;
    std::uint8_t pair[k_count][2]{};

    /// Hands `take` the letters that a byte of packed text replaces.
    // A code replaces two that were made before it: no deeper than there are pairs.
    // NOLINTNEXTLINE(misc-no-recursion)
    template <class Take>
    void unpack(std::uint8_t code, Take& take) const {
        if (code < k_first) {
            take(code);
            return;
        }
        unpack(pair[code - k_first][0], take);
        unpack(pair[code - k_first][1], take);
    }
};

template <std::size_t k_bytes, std::size_t k_pairs>
struct PackedText {
    TextPairs<k_pairs> pairs;
    std::uint8_t text[k_bytes]{};
    std::size_t size = k_bytes;
};

/// Works on one text; the count of a pair is kept true while it is replaced.
template <std::size_t k_bytes, std::size_t k_pairs>
class TextPacker {
  public:
    constexpr explicit TextPacker(const char (&text)[k_bytes]) {
        for (std::size_t i = 0; i < k_bytes; ++i) {
            packed_.text[i] = static_cast<std::uint8_t>(text[i]);
        }
        for (std::size_t i = 1; i < k_bytes; ++i) {
            count(packed_.text[i - 1], packed_.text[i], 1);
        }
        for (std::size_t i = 0; i < k_pairs; ++i) {
            find_most(packed_.pairs.pair[i]);
            replace(packed_.pairs.pair[i], static_cast<std::uint8_t>(packed_.pairs.k_first + i));
        }
    }
    constexpr PackedText<k_bytes, k_pairs> packed() const { return packed_; }

  private:
    constexpr void count(std::uint8_t first, std::uint8_t second, int change) {
        counts_[first][second] = static_cast<std::uint16_t>(counts_[first][second] + change);
    }

    constexpr void find_most(std::uint8_t (&pair)[2]) const {
        unsigned most = 0;
        for (std::size_t i = 1; i < packed_.size; ++i) {
            const std::uint8_t first = packed_.text[i - 1];
            const std::uint8_t second = packed_.text[i];
            if (counts_[first][second] > most && first != 0 && second != 0) {
                most = counts_[first][second];
                pair[0] = first;
                pair[1] = second;
            }
        }
    }

    constexpr void replace(const std::uint8_t (&pair)[2], std::uint8_t code) {
        std::size_t to = 0;
        for (std::size_t from = 0; from < packed_.size; ++from) {
            std::uint8_t next = packed_.text[from];
            if (from + 1 < packed_.size && next == pair[0] && packed_.text[from + 1] == pair[1]) {
                ++from;
                recount(pair, code, to == 0 ? 0 : packed_.text[to - 1],
                        from + 1 < packed_.size ? packed_.text[from + 1] : 0);
                next = code;
            }
            packed_.text[to++] = next;
        }
        packed_.size = to;
    }

    constexpr void recount(const std::uint8_t (&pair)[2], std::uint8_t code, std::uint8_t before, std::uint8_t behind) {
        count(before, pair[0], -1);
        count(pair[0], pair[1], -1);
        count(pair[1], behind, -1);
        count(before, code, 1);
        count(code, behind, 1);
    }

    PackedText<k_bytes, k_pairs> packed_;
    std::uint16_t counts_[256][256]{};
};

/// `text` packed with so many pairs; the end of `text` is packed, too.
template <std::size_t k_pairs, std::size_t k_bytes>
constexpr PackedText<k_bytes, k_pairs> packed(const char (&text)[k_bytes]) {
    return TextPacker<k_bytes, k_pairs>(text).packed();
}

/// Without the room that packing left.
template <std::size_t k_size, std::size_t k_bytes, std::size_t k_pairs>
constexpr std::array<std::uint8_t, k_size> trimmed(const PackedText<k_bytes, k_pairs>& packed) {
    std::array<std::uint8_t, k_size> text{};
    for (std::size_t i = 0; i < k_size; ++i) {
        text[i] = packed.text[i];
    }
    return text;
}

} // namespace protocol
