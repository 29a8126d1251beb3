#include "agent/encode/text_records.hpp"

#include "agent/encode/message_writer.hpp"

#include "protocol/bytes.hpp"

namespace agent::encode {

using protocol::RecordTag;

void write_text_record(SweepWriter& sweep, std::uint32_t pid, protocol::FileKind kind, bool last,
                       std::span<const std::uint8_t> chunk) {
    std::uint8_t bytes[protocol::k_varint_bytes_max];
    ValueWriter head(bytes);
    head.varint(pid);
    head.fixed(static_cast<std::uint8_t>(kind), 1);
    head.fixed(last ? protocol::k_text_last : 0, 1);
    sweep.begin_record(RecordTag::text, head.value().size() + chunk.size());
    sweep.append(head.value());
    sweep.append(chunk);
}

void write_status_record(SweepWriter& sweep, std::uint32_t pid, protocol::Status status, std::uint8_t sources) {
    std::uint8_t bytes[2 * protocol::k_varint_bytes_max];
    ValueWriter value(bytes);
    value.varint(pid);
    value.fixed(static_cast<std::uint8_t>(status), 1);
    value.varint(sources);
    sweep.record(RecordTag::status, value.value());
}

} // namespace agent::encode
