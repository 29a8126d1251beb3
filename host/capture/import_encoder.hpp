// Sweeps of smaps texts → the stream an agent would have sent, made by the agent's own encoder.
#pragma once

#include "agent/encode/frame_writer.hpp"
#include "agent/encode/message_writer.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "host/model/board.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace host::capture {

class ImportEncoder {
  public:
    struct Plan {
        std::uint64_t session_id = 0;
        std::int64_t start_wall_us = 0;
        std::uint32_t period_ms = 1000;
        std::int64_t key_interval_us = 60'000'000; ///< 0: the first sweep only
        std::map<model::Pid, std::string> names;   ///< command names
    };

    explicit ImportEncoder(Plan plan);

    // One sweep: begin, each process in ascending pid order, end.
    /// `time_us` since the first sweep. `pids`: the processes of this sweep, ascending.
    void begin_sweep(std::int64_t time_us, const std::vector<model::Pid>& pids);
    void process(model::Pid pid, std::string_view smaps);
    /// The frames of the sweep, a hello before them where it is a key sweep. Valid until the next sweep begins.
    const std::vector<std::uint8_t>& end_sweep();

    void goodbye();
    const std::vector<std::uint8_t>& bytes() const { return sink_.all; }

  private:
    struct Sink final : agent::encode::Sink {
        bool write(std::span<const std::uint8_t> bytes) override;
        std::vector<std::uint8_t> all;
    };

    void hello();
    void write_changes(const std::vector<model::Pid>& pids);
    void came(model::Pid pid);

    Plan plan_;
    Sink sink_;
    std::vector<std::uint8_t> memory_;
    std::array<std::uint8_t, 8192> frame_buffer_{};
    std::array<std::uint8_t, agent::encode::k_sweep_payload_bytes> payload_buffer_{};
    agent::encode::FrameWriter frames_;
    agent::encode::SweepWriter sweeps_;
    std::array<std::uint8_t, agent::encode::SmapsEncoder::k_text_bytes> text_buffer_{};
    agent::encode::SmapsEncoder encoder_;
    std::uint32_t number_ = 0;
    std::optional<std::int64_t> last_key_us_;
    bool key_ = false;
    std::set<model::Pid> present_;
};

} // namespace host::capture
