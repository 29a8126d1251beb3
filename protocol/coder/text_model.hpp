// Bytes of names and of text that fits no schema: three orders of context and a match with what was seen before, mixed.
// PROTOCOL.md, section 7.6. Primed with a preset at each reset, so that usual names cost little from the start.
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
        weights_.fill(k_start_weight);
        matches_.fill(0);
        length_ = 0;
        match_length_ = 0;
        NoEngine none;
        for (const char letter : k_text_preset) {
            code(none, static_cast<std::uint8_t>(letter));
        }
    }

    template <class Engine>
    std::uint8_t code(Engine& engine, std::uint8_t byte) {
        begin_byte();
        unsigned node = 1;
        for (unsigned left = 8; left != 0; --left) {
            node = node * 2 + bit(engine, node, left - 1, (byte >> (left - 1) & 1) != 0);
        }
        append(static_cast<std::uint8_t>(node));
        return static_cast<std::uint8_t>(node);
    }

  private:
    static constexpr unsigned k_orders = 3;
    static constexpr unsigned k_inputs = k_orders + 1;
    static constexpr unsigned k_slots = 1024;   // of each order
    static constexpr unsigned k_history = 2048; // bytes a match may reach back
    static constexpr unsigned k_match_slots = 512;
    static constexpr unsigned k_match_length_max = 15;
    static constexpr std::uint16_t k_unseen = 0x8000; // probability in the high 12 bits, bits seen in the low 4
    static constexpr std::uint16_t k_seen_limit = 15;
    static constexpr std::int32_t k_start_weight = 23000; // 65536 is 1
    static constexpr std::int32_t k_learning_shift = 10;

    /// Learns without coding.
    struct NoEngine {
        bool code(bool bit, std::uint32_t) { return bit; }
    };

    static std::uint32_t scatter(std::uint32_t value) {
        value *= 0x9E3779B1U;
        return value ^ value >> 15;
    }

    std::uint8_t back(unsigned distance) const {
        return distance <= length_ ? history_[(length_ - distance) % k_history] : 0;
    }

    void begin_byte() {
        const std::uint32_t last = back(1);
        const std::uint32_t two = last << 8 | back(2);
        bases_[0] = scatter(last + 1000);
        bases_[1] = scatter(two * 3 + 7);
        bases_[2] = scatter((two << 8 | back(3)) * 5 + 11);
        expected_ = match_length_ != 0 ? history_[match_at_ % k_history] | 256U : 0;
    }

    template <class Engine>
    [[gnu::noinline]] bool bit(Engine& engine, unsigned node, unsigned shift, bool value) {
        std::array<std::int32_t, k_inputs> inputs;
        std::array<std::uint16_t*, k_orders> used;
        for (unsigned i = 0; i < k_orders; ++i) {
            used[i] = &orders_[i][(bases_[i] + node * 0x2545U) % k_slots];
            inputs[i] = stretch((*used[i] & 0xFFF0U) | 8U);
        }
        unsigned confidence = 0;
        inputs[k_orders] = 0;
        if (expected_ >> (shift + 1) == node && expected_ != 0) {
            confidence = match_length_ < k_match_length_max ? match_length_ : k_match_length_max;
            const auto strength = static_cast<std::int32_t>(205 + 115 * (confidence < 12 ? confidence : 12));
            inputs[k_orders] = (expected_ >> shift & 1) != 0 ? strength : -strength;
        }
        std::int32_t* const weights = &weights_[confidence * k_inputs];
        std::int32_t sum = 0;
        for (unsigned i = 0; i < k_inputs; ++i) {
            sum += inputs[i] * (weights[i] >> 4) >> 12;
        }
        const std::int32_t probability = squash(sum);
        value = engine.code(value, bounded(static_cast<std::uint32_t>(probability) << 4));
        const std::int32_t error = (value ? 4095 : 0) - probability;
        for (unsigned i = 0; i < k_inputs; ++i) {
            weights[i] += inputs[i] * error >> k_learning_shift;
        }
        for (std::uint16_t* const slot : used) {
            learn(*slot, value);
        }
        return value;
    }

    static void learn(std::uint16_t& slot, bool value) {
        const std::uint16_t seen = slot & 15;
        const std::uint16_t next = moved(slot & 0xFFF0, value, k_rates[seen]);
        slot = static_cast<std::uint16_t>((next & 0xFFF0) | (seen < k_seen_limit ? seen + 1 : seen));
    }

    void append(std::uint8_t byte) {
        if (match_length_ != 0 && history_[match_at_ % k_history] == byte) {
            match_length_ += match_length_ < 255;
            ++match_at_;
        } else {
            match_length_ = 0;
        }
        history_[length_ % k_history] = byte;
        ++length_;
        if (length_ >= 3) {
            find_match();
        }
    }

    void find_match() {
        const std::uint32_t last = static_cast<std::uint32_t>(back(1) | back(2) << 8 | back(3) << 16);
        std::uint16_t& known = matches_[scatter(last) % k_match_slots];
        const std::uint32_t distance = (length_ - known) & 0xFFFF;
        if (match_length_ == 0 && known != 0 && distance < k_history - 32) {
            match_at_ = length_ - distance;
            while (match_length_ < 20 && match_length_ + distance < length_ &&
                   back(match_length_ + 1) == back(match_length_ + 1 + distance)) {
                ++match_length_;
            }
        }
        known = static_cast<std::uint16_t>(length_);
    }

    std::array<std::array<std::uint16_t, k_slots>, k_orders> orders_;
    std::array<std::int32_t, (k_match_length_max + 1) * k_inputs> weights_;
    std::array<std::uint16_t, k_match_slots> matches_;
    std::array<std::uint8_t, k_history> history_;
    std::array<std::uint32_t, k_orders> bases_;
    std::uint32_t expected_ = 0;
    std::uint32_t length_ = 0;
    std::uint32_t match_at_ = 0;
    std::uint32_t match_length_ = 0;
};

} // namespace protocol::coder
