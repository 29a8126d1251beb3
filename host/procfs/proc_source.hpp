// A /proc-like tree, or one smaps text, as the source of a board.
#pragma once

#include "host/base/result.hpp"
#include "host/model/board.hpp"
#include "host/procfs/proc_decoder.hpp"
#include "host/procfs/proc_tree.hpp"

#include <functional>
#include <span>
#include <string>

namespace host::procfs {

class ProcSource {
  public:
    /// `board` is kept current by sweep() and has to outlive the source.
    ProcSource(std::string directory, model::Board& board);

    /// Reads the tree once. `pids` empty: every process, and those that cannot be read carry their status. A pid that
    /// is asked for and not there is in the board with status `gone`.
    Result<void> sweep(std::span<const model::Pid> pids);

  private:
    ProcTree tree_;
    model::Board& board_;
    ProcDecoder decoder_;
};

/// The processes of a text (text_sections.hpp); one of which nothing but its smaps is known is process 0 of `board`.
void read_smaps_text(std::string_view text, model::Board& board);

} // namespace host::procfs
