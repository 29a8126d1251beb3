#include "host/decode/smaps_decoder.hpp"

#include "host/procfs/smaps_parser.hpp"
#include "protocol/checksum.hpp"
#include "protocol/coder/value_rules.hpp"

#include <algorithm>

namespace host::decode {

namespace coder = protocol::coder;

namespace {

std::uint64_t hash_of(std::string_view text) {
    return protocol::text_hash(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

/// Slots of the last fields: Nonlinear, THPeligible, ProtectionKey.
constexpr unsigned k_last_slots[] = {coder::k_nonlinear, coder::k_thp_eligible, coder::k_protection_key};
static_assert(coder::k_thp_eligible + std::size(k_last_slots) == model::k_field_count);

Splices splices_of(const std::vector<Edit>& edits) {
    Splices splices;
    for (const Edit& edit : edits) {
        if (edit.kind == Edit::Kind::modify) {
            continue;
        }
        if (splices.empty() || splices.back().at + splices.back().removed != edit.index) {
            splices.push_back({.at = edit.index, .removed = 0, .inserted = 0});
        }
        ++(edit.kind == Edit::Kind::insert ? splices.back().inserted : splices.back().removed);
    }
    return splices;
}

Failure damaged(std::string what) {
    return failure({"coded text", std::move(what), "waiting for a key sweep"});
}

} // namespace

SmapsDecoder::SmapsDecoder() : decoder_(std::make_unique<SweepDecoder>()) {}
SmapsDecoder::~SmapsDecoder() = default;
SmapsDecoder::SmapsDecoder(SmapsDecoder&&) noexcept = default;
SmapsDecoder& SmapsDecoder::operator=(SmapsDecoder&&) noexcept = default;

void SmapsDecoder::reset() {
    usable_ = false;
    texts_.clear();
    changes_.clear();
    renderers_.clear();
    hash_ = 0;
}

Result<void> SmapsDecoder::apply(std::span<const std::uint8_t> coded, std::span<const model::Pid> present, bool key,
                                 model::Board& board) {
    if (key) {
        reset();
        decoder_->reset(board.names);
        usable_ = true;
    }
    if (!usable_) {
        return damaged("no key sweep before");
    }
    names_ = &board.names;
    usable_ = false;
    changes_.clear();
    std::erase_if(texts_,
                  [&](const auto& known) { return !std::binary_search(present.begin(), present.end(), known.first); });
    decoder_->start(coded);
    for (const model::Pid pid : present) {
        model::Process& process = board.processes[pid];
        process.pid = pid;
        process.changed = false;
        const auto known = texts_.find(pid);
        DecodedText* const old = known != texts_.end() ? &known->second : nullptr;
        if (old != nullptr) {
            old->coded_bytes = 0;
        }
        if (coded.empty() || !decoder_->changed(old)) {
            if (old == nullptr) {
                return damaged("a process is as before, but there was none");
            }
            const std::size_t known_mappings = process.snapshot.mappings.size();
            if (old->literals == 0 ? known_mappings != old->entries.size() : known_mappings == 0) {
                rebuild_snapshot(process, *old);
            }
            continue;
        }
        if (!decoder_->decode(old)) {
            return damaged("does not decode");
        }
        prepare_renderers();
        changes_.push_back({.pid = pid, .what = {}});
        update(process, texts_[pid], decoder_->result());
    }
    hash_ = 0;
    for (const auto& [pid, text] : texts_) {
        hash_ += text.hash * protocol::process_weight(pid);
    }
    usable_ = true;
    return {};
}

void SmapsDecoder::prepare_renderers() {
    while (renderers_.size() < decoder_->schemas().count) {
        renderers_.emplace_back(decoder_->schemas().known[renderers_.size()]);
    }
}

void SmapsDecoder::update(model::Process& process, DecodedText& text, SweepDecoder::Result& result) {
    process.changed = true;
    process.status = static_cast<model::Status>(result.status);
    text.status = result.status;
    text.history = result.history;
    text.hot = std::move(result.hot);
    text.coded_bytes = result.coded_bytes;
    for (Edit& edit : result.edits) {
        if (edit.kind != Edit::Kind::remove) {
            complete(edit.entry);
        }
    }
    if (result.whole) {
        text.entries.clear();
        text.literals = 0;
        text.hash = text.text_bytes = 0;
    }
    // The board may have forgotten a process whose pid was used again in between.
    const bool follow =
        !result.whole && text.literals == 0 && process.snapshot.mappings.size() == text.entries.size() &&
        std::none_of(result.edits.begin(), result.edits.end(), [](const Edit& edit) { return edit.adds_literal(); });
    edit(process, text, result.edits, follow);
    if (!follow) {
        rebuild_snapshot(process, text);
    }
    changes_.back().what.all = !follow;
}

/// Adds what follows from the values: hash and length of the text.
void SmapsDecoder::complete(Entry& entry) {
    scratch_.clear();
    print(scratch_, entry);
    entry.hash = hash_of(scratch_);
    entry.text_bytes = static_cast<std::uint32_t>(scratch_.size());
}

/// Known entries change where they are, and so do the mappings when they `follow`.
void SmapsDecoder::edit(model::Process& process, DecodedText& text, std::vector<Edit>& edits, bool follow) {
    model::Changes& changes = changes_.back().what;
    for (const Edit& edit : edits) {
        if (edit.kind != Edit::Kind::insert) {
            text.subtract(text.entries[edit.index]);
        }
    }
    changes.splices = splices_of(edits);
    splice(text.entries, changes.splices);
    if (follow) {
        splice(process.snapshot.mappings, changes.splices);
    }
    std::int64_t shift = 0;
    for (Edit& edit : edits) {
        const auto index = static_cast<std::uint32_t>(edit.index + shift);
        shift += (edit.kind == Edit::Kind::insert) - (edit.kind == Edit::Kind::remove);
        if (edit.kind == Edit::Kind::remove) {
            continue;
        }
        Entry& entry = text.entries[index] = std::move(edit.entry);
        text.add(entry);
        if (follow) {
            process.snapshot.mappings[index] = mapping(entry);
        }
        if (edit.kind == Edit::Kind::modify) {
            changes.mappings.push_back(index);
        }
    }
}

/// Literal pieces may be any part of the text: then it is read as a whole, as one that was copied from a board.
void SmapsDecoder::rebuild_snapshot(model::Process& process, DecodedText& text) {
    process.snapshot = model::Snapshot();
    if (text.literals != 0) {
        const std::string whole = this->text(process.pid);
        protocol::TextHash hash;
        hash.add(reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size());
        text.hash = hash.value();
        procfs::SmapsParser(*names_).parse(whole, process.snapshot);
        return;
    }
    process.snapshot.mappings.reserve(text.entries.size());
    text.hash = 0;
    for (const Entry& entry : text.entries) {
        text.hash += entry.hash;
        process.snapshot.mappings.push_back(mapping(entry));
    }
}

/// A mapping as the parser would make it from the text of `entry`.
model::Mapping SmapsDecoder::mapping(const Entry& entry) const {
    coder::Area area = entry.area;
    const coder::Schema& schema = decoder_->schemas().known[area.schema];
    unfold(area, schema.present);
    model::Mapping mapping;
    mapping.start = area.start << coder::k_address_shift;
    mapping.end = area.end() << coder::k_address_shift;
    mapping.offset = area.offset << coder::k_address_shift;
    mapping.file = entry.file;
    mapping.flags = schema.says(coder::k_flags_line) ? entry.flags : nullptr;
    mapping.permissions = area.permissions;
    for (unsigned i = 0; i < model::k_field_count; ++i) {
        const unsigned slot = i < coder::k_thp_eligible ? i : k_last_slots[i - coder::k_thp_eligible];
        mapping.present |= schema.has(slot) ? 1U << i : 0;
        mapping.values[i] = area.values[slot];
    }
    if (schema.has(coder::k_size)) {
        mapping.values[coder::k_size] = printed_size(area);
    }
    return mapping;
}

void SmapsDecoder::print(std::string& text, const Entry& entry) const {
    if (entry.area.literal()) {
        text += *entry.literal;
    } else {
        renderers_[entry.area.schema].append(text, entry.area, *entry.file, entry.flags);
    }
}

std::uint64_t SmapsDecoder::text_bytes(model::Pid pid) const {
    const auto known = texts_.find(pid);
    return known != texts_.end() ? known->second.text_bytes : 0;
}

std::string SmapsDecoder::text(model::Pid pid) const {
    std::string text;
    const auto known = texts_.find(pid);
    if (known != texts_.end()) {
        text.reserve(known->second.text_bytes);
        for (const Entry& entry : known->second.entries) {
            print(text, entry);
        }
    }
    return text;
}

std::size_t SmapsDecoder::coded_bytes(model::Pid pid) const {
    const auto known = texts_.find(pid);
    return known != texts_.end() ? known->second.coded_bytes : 0;
}

} // namespace host::decode
