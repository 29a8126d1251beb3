// Records of files that are sent as they are: what replaces smaps, and its status. PROTOCOL.md, section 6.
#pragma once

#include "agent/encode/sweep_writer.hpp"

#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>

namespace agent::encode {

/// One `text` record: a chunk of a file of a process.
void write_text_record(SweepWriter& sweep, std::uint32_t pid, protocol::FileKind kind, bool last,
                       std::span<const std::uint8_t> chunk);
/// One `status` record; `sources` texts of other kinds follow.
void write_status_record(SweepWriter& sweep, std::uint32_t pid, protocol::Status status, std::uint8_t sources);

} // namespace agent::encode
