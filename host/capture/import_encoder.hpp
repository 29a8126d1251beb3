// Sweeps of /proc texts → the stream an agent would have sent, made by the agent's own encoder.
#pragma once

#include "agent/encode/frame_writer.hpp"
#include "agent/encode/message_writer.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "host/procfs/proc_texts.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace host::capture {

class ImportEncoder {
  public:
    struct SessionInfo {
        std::uint64_t id = 0;
        std::int64_t start_wall_us = 0;
        std::uint32_t period_ms = 1000;
        std::int64_t key_interval_us = 60'000'000; ///< 0: the first sweep only
    };

    explicit ImportEncoder(const SessionInfo& session);

    /// `time_us` since the first sweep; `processes` in ascending order of pids. An empty `meminfo` is unknown.
    void sweep(std::int64_t time_us, const std::vector<procfs::ProcTexts>& processes, const std::string& meminfo);
    void goodbye();

    /// The frames since the last call.
    std::vector<std::uint8_t> take_stream() { return std::exchange(sink_.all, {}); }

  private:
    struct Sink final : agent::encode::Sink {
        bool write(std::span<const std::uint8_t> bytes) override;
        std::vector<std::uint8_t> all;
    };
    using Bytes = std::vector<std::uint8_t>;

    void hello();
    void meminfo(const std::string& text);
    void offset(std::int64_t time_us);
    void changes(const std::vector<procfs::ProcTexts>& processes);
    void other_texts(const procfs::ProcTexts& texts);
    void smaps(const procfs::ProcTexts& texts);

    SessionInfo session_;
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
    std::map<model::Pid, Bytes> described_; ///< fields last sent of each process of the sweep before
    std::string meminfo_;                   ///< last sent
};

} // namespace host::capture
