// Pieces of the texts of a sweep + the packed state of the sweep before → symbols + the packed state of this one.
// Decides in one pass what became of each known area: untouched, changed, gone; the mirror is
// host/decode/smaps_rebuilder. Nothing is coded for what did not change until something does: an unchanged sweep codes
// nothing at all.
#pragma once

#include "agent/encode/coded_output.hpp"
#include "agent/encode/state_store.hpp"
#include "protocol/coder/change_coder.hpp"

namespace agent::encode {

class SweepCoder {
  public:
    SweepCoder(protocol::coder::CoderState& state, NameTable& names, std::uint8_t* base);

    /// A key sweep finds `state` and `names` just reset.
    void begin_sweep(bool key, BodyOutput& output);
    void begin_process(std::uint32_t pid);
    void piece(protocol::coder::Piece& piece);
    void end_process(std::uint8_t status);
    /// True when anything changed.
    bool end_sweep();

    const StateStore& store() const { return store_; }

  private:
    using Area = protocol::coder::Area;
    using Piece = protocol::coder::Piece;
    using Engine = protocol::coder::RangeEncoder<CodedOutput>;
    using Coder = protocol::coder::ChangeCoder<Engine, NameTable>;
    enum class Mode : std::uint8_t { unchanged, changes, whole };

    void flag_unchanged();
    void begin_changed();
    void begin_changes();
    void read_old();
    void untouched();
    void emit(const Area& area, std::uint8_t history);
    void insert(Piece& piece);
    void modify(Piece& piece);
    void drop_old();
    void announce(protocol::coder::Change change);
    void close_gap();
    std::uint32_t cold_run();
    protocol::coder::Change outcome(const Area& area) const;
    void drop_overlapped(const Area* area);
    void finish_changes();
    unsigned old_class() const;
    const Area* before() const { return first_ ? nullptr : &before_; }

    protocol::coder::CoderState& state_;
    NameTable& names_;
    CodedOutput output_;
    Engine engine_;
    Coder coder_;
    StateStore store_;
    PackedState reader_;
    PackedState writer_;
    std::uint8_t* unflagged_ = nullptr; ///< first block whose process is not yet said to be unchanged
    Block block_;
    Area before_;                ///< the area before in the new text
    Area old_;                   ///< the next area of the old text, when there is one
    std::uint32_t matched_ = 0;  ///< areas found untouched before the first change
    std::uint32_t cold_ = 0;     ///< untouched areas of the gap until now
    std::uint32_t gap_left_ = 0; ///< cold areas from old_ on until the gap ends, when known
    protocol::coder::After after_ = protocol::coder::k_after_start;
    Mode mode_ = Mode::unchanged;
    std::uint8_t old_history_ = 0;
    bool gap_known_ = false;
    bool has_old_ = false;
    bool first_ = true;
    bool known_ = false;
    bool changed_ = false; ///< something was coded in this sweep
    bool went_ = false;    ///< or a process left
};

} // namespace agent::encode
