// The fields that describe a process to the host, from a dozen small files, with a reason for each that cannot be read.
// PROTOCOL.md, section 6.
#pragma once

#include "agent/encode/message_writer.hpp"
#include "agent/sources/proc_files.hpp"
#include "agent/sources/process.hpp"
#include "agent/sources/process_table.hpp"

#include <cstdint>

namespace agent {

/// Longest command line sent; longer ones are cut and their length sent.
inline constexpr std::size_t k_cmdline_bytes_max = 2048;
/// Enough for every field at its longest but a very long list of stack pointers, which is cut.
inline constexpr std::size_t k_description_bytes = 6144;

class ProcessInfoReader {
  public:
    explicit ProcessInfoReader(sources::ProcFiles& files) : files_(files) {}

    /// Everything, for `came`. Brings the process's threads and oom score up to date.
    void read(sources::Process& process, encode::ValueWriter& fields);
    /// What changes while a process runs, for `extras`: the fields that differ from the last time. `all_files`: look at
    /// more than `stat`.
    void read_changes(sources::Process& process, bool all_files, encode::ValueWriter& fields);

  private:
    void add_stat(encode::ValueWriter& fields);
    void add_number(protocol::FileKind kind, const char* name, const char* key, protocol::ProcessField tag,
                    encode::ValueWriter& fields);
    void add_command_line(encode::ValueWriter& fields);
    void add_oom_score(bool only_changed, encode::ValueWriter& fields);
    void add_stack_pointers(encode::ValueWriter& fields);
    protocol::Status add_stack_pointer(const char* thread, encode::ValueWriter& pointers, std::uint8_t& count);
    std::size_t list_threads();
    void reason(protocol::FileKind kind, protocol::Status status);

    sources::ProcFiles& files_;
    sources::Process* process_ = nullptr; ///< the one described
    std::uint8_t reasons_[24];            ///< kind and status of up to ten files
    std::size_t reason_bytes_ = 0;
};

} // namespace agent
