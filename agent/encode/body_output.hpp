// The door through which the body of a sweep leaves: SmapsEncoder and the records fill it, SweepWriter cuts it into
// frames.
#pragma once

#include <cstdint>
#include <span>

namespace agent::encode {

/// Takes the bytes of a sweep's body in order. What happens to them (frames, stuffing, the line) is its own business.
class BodyOutput {
  public:
    virtual void append(std::span<const std::uint8_t> bytes) = 0;

  protected:
    ~BodyOutput() = default;
};

} // namespace agent::encode
