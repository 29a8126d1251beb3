#include "agent/encode/sweep_coder.hpp"

#include "protocol/coder/trained_model.hpp"

namespace agent::encode {

using namespace protocol::coder; // what is coded here is all the coder's

SweepCoder::SweepCoder(std::uint8_t* base)
    : reader_(PackedState::k_reads), writer_(PackedState::k_writes), before_(areas_), old_(areas_ + 1) {
    store_.reset(base);
}

void SweepCoder::begin_sweep(bool key, std::uint8_t* end, BodyOutput& output) {
    if (key) {
        store_.reset(store_.base());
        names.reset(end, store_.end());
        reset(k_trained_runs.data());
    }
    engine.output.start(output);
    engine.start();
    store_.begin_sweep();
    unflagged_ = store_.write_at();
    result_ = SweepResult::unchanged;
}

void SweepCoder::begin_process(std::uint32_t pid) {
    Block next;
    while (store_.next(next) && next.pid < pid) {
        store_.drop();
        find_exit();
    }
    known_ = store_.next(next) && next.pid == pid;
    block_ = known_ ? next : Block{.pid = pid};
    matched_ = 0;
    if (!known_ || block_.stateless) {
        begin_changes(true);
        return;
    }
    phase_ = Phase::skipping;
    store_.look(block_, reader_);
}

/// A process of the sweep before has exited. In a coded sweep that makes no difference.
void SweepCoder::find_exit() {
    if (result_ == SweepResult::unchanged) {
        result_ = SweepResult::processes_exited;
    }
}

/// Codes that all processes since the last changed one are unchanged.
void SweepCoder::flag_unchanged() {
    for (; unflagged_ != store_.write_at(); unflagged_ += Block::k_bytes + Block::load(unflagged_).bytes) {
        Block block = Block::load(unflagged_);
        process_changed(block.history, false);
        block.history = static_cast<std::uint8_t>(block.history << 1 & 3);
        block.store(unflagged_);
    }
}

/// The first difference was found: what was matched before it is passed a second time, and coded.
void SweepCoder::begin_changes(bool whole) {
    flag_unchanged();
    phase_ = Phase::coding;
    result_ = SweepResult::coded;
    process_changed(known_ ? block_.history : k_new_process, true);
    block_.history = static_cast<std::uint8_t>((block_.history << 1 | 1) & 3);
    store_.open(known_ ? &block_ : nullptr, reader_, names.bottom());
    writer_.start(store_.write_at());
    sent_whole(known_, whole);
    after_ = k_after_start;
    cold_ = 0;
    gap_known_ = false;
    *before_ = Area();
    read_old();
    for (std::uint32_t i = 0; i < matched_; ++i) {
        untouched(matched_hash(i));
    }
}

/// Of mapping `i` before the first change, which is old_. In a whole group the last mapping has all of the hash.
std::uint32_t SweepCoder::matched_hash(std::uint32_t i) const {
    if (i / k_group_areas == matched_ / k_group_areas) {
        return matched_hashes_[i % k_group_areas];
    }
    return (i + 1) % k_group_areas == 0 ? reader_.group().texts() : 0;
}

void SweepCoder::read_old() {
    old_area_ = store_.old_left(reader_) ? OldArea::header : OldArea::none;
    group_differs_ = false;
    in_step_ = phase_ == Phase::coding && writer_.in_step(reader_);
    if (has_old()) {
        reader_.pass(*old_, old_history_, names, schemas_);
    }
}

/// To be done before its bytes are written over.
void SweepCoder::read_old_values() {
    if (old_area_ == OldArea::header) {
        reader_.read_values(*old_, names, schemas_);
        old_area_ = OldArea::complete;
    }
}

bool SweepCoder::is_old(const Area& area) {
    read_old_values();
    return has_old() && same_text(area, *old_);
}

bool SweepCoder::expects(GroupHash& group) const {
    if (phase_ == Phase::skipping) {
        const bool any = store_.old_left(reader_);
        group = any ? reader_.group_ahead() : group;
        return any;
    }
    group = reader_.group();
    return has_old() && reader_.at_group() && !group_differs_;
}

void SweepCoder::differs() {
    read_matched();
    group_differs_ = true;
}

/// The mappings have to be read from now on.
void SweepCoder::read_matched() {
    if (phase_ != Phase::skipping) {
        return;
    }
    phase_ = Phase::comparing;
    store_.look(block_, reader_);
    for (std::uint32_t i = 0; i <= matched_; ++i) {
        read_old();
    }
}

void SweepCoder::same(const GroupHash& group, const std::uint32_t* text_hashes) {
    for (unsigned left = group.areas(); left != 0; --left, ++text_hashes) {
        if (phase_ != Phase::coding) {
            match(*text_hashes);
            continue;
        }
        if (overlapped()) {
            survives(true);
        }
        untouched(*text_hashes);
    }
}

/// The next mapping is there again, before the first change.
void SweepCoder::match(std::uint32_t text_hash) {
    matched_hashes_[matched_ % k_group_areas] = text_hash;
    ++matched_;
    if (phase_ == Phase::skipping) {
        reader_.skip();
    } else {
        read_old();
    }
}

void SweepCoder::piece(Piece& piece, std::uint32_t text_hash) {
    read_matched();
    if (phase_ == Phase::comparing) {
        if (is_old(piece.area)) {
            match(text_hash);
            return;
        }
        begin_changes(false);
    }
    drop_overlapped(&piece.area);
    for (;;) {
        if (is_old(piece.area)) {
            untouched(text_hash);
            return;
        }
        switch (outcome(piece.area)) {
        case k_modify: modify(piece, text_hash); return;
        case k_insert: insert(piece, text_hash); return;
        case k_delete: announce(k_delete); drop_old();
        }
    }
}

/// What is to be done at old_ for `area` to come next, when it is not the same.
Change SweepCoder::outcome(const Area& area) const {
    if (!has_old()) {
        return k_insert;
    }
    if (area.literal() || old_->literal()) {
        return !old_->literal() ? k_insert : area.literal() ? k_modify : k_delete;
    }
    return can_change(area, *old_) ? k_modify : area.start <= old_->start ? k_insert : k_delete;
}

/// Right after a change, what overlaps it has probably been removed: coded piece by piece.
bool SweepCoder::overlapped() const {
    return after_ == k_after_change && cold_ == 0 && has_old() && !before_->literal() && old_->start < before_->end();
}

void SweepCoder::drop_overlapped(const Area* area) {
    while (overlapped()) {
        if (survives(area != nullptr && (is_old(*area) || outcome(*area) != k_delete))) {
            return;
        }
        drop_old();
    }
}

/// old_ will not come any more. A hot one ended the gap before it.
void SweepCoder::drop_old() {
    gap_known_ = gap_known_ && old_history_ == 0;
    gap_left_ -= gap_known_;
    read_old();
}

/// `area` is old_, which then has been written, or another one to come before it.
void SweepCoder::emit(const Area& area, std::uint8_t history, std::uint32_t text_hash) {
    const bool stays = &area == old_;
    const bool copies = stays && in_step_;
    const auto record = reader_.record();
    if (!copies) {
        read_old_values();
    }
    if (store_.make_room(writer_, reader_, names.bottom())) {
        if (copies) {
            writer_.copy(record, reader_, history);
        } else {
            Area written = area;
            writer_.pass(written, history, names, schemas_);
        }
        writer_.add_text(text_hash);
        store_.wrote(writer_);
    }
    in_step_ = false;
    if (!stays) {
        *before_ = area;
        return;
    }
    Area* const written = old_; // not copied: old_ is read again next
    old_ = before_;
    before_ = written;
}

/// Cold mappings from old_ on until the next hot one or the end.
std::uint32_t SweepCoder::cold_run() {
    if (!gap_known_) {
        PackedState ahead = reader_;
        gap_left_ = 1;
        while (store_.old_left(ahead) && ahead.skip() == 0) {
            ++gap_left_;
        }
        gap_known_ = true;
    }
    return gap_left_;
}

/// The gap that ends here had no change.
void SweepCoder::close_gap() {
    if (cold_ != 0) {
        clean(after_, cold_, true);
        after_ = k_after_rest;
        cold_ = 0;
    }
    gap_known_ = false;
}

void SweepCoder::untouched(std::uint32_t text_hash) {
    if (old_history_ != 0) {
        close_gap();
        touched(old_history_, after_, *old_, false);
        after_ = k_after_rest;
    } else {
        ++cold_;
        gap_left_ -= gap_known_;
    }
    emit(*old_, aged(old_history_, false), text_hash);
    read_old();
}

/// Codes where the next change is, and which.
void SweepCoder::announce(Change what) {
    const bool hot = old_history_ != 0;
    if (hot) {
        close_gap();
        touched(old_history_, after_, *old_, true);
    } else {
        clean(after_, cold_ + cold_run(), false);
        position(after_, cold_);
        cold_ = 0;
    }
    change(*old_, after_, hot, what);
    after_ = k_after_change;
}

void SweepCoder::insert(Piece& piece, std::uint32_t text_hash) {
    if (has_old()) {
        announce(k_insert);
    } else {
        close_gap();
        more(after_, *before_, true);
        after_ = k_after_change;
    }
    new_piece(piece, *before_, next());
    emit(piece.area, 1, text_hash);
}

void SweepCoder::modify(Piece& piece, std::uint32_t text_hash) {
    announce(k_modify);
    const Area old = *old_;
    const std::uint8_t history = old_history_;
    drop_old();
    changed_piece(piece, old, *before_, next(), history);
    emit(piece.area, aged(history, true), text_hash);
}

void SweepCoder::end_process(std::uint8_t status_now) {
    if (phase_ == Phase::skipping) {
        old_area_ = store_.old_left(reader_) ? OldArea::header : OldArea::none;
    }
    if (phase_ != Phase::coding) {
        if (!has_old() && status_now == block_.status) {
            store_.keep();
            return;
        }
        begin_changes(false);
    }
    drop_overlapped(nullptr);
    while (has_old()) {
        announce(k_delete);
        drop_old();
    }
    close_gap();
    more(after_, *before_, false);
    status(known_, block_.status, status_now);
    block_.status = status_now;
    store_.close(block_);
    unflagged_ = store_.write_at();
}

bool SweepCoder::end_sweep() {
    Block next;
    if (store_.next(next)) {
        find_exit();
    }
    if (result_ == SweepResult::coded) {
        flag_unchanged();
        engine.finish();
    }
    engine.output.flush();
    store_.end_sweep();
    return result_ != SweepResult::unchanged;
}

} // namespace agent::encode
