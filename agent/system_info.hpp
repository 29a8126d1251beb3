// What is known of the board: its identity for hello, its meminfo for info records.
#pragma once

#include "agent/encode/message_writer.hpp"
#include "agent/sources/proc_files.hpp"
#include "agent/sys/sys.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace agent {

/// What the kernel passes to a program at its start (the auxiliary vector).
struct StartFacts {
    std::uint32_t page_bytes = 4096;
    std::uint32_t clock_ticks = 100;
    bool root = false;
};

/// Reads the facts after the environment on the initial stack.
StartFacts read_start_facts(char* const* environment);

/// Owns the texts that an Identity shows.
class SystemInfo {
  public:
    SystemInfo(sources::ProcFiles& files, const StartFacts& facts);
    const encode::Identity& identity() const { return identity_; }
    encode::Identity& identity() { return identity_; }

  private:
    encode::Identity identity_;
    sys::SystemName name_;
    char boot_id_[40];
};

/// Whether CAP_SYS_PTRACE is effective, from a `status` text.
bool may_read_others(const char* status);

/// meminfo, whole and as changes since the last time. Section 9.
class Meminfo {
  public:
    /// `files` is used for reading.
    void add(encode::ValueWriter& info, bool whole, sources::ProcFiles& files);

  private:
    static constexpr std::size_t k_lines_max = 96;

    std::uint32_t numbers_[k_lines_max] = {}; ///< modulo 2^32: their differences are sent
};

} // namespace agent
