// Texts of /proc → Process, where no agent does it: --proc, this machine's /proc, single smaps files.
#pragma once

#include "host/model/board.hpp"
#include "host/procfs/proc_texts.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host::procfs {

class ProcDecoder {
  public:
    /// `names` has to outlive the decoder and what it fills.
    explicit ProcDecoder(model::NameTable& names) : parser_(names) {}

    /// Replaces what `process` says; its `changes` tell what differs from what it said before.
    void decode(const ProcTexts& texts, model::Process& process);

  private:
    SmapsParser parser_;
    model::Snapshot snapshot_; ///< the one being read, then the one before
};

/// How the memory of the process is known: by smaps, or where that is missing by its rollup or maps.
model::Status best_status(const ProcTexts& texts);

/// Which mappings differ; `all` when mappings appeared, disappeared or moved.
model::Changes changes_between(const model::Snapshot& before, const model::Snapshot& now);

/// Everything but smaps into `info`.
void read_info(const ProcTexts& texts, model::ProcessInfo& info);

} // namespace host::procfs
