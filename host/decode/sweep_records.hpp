// The records of a sweep's body → the board: which processes are there, what is known of them, texts as they are.
// PROTOCOL.md, section 6.
#pragma once

#include "host/decode/raw_texts.hpp"
#include "host/decode/sweep_clock.hpp"
#include "host/model/board.hpp"
#include "host/procfs/smaps_parser.hpp"
#include "protocol/bytes.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace host::decode {

class SweepRecords {
  public:
    /// All three live longer than this.
    SweepRecords(model::Board& board, RawTexts& raw, SweepClock& clock)
        : board_(board), raw_(raw), clock_(clock), parser_(board.names) {}

    /// A sweep begins: nothing has changed yet; in a key sweep no process is known to be there.
    void begin(bool key);

    /// Reads up to the record that ends them. False when they are damaged; the board is then of no use.
    bool apply(protocol::Reader& in);

    /// Called after the sweep's records: processes that a key sweep did not announce have exited.
    void end();

    /// Called after the coded texts: a process without smaps gets its memory from its rollup or maps.
    void read_stand_ins();

  private:
    bool apply_one(std::uint64_t tag, std::span<const std::uint8_t> value);
    bool came(protocol::Reader value);
    bool went(protocol::Reader value);
    bool status(protocol::Reader value);
    bool text(protocol::Reader value);
    bool extras(protocol::Reader value);
    bool whole_text(model::Process& process, protocol::FileKind kind, std::string text);
    void remove(model::Pid pid);

    model::Board& board_;
    RawTexts& raw_;
    SweepClock& clock_;
    procfs::SmapsParser parser_;
    std::map<std::pair<model::Pid, protocol::FileKind>, std::string> begun_; ///< texts of which chunks are missing
    std::set<model::Pid> unannounced_;                                       ///< in a key sweep
    std::set<model::Pid> other_came_;                                        ///< processes with texts other than smaps
};

} // namespace host::decode
