// The tables of CODER.md, section 11, and the limits of PROTOCOL.md against those that the programs are built from.
#include "agent/control.hpp"
#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/flag_names.hpp"
#include "protocol/coder/schema.hpp"
#include "protocol/coder/text_preset.hpp"
#include "protocol/coder/trained_model.hpp"
#include "protocol/coder/value_rules.hpp"
#include "protocol/protocol.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace coder = protocol::coder;
namespace context = protocol::coder::context;

namespace {

using Row = std::vector<std::string>;

/// The sections of a page by their numbers.
class Page {
  public:
    explicit Page(const char* name = "CODER.md") {
        std::ifstream file(std::string(SMAPS_PAGES "/") + name);
        std::string section;
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("##")) {
                const std::size_t begin = line.find_first_of("0123456789");
                section = begin != std::string::npos ? line.substr(begin, line.find_first_of(" ", begin) - begin) : "";
                section = section.substr(0, section.find_last_not_of('.') + 1);
            }
            lines_[section].push_back(line);
        }
    }

    /// Cells of the table in a section, without its heading.
    std::vector<Row> rows(const std::string& section) const {
        std::vector<Row> rows;
        for (const std::string& line : lines_.at(section)) {
            if (!line.starts_with("|")) {
                continue;
            }
            Row row;
            std::istringstream cells(line.substr(1));
            for (std::string cell; std::getline(cells, cell, '|');) {
                const std::size_t begin = cell.find_first_not_of(' ');
                row.push_back(begin == std::string::npos ? ""
                                                         : cell.substr(begin, cell.find_last_not_of(' ') - begin + 1));
            }
            rows.push_back(row);
        }
        REQUIRE(rows.size() > 2);
        return {rows.begin() + 2, rows.end()};
    }

    /// The indented lines of a section, each with a newline.
    std::string block(const std::string& section) const {
        std::string text;
        for (const std::string& line : lines_.at(section)) {
            text += line.starts_with("    ") ? line.substr(4) + "\n" : "";
        }
        return text;
    }

    std::vector<unsigned> numbers(const std::string& section) const {
        std::istringstream in(block(section));
        return {std::istream_iterator<unsigned>(in), {}};
    }

  private:
    std::map<std::string, std::vector<std::string>> lines_;
};

struct NamedGroup {
    const char* name;
    context::Group group;
};

constexpr NamedGroup k_groups[] = {
    {"low_bits", context::k_low_bits},
    {"high", context::k_high},
    {"low", context::k_low},
    {"plain_number", context::k_plain_number},
    {"process_changed", context::k_process_changed},
    {"process_whole", context::k_process_whole},
    {"status_differs", context::k_status_differs},
    {"status", context::k_status},
    {"piece", context::k_piece},
    {"schema_index", context::k_schema_index},
    {"key_byte", context::k_key_byte},
    {"gap_clean", context::k_gap_clean},
    {"gap_position", context::k_gap_position},
    {"touched", context::k_touched},
    {"change", context::k_change},
    {"survives", context::k_survives},
    {"more", context::k_more},
    {"file_differs", context::k_file_differs},
    {"new_file", context::k_new_file},
    {"file_index", context::k_file_index},
    {"new_device", context::k_new_device},
    {"inode", context::k_inode},
    {"inode_step", context::k_inode_step},
    {"kept", context::k_kept},
    {"permissions", context::k_permissions},
    {"pages", context::k_pages},
    {"pages_number", context::k_pages_number},
    {"start", context::k_start},
    {"start_step", context::k_start_step},
    {"offset", context::k_offset},
    {"offset_step", context::k_offset_step},
    {"flags_differ", context::k_flags_differ},
    {"new_flags", context::k_new_flags},
    {"flags_index", context::k_flags_index},
    {"flags_odd", context::k_flags_odd},
    {"flag_bit", context::k_flag_bit},
    {"resident", context::k_resident},
    {"part", context::k_part},
    {"ruled_value", context::k_ruled_value},
    {"other_value", context::k_other_value},
    {"value_step", context::k_value_step},
    {"resident_step", context::k_resident_step},
    {"header_changed", context::k_header_changed},
    {"moved", context::k_moved},
    {"moved_step", context::k_moved_step},
    {"permissions_changed", context::k_permissions_changed},
    {"flags_changed", context::k_flags_changed},
    {"values_changed", context::k_values_changed},
};

/// What a rule's whole is called in the page.
std::string whole_name(unsigned whole, const std::vector<Row>& keys) {
    switch (whole) {
    case coder::k_nothing: return "nothing";
    case coder::k_range: return "range";
    case coder::k_clean: return "clean";
    case coder::k_page: return "page";
    case coder::k_share: return "share";
    case coder::k_dirty_share: return "dirty share";
    case coder::k_unfiled: return "unfiled";
    default: return keys.at(whole).at(1);
    }
}

std::string with_commas(std::size_t value) {
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

} // namespace

TEST_CASE("PROTOCOL.md has the limits that the programs enforce") {
    struct Limit {
        const char* what;
        std::size_t value;
        const char* unit;
    };
    const Limit limits[] = {
        {"payload of a frame", protocol::k_payload_bytes_max, " bytes"},
        {"payload of a control frame", agent::ControlReader::k_payload_bytes_max, " bytes"},
        {"pids of a control frame", protocol::k_control_pids_max, ""},
        {"names of a control frame", protocol::k_control_names_max, ", of 64 bytes each"},
        {"body of a sweep", protocol::k_body_bytes_max >> 20, " MiB"},
        {"one text in `text` records", protocol::k_text_bytes_max >> 20, " MiB"},
        {"mappings of one raw smaps text", protocol::k_vmas_max, ""},
        {"new and changed pieces in the coded part of a sweep", protocol::k_vmas_max - 1, ""},
        {"processes of a sweep", protocol::k_processes_max, ""},
        {"threads in a field of stack pointers", protocol::k_threads_max, ""},
        {"a command name, a command line, an executable", protocol::k_name_bytes_max, " bytes"},
        {"the name of a mapping, the text of its VmFlags", protocol::k_name_bytes_max, " bytes"},
        {"a text in hello", protocol::k_name_bytes_max, " bytes"},
        {"names that a session keeps (CODER.md, section 7.1)", protocol::k_files_max, ", number 0 included"},
        {"VmFlags that a session keeps", coder::k_no_flags, ""},
        {"schemas of a session", coder::k_schemas_max, ""},
    };
    CHECK(protocol::k_control_name_bytes_max == 64);
    const std::vector<Row> rows = Page("PROTOCOL.md").rows("13");
    REQUIRE(rows.size() >= std::size(limits));
    for (std::size_t i = 0; i < std::size(limits); ++i) {
        CHECK(rows[i].at(0) == limits[i].what);
        CHECK(rows[i].at(1) == with_commas(limits[i].value) + limits[i].unit);
    }
}

TEST_CASE("the page lists every group of contexts in its place") {
    const std::vector<Row> rows = Page().rows("11.1");
    CHECK(rows.size() == std::size(k_groups));
    unsigned first = 0;
    for (std::size_t i = 0; i < rows.size() && i < std::size(k_groups); ++i) {
        const NamedGroup& known = k_groups[i];
        CAPTURE(known.name);
        const auto size = static_cast<unsigned>(std::stoul(rows[i].at(1)) * std::stoul(rows[i].at(2)));
        CHECK(rows[i].at(0) == known.name);
        CHECK(known.group.first == first);
        CHECK(known.group.size == size);
        first += size;
    }
    CHECK(first == context::k_count);
}

TEST_CASE("the page has the start value of every context") {
    coder::AdaptiveModel model;
    model.reset(coder::k_trained_runs.data());
    std::istringstream runs(Page().block("11.2"));
    std::size_t at = 0;
    unsigned count = 0;
    unsigned starts[2]{};
    for (char slash = 0; runs >> count >> slash >> starts[0] >> slash >> starts[1];) {
        REQUIRE(at + count <= context::k_count);
        for (unsigned i = 0; i < count; ++i, ++at) {
            CAPTURE(at);
            CHECK(model.probability[at] == coder::start_probability(starts[i % 2]));
            CHECK(model.seen[at] == coder::start_seen(starts[i % 2]));
        }
    }
    CHECK(at == context::k_count);
}

TEST_CASE("the page has the logarithms") {
    std::vector<unsigned> expected(coder::k_squash.begin(), coder::k_squash.end());
    expected.insert(expected.end(), coder::k_logarithm.begin(), coder::k_logarithm.end());
    CHECK(Page().numbers("11.3") == expected);
}

TEST_CASE("the page has the keys and their slots") {
    std::string keys;
    const std::vector<Row> rows = Page().rows("11.4");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string& key = rows[i].at(1);
        keys += key + static_cast<char>(std::stoul(rows[i].at(2), nullptr, 16));
        const bool has_slot = i + 1 < rows.size();
        CHECK(rows[i].at(0) == (has_slot ? std::to_string(i) : "–"));
        CHECK(
            (!has_slot || coder::Schema::slot_of(reinterpret_cast<const std::uint8_t*>(key.data()), key.size()) == i));
    }
    CHECK(keys == coder::k_keys);
}

TEST_CASE("the page has the preset and the VmFlags") {
    CHECK(Page().block("11.5") == coder::k_text_preset);
    std::istringstream in(Page().block("11.6"));
    std::string names;
    for (std::string name; in >> name;) {
        names += name;
    }
    CHECK(names == coder::k_flag_names);
}

TEST_CASE("the page has the rules of the numbers") {
    const std::vector<Row> rows = Page().rows("11.7");
    const std::vector<Row> keys = Page().rows("11.4");
    REQUIRE(rows.size() == coder::k_rule_count);
    for (unsigned i = 0; i < coder::k_rule_count; ++i) {
        CAPTURE(i);
        const coder::Rule rule = coder::k_rules[i];
        const std::string key = rule.slot < coder::k_extra ? keys.at(rule.slot).at(1) : "other key";
        CHECK(rows[i] == Row{std::to_string(i), std::to_string(rule.slot), key, whole_name(rule.whole, keys)});
    }
}
