#include "host/decode/sweep_decoder.hpp"

#include "protocol/coder/trained_model.hpp"

namespace host::decode {

namespace coder = protocol::coder;

void SweepDecoder::reset(model::NameTable& board_names) {
    names.reset(board_names);
    ChangeCoder::reset(coder::k_trained_runs.data());
}

void SweepDecoder::start(std::span<const std::uint8_t> coded) {
    engine = coder::RangeDecoder(coded.data(), coded.size());
    pieces_left_ = protocol::k_vmas_max;
    left_before_ = coded.size();
}

bool SweepDecoder::changed(DecodedText* old) {
    const bool changed = process_changed(old != nullptr ? old->history : coder::k_new_process, false);
    if (!changed && old != nullptr) {
        old->history = static_cast<std::uint8_t>(old->history << 1 & 3);
    }
    return changed;
}

/// Whether what was decoded until now can have come from an encoder.
bool SweepDecoder::sane() const {
    return engine.overrun() <= k_overrun_max && pieces_left_ != 0;
}

bool SweepDecoder::decode(const DecodedText* old) {
    result_ = Result();
    result_.history = static_cast<std::uint8_t>(((old != nullptr ? old->history << 1 : 0) | 1) & 3);
    index_ = 0;
    next_hot_ = 0;
    shift_ = 0;
    before_ = Area();
    after_ = coder::k_after_start;
    result_.whole = sent_whole(old != nullptr, false);
    static const DecodedText k_nothing;
    old_ = result_.whole ? &k_nothing : old;
    if (old_ == nullptr || !decode_changes(*old_)) {
        return false;
    }
    const unsigned status_before = old != nullptr ? old->status : 0;
    result_.status = static_cast<std::uint8_t>(status(old != nullptr, status_before, 0));
    result_.coded_bytes = left_before_ - engine.left();
    left_before_ = engine.left();
    return sane();
}

/// Gaps as a whole, hot pieces one by one.
bool SweepDecoder::decode_changes(const DecodedText& old) {
    const auto count = static_cast<std::uint32_t>(old.entries.size());
    for (;;) {
        const std::uint32_t gap_end = next_hot_ < old.hot.size() ? old.hot[next_hot_].index : count;
        if (gap_end > index_) {
            if (!decode_gap(gap_end - index_)) {
                return false;
            }
        } else if (index_ == count) {
            if (!more(after_, before_, false)) {
                return true;
            }
            after_ = coder::k_after_change;
            if (!insert()) {
                return false;
            }
        } else if (!decode_hot(old.hot[next_hot_])) {
            return false;
        }
    }
}

bool SweepDecoder::decode_gap(std::uint32_t gap) {
    const bool clean = this->clean(after_, gap, false);
    const std::uint32_t position = clean ? gap : this->position(after_, 0);
    if (position > gap || (position == gap && !clean)) {
        return false;
    }
    if (position != 0) {
        index_ += position;
        before_ = old_->entries[index_ - 1].area;
    }
    if (clean) {
        after_ = coder::k_after_rest;
        return true;
    }
    return decode_event(false, 0);
}

bool SweepDecoder::decode_hot(const Hot& hot) {
    if (touched(hot.history, after_, old_area(), false)) {
        return decode_event(true, hot.history);
    }
    const std::uint8_t history = coder::aged(hot.history, false);
    if (history != 0) {
        result_.hot.push_back({static_cast<std::uint32_t>(index_ + shift_), history});
    }
    before_ = old_area();
    after_ = coder::k_after_rest;
    step();
    return true;
}

const coder::Area* SweepDecoder::next_area() const {
    return index_ < old_->entries.size() && !old_area().literal() ? &old_area() : nullptr;
}

/// On to the next known piece.
void SweepDecoder::step() {
    next_hot_ += next_hot_ < old_->hot.size() && old_->hot[next_hot_].index == index_;
    ++index_;
}

bool SweepDecoder::decode_event(bool hot, unsigned history) {
    const coder::Change change = this->change(old_area(), after_, hot, coder::k_delete);
    after_ = coder::k_after_change;
    switch (change) {
    case coder::k_insert: return insert();
    case coder::k_modify: return modify(hot, history);
    case coder::k_delete: remove(); return sane();
    }
    return false;
}

void SweepDecoder::remove() {
    result_.edits.push_back({.kind = Edit::Kind::remove, .index = index_, .entry = {}});
    --shift_;
    step();
}

bool SweepDecoder::insert() {
    coder::Piece piece{};
    if (!new_piece(piece, before_, next_area()) || !add(Edit::Kind::insert, index_, piece, 1)) {
        return false;
    }
    remove_overlapped();
    return true;
}

bool SweepDecoder::modify(bool hot, unsigned history) {
    const std::uint32_t index = index_;
    const Area& old = old_area();
    step();
    coder::Piece piece{};
    const bool good = changed_piece(piece, old, before_, next_area(), hot ? history : 0);
    if (!good || !add(Edit::Kind::modify, index, piece, coder::aged(static_cast<std::uint8_t>(history), true))) {
        return false;
    }
    remove_overlapped();
    return true;
}

void SweepDecoder::remove_overlapped() {
    while (index_ < old_->entries.size() && !before_.literal() && old_area().start < before_.end() &&
           !survives(false)) {
        remove();
    }
}

bool SweepDecoder::add(Edit::Kind kind, std::uint32_t index, coder::Piece& piece, std::uint8_t history) {
    Edit edit{.kind = kind, .index = index, .entry = {}};
    Entry& entry = edit.entry;
    entry.area = piece.area;
    if (piece.area.literal()) {
        const auto* const text = reinterpret_cast<const char*>(piece.text.data);
        entry.literal = std::make_shared<const std::string>(text, piece.text.size);
    } else {
        const Entry* const old = kind == Edit::Kind::modify ? &old_->entries[index] : nullptr;
        entry.file = old != nullptr ? old->file : names.file(piece.area.file);
        entry.flags = names.flag_set(piece.area.flags);
    }
    result_.hot.push_back({static_cast<std::uint32_t>(index + shift_), history});
    shift_ += kind == Edit::Kind::insert;
    before_ = piece.area;
    result_.edits.push_back(std::move(edit));
    --pieces_left_;
    return sane();
}

} // namespace host::decode
