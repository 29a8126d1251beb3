// The one-function door out of this room: bytes of the stream.
#pragma once

#include <cstdint>
#include <span>

namespace agent::encode {

/// What receives the stream: a connection, a file, a test's memory.
class Sink {
  public:
    /// Writes all or answers false; after false the stream is over.
    [[nodiscard]] virtual bool write(std::span<const std::uint8_t> bytes) = 0;

  protected:
    ~Sink() = default;
};

} // namespace agent::encode
