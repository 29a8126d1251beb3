// Bytes of names and of text that no schema prints. Two kinds of prediction are mixed, bit by bit: statistics of bits
// after the last one and two bytes, and the byte that followed the last three or five bytes, or the same beginning
// of a line, when it was seen before. CODER.md, section 4. Primed with a preset at each reset, so that usual names
// cost little from the start.
#pragma once

#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/logistic.hpp"
#include "protocol/coder/text_preset.hpp"
#include "protocol/packed_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol::coder {

class TextModel {
  public:
    /// Forgets everything, then learns the preset. `engine` is mute.
    template <class Engine>
    void reset(Engine& engine) {
        followers_ = {};
        for (auto& order : orders_) {
            order.fill(k_unseen);
        }
        for (auto& order : trust_) {
            order.fill(k_start_trust);
        }
        for (auto& weights : weights_) {
            weights.fill(k_start_weight);
        }
        last_ = 0;
        line_ = 0;
        learn_preset(engine);
    }

    template <class Engine>
    void learn_preset(Engine& engine) {
        static constexpr auto k_packed = packed<72>(k_text_preset);
        static constexpr auto k_pairs = k_packed.pairs;
        static constexpr auto k_text = trimmed<k_packed.size - 1>(k_packed);
        const auto learn = [this, &engine](std::uint8_t letter) { code(engine, letter); };
        for (const std::uint8_t letters : k_text) {
            k_pairs.unpack(letters, learn);
        }
    }

    template <class Engine>
    [[gnu::noinline]] std::uint8_t code(Engine& engine, std::uint8_t byte) {
        begin_byte();
        unsigned node = 1;
        for (unsigned left = 8; left-- != 0;) {
            predict(node, left);
            const bool bit = engine.code((byte >> left & 1) != 0, static_cast<std::uint32_t>(probability_) << 4);
            update(left, bit);
            node = node * 2 + bit;
        }
        end_byte(static_cast<std::uint8_t>(node));
        return static_cast<std::uint8_t>(node);
    }

  private:
    static constexpr unsigned k_orders = 2;  // statistics of bits after so many bytes
    static constexpr unsigned k_follows = 3; // followers of 3 and 5 bytes and of the line until now
    static constexpr unsigned k_inputs = k_orders + k_follows;
    static constexpr unsigned k_slots = 2048; // of each order
    static constexpr unsigned k_follower_slots = 1024;
    static constexpr unsigned k_count_max = 15;
    static constexpr std::uint16_t k_unseen = 0x8000; // probability in the high 12 bits, bits seen in the low 4
    static constexpr unsigned k_seen_limit = 15;
    static constexpr std::uint16_t k_start_trust = 0xC000;
    static constexpr unsigned k_trust_rate = 6;           // of 256
    static constexpr std::int32_t k_start_weight = 20000; // 65536 is 1
    static constexpr unsigned k_learning_shift = 11;

    /// The byte that followed a context, how often it did without fail, and four bits that distinguish contexts.
    struct Follower {
        std::uint8_t byte;
        std::uint8_t count; // check in the high four bits
    };

    static std::uint32_t scatter(std::uint32_t value) {
        value *= 0x9E3779B1U;
        return value ^ value >> 15;
    }

    void begin_byte() {
        const auto low = static_cast<std::uint32_t>(last_);
        const auto high = static_cast<std::uint32_t>(last_ >> 32);
        const std::uint32_t hashes[k_follows] = {low << 8, low + (high & 0xFF) * 0x85EBCA6BU, line_};
        for (unsigned i = 0; i < k_follows; ++i) {
            const std::uint32_t hash = scatter(hashes[i] + i * 0x3C6EF372U);
            active_[i] = &followers_[i][hash % k_follower_slots];
            checks_[i] = static_cast<std::uint8_t>(hash >> 24 & 0xF0);
        }
    }

    [[gnu::noinline]] void predict(unsigned node, unsigned shift) {
        for (unsigned i = 0; i < k_orders; ++i) {
            const std::uint32_t hash =
                scatter((static_cast<std::uint32_t>(last_) & (i == 0 ? 0xFFU : 0xFFFFU)) + 1000) + node * 0x2545U;
            used_[i] = &orders_[i][hash % k_slots];
            inputs_[i] = stretch((*used_[i] & 0xFFF0U) | 8U);
        }
        unsigned longest = 0;
        for (unsigned i = 0; i < k_follows; ++i) {
            const Follower& follower = *active_[i];
            const unsigned count = follower.count & 15U;
            used_[k_orders + i] = nullptr;
            inputs_[k_orders + i] = 0;
            if ((follower.count & 0xF0) == checks_[i] && count != 0 && (follower.byte | 256U) >> (shift + 1) == node) {
                std::uint16_t& trust = trust_[i][count];
                used_[k_orders + i] = &trust;
                const std::int32_t odds = stretch(trust | 8U);
                inputs_[k_orders + i] = (follower.byte >> shift & 1) != 0 ? odds : -odds;
                longest = i + 1;
            }
        }
        weights_used_ = weights_[longest].data();
        std::int32_t sum = 0;
        for (unsigned i = 0; i < k_inputs; ++i) {
            sum += inputs_[i] * (weights_used_[i] >> 4) >> 12;
        }
        probability_ = squash(sum);
    }

    [[gnu::noinline]] void update(unsigned shift, bool bit) {
        const std::int32_t error = (bit ? 4095 : 0) - probability_;
        for (unsigned i = 0; i < k_inputs; ++i) {
            weights_used_[i] += inputs_[i] * error >> k_learning_shift;
            std::uint16_t* const used = used_[i];
            if (i < k_orders) {
                const unsigned seen = *used & 15U;
                *used = static_cast<std::uint16_t>((moved(*used & 0xFFF0, bit, k_rates[seen]) & 0xFFF0) |
                                                   (seen < k_seen_limit ? seen + 1 : seen));
            } else if (used != nullptr) {
                *used = moved(*used, (active_[i - k_orders]->byte >> shift & 1) == bit, k_trust_rate);
            }
        }
    }

    void end_byte(std::uint8_t byte) {
        for (unsigned i = 0; i < k_follows; ++i) {
            Follower& follower = *active_[i];
            const unsigned count = follower.count & 15U;
            const bool other = (follower.count & 0xF0) != checks_[i];
            if (other && count > 2) {
                follower.count = static_cast<std::uint8_t>(follower.count - 2); // it may yet be of use
            } else if (other || follower.byte != byte) {
                if (other || count < 3) {
                    follower.byte = byte;
                }
                follower.count = static_cast<std::uint8_t>(checks_[i] | 1);
            } else if (count < k_count_max) {
                ++follower.count;
            }
        }
        last_ = last_ << 8 | byte;
        line_ = byte == '\n' ? 0 : scatter(line_ + byte);
    }

    // Of the bit and the byte at hand.
    std::array<std::uint16_t*, k_inputs> used_;
    std::int32_t* weights_used_;
    std::int32_t probability_; ///< of a 1, in 1/4096
    std::array<std::int32_t, k_inputs> inputs_;
    std::array<Follower*, k_follows> active_;
    std::array<std::uint8_t, k_follows> checks_;

    std::uint32_t line_; ///< hash of the line until now
    std::uint64_t last_; ///< bytes, newest lowest
    std::array<std::array<std::int32_t, k_inputs>, k_follows + 1> weights_;
    std::array<std::array<std::uint16_t, k_count_max + 1>, k_follows> trust_;
    std::array<std::array<std::uint16_t, k_slots>, k_orders> orders_;
    std::array<std::array<Follower, k_follower_slots>, k_follows> followers_;
};

} // namespace protocol::coder
