// smaps text → Snapshot, in one pass and without an allocation per line. Reads what every kernel since 2005 prints, and
// what mail programs, editors and cut recordings make of it; smaps_rollup and maps too. A damaged line becomes a Defect
// and costs itself only. Lines like those before are read by position (smaps_shape.hpp), all others by smaps_line.hpp.
#pragma once

#include "host/model/mapping.hpp"
#include "host/procfs/smaps_shape.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace host::procfs {

class SmapsParser {
  public:
    /// Files and flags are interned in `names`, which has to outlive the parser and every snapshot it fills.
    explicit SmapsParser(model::NameTable& names) : names_(names) {}

    /// Replaces what is in `snapshot`; its memory is used again. Any bytes are allowed. Of more than
    /// protocol::k_vmas_max VMAs none is kept, and no more than k_defects_max defects are.
    void parse(std::string_view text, model::Snapshot& snapshot);

    static constexpr std::size_t k_defects_max = 200;

  private:
    struct Header {
        std::uint64_t start = 0, end = 0, offset = 0;
        const model::File* file = nullptr;
        std::uint8_t permissions = 0;
    };

    /// What a header says of its file, as printed, and what that is.
    struct RecentFile {
        std::string origin;
        const model::File* file = nullptr;
    };

    bool read_header_quickly();
    std::uint64_t address(const char* at, std::uint64_t& wrong);
    bool read_flags_quickly();
    void read_body_quickly();

    void read_line();
    void read_field(std::string_view line, std::string_view whole);
    void read_other(std::string_view line, const FieldLine& field);
    void learn(std::string_view whole, const FieldLine& field, bool example);
    void add_header(const HeaderLine& header);
    void add_mapping(const Header& header);
    void end_mapping();
    void check_end();
    void headless_field(std::string_view line, const FieldLine& field);
    void count_skipped(const FieldLine& field);
    void add_extra(std::string_view line);
    model::Defect& defect(std::string what);
    std::string_view without_return(std::string_view line) const;
    const model::File* file(std::string_view origin);
    const model::FlagSet* flags(std::string_view text);

    model::NameTable& names_;
    BodyShape shape_;
    std::array<const model::FlagSet*, 64> recent_flags_{};
    std::array<RecentFile, 256> recent_files_{}; ///< by hash of their origin, from text to text
    std::size_t address_digits_ = 8;             ///< of the header before
    std::uint64_t upper_digits_ = 0; ///< of the address before, beyond its lower 8; as text, and what they are
    std::uint64_t upper_value_ = 0, upper_wrong_ = 1;

    // Of the text being parsed.
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    std::uint32_t line_ = 1;
    bool returns_ = false; ///< lines end in CR LF
    model::Snapshot* snapshot_ = nullptr;
    std::string_view last_origin_; ///< device, inode and name of the header before
    const model::File* last_file_ = nullptr;
    bool headless_ = false; ///< fields without a header were reported

    // Of the VMA being parsed.
    bool in_mapping_ = false;
    bool wrapped_ = false; ///< its header may go on in the next line
    HeaderLine header_;    ///< only while wrapped_
    std::size_t next_shape_ = 0;
    std::uint32_t quick_lines_ = 0, slow_lines_ = 0;
    bool learning_ = false;
};

} // namespace host::procfs
