#include "host/decode/sweep_records.hpp"

#include "host/decode/process_fields.hpp"
#include "protocol/protocol.hpp"

namespace host::decode {
namespace {

using protocol::FileKind;
using protocol::RecordTag;

model::Pid take_pid(protocol::Reader& in) {
    const std::uint64_t pid = in.varint();
    in.ok = in.ok && pid <= UINT32_MAX;
    return static_cast<model::Pid>(pid);
}

/// With these there is no smaps text.
bool without_smaps(model::Status status) {
    return status != model::Status::ok && status != model::Status::changed;
}

/// The text used in place of a missing smaps; null when there is none.
const std::string* stand_in(const model::Process& process) {
    const bool rollup = process.status == model::Status::rollup;
    const auto found = process.other_texts.find(rollup ? FileKind::smaps_rollup : FileKind::maps);
    const bool any = (rollup || process.status == model::Status::fallback) && found != process.other_texts.end();
    return any ? &found->second : nullptr;
}

} // namespace

void SweepRecords::begin(bool key) {
    board_.went.clear();
    begun_.clear();
    unannounced_.clear();
    other_came_.clear();
    for (auto& [pid, process] : board_.processes) {
        process.changed = false;
        process.changes = {.all = false, .mappings = {}, .splices = {}};
        if (key) {
            unannounced_.insert(pid);
        }
    }
    if (key) {
        raw_.clear();
    }
}

bool SweepRecords::apply(protocol::Reader& in) {
    while (true) {
        const std::uint64_t tag = in.varint();
        if (!in.ok) {
            return false;
        }
        if (tag == static_cast<std::uint64_t>(RecordTag::end)) {
            return true;
        }
        const std::uint64_t size = in.varint();
        const std::uint8_t* const value = size <= in.left() ? in.take(static_cast<std::size_t>(size)) : nullptr;
        if (value == nullptr || !apply_one(tag, {value, static_cast<std::size_t>(size)})) {
            return false;
        }
    }
}

void SweepRecords::end() {
    for (const model::Pid pid : std::exchange(unannounced_, {})) {
        remove(pid);
    }
}

void SweepRecords::read_stand_ins() {
    for (auto& [pid, process] : board_.processes) {
        const std::string* const text = stand_in(process);
        const bool is_new = other_came_.contains(pid);
        if (text == nullptr || (!is_new && !process.snapshot.mappings.empty())) {
            continue;
        }
        parser_.parse(*text, process.snapshot);
        if (is_new) { // else the coded texts, where it has none, took it away
            process.changed = true;
            process.changes = {};
        }
    }
}

bool SweepRecords::apply_one(std::uint64_t tag, std::span<const std::uint8_t> value) {
    protocol::Reader in(value.data(), value.size());
    switch (tag) {
    case static_cast<std::uint64_t>(RecordTag::skipped): clock_.skipped(in.varint()); return in.ok;
    case static_cast<std::uint64_t>(RecordTag::offset): clock_.offset(in.svarint()); return in.ok;
    case static_cast<std::uint64_t>(RecordTag::period): clock_.period(in.varint()); return in.ok;
    case static_cast<std::uint64_t>(RecordTag::came): return came(in);
    case static_cast<std::uint64_t>(RecordTag::went): return went(in);
    case static_cast<std::uint64_t>(RecordTag::status): return status(in);
    case static_cast<std::uint64_t>(RecordTag::text): return text(in);
    case static_cast<std::uint64_t>(RecordTag::extras): return extras(in);
    default: return true; // a later agent's
    }
}

bool SweepRecords::came(protocol::Reader value) {
    const model::Pid pid = take_pid(value);
    if (!value.ok || (board_.processes.size() >= protocol::k_processes_max && !board_.processes.contains(pid))) {
        return false;
    }
    unannounced_.erase(pid);
    model::Process& process = board_.processes[pid];
    // What was read of it stays until this sweep brings another text or status: later deltas refer to it.
    process.info = {};
    process.pid = pid;
    process.changed = true;
    process.changes = {};
    return apply_process_fields(FieldList(value), process.info);
}

bool SweepRecords::went(protocol::Reader value) {
    const model::Pid pid = take_pid(value);
    if (value.ok) {
        remove(pid);
    }
    return value.ok;
}

void SweepRecords::remove(model::Pid pid) {
    unannounced_.erase(pid);
    raw_.remove(pid);
    if (board_.processes.erase(pid) != 0) {
        board_.went.push_back(pid);
    }
}

bool SweepRecords::status(protocol::Reader value) {
    const model::Pid pid = take_pid(value);
    const auto status = static_cast<model::Status>(value.fixed(1));
    const auto found = board_.processes.find(pid);
    if (!value.ok || found == board_.processes.end()) {
        return value.ok; // of a stranger: a process that was asked for and is not there
    }
    model::Process& process = found->second;
    process.status = status;
    if (without_smaps(status)) {
        raw_.remove(pid);
        process.snapshot = {};
        process.changed = true;
        process.changes = {};
    }
    return true;
}

bool SweepRecords::text(protocol::Reader value) {
    const model::Pid pid = take_pid(value);
    const auto kind = static_cast<FileKind>(value.fixed(1));
    const bool last = (value.fixed(1) & protocol::k_text_last) != 0;
    if (!value.ok) {
        return false;
    }
    std::string& begun = begun_[{pid, kind}];
    if (begun.size() + value.left() > protocol::k_text_bytes_max) {
        return false;
    }
    begun.append(reinterpret_cast<const char*>(value.at), value.left());
    if (!last) {
        return true;
    }
    std::string whole = std::move(begun);
    begun_.erase({pid, kind});
    if (pid == 0 && kind == FileKind::meminfo) {
        board_.meminfo = model::Meminfo(std::move(whole));
        return true;
    }
    const auto found = board_.processes.find(pid);
    return found != board_.processes.end() && whole_text(found->second, kind, std::move(whole));
}

bool SweepRecords::whole_text(model::Process& process, FileKind kind, std::string text) {
    process.changed = true;
    process.changes = {};
    if (kind != FileKind::smaps) {
        process.other_texts[kind] = std::move(text);
        other_came_.insert(process.pid);
        return true;
    }
    parser_.parse(text, process.snapshot);
    raw_.set(process.pid, std::move(text));
    return true;
}

bool SweepRecords::extras(protocol::Reader value) {
    const auto found = board_.processes.find(take_pid(value));
    return value.ok && found != board_.processes.end() && apply_process_fields(FieldList(value), found->second.info);
}

} // namespace host::decode
