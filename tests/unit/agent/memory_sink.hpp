// Sinks for tests: one keeps what it gets, one fails at the Nth write.
#pragma once

#include "agent/encode/sink.hpp"

#include <cstdint>
#include <span>
#include <vector>

class MemorySink final : public agent::encode::Sink {
  public:
    explicit MemorySink(int writes_max = -1) : left_(writes_max) {}

    bool write(std::span<const std::uint8_t> bytes) override {
        if (left_ == 0) {
            ++refused;
            return false;
        }
        left_ -= left_ > 0 ? 1 : 0;
        kept.insert(kept.end(), bytes.begin(), bytes.end());
        return true;
    }

    std::vector<std::uint8_t> kept;
    int refused = 0;

  private:
    int left_;
};
