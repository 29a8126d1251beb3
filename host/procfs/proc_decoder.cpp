#include "host/procfs/proc_decoder.hpp"

#include "protocol/protocol.hpp"

#include <algorithm>
#include <utility>

namespace host::procfs {
namespace {

bool same_area(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.file == b.file && a.permissions == b.permissions &&
           a.offset == b.offset;
}

bool same_numbers(const model::Mapping& a, const model::Mapping& b) {
    return a.present == b.present && a.flags == b.flags && a.values == b.values;
}

void keep(model::Process& process, protocol::FileKind kind, const std::optional<std::string>& text) {
    if (text) {
        process.other_texts[kind] = *text;
    }
}

/// The text that says most of the memory, and how it was come by.
std::pair<model::Status, std::string_view> best_text(const ProcTexts& texts) {
    if (texts.status != model::Status::missing) {
        return {texts.status, texts.smaps};
    }
    if (texts.smaps_rollup && !texts.smaps_rollup->empty()) {
        return {model::Status::rollup, *texts.smaps_rollup};
    }
    if (texts.maps && !texts.maps->empty()) {
        return {model::Status::fallback, *texts.maps};
    }
    return {texts.status, {}};
}

/// Another process may have taken the pid, or the program been replaced, while it was read.
bool replaced(const ProcTexts& texts, const model::ProcessInfo& info) {
    if (!texts.stat_after) {
        return false;
    }
    ProcTexts after;
    after.stat = texts.stat_after;
    model::ProcessInfo now;
    read_info(after, now);
    return now.start_ticks != info.start_ticks;
}

} // namespace

void ProcDecoder::decode(const ProcTexts& texts, model::Process& process) {
    const auto [status, text] = best_text(texts);
    const auto start_before = process.info.start_ticks;
    process.pid = texts.pid;
    process.info = {};
    read_info(texts, process.info);
    process.status = status == model::Status::ok && replaced(texts, process.info) ? model::Status::changed : status;
    process.other_texts.clear();
    if (texts.status == model::Status::missing) {
        keep(process, protocol::FileKind::smaps_rollup, texts.smaps_rollup);
        keep(process, protocol::FileKind::maps, texts.maps);
        keep(process, protocol::FileKind::statm, texts.statm);
        keep(process, protocol::FileKind::status, texts.status_text);
    }
    parser_.parse(text, snapshot_);
    process.changes = changes_between(process.snapshot, snapshot_);
    process.changes.all = process.changes.all || start_before != process.info.start_ticks;
    process.changed = !process.changes.none();
    std::swap(process.snapshot, snapshot_);
    process.conclude_status();
}

model::Status best_status(const ProcTexts& texts) {
    return best_text(texts).first;
}

model::Changes changes_between(const model::Snapshot& before, const model::Snapshot& now) {
    const auto& old_mappings = before.mappings;
    const auto& mappings = now.mappings;
    model::Changes changes;
    if (!std::equal(old_mappings.begin(), old_mappings.end(), mappings.begin(), mappings.end(), same_area)) {
        return changes;
    }
    changes.all = false;
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        if (!same_numbers(old_mappings[i], mappings[i])) {
            changes.mappings.push_back(static_cast<std::uint32_t>(i));
        }
    }
    return changes;
}

} // namespace host::procfs
