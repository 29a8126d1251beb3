#include "agent/encode/sweep_coder.hpp"

namespace agent::encode {

using namespace protocol::coder; // what is coded here is all the coder's

namespace {
constexpr unsigned k_new_process = 4; // in place of a history
} // namespace

SweepCoder::SweepCoder(CoderState& state, NameTable& names, std::uint8_t* base)
    : state_(state), names_(names), engine_(output_), coder_(engine_, state, names),
      reader_(PackedState::k_reads, base), writer_(PackedState::k_writes, base) {
    store_.reset(base);
}

void SweepCoder::begin_sweep(bool key, BodyOutput& output) {
    if (key) {
        store_.reset(store_.base());
    }
    output_.start(output);
    engine_.start();
    store_.begin_sweep();
    unflagged_ = store_.write_at();
    changed_ = went_ = false;
}

void SweepCoder::begin_process(std::uint32_t pid) {
    Block next;
    while (store_.next(next) && next.pid < pid) {
        store_.drop();
        went_ = true;
    }
    known_ = store_.next(next) && next.pid == pid;
    block_ = known_ ? next : Block{.pid = pid};
    matched_ = 0;
    first_ = true;
    mode_ = known_ && !block_.stateless ? Mode::unchanged : Mode::whole;
    if (mode_ == Mode::whole) {
        begin_changed();
        coder_.sent_whole(known_, true);
        return;
    }
    store_.look(block_, reader_);
    read_old();
}

/// Says of all processes since the last changed one that they are as they were.
void SweepCoder::flag_unchanged() {
    for (; unflagged_ != store_.write_at(); unflagged_ += Block::k_bytes + Block::load(unflagged_).bytes) {
        Block block = Block::load(unflagged_);
        coder_.process_changed(block.history, false);
        block.history = static_cast<std::uint8_t>(block.history << 1 & 3);
        block.store(unflagged_);
    }
}

void SweepCoder::begin_changed() {
    flag_unchanged();
    changed_ = true;
    coder_.process_changed(known_ ? block_.history : k_new_process, true);
    block_.history = static_cast<std::uint8_t>((block_.history << 1 | 1) & 3);
    store_.open(known_ ? &block_ : nullptr, reader_, names_.bottom());
    writer_ = PackedState(PackedState::k_writes, store_.write_at());
}

/// The first difference was found: what was matched before it is gone through again, now for good.
void SweepCoder::begin_changes() {
    mode_ = Mode::changes;
    begin_changed();
    coder_.sent_whole(known_, false);
    after_ = k_after_start;
    cold_ = 0;
    gap_known_ = false;
    first_ = true;
    read_old();
    for (; matched_ != 0; --matched_) {
        untouched();
    }
}

void SweepCoder::read_old() {
    has_old_ = store_.old_left(reader_);
    if (has_old_) {
        reader_.pass(old_, old_history_, names_, state_.schemas);
    }
}

unsigned SweepCoder::old_class() const {
    return area_class(old_, names_.kind(old_.file));
}

void SweepCoder::piece(Piece& piece) {
    if (mode_ == Mode::unchanged) {
        if (has_old_ && same_text(piece.area, old_)) {
            ++matched_;
            read_old();
            return;
        }
        begin_changes();
    }
    if (mode_ == Mode::whole) {
        const bool executable = (before_.permissions & k_execute) != 0;
        coder_.more(first_ ? k_unnamed : names_.kind(before_.file), first_, executable, true);
        coder_.whole(piece, before(), nullptr);
        emit(piece.area, 1);
        return;
    }
    drop_overlapped(&piece.area);
    for (;;) {
        if (has_old_ && same_text(piece.area, old_)) {
            untouched();
            return;
        }
        const Change change = outcome(piece.area);
        if (change == k_modify) {
            modify(piece);
            return;
        }
        if (change == k_insert) {
            insert(piece);
            return;
        }
        announce(k_delete);
        drop_old();
    }
}

/// What is to be done at old_ for `area` to come next, when it is not the same.
Change SweepCoder::outcome(const Area& area) const {
    if (!has_old_) {
        return k_insert;
    }
    if (area.literal() || old_.literal()) {
        return area.literal() && old_.literal() ? k_modify : area.literal() ? k_insert : k_delete;
    }
    if (Coder::can_change(area, old_)) {
        return k_modify;
    }
    return area.start <= old_.start ? k_insert : k_delete;
}

/// Right after a change, what overlaps it has probably gone: asked about piece by piece.
void SweepCoder::drop_overlapped(const Area* area) {
    while (after_ == k_after_change && cold_ == 0 && has_old_ && !before_.literal() && old_.start < before_.end) {
        const bool survives = area != nullptr && (same_text(*area, old_) || outcome(*area) != k_delete);
        coder_.survives(survives);
        if (survives) {
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

void SweepCoder::emit(const Area& area, std::uint8_t history) {
    store_.write(writer_, reader_, names_.bottom(), area, history, names_, state_.schemas);
    before_ = area;
    first_ = false;
}

/// Cold areas from old_ on until the next hot one or the end.
std::uint32_t SweepCoder::cold_run() {
    if (!gap_known_) {
        PackedState ahead = reader_;
        Area area;
        std::uint8_t history = 0;
        gap_left_ = 1;
        while (store_.old_left(ahead)) {
            ahead.pass(area, history, names_, state_.schemas);
            if (history != 0) {
                break;
            }
            ++gap_left_;
        }
        gap_known_ = true;
    }
    return gap_left_;
}

/// The gap that ends here had no change.
void SweepCoder::close_gap() {
    if (cold_ != 0) {
        coder_.clean(after_, cold_, true);
        after_ = k_after_rest;
        cold_ = 0;
    }
    gap_known_ = false;
}

void SweepCoder::untouched() {
    if (old_history_ != 0) {
        close_gap();
        coder_.touched(old_history_, after_, old_class(), false);
        after_ = k_after_rest;
    } else {
        ++cold_;
        gap_left_ -= gap_known_;
    }
    emit(old_, aged(old_history_, false));
    read_old();
}

/// Says where the next change is, and which.
void SweepCoder::announce(Change change) {
    const bool hot = old_history_ != 0;
    if (hot) {
        close_gap();
        coder_.touched(old_history_, after_, old_class(), true);
    } else {
        coder_.clean(after_, cold_ + cold_run(), false);
        coder_.position(after_, cold_);
        cold_ = 0;
    }
    coder_.change(old_class(), after_, hot, change);
    after_ = k_after_change;
}

void SweepCoder::insert(Piece& piece) {
    if (has_old_) {
        announce(k_insert);
    } else {
        close_gap();
        coder_.more_at_end(after_, true);
        after_ = k_after_change;
    }
    coder_.whole(piece, before(), has_old_ && !old_.literal() ? &old_ : nullptr);
    emit(piece.area, 1);
}

void SweepCoder::modify(Piece& piece) {
    announce(k_modify);
    const Area old = old_;
    const std::uint8_t history = old_history_;
    drop_old();
    if (old.literal()) {
        coder_.literal(piece, before());
    } else {
        coder_.changed(piece, old, before(), has_old_ && !old_.literal() ? &old_ : nullptr, history);
    }
    emit(piece.area, aged(history, true));
}

void SweepCoder::finish_changes() {
    drop_overlapped(nullptr);
    if (has_old_) {
        announce(k_cut);
        return;
    }
    close_gap();
    coder_.more_at_end(after_, false);
}

void SweepCoder::end_process(std::uint8_t status) {
    if (mode_ == Mode::unchanged) {
        if (!has_old_ && status == block_.status) {
            store_.keep();
            return;
        }
        begin_changes();
    }
    if (mode_ == Mode::whole) {
        const bool executable = (before_.permissions & k_execute) != 0;
        coder_.more(first_ ? k_unnamed : names_.kind(before_.file), first_, executable, false);
    } else {
        finish_changes();
    }
    coder_.status(known_, block_.status, status);
    block_.status = status;
    store_.close(block_);
    unflagged_ = store_.write_at();
}

bool SweepCoder::end_sweep() {
    Block next;
    went_ = went_ || store_.next(next);
    if (changed_) {
        flag_unchanged();
        engine_.finish();
    }
    output_.flush();
    store_.end_sweep();
    return changed_ || went_;
}

} // namespace agent::encode
