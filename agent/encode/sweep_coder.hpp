// Pieces of the texts of a sweep + the packed state of the sweep before → symbols + the packed state of this one.
// Decides in one pass what happened to each known mapping: untouched, changed, removed; the mirror is
// host/decode/smaps_decoder. Nothing is coded for what did not change until something does: an unchanged sweep codes
// nothing at all.
#pragma once

#include "agent/encode/coded_output.hpp"
#include "agent/encode/state_store.hpp"
#include "protocol/coder/change_coder.hpp"

namespace agent::encode {

/// The encoder's end of the coder.
struct EncoderSide {
    static constexpr bool k_encodes = true;
    static constexpr std::size_t k_schemas = encode::k_schemas;

    protocol::coder::RangeEncoder<CodedOutput> engine;
    NameTable names;
};

class SweepCoder : public protocol::coder::ChangeCoder<EncoderSide> {
  public:
    explicit SweepCoder(std::uint8_t* base);

    /// A key sweep forgets everything first; names are kept from `end` downwards.
    void begin_sweep(bool key, std::uint8_t* end, BodyOutput& output);
    void begin_process(std::uint32_t pid);
    /// `text_hash` of the piece.
    void piece(protocol::coder::Piece& piece, std::uint32_t text_hash);
    /// Whether the next pieces may be those of a whole known group; if true, call same() or differs() next.
    bool expects(GroupHash& group) const;
    /// They are: `text_hashes`, one for each.
    void same(const GroupHash& group, const std::uint32_t* text_hashes);
    void differs();
    void end_process(std::uint8_t status);
    /// True when anything changed.
    bool end_sweep();

    const StateStore& store() const { return store_; }
    Schemas& schemas() { return schemas_; }

  private:
    using Area = protocol::coder::Area;
    using Piece = protocol::coder::Piece;

    /// How far the text of this process is known to be the old one.
    enum class Phase : std::uint8_t {
        skipping,  ///< no difference yet, and no mapping read: only groups are compared
        comparing, ///< no difference yet, mappings are read and compared
        coding,    ///< a difference was found: changes are coded
    };
    /// What has been read of the next mapping of the old text.
    enum class OldArea : std::uint8_t { none, header, complete };
    enum class SweepResult : std::uint8_t { unchanged, processes_exited, coded };

    void flag_unchanged();
    void begin_changes(bool whole);
    std::uint32_t matched_hash(std::uint32_t i) const;
    void read_old();
    void read_matched();
    void read_old_values();
    bool is_old(const Area& area);
    void match(std::uint32_t text_hash);
    void untouched(std::uint32_t text_hash);
    void emit(const Area& area, std::uint8_t history, std::uint32_t text_hash);
    void insert(Piece& piece, std::uint32_t text_hash);
    void modify(Piece& piece, std::uint32_t text_hash);
    void drop_old();
    void announce(protocol::coder::Change change);
    void close_gap();
    std::uint32_t cold_run();
    protocol::coder::Change outcome(const Area& area) const;
    bool overlapped() const;
    void drop_overlapped(const Area* area);
    bool has_old() const { return old_area_ != OldArea::none; }
    void find_exit();
    const Area* next() const { return has_old() && !old_->literal() ? old_ : nullptr; }

    StateStore store_;
    PackedState reader_;
    PackedState writer_;
    std::uint8_t* unflagged_; ///< first block whose process is not yet coded as unchanged
    Block block_;
    Area areas_[2];
    Area* before_;                                            ///< the mapping before in the new text; empty at first
    Area* old_;                                               ///< the next mapping of the old text, when there is one
    std::uint32_t matched_;                                   ///< mappings found untouched before the first change
    std::array<std::uint32_t, k_group_areas> matched_hashes_; ///< of the texts of the last group of them
    std::uint32_t cold_;                                      ///< untouched mappings of the gap until now
    std::uint32_t gap_left_; ///< cold mappings from old_ on until the gap ends, when known
    protocol::coder::After after_;
    Phase phase_;
    OldArea old_area_;
    SweepResult result_;
    std::uint8_t old_history_;
    bool group_differs_; ///< the group that old_ begins
    bool gap_known_;
    bool in_step_; ///< old_ can be written as it was read
    bool known_;   ///< the process was in the sweep before
};

} // namespace agent::encode
