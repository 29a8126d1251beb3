// One mapping (VMA) and its numbers. Plain values, no I/O.
#pragma once

#include "host/model/field.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace host::model {

/// What a VMA maps, as its header line says: device, inode and name. Interned: equal files have equal addresses.
struct File {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint64_t inode = 0;
    std::string name; ///< bytes exactly as printed, "(deleted)" included; empty for unnamed memory

    friend bool operator==(const File&, const File&) = default;
};

/// One distinct VmFlags line.
struct FlagSet {
    std::string text;       ///< as printed after "VmFlags:", leading and trailing blanks included
    std::uint64_t bits = 0; ///< bit of each known flag (flag_bit); unknown ones are in the text only

    bool has(std::string_view flag) const;
};

/// Bit of a two-letter VmFlags code, 0 when unknown.
std::uint64_t flag_bit(std::string_view flag);

/// Owns every File and FlagSet of a session; addresses stay valid as long as the table lives.
class NameTable {
  public:
    NameTable();
    NameTable(const NameTable&) = delete;
    NameTable& operator=(const NameTable&) = delete;

    const File* file(std::uint32_t major, std::uint32_t minor, std::uint64_t inode, std::string_view name);
    const FlagSet* flags(std::string_view text);
    const File* unnamed() const { return &files_.front(); } ///< 00:00 0, no name

  private:
    std::deque<File> files_;
    std::deque<FlagSet> flag_sets_;
    std::unordered_multimap<std::size_t, const File*> file_index_;
    std::unordered_map<std::string_view, const FlagSet*> flag_index_;
};

enum Permission : std::uint8_t { k_read = 1, k_write = 2, k_execute = 4, k_shared = 8 };

struct Mapping {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint64_t offset = 0;       ///< bytes; on old kernels the VMA's own address when anonymous
    const File* file = nullptr;     ///< never null in a parsed snapshot
    const FlagSet* flags = nullptr; ///< null when the kernel prints no VmFlags
    std::uint32_t present = 0;      ///< bit per Field that was printed; the others are unknown, not 0
    std::uint8_t permissions = 0;   ///< Permission bits
    std::array<std::uint64_t, k_field_count> values{}; ///< kB as printed (thp_eligible, protection_key: plain numbers)

    bool has(Field field) const { return (present >> static_cast<unsigned>(field) & 1) != 0; }
    std::uint64_t operator[](Field field) const { return values[static_cast<std::size_t>(field)]; }
    void set(Field field, std::uint64_t value) {
        values[static_cast<std::size_t>(field)] = value;
        present |= 1U << static_cast<unsigned>(field);
    }
};

/// A line the parser kept without understanding it: an unknown key, Android's Name line.
struct ExtraLine {
    std::uint32_t mapping; ///< index into Snapshot::mappings
    std::string text;      ///< the whole line without its newline
};

/// Something wrong in the text; what could be kept was kept.
struct Defect {
    enum class Kind : std::uint8_t {
        damage,  ///< of the text: something of it was not read
        changed, ///< the process changed while the kernel printed: a mapping overlaps another; all is counted
    };
    std::uint32_t line; ///< 1-based
    std::string what;
    Kind kind = Kind::damage;
    std::uint32_t lines_skipped = 0; ///< fields whose mapping is not known; the next two are sums of theirs
    std::uint64_t size_kb = 0;       ///< address range that has no figures
    std::uint64_t rss_kb = 0;
};

/// The smaps of one process at one moment.
struct Snapshot {
    std::vector<Mapping> mappings; ///< in the kernel's order
    std::vector<ExtraLine> extras;
    std::vector<Defect> defects;
};

} // namespace host::model
