// One sweep: who is there, what is new about them, then the smaps of each, into one body. Drives sources → encode.
// PROTOCOL.md, section 5.
#pragma once

#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "agent/pace.hpp"
#include "agent/process_info.hpp"
#include "agent/sources/targets.hpp"

#include <cstdint>
#include <span>

namespace agent {

class Sampler {
  public:
    /// Everything given must stay. `processes` holds the table, `description` k_description_bytes.
    Sampler(sources::ProcFiles& files, encode::SmapsEncoder& encoder, std::span<sources::Process> processes,
            std::uint8_t* description);

    /// `selection` must stay.
    void select(const Selection& selection) { targets_.select(selection); }
    enum class Kind : std::uint8_t { changes, changes_and_extras, key };
    /// Makes one sweep. False when the stream is over.
    bool sweep(encode::SweepWriter& out, const Pace::Plan& plan, Kind kind);

    /// After a sweep: nothing is left of a selection of pids.
    bool nothing_left() const { return targets_.selection().only_pids() && watched_ == 0; }
    std::uint32_t watched() const { return watched_; }
    /// Why the proc root could not be listed in the last sweep.
    sys::Errno list_error() const { return list_error_; }
    bool needs_key() const { return encoder_.needs_key(); }
    bool overflowed() const { return targets_.overflowed(); }

  private:
    void write_plan(const Pace::Plan& plan);
    void write_gone_pids();
    void write_comings_and_goings(Kind kind);
    void write_came(sources::Process& process);
    void write_extras(sources::Process& process, bool all_files);
    void write_went(std::uint32_t pid);
    void write_other_sources(sources::Process& process, bool key);
    void write_file(std::uint32_t pid, protocol::FileKind kind, const char* name);
    void write_texts();
    protocol::Status read_smaps(const sources::Process& process);
    protocol::Status read_text(std::uint32_t pid, const char* name, bool& any);
    std::uint32_t other_thread(std::uint32_t pid);

    sources::ProcFiles& files_;
    encode::SmapsEncoder& encoder_;
    std::span<std::uint8_t> description_;
    sources::ProcessTable table_;
    sources::Targets targets_;
    ProcessInfoReader info_reader_;
    encode::SweepWriter* out_ = nullptr;
    std::uint32_t watched_ = 0;
    sys::Errno list_error_ = sys::Errno::none;
};

} // namespace agent
