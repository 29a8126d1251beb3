#include "host/procfs/smaps_parser.hpp"

#include "protocol/protocol.hpp"

#include <algorithm>
#include <cstring>

namespace host::procfs {
namespace {

constexpr std::size_t k_header_bytes_max = 2 * 16 + 48; ///< of a header up to its name, as the kernel prints it
constexpr std::string_view k_no_origin = "00:00 0 ";    ///< device and inode of unnamed memory; a word long
constexpr std::string_view k_flags_key = "VmFlags:";

/// The beginning of a line for a message.
std::string excerpt(std::string_view line) {
    constexpr std::size_t k_shown = 40;
    return line.size() <= k_shown ? '\'' + std::string(line) + '\''
                                  : '\'' + std::string(line.substr(0, k_shown)) + "…'";
}

/// Four permission letters to bits; sets `wrong` when they are none.
std::uint8_t permissions(const char* letters, std::uint64_t& wrong) {
    unsigned bits = 0;
    for (unsigned i = 0; i < 3; ++i) {
        const bool set = letters[i] == "rwx"[i];
        wrong |= !set && letters[i] != '-';
        bits |= unsigned{set} << i;
    }
    const bool shared = letters[3] == 's';
    wrong |= !shared && letters[3] != 'p';
    return static_cast<std::uint8_t>(bits | unsigned{shared} << 3);
}

std::size_t hash(std::string_view text) {
    std::uint64_t sum = text.size();
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        sum = (sum ^ swar::load(text.data() + at)) * 0x9E3779B97F4A7C15;
    }
    for (; at < text.size(); ++at) {
        sum = (sum ^ static_cast<unsigned char>(text[at])) * 0x9E3779B97F4A7C15;
    }
    return static_cast<std::size_t>(sum >> 32);
}

bool has_no_unit(model::Field field) {
    return field == model::Field::thp_eligible || field == model::Field::protection_key;
}

} // namespace

void SmapsParser::parse(std::string_view text, model::Snapshot& snapshot) {
    snapshot.mappings.clear();
    snapshot.extras.clear();
    snapshot.defects.clear();
    snapshot_ = &snapshot;
    at_ = text.data();
    end_ = at_ + text.size();
    line_ = 1;
    shape_.forget_numbers();
    const std::size_t first_newline = text.find('\n');
    returns_ = first_newline != std::string_view::npos && first_newline > 0 && text[first_newline - 1] == '\r';
    last_origin_ = {};
    last_file_ = nullptr;
    in_mapping_ = wrapped_ = headless_ = false;
    while (at_ != end_) {
        if (in_mapping_) {
            read_body_quickly();
            if (at_ != end_ && read_flags_quickly()) {
                continue;
            }
        }
        if (at_ != end_ && !read_header_quickly()) {
            read_line();
        }
    }
    if (in_mapping_) {
        end_mapping();
        check_end();
    }
}

void SmapsParser::read_body_quickly() {
    const std::size_t next = shape_.read(at_, end_, next_shape_, snapshot_->mappings.back());
    const auto lines = static_cast<std::uint32_t>(next - next_shape_);
    line_ += lines;
    quick_lines_ += lines;
    wrapped_ = wrapped_ && lines == 0;
    next_shape_ = next;
}

bool SmapsParser::read_flags_quickly() {
    const auto left = static_cast<std::size_t>(end_ - at_);
    if (left < k_flags_key.size() || snapshot_->mappings.back().flags != nullptr ||
        swar::load(at_) != swar::load(k_flags_key.data())) {
        return false;
    }
    const char* const newline = static_cast<const char*>(std::memchr(at_, '\n', left));
    if (newline == nullptr) {
        return false;
    }
    const std::string_view line(at_, static_cast<std::size_t>(newline - at_));
    snapshot_->mappings.back().flags = flags(without_return(line).substr(k_flags_key.size()));
    wrapped_ = false;
    at_ = newline + 1;
    ++line_;
    return true;
}

/// The address at `at`. Its upper digits are mostly those of the one before.
std::uint64_t SmapsParser::address(const char* at, std::uint64_t& wrong) {
    const auto digits = static_cast<unsigned>(address_digits_);
    if (digits <= 8) {
        return swar::hexadecimal(at, digits, wrong);
    }
    const std::uint64_t upper = swar::load(at) << (64 - 8 * (digits - 8));
    if (upper != upper_digits_) {
        upper_digits_ = upper;
        upper_wrong_ = 0;
        upper_value_ = swar::hexadecimal(at, digits - 8, upper_wrong_) << 32;
    }
    wrong |= upper_wrong_;
    return upper_value_ | swar::hexadecimal(swar::load(at + digits - 8), wrong);
}

bool SmapsParser::read_header_quickly() {
    const auto left = static_cast<std::size_t>(end_ - at_);
    const std::size_t digits = address_digits_;
    if (left < k_header_bytes_max || at_[digits] != '-') {
        return false;
    }
    const char* const rights = at_ + 2 * digits + 2;
    std::uint64_t wrong = (rights[-1] != ' ') | (rights[4] != ' ') | (rights[13] != ' ');
    Header header;
    header.start = address(at_, wrong);
    header.end = address(at_ + digits + 1, wrong);
    header.offset = swar::hexadecimal(rights + 5, 8, wrong);
    header.permissions = permissions(rights, wrong);
    if (wrong != 0) {
        return false;
    }
    const char* const origin = rights + 14;
    const char* newline = origin + k_no_origin.size();
    if (*newline == '\n' && swar::load(origin) == swar::load(k_no_origin.data())) {
        header.file = names_.unnamed();
    } else {
        newline = static_cast<const char*>(std::memchr(origin, '\n', static_cast<std::size_t>(end_ - origin)));
        header.file = newline == nullptr ? nullptr : file({origin, static_cast<std::size_t>(newline - origin)});
        if (header.file == nullptr) {
            return false;
        }
    }
    wrapped_ = false;
    at_ = newline + 1;
    add_mapping(header);
    ++line_;
    return true;
}

/// `dev inode   name` of a header; null when it has another form or is incomplete.
const model::File* SmapsParser::file(std::string_view origin) {
    origin = without_return(origin);
    if (last_file_ != nullptr && origin == last_origin_) {
        return last_file_;
    }
    RecentFile& recent = recent_files_[hash(origin) % recent_files_.size()];
    if (recent.file == nullptr || recent.origin != origin) {
        HeaderLine header;
        if (!parse_origin(origin, header) || !header.complete) {
            return nullptr;
        }
        recent = {std::string(origin), names_.file(header.major, header.minor, header.inode, header.name)};
    }
    last_origin_ = origin;
    last_file_ = recent.file;
    return last_file_;
}

const model::FlagSet* SmapsParser::flags(std::string_view text) {
    const model::FlagSet*& recent = recent_flags_[hash(text) % recent_flags_.size()];
    if (recent == nullptr || recent->text != text) {
        recent = names_.flags(text);
    }
    return recent;
}

void SmapsParser::read_line() {
    const auto left = static_cast<std::size_t>(end_ - at_);
    const char* const newline = static_cast<const char*>(std::memchr(at_, '\n', left));
    const std::string_view whole(at_, newline == nullptr ? left : static_cast<std::size_t>(newline + 1 - at_));
    const std::string_view printed = without_return(whole.substr(0, whole.size() - (newline == nullptr ? 0 : 1)));
    const std::string_view line = without_quoting(printed);
    at_ += whole.size();
    if (const std::optional<HeaderLine> header = parse_header(line)) {
        add_header(*header);
        address_digits_ = std::clamp<std::size_t>(line.find('-'), 1, 16);
        upper_digits_ = 0; // no text of another width may pass for these
        upper_wrong_ = 1;
    } else if (wrapped_ && continue_header(line, header_)) {
        snapshot_->mappings.back().file = names_.file(header_.major, header_.minor, header_.inode, header_.name);
        wrapped_ = false;
    } else if (!line.empty()) {
        read_field(line, whole);
    }
    ++line_;
}

void SmapsParser::add_header(const HeaderLine& header) {
    if (header.damaged) {
        defect("the header is damaged; range and permissions are kept");
    }
    add_mapping({header.start, header.end, header.offset,
                 names_.file(header.major, header.minor, header.inode, header.name), header.permissions});
    header_ = header;
    wrapped_ = !header.complete;
}

void SmapsParser::add_mapping(const Header& header) {
    if (in_mapping_) {
        end_mapping();
    }
    auto& mappings = snapshot_->mappings;
    if (mappings.size() == protocol::k_vmas_max) { // a part of them would be a sum that is too small
        mappings.clear();
        snapshot_->extras.clear();
        snapshot_->defects.clear();
        defect("more than " + std::to_string(protocol::k_vmas_max) + " mappings; none is used");
        in_mapping_ = false;
        at_ = end_;
        return;
    }
    if (header.start >= header.end) {
        defect("the range is empty or reversed; kept as it is");
    } else if (!mappings.empty() && header.start < mappings.back().end) {
        defect("starts below the end of the VMA before (changed while it was read); both are kept").kind =
            model::Defect::Kind::changed;
    }
    model::Mapping& mapping = mappings.emplace_back();
    mapping.start = header.start;
    mapping.end = header.end;
    mapping.offset = header.offset;
    mapping.file = header.file;
    mapping.permissions = header.permissions;
    in_mapping_ = true;
    headless_ = false;
    next_shape_ = 0;
    quick_lines_ = slow_lines_ = 0;
    learning_ = shape_.size() == 0;
}

/// A shape that fitted no line of a whole VMA is of another kernel: it is learned anew from the next one.
void SmapsParser::end_mapping() {
    if (quick_lines_ == 0 && slow_lines_ > 2 && !learning_) {
        shape_.clear();
    }
}

/// A text that was cut often ends between lines; then the last VMA has fewer fields than the one before.
void SmapsParser::check_end() {
    const auto& mappings = snapshot_->mappings;
    if (mappings.size() < 2) {
        return;
    }
    const std::uint32_t usual = mappings[mappings.size() - 2].present;
    if ((usual & ~mappings.back().present) != 0 && (mappings.back().present & ~usual) == 0) {
        --line_;
        defect("the text ends inside a VMA; what is missing is unknown");
    }
}

void SmapsParser::read_field(std::string_view line, std::string_view whole) {
    const FieldLine field = parse_field(line);
    if (!in_mapping_) {
        headless_field(line, field);
        return;
    }
    const bool cut = whole.empty() || whole.back() != '\n';
    if (field.state != FieldState::number) {
        read_other(line, field);
    } else if (cut && !field.number_complete && !has_no_unit(field.field)) {
        defect("the text ends in a number: " + excerpt(line) + "; unknown");
    } else if (snapshot_->mappings.back().has(field.field)) { // they are another VMA's
        defect("a header is missing before " + excerpt(line) + "; skipped up to the next header");
        end_mapping();
        in_mapping_ = false;
        headless_ = true;
        count_skipped(field);
    } else {
        snapshot_->mappings.back().set(field.field, field.value);
        wrapped_ = false;
        ++slow_lines_;
        learn(whole, field, line.data() == whole.data() && !cut);
    }
}

/// A line of a VMA that has no number we know.
void SmapsParser::read_other(std::string_view line, const FieldLine& field) {
    const model::FlagSet*& flags = snapshot_->mappings.back().flags;
    switch (field.state) {
    case FieldState::none: defect("neither header nor field: " + excerpt(line) + "; skipped"); return;
    case FieldState::unknown:
        // The kernel's keys begin with a capital letter, messages of programs mostly do not ("cat: write error").
        if (line.front() >= 'a') {
            defect("neither header nor field: " + excerpt(line) + "; skipped");
        } else {
            add_extra(line);
        }
        return;
    case FieldState::flags: flags = flags == nullptr ? this->flags(field.text) : flags; return;
    case FieldState::no_number: defect("no number: " + excerpt(line) + "; unknown"); return;
    case FieldState::overflow: defect("the number is too large: " + excerpt(line) + "; unknown"); return;
    case FieldState::bad_unit: defect("no kB behind the number: " + excerpt(line) + "; unknown"); return;
    case FieldState::number: return;
    }
}

/// `example`: the line is as the kernel printed it, neither quoted nor cut.
void SmapsParser::learn(std::string_view whole, const FieldLine& field, bool example) {
    if (learning_ && example) {
        shape_.learn(whole, field);
        next_shape_ = shape_.size();
        return;
    }
    if (example) {
        shape_.correct(whole, field);
    }
    next_shape_ = std::max(next_shape_, shape_.after(field.field, 0)); // never back: a field counts once
}

/// A text that was cut at its front begins inside a VMA: one defect for all lines up to the next header.
void SmapsParser::headless_field(std::string_view line, const FieldLine& field) {
    if (field.state == FieldState::none) {
        defect("neither header nor field: " + excerpt(line) + "; skipped");
        headless_ = false; // of the lines below another mapping is missing
        return;
    }
    if (!headless_) {
        headless_ = true;
        defect("no header before " + excerpt(line) + "; skipped up to the next header");
    }
    count_skipped(field);
}

/// What the last defect costs.
void SmapsParser::count_skipped(const FieldLine& field) {
    model::Defect& defect = snapshot_->defects.back();
    ++defect.lines_skipped;
    if (field.state == FieldState::number) {
        defect.size_kb += field.field == model::Field::size ? field.value : 0;
        defect.rss_kb += field.field == model::Field::rss ? field.value : 0;
    }
}

void SmapsParser::add_extra(std::string_view line) {
    snapshot_->extras.push_back({static_cast<std::uint32_t>(snapshot_->mappings.size() - 1), std::string(line)});
}

model::Defect& SmapsParser::defect(std::string what) {
    auto& defects = snapshot_->defects;
    if (defects.size() < k_defects_max) {
        defects.push_back({.line = line_, .what = std::move(what)});
    } else if (defects.size() == k_defects_max) {
        defects.push_back({.line = line_, .what = "more like these; not listed"});
    }
    return defects.back();
}

std::string_view SmapsParser::without_return(std::string_view line) const {
    return returns_ && !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

} // namespace host::procfs
