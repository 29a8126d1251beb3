// Coded text of one sweep → every process's mappings, changed in place. The text itself is printed when asked for.
// Mirrors agent/encode/smaps_encoder; what both do alike is in protocol/coder. Format: CODER.md.
#pragma once

#include "host/base/result.hpp"
#include "host/decode/decoded_text.hpp"
#include "host/decode/smaps_renderer.hpp"
#include "host/decode/sweep_decoder.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace host::decode {

/// What a sweep changed in one process.
struct Change {
    model::Pid pid = 0;
    model::Changes what;
};

class SmapsDecoder {
  public:
    SmapsDecoder();
    ~SmapsDecoder();
    SmapsDecoder(SmapsDecoder&&) noexcept;
    SmapsDecoder& operator=(SmapsDecoder&&) noexcept;

    /// Forgets everything; a key sweep has to follow.
    void reset();

    /// Applies the coded part of a sweep's body. `present`: the processes of the sweep, ascending. Sets snapshot,
    /// status and changed of each of them in `board`, whose names it uses. After an error, a key sweep has to follow.
    Result<void> apply(std::span<const std::uint8_t> coded, std::span<const model::Pid> present, bool key,
                       model::Board& board);

    /// Text hash of the board (PROTOCOL.md, section 8), of what was rebuilt.
    std::uint64_t text_hash() const { return hash_; }

    /// Bytes of the text of a process; 0 when there is none. Known without printing it.
    std::uint64_t text_bytes(model::Pid pid) const;

    /// The text of a process, byte for byte; empty when there is none.
    std::string text(model::Pid pid) const;

    /// Bytes that the last sweep took for this process, to the nearest one.
    std::size_t coded_bytes(model::Pid pid) const;

    /// What the last sweep changed, in ascending pid order.
    const std::vector<Change>& changes() const { return changes_; }

  private:
    void prepare_renderers();
    void update(model::Process& process, DecodedText& text, SweepDecoder::Result& result);
    void complete(Entry& entry);
    void edit(model::Process& process, DecodedText& text, std::vector<Edit>& edits, bool follow);
    void rebuild_snapshot(model::Process& process, DecodedText& text);
    model::Mapping mapping(const Entry& entry) const;
    void print(std::string& text, const Entry& entry) const;

    std::unique_ptr<SweepDecoder> decoder_;
    model::NameTable* names_ = nullptr;    ///< of the board of the last sweep
    std::vector<SmapsRenderer> renderers_; ///< by schema
    std::map<model::Pid, DecodedText> texts_;
    std::vector<Change> changes_;
    std::string scratch_;
    std::uint64_t hash_ = 0;
    bool usable_ = false;
};

} // namespace host::decode
