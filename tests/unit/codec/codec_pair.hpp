// An encoder and a decoder joined by a byte vector: what every test of the codec starts from.
#pragma once

#include "agent/encode/smaps_encoder.hpp"
#include "host/decode/smaps_decoder.hpp"
#include "host/model/board.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace test {

/// The body of a sweep, in memory.
struct Body final : agent::encode::BodyOutput {
    std::vector<std::uint8_t> bytes;
    void append(std::span<const std::uint8_t> more) override { bytes.insert(bytes.end(), more.begin(), more.end()); }
};

/// One process of a sweep as the agent reads it.
struct Read {
    std::string text;
    protocol::Status status = protocol::Status::ok;
};
using Sweep = std::map<host::model::Pid, Read>;

class CodecPair {
  public:
    explicit CodecPair(std::size_t memory_bytes = std::size_t{1} << 20);

    /// The coded part of the body. `portion`: how many bytes each read gives.
    std::vector<std::uint8_t> encode(const Sweep& sweep, bool key, std::size_t portion = 3800);
    /// Encodes, applies, compares text, status and hashes; returns what is wrong, or an empty text.
    std::string pass(const Sweep& sweep, bool key, std::size_t portion = 3800);

    std::size_t coded_bytes = 0; ///< of the last sweep
    bool changed = false;        ///< what end_sweep returned
    host::model::Board board;
    agent::encode::SmapsEncoder& encoder() { return encoder_; }
    host::decode::SmapsDecoder& decoder() { return decoder_; }

  private:
    std::vector<std::uint8_t> memory_;
    std::array<std::uint8_t, agent::encode::SmapsEncoder::k_text_bytes> text_{};
    agent::encode::SmapsEncoder encoder_;
    host::decode::SmapsDecoder decoder_;
};

std::string slurp(const std::string& path);

/// The snapshots NNNN.smaps of a folder, in order.
std::vector<std::string> snapshots(const std::string& folder);

/// Names of the recorded sequences; their snapshots.
std::vector<std::string> sequence_names();
std::vector<std::string> sequence(const std::string& name);

} // namespace test
