// Bytes of names and of text that fits no schema. Two kinds of prediction are mixed, bit by bit: statistics of bits
// after the last one and two bytes, and the byte that followed the last two, three or five bytes, or the same beginning
// of a line, when it was seen before. PROTOCOL.md, section 7.6. Primed with a preset at each reset, so that usual names
// cost little from the start.
#pragma once

#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/logistic.hpp"
#include "protocol/coder/text_preset.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol::coder {

class TextModel {
  public:
    /// Forgets everything, then learns the preset.
    void reset() {
        for (auto& order : orders_) {
            order.fill(k_unseen);
        }
        for (auto& order : followers_) {
            order.fill(Follower{});
        }
        for (auto& order : trust_) {
            order.fill(k_start_trust);
        }
        weights_.fill(k_start_weight);
        last_ = 0;
        line_ = 0;
        for (const char letter : k_text_preset) {
            Mute mute;
            code(mute, static_cast<std::uint8_t>(letter));
        }
    }

    template <class Engine>
    [[gnu::noinline]] std::uint8_t code(Engine& engine, std::uint8_t byte) {
        begin_byte();
        unsigned node = 1;
        for (unsigned left = 8; left != 0; --left) {
            Bit bit;
            predict(bit, node, left - 1);
            const bool given = (byte >> (left - 1) & 1) != 0;
            const bool value = engine.code(given, bounded(static_cast<std::uint32_t>(bit.probability) << 4));
            update(bit, value);
            node = node * 2 + value;
        }
        end_byte(static_cast<std::uint8_t>(node));
        return static_cast<std::uint8_t>(node);
    }

  private:
    static constexpr unsigned k_orders = 1;  // statistics of bits after so many bytes
    static constexpr unsigned k_follows = 4; // followers of 2, 3, 5 bytes and of the line until now
    static constexpr unsigned k_inputs = k_orders + k_follows;
    static constexpr unsigned k_slots = 2048; // of each order
    static constexpr unsigned k_follower_slots = 1024;
    static constexpr unsigned k_count_max = 15;
    static constexpr std::uint16_t k_unseen = 0x8000; // probability in the high 12 bits, bits seen in the low 4
    static constexpr std::uint16_t k_seen_limit = 15;
    static constexpr std::uint16_t k_start_trust = 0xC000;
    static constexpr std::int32_t k_start_weight = 20000; // 65536 is 1
    static constexpr std::int32_t k_learning_shift = 11;

    /// The byte that followed a context, how often it did without fail, and four bits that tell contexts apart.
    struct Follower {
        std::uint8_t byte = 0;
        std::uint8_t count = 0; // check in the high four bits
    };

    /// Learns without coding.
    struct Mute {
        static bool code(bool bit, std::uint32_t) { return bit; }
    };
    struct Bit {
        std::array<std::int32_t, k_inputs> inputs;
        std::array<std::uint16_t*, k_inputs> used;
        std::int32_t* weights;
        std::int32_t probability; ///< of a 1, in 1/4096
        unsigned expected;        ///< bit per follower: what it says
    };

    static std::uint32_t scatter(std::uint64_t value) {
        const std::uint32_t mixed =
            (static_cast<std::uint32_t>(value) * 0x9E3779B1U) ^ (static_cast<std::uint32_t>(value >> 32) * 0x85EBCA6BU);
        return mixed ^ mixed >> 15;
    }

    void begin_byte() {
        bases_[0] = scatter((last_ & 0xFF) + 1000);
        static constexpr unsigned k_bytes[k_follows - 1] = {2, 3, 5};
        for (unsigned i = 0; i < k_follows; ++i) {
            const std::uint32_t hash = scatter(
                i == k_follows - 1 ? line_ : (last_ & ((std::uint64_t{1} << 8 * k_bytes[i]) - 1)) * (2 * i + 3));
            active_[i] = &followers_[i][hash % k_follower_slots];
            checks_[i] = static_cast<std::uint8_t>(hash >> 24 & 0xF0);
        }
    }

    [[gnu::noinline]] void predict(Bit& bit, unsigned node, unsigned shift) {
        for (unsigned i = 0; i < k_orders; ++i) {
            bit.used[i] = &orders_[i][(bases_[i] + node * 0x2545U) % k_slots];
            bit.inputs[i] = stretch((*bit.used[i] & 0xFFF0U) | 8U);
        }
        unsigned longest = 0;
        bit.expected = 0;
        for (unsigned i = 0; i < k_follows; ++i) {
            const Follower& follower = *active_[i];
            bit.inputs[k_orders + i] = 0;
            bit.used[k_orders + i] = nullptr;
            if ((follower.count & 0xF0) == checks_[i] && (follower.count & 15) != 0 &&
                (follower.byte | 256U) >> (shift + 1) == node) {
                const bool one = (follower.byte >> shift & 1) != 0;
                std::uint16_t& trust = trust_[i][follower.count & 15];
                const std::int32_t odds = stretch(trust | 8U);
                bit.inputs[k_orders + i] = one ? odds : -odds;
                bit.used[k_orders + i] = &trust;
                bit.expected |= static_cast<unsigned>(one) << i;
                longest = i + 1;
            }
        }
        bit.weights = &weights_[longest * k_inputs];
        std::int32_t sum = 0;
        for (unsigned i = 0; i < k_inputs; ++i) {
            sum += bit.inputs[i] * (bit.weights[i] >> 4) >> 12;
        }
        bit.probability = squash(sum);
    }

    [[gnu::noinline]] static void update(const Bit& bit, bool value) {
        const std::int32_t error = (value ? 4095 : 0) - bit.probability;
        for (unsigned i = 0; i < k_inputs; ++i) {
            bit.weights[i] += bit.inputs[i] * error >> k_learning_shift;
            if (i < k_orders) {
                learn(*bit.used[i], value);
            } else if (bit.used[i] != nullptr) {
                const bool right = (bit.expected >> (i - k_orders) & 1) == value;
                *bit.used[i] = moved(*bit.used[i], right, 1500);
            }
        }
    }

    static void learn(std::uint16_t& slot, bool value) {
        const std::uint16_t seen = slot & 15;
        const std::uint16_t next = moved(slot & 0xFFF0, value, k_rates[seen]);
        slot = static_cast<std::uint16_t>((next & 0xFFF0) | (seen < k_seen_limit ? seen + 1 : seen));
    }

    void end_byte(std::uint8_t byte) {
        for (unsigned i = 0; i < k_follows; ++i) {
            Follower& follower = *active_[i];
            const unsigned count = follower.count & 15;
            if ((follower.count & 0xF0) != checks_[i] && count > 2) {
                follower.count = static_cast<std::uint8_t>(follower.count - 2); // another context: it may yet be of use
            } else if ((follower.count & 0xF0) != checks_[i] || (follower.byte != byte && count < 3)) {
                follower = {byte, static_cast<std::uint8_t>(checks_[i] | 1)};
            } else if (follower.byte != byte) {
                follower.count = static_cast<std::uint8_t>(checks_[i] | 1);
            } else if (count < k_count_max) {
                ++follower.count;
            }
        }
        last_ = last_ << 8 | byte;
        line_ = byte == '\n' ? 0 : scatter(line_ + byte);
    }

    std::array<std::array<std::uint16_t, k_slots>, k_orders> orders_;
    std::array<std::array<Follower, k_follower_slots>, k_follows> followers_;
    std::array<std::array<std::uint16_t, k_count_max + 1>, k_follows> trust_;
    std::array<std::int32_t, (k_follows + 1) * k_inputs> weights_;
    std::array<Follower*, k_follows> active_;
    std::array<std::uint8_t, k_follows> checks_;
    std::array<std::uint32_t, k_orders> bases_;
    std::uint64_t last_ = 0; ///< bytes, newest lowest
    std::uint32_t line_ = 0; ///< hash of the line until now
};

} // namespace protocol::coder
