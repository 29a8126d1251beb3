// The fields that describe a process to the host, from a dozen small files, with a reason for each that cannot be read.
// PROTOCOL.md, section 6.
#pragma once

#include "agent/encode/message_writer.hpp"
#include "agent/sources/proc_file.hpp"
#include "agent/sources/process.hpp"
#include "agent/sources/process_table.hpp"

#include <cstdint>
#include <span>

namespace agent {

/// Longest command line sent; longer ones are cut and their length told.
inline constexpr std::size_t k_cmdline_bytes_max = 2048;
/// Enough for every field at its longest but a very long list of stack pointers, which is cut.
inline constexpr std::size_t k_description_bytes = 6144;

class Describer {
  public:
    /// `buffer` is for reading; its content is lost at each call.
    Describer(sources::ProcPaths& paths, std::span<std::uint8_t> buffer) : paths_(paths), buffer_(buffer) {}

    /// Everything, for `came`. Brings the process's threads and oom score up to date.
    void describe(sources::Process& process, encode::ValueWriter& fields);
    /// What changes while a process runs, for `extras`: the fields that differ from the last time. `all_files`: look at
    /// more than `stat`.
    void describe_changes(sources::Process& process, bool all_files, encode::ValueWriter& fields);

  private:
    void add_stat(sources::Process& process, encode::ValueWriter& fields);
    void add_status(std::uint32_t pid, encode::ValueWriter& fields);
    void add_command_line(std::uint32_t pid, encode::ValueWriter& fields);
    void add_executable(const sources::Process& process, encode::ValueWriter& fields);
    void add_stack_limit(std::uint32_t pid, encode::ValueWriter& fields);
    void add_oom_score(sources::Process& process, bool only_changed, encode::ValueWriter& fields);
    void add_stack_pointers(std::uint32_t pid, encode::ValueWriter& fields);
    void reason(protocol::FileKind kind, protocol::Status status);

    sources::ProcPaths& paths_;
    std::span<std::uint8_t> buffer_;
    std::uint8_t reasons_[32];
    std::size_t reason_bytes_ = 0;
};

} // namespace agent
