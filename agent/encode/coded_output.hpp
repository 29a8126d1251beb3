// Bytes from the range coder, gathered into portions for the body.
#pragma once

#include "agent/encode/body_output.hpp"

#include <array>
#include <cstddef>

namespace agent::encode {

class CodedOutput {
  public:
    void start(BodyOutput& body) {
        body_ = &body;
        size_ = 0;
    }
    void put(std::uint8_t byte) {
        bytes_[size_++] = byte;
        if (size_ == bytes_.size()) {
            flush();
        }
    }
    void flush() {
        if (size_ != 0) {
            body_->append({bytes_.data(), size_});
        }
        size_ = 0;
    }

  private:
    BodyOutput* body_;
    std::size_t size_;
    std::array<std::uint8_t, 64> bytes_;
};

} // namespace agent::encode
