// Requests of the host to an agent, as frames. PROTOCOL.md, section 10.
#pragma once

#include "agent/encode/frame_writer.hpp"
#include "host/cli/options.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace host::session {

/// The frames of one connection, numbered.
class Control {
  public:
    using Bytes = std::vector<std::uint8_t>;

    Control() : frames_(sink_, buffer_) {}
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    /// Processes, period and key interval of the command line; empty when there is nothing to ask for. The host's
    /// filter does what an agent cannot select (users, too many pids).
    Bytes selection(const cli::Options& options);
    /// The same, or an empty frame: the agent waits for one.
    Bytes greeting(const cli::Options& options);
    Bytes key_now();
    Bytes stop();

  private:
    Bytes frame(const Bytes& fields);

    class Collector final : public agent::encode::Sink {
      public:
        bool write(std::span<const std::uint8_t> bytes) override;
        Bytes all;
    };

    Collector sink_;
    std::array<std::uint8_t, 512> buffer_{};
    agent::encode::FrameWriter frames_;
};

} // namespace host::session
