#include "host/capture/import_encoder.hpp"

#include "protocol/bytes.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>
#include <cstdlib>

namespace host::capture {
namespace {

using agent::encode::ValueWriter;
using protocol::RecordTag;

/// Room for every process's state; an agent has less, and sends whole what does not fit.
constexpr std::size_t k_encoder_bytes = std::size_t{16} << 20;

} // namespace

bool ImportEncoder::Sink::write(std::span<const std::uint8_t> bytes) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    return true;
}

ImportEncoder::ImportEncoder(Plan plan)
    : plan_(std::move(plan)), memory_(k_encoder_bytes), frames_(sink_, frame_buffer_),
      sweeps_(frames_, payload_buffer_), encoder_(memory_, text_buffer_.data()) {}

void ImportEncoder::hello() {
    agent::encode::Identity identity;
    identity.agent_version = "import";
    identity.encodings = protocol::k_encoding_coded;
    agent::encode::SessionState session;
    session.id = plan_.session_id;
    session.start_wall_us = plan_.start_wall_us;
    session.period_ms = plan_.period_ms;
    session.next_sweep = number_;
    std::array<std::uint8_t, 1024> scratch{};
    agent::encode::write_hello(frames_, identity, session, scratch);
}

void ImportEncoder::begin_sweep(std::int64_t time_us, const std::vector<model::Pid>& pids) {
    sink_.all.clear();
    key_ = !last_key_us_ || encoder_.needs_key() ||
           (plan_.key_interval_us != 0 && time_us - *last_key_us_ >= plan_.key_interval_us);
    if (key_) {
        last_key_us_ = time_us;
        hello();
    }
    sweeps_.begin(key_);
    const std::int64_t period_us = std::int64_t{plan_.period_ms} * 1000;
    const std::int64_t offset = time_us - static_cast<std::int64_t>(number_) * period_us;
    if (std::llabs(offset) > period_us / 10) {
        std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
        ValueWriter value(bytes);
        value.svarint(offset);
        sweeps_.record(RecordTag::offset, value.value());
    }
    write_changes(pids);
    sweeps_.end_records();
    encoder_.begin_sweep(key_, sweeps_);
}

void ImportEncoder::write_changes(const std::vector<model::Pid>& pids) {
    const std::set<model::Pid> now(pids.begin(), pids.end());
    for (const model::Pid pid : present_) {
        if (!now.contains(pid) && !key_) {
            std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
            ValueWriter value(bytes);
            value.varint(pid);
            sweeps_.record(RecordTag::went, value.value());
        }
    }
    for (const model::Pid pid : now) {
        if (key_ || !present_.contains(pid)) {
            came(pid);
        }
    }
    present_ = now;
}

void ImportEncoder::came(model::Pid pid) {
    std::array<std::uint8_t, 512> bytes{};
    ValueWriter value(bytes);
    value.varint(pid);
    if (const auto name = plan_.names.find(pid); name != plan_.names.end() && !name->second.empty()) {
        value.field(protocol::ProcessField::comm, std::string_view(name->second).substr(0, 256));
    }
    sweeps_.record(RecordTag::came, value.value());
}

void ImportEncoder::process(model::Pid pid, std::string_view smaps) {
    encoder_.begin_process(pid);
    encoder_.text({reinterpret_cast<const std::uint8_t*>(smaps.data()), smaps.size()});
    encoder_.end_process(smaps.empty() ? protocol::Status::empty : protocol::Status::ok);
}

const std::vector<std::uint8_t>& ImportEncoder::end_sweep() {
    encoder_.end_sweep();
    sweeps_.finish(encoder_.text_hash());
    ++number_;
    return sink_.all;
}

void ImportEncoder::goodbye() {
    sink_.all.clear();
    agent::encode::write_goodbye(frames_, protocol::GoodbyeReason::count, "all snapshots imported");
}

} // namespace host::capture
