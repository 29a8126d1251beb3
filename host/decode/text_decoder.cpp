#include "host/decode/text_decoder.hpp"

namespace host::decode {

namespace coder = protocol::coder;

namespace {
constexpr unsigned k_new_process = 4; // in place of a history
} // namespace

TextDecoder::TextDecoder(std::span<const std::uint8_t> coded, coder::CoderState& state, CoderNames& names)
    : engine_(coded.data(), coded.size()), names_(names), coder_(engine_, state, names) {
    pieces_left_ = 4 * protocol::k_vmas_max;
    left_before_ = coded.size();
}

bool TextDecoder::changed(RebuiltText* old) {
    const bool changed = coder_.process_changed(old != nullptr ? old->history : k_new_process, false);
    if (!changed && old != nullptr) {
        old->history = static_cast<std::uint8_t>(old->history << 1 & 3);
    }
    return changed;
}

/// Whether what was decoded until now can have come from an encoder.
bool TextDecoder::sane() const {
    return engine_.overrun() <= k_overrun_max && pieces_left_ != 0;
}

bool TextDecoder::decode(const RebuiltText* old) {
    result_ = Result();
    result_.history = static_cast<std::uint8_t>(((old != nullptr ? old->history << 1 : 0) | 1) & 3);
    old_ = old;
    index_ = 0;
    next_hot_ = 0;
    shift_ = 0;
    first_ = true;
    done_ = false;
    before_ = Area();
    after_ = coder::k_after_start;
    result_.whole = coder_.sent_whole(old != nullptr, false);
    if (!result_.whole && old == nullptr) {
        return false;
    }
    if (!(result_.whole ? decode_whole() : decode_changes(*old))) {
        return false;
    }
    const unsigned status_before = old != nullptr ? old->status : 0;
    result_.status = static_cast<std::uint8_t>(coder_.status(old != nullptr, status_before, 0));
    result_.coded_bytes = left_before_ - engine_.left();
    left_before_ = engine_.left();
    return sane();
}

bool TextDecoder::decode_whole() {
    for (std::uint32_t index = 0;; ++index) {
        const bool executable = (before_.permissions & coder::k_execute) != 0;
        const coder::FileKind kind = first_ ? coder::k_unnamed : names_.kind(before_.file);
        if (!coder_.more(kind, first_, executable, false)) {
            return true;
        }
        coder::Piece piece;
        if (index == protocol::k_vmas_max || !coder_.whole(piece, first_ ? nullptr : &before_, nullptr) ||
            !add(Edit::Kind::insert, 0, piece, 1)) {
            return false;
        }
    }
}

/// Gaps as a whole, hot pieces one by one.
bool TextDecoder::decode_changes(const RebuiltText& old) {
    const auto count = static_cast<std::uint32_t>(old.entries.size());
    while (!done_) {
        const std::uint32_t gap_end = next_hot_ < old.hot.size() ? old.hot[next_hot_].index : count;
        if (gap_end > index_) {
            if (!decode_gap(gap_end - index_)) {
                return false;
            }
        } else if (index_ == count) {
            if (!coder_.more_at_end(after_, false)) {
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
    return true;
}

bool TextDecoder::decode_gap(std::uint32_t gap) {
    const bool clean = coder_.clean(after_, gap, false);
    const std::uint32_t position = clean ? gap : coder_.position(after_, 0);
    if (position > gap || (position == gap && !clean)) {
        return false;
    }
    if (position != 0) {
        index_ += position;
        before_ = old_->entries[index_ - 1].area;
        first_ = false;
    }
    if (clean) {
        after_ = coder::k_after_rest;
        return true;
    }
    return decode_event(false, 0);
}

bool TextDecoder::decode_hot(const Hot& hot) {
    if (coder_.touched(hot.history, after_, group(old_area()), false)) {
        return decode_event(true, hot.history);
    }
    const std::uint8_t history = coder::aged(hot.history, false);
    if (history != 0) {
        result_.hot.push_back({static_cast<std::uint32_t>(index_ + shift_), history});
    }
    before_ = old_area();
    first_ = false;
    after_ = coder::k_after_rest;
    step();
    return true;
}

unsigned TextDecoder::group(const Area& area) const {
    return coder::area_class(area, names_.kind(area.file));
}

const coder::Area* TextDecoder::next_area() const {
    return index_ < old_->entries.size() && !old_area().literal() ? &old_area() : nullptr;
}

/// On to the next known piece.
void TextDecoder::step() {
    next_hot_ += next_hot_ < old_->hot.size() && old_->hot[next_hot_].index == index_;
    ++index_;
}

bool TextDecoder::decode_event(bool hot, unsigned history) {
    const coder::Change change = coder_.change(group(old_area()), after_, hot, coder::k_cut);
    after_ = coder::k_after_change;
    switch (change) {
    case coder::k_insert: return insert();
    case coder::k_modify: return modify(hot, history);
    case coder::k_delete: remove(); return sane();
    case coder::k_cut:
        while (index_ < old_->entries.size()) {
            remove();
        }
        done_ = true;
        return true;
    }
    return false;
}

void TextDecoder::remove() {
    result_.edits.push_back({.kind = Edit::Kind::remove, .index = index_, .entry = {}});
    --shift_;
    step();
}

bool TextDecoder::insert() {
    coder::Piece piece;
    if (!coder_.whole(piece, first_ ? nullptr : &before_, next_area()) || !add(Edit::Kind::insert, index_, piece, 1)) {
        return false;
    }
    remove_overlapped();
    return true;
}

bool TextDecoder::modify(bool hot, unsigned history) {
    const std::uint32_t index = index_;
    const Area& old = old_area();
    step();
    coder::Piece piece;
    const Area* const before = first_ ? nullptr : &before_;
    const bool good = old.literal() ? coder_.literal(piece, before)
                                    : coder_.changed(piece, old, before, next_area(), hot ? history : 0);
    if (!good || !add(Edit::Kind::modify, index, piece, coder::aged(static_cast<std::uint8_t>(history), true))) {
        return false;
    }
    remove_overlapped();
    return true;
}

void TextDecoder::remove_overlapped() {
    while (index_ < old_->entries.size() && !before_.literal() && old_area().start < before_.end &&
           !coder_.survives(false)) {
        remove();
    }
}

bool TextDecoder::add(Edit::Kind kind, std::uint32_t index, coder::Piece& piece, std::uint8_t history) {
    Edit edit{.kind = kind, .index = index, .entry = {}};
    Entry& entry = edit.entry;
    entry.area = piece.area;
    if (piece.area.literal()) {
        const auto* const text = reinterpret_cast<const char*>(piece.text.data);
        entry.literal = std::make_shared<const std::string>(text, piece.text.size);
    } else {
        const Entry* const old = kind == Edit::Kind::modify ? &old_->entries[index] : nullptr;
        entry.file = old != nullptr ? old->file : names_.file(piece.area.file);
        entry.flags = names_.flag_set(piece.area.flags);
    }
    result_.hot.push_back({static_cast<std::uint32_t>(index + shift_), history});
    shift_ += kind == Edit::Kind::insert;
    before_ = piece.area;
    first_ = false;
    result_.edits.push_back(std::move(edit));
    --pieces_left_;
    return sane();
}

} // namespace host::decode
