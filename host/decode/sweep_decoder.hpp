// Symbols of one sweep → the edits of each process's text. It reads known texts and changes none.
// Mirrors agent/encode/sweep_coder. CODER.md, sections 6.1 and 6.2.
#pragma once

#include "host/decode/decoded_text.hpp"
#include "host/decode/name_table.hpp"
#include "protocol/coder/change_coder.hpp"

#include <span>
#include <vector>

namespace host::decode {

/// The decoder's end of the coder.
struct DecoderSide {
    static constexpr bool k_encodes = false;
    static constexpr std::size_t k_schemas = protocol::coder::k_schemas_max;

    protocol::coder::RangeDecoder engine;
    NameTable names;
};

class SweepDecoder : private protocol::coder::ChangeCoder<DecoderSide> {
  public:
    /// Forgets everything learned, as a key sweep does.
    void reset(model::NameTable& board_names);

    /// Begins with the coded part of a sweep.
    void start(std::span<const std::uint8_t> coded);

    const auto& schemas() const { return schemas_; }

    /// Whether anything of the next process changed; `old` is its known text, or nullptr. An unchanged text ages.
    bool changed(DecodedText* old);

    struct Result {
        bool whole = false;      ///< the edits replace the text
        std::vector<Edit> edits; ///< in the order of the text
        std::vector<Hot> hot;
        std::uint8_t history = 0;
        std::uint8_t status = 0;
        std::size_t coded_bytes = 0;
    };

    /// Decodes a changed process; false when the bytes are no coded text.
    bool decode(const DecodedText* old);
    Result& result() { return result_; }

  private:
    using Area = protocol::coder::Area;

    bool decode_changes(const DecodedText& old);
    bool decode_gap(std::uint32_t gap);
    bool decode_hot(const Hot& hot);
    bool decode_event(bool hot, unsigned history);
    bool insert();
    bool modify(bool hot, unsigned history);
    void remove();
    void remove_overlapped();
    void step();
    bool add(Edit::Kind kind, std::uint32_t index, protocol::coder::Piece& piece, std::uint8_t history);
    const Area& old_area() const { return old_->entries[index_].area; }
    const Area* next_area() const;
    bool sane() const;

    static constexpr std::size_t k_overrun_max = 64; ///< zeros past the end that a real stream may need

    Result result_;
    std::size_t left_before_ = 0;
    std::size_t pieces_left_ = 0;

    // Of the text being decoded.
    const DecodedText* old_ = nullptr;
    std::uint32_t index_ = 0;  ///< next known piece
    std::size_t next_hot_ = 0; ///< into old_->hot
    std::int64_t shift_ = 0;   ///< new index less index in the old text
    Area before_;              ///< the piece before in the new text; empty at first
    protocol::coder::After after_ = protocol::coder::k_after_start;
};

} // namespace host::decode
