#include "host/capture/import_encoder.hpp"

#include "agent/encode/text_records.hpp"
#include "host/procfs/proc_decoder.hpp"
#include "protocol/bytes.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace host::capture {
namespace {

using agent::encode::ValueWriter;
using protocol::FileKind;
using protocol::ProcessField;
using protocol::RecordTag;

/// Room for every process's state; an agent has less, and sends whole what does not fit.
constexpr std::size_t k_encoder_bytes = std::size_t{16} << 20;
/// Room for the fields of a process: three names at their longest, and numbers.
constexpr std::size_t k_description_bytes = 3 * protocol::k_name_bytes_max + 512;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

protocol::Status wire_status(model::Status status) {
    return static_cast<protocol::Status>(status);
}

template <typename Number>
void add_number(ValueWriter& value, ProcessField field, const std::optional<Number>& number) {
    if (number) {
        value.field(field, static_cast<std::uint64_t>(*number));
    }
}

void add_name(ValueWriter& value, ProcessField field, const std::optional<std::string>& name) {
    if (name) {
        value.field(field, std::string_view(*name).substr(0, protocol::k_name_bytes_max));
    }
}

/// The fields of a process, as they follow its pid.
std::vector<std::uint8_t> describe(const procfs::ProcTexts& texts) {
    model::ProcessInfo info;
    procfs::read_info(texts, info);
    std::vector<std::uint8_t> buffer(k_description_bytes);
    ValueWriter value(buffer);
    add_number(value, ProcessField::start_time, info.start_ticks);
    add_number(value, ProcessField::parent, info.parent);
    add_number(value, ProcessField::uid, info.uid);
    add_name(value, ProcessField::comm, info.comm);
    add_name(value, ProcessField::cmdline, info.cmdline);
    if (info.cmdline && info.cmdline->size() > protocol::k_name_bytes_max) {
        value.field(ProcessField::cmdline_bytes, std::uint64_t{info.cmdline->size()});
    }
    add_name(value, ProcessField::exe, info.exe);
    if (info.stack_unlimited) {
        value.field(ProcessField::stack_limit, std::string_view());
    }
    add_number(value, ProcessField::stack_limit, info.stack_limit_bytes);
    add_number(value, ProcessField::threads, info.threads);
    add_number(value, ProcessField::oom_score, info.oom_score);
    add_number(value, ProcessField::vsize_bytes, info.vsize_bytes);
    add_number(value, ProcessField::rss_pages, info.rss_pages);
    return {value.value().begin(), value.value().end()};
}

/// Writes a record of a process: its pid, then `fields`.
void write_record(agent::encode::SweepWriter& sweep, RecordTag tag, model::Pid pid,
                  std::span<const std::uint8_t> fields) {
    std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
    ValueWriter head(bytes);
    head.varint(pid);
    sweep.begin_record(tag, head.value().size() + fields.size());
    sweep.append(head.value());
    sweep.append(fields);
}

} // namespace

bool ImportEncoder::Sink::write(std::span<const std::uint8_t> bytes) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    return true;
}

ImportEncoder::ImportEncoder(const SessionInfo& session)
    : session_(session), memory_(k_encoder_bytes), frames_(sink_, frame_buffer_), sweeps_(frames_, payload_buffer_),
      encoder_(memory_, text_buffer_.data()) {}

void ImportEncoder::sweep(std::int64_t time_us, const std::vector<procfs::ProcTexts>& processes,
                          const std::string& meminfo_text) {
    key_ = !last_key_us_ || encoder_.needs_key() ||
           (session_.key_interval_us != 0 && time_us - *last_key_us_ >= session_.key_interval_us);
    if (key_) {
        last_key_us_ = time_us;
        hello();
    }
    meminfo(meminfo_text);
    sweeps_.begin(key_);
    offset(time_us);
    changes(processes);
    for (const procfs::ProcTexts& texts : processes) {
        other_texts(texts);
    }
    sweeps_.end_records();
    encoder_.begin_sweep(key_, sweeps_);
    for (const procfs::ProcTexts& texts : processes) {
        smaps(texts);
    }
    encoder_.end_sweep();
    sweeps_.finish(encoder_.text_hash());
    ++number_;
}

void ImportEncoder::hello() {
    agent::encode::Identity identity;
    identity.agent_version = "import";
    identity.encodings = protocol::k_encoding_coded;
    agent::encode::SessionState session;
    session.id = session_.id;
    session.start_wall_us = session_.start_wall_us;
    session.period_ms = session_.period_ms;
    session.next_sweep = number_;
    std::array<std::uint8_t, 1024> scratch{};
    agent::encode::write_hello(frames_, identity, session, scratch);
}

void ImportEncoder::meminfo(const std::string& text) {
    if (text.empty() || (!key_ && text == meminfo_)) {
        return;
    }
    meminfo_ = text;
    std::vector<std::uint8_t> buffer(text.size() + 64);
    ValueWriter info(buffer);
    info.field(protocol::InfoField::next_sweep, std::uint64_t{number_});
    info.field(protocol::InfoField::meminfo_text, std::string_view(text));
    frames_.write(protocol::FrameType::info, info.value());
}

/// The time of the sweep, where it is off by more than a tenth of the period.
void ImportEncoder::offset(std::int64_t time_us) {
    const std::int64_t period_us = std::int64_t{session_.period_ms} * 1000;
    const std::int64_t offset = time_us - static_cast<std::int64_t>(number_) * period_us;
    if (std::llabs(offset) > period_us / 10) {
        std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
        ValueWriter value(bytes);
        value.svarint(offset);
        sweeps_.record(RecordTag::offset, value.value());
    }
}

/// Which processes came and went, and whose description has changed.
void ImportEncoder::changes(const std::vector<procfs::ProcTexts>& processes) {
    std::map<model::Pid, Bytes> now;
    for (const procfs::ProcTexts& texts : processes) {
        now.emplace(texts.pid, describe(texts));
    }
    for (const auto& [pid, fields] : described_) {
        if (!now.contains(pid) && !key_) {
            write_record(sweeps_, RecordTag::went, pid, {});
        }
    }
    for (const auto& [pid, fields] : now) {
        const auto before = described_.find(pid);
        if (key_ || before == described_.end()) {
            write_record(sweeps_, RecordTag::came, pid, fields);
        } else if (before->second != fields) {
            write_record(sweeps_, RecordTag::extras, pid, fields);
        }
    }
    described_ = std::move(now);
}

/// What a kernel without smaps has in its place.
void ImportEncoder::other_texts(const procfs::ProcTexts& texts) {
    const std::pair<FileKind, const std::optional<std::string>*> files[] = {
        {FileKind::smaps_rollup, &texts.smaps_rollup},
        {FileKind::maps, &texts.maps},
        {FileKind::statm, &texts.statm},
        {FileKind::status, &texts.status_text}};
    const model::Status status = procfs::best_status(texts);
    if (status != model::Status::rollup && status != model::Status::fallback) {
        return;
    }
    const bool rollup = status == model::Status::rollup;
    const auto sent = [&](FileKind kind, const std::optional<std::string>& text) {
        return text && (kind == FileKind::smaps_rollup) == rollup;
    };
    const auto count = std::count_if(std::begin(files), std::end(files),
                                     [&](const auto& file) { return sent(file.first, *file.second); });
    agent::encode::write_status_record(sweeps_, texts.pid, wire_status(status), static_cast<std::uint8_t>(count));
    for (const auto& [kind, text] : files) {
        if (sent(kind, *text)) {
            agent::encode::write_text_record(sweeps_, texts.pid, kind, true, bytes_of(**text));
        }
    }
}

void ImportEncoder::smaps(const procfs::ProcTexts& texts) {
    encoder_.begin_process(texts.pid);
    encoder_.text(bytes_of(texts.smaps));
    encoder_.end_process(wire_status(procfs::best_status(texts)));
}

void ImportEncoder::goodbye() {
    agent::encode::write_goodbye(frames_, protocol::GoodbyeReason::count, "all snapshots imported");
}

} // namespace host::capture
