#include "tests/unit/wire/notes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace test {
namespace {

constexpr std::size_t k_bytes_per_line = 16;
constexpr std::size_t k_comment_column = 3 * k_bytes_per_line;

/// A byte before stuffing, and its form on the wire.
struct Unit {
    std::uint8_t value = 0;
    std::string hex;
};

enum class Kind : std::uint8_t { number, signed_number, text, bytes, u64 };

struct Field {
    std::uint64_t tag;
    const char* name;
    Kind kind;
};

constexpr Field k_hello[] = {{1, "session id", Kind::u64},
                             {2, "agent version", Kind::text},
                             {3, "CPU", Kind::text},
                             {4, "byte order", Kind::number},
                             {5, "page size", Kind::number},
                             {6, "clock ticks per second", Kind::number},
                             {7, "kernel release", Kind::text},
                             {8, "boot id", Kind::text},
                             {9, "host name", Kind::text},
                             {10, "privileges", Kind::number},
                             {11, "session start, wall clock", Kind::signed_number},
                             {12, "session start, monotonic clock", Kind::number},
                             {13, "period", Kind::number},
                             {14, "encodings", Kind::number},
                             {15, "next sweep", Kind::number},
                             {16, "state limit", Kind::number},
                             {17, "machine", Kind::text},
                             {18, "address bits", Kind::number},
                             {19, "planned time of the next sweep", Kind::number}};
constexpr Field k_records[] = {{1, "skipped", Kind::bytes}, {2, "offset", Kind::signed_number},
                               {3, "period", Kind::bytes},  {4, "started", Kind::bytes},
                               {5, "exited", Kind::number}, {6, "status", Kind::bytes},
                               {7, "text", Kind::bytes},    {8, "extras", Kind::bytes}};
constexpr Field k_process[] = {{1, "start time", Kind::number},  {2, "parent", Kind::number},
                               {3, "uid", Kind::number},         {4, "command name", Kind::text},
                               {5, "command line", Kind::text},  {6, "executable", Kind::text},
                               {7, "stack limit", Kind::number}, {8, "threads", Kind::number},
                               {9, "oom score", Kind::number},   {10, "stack pointers", Kind::bytes},
                               {11, "reasons", Kind::bytes},     {12, "full length of the command line", Kind::number},
                               {13, "vsize", Kind::number},      {14, "rss", Kind::number}};
constexpr Field k_info[] = {{1, "next sweep", Kind::number},
                            {2, "meminfo", Kind::text},
                            {3, "meminfo changes", Kind::bytes},
                            {4, "sweep costs", Kind::bytes},
                            {5, "totals", Kind::bytes}};
constexpr Field k_control[] = {
    {1, "pid", Kind::number},         {2, "name", Kind::text},           {3, "every process", Kind::bytes},
    {4, "period", Kind::number},      {5, "key sweep now", Kind::bytes}, {6, "stop", Kind::bytes},
    {7, "info period", Kind::number}, {8, "key interval", Kind::number}, {9, "sweeps to make", Kind::number}};
constexpr Field k_note[] = {
    {1, "wall clock", Kind::signed_number}, {2, "where from", Kind::text}, {3, "bytes lost", Kind::number}};

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c >= ' ' && c < 0x7F ? std::string(1, c) : c == '\n' ? "\\n" : c == '\0' ? "\\0" : ".";
    }
    return out;
}

class Notes {
  public:
    std::string of(const Bytes& stream);

  private:
    void frame();
    void payload(std::uint8_t type, std::size_t end);
    void sweep(std::uint8_t type, std::size_t end);
    void fields(std::span<const Field> table, std::size_t end, const std::string& indent);
    void record_value(std::uint64_t tag, std::size_t end);
    void index(std::size_t end);

    void line(std::size_t count, const std::string& comment);
    std::size_t left(std::size_t end) const { return end > at_ ? end - at_ : 0; }
    /// Value of the varint at the cursor plus `skip`, and its size; nothing past `end`.
    std::optional<std::pair<std::uint64_t, std::size_t>> peek(std::size_t skip, std::size_t end) const;
    std::string text(std::size_t from, std::size_t count) const;
    std::string value_words(const Field& field, std::size_t from, std::size_t count) const;

    std::vector<Unit> units_; ///< of the frame being explained, from its seq on
    std::size_t at_ = 0;
    std::string out_;
};

void Notes::line(std::size_t count, const std::string& comment) {
    const std::size_t end = std::min(at_ + count, units_.size());
    bool first = true;
    while (at_ < end) {
        std::string hex;
        while (at_ < end && hex.size() + 3 <= k_comment_column) {
            hex += units_[at_++].hex + " ";
        }
        hex.resize(std::max(hex.size(), k_comment_column), ' ');
        out_ += first ? hex + "# " + comment + "\n" : hex.substr(0, hex.find_last_not_of(' ') + 1) + "\n";
        first = false;
    }
}

std::optional<std::pair<std::uint64_t, std::size_t>> Notes::peek(std::size_t skip, std::size_t end) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 10 && at_ + skip + i < std::min(end, units_.size()); ++i) {
        const std::uint8_t byte = units_[at_ + skip + i].value;
        value |= std::uint64_t{byte & 0x7FU} << (7 * i);
        if (byte < 0x80) {
            return std::pair{value, i + 1};
        }
    }
    return {};
}

std::string Notes::text(std::size_t from, std::size_t count) const {
    std::string text;
    for (std::size_t i = from; i < std::min(from + count, units_.size()); ++i) {
        text += static_cast<char>(units_[i].value);
    }
    return text;
}

std::string Notes::value_words(const Field& field, std::size_t from, std::size_t count) const {
    const std::string raw = text(from, count);
    if (field.kind == Kind::text) {
        return ": '" + printable(raw) + "'";
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < raw.size() && field.kind == Kind::u64; ++i) {
        value |= std::uint64_t{static_cast<std::uint8_t>(raw[i])} << (8 * i);
    }
    if (field.kind == Kind::u64) {
        std::array<char, 32> hex{};
        std::snprintf(hex.data(), hex.size(), ": %llX", static_cast<unsigned long long>(value));
        return hex.data();
    }
    if (field.kind == Kind::bytes || raw.empty()) {
        return raw.empty() ? "" : ", " + std::to_string(count) + " bytes";
    }
    for (std::size_t i = 0; i < raw.size(); ++i) {
        value |= std::uint64_t{static_cast<std::uint8_t>(raw[i]) & 0x7FU} << (7 * i);
    }
    const auto as_signed = static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
    return ": " + (field.kind == Kind::signed_number ? std::to_string(as_signed) : std::to_string(value));
}

/// A field list up to `end`.
void Notes::fields(std::span<const Field> table, std::size_t end, const std::string& indent) {
    while (left(end) != 0) {
        const auto tag = peek(0, end);
        const auto size = tag ? peek(tag->second, end) : tag;
        if (!size || size->first > left(end)) {
            line(left(end), "?");
            return;
        }
        const auto known =
            std::find_if(table.begin(), table.end(), [&](const Field& field) { return field.tag == tag->first; });
        const std::size_t head = tag->second + size->second;
        const auto bytes = static_cast<std::size_t>(size->first);
        const std::string what =
            known == table.end() ? "unknown" : known->name + value_words(*known, at_ + head, bytes);
        const bool is_record = table.data() == k_records && known != table.end() && known->kind == Kind::bytes;
        line(is_record ? head : head + bytes, indent + std::to_string(tag->first) + " " + what);
        if (is_record) {
            record_value(tag->first, std::min(at_ + bytes, end));
        }
        if (table.data() == k_records && left(end) != 0 && units_[at_].value == 0) {
            return;
        }
    }
}

void Notes::record_value(std::uint64_t tag, std::size_t end) {
    const auto first = peek(0, end);
    if (!first) {
        return;
    }
    if (tag == 1 || tag == 3) {
        line(first->second, "    " + std::to_string(first->first) + (tag == 1 ? " sweeps" : " ms"));
        line(left(end), "    reason");
        return;
    }
    line(first->second, "    pid " + std::to_string(first->first));
    if (tag == 4 || tag == 8) {
        fields(k_process, end, "    ");
    } else if (tag == 6) {
        line(1, "    status");
        line(left(end), "    texts that follow");
    } else if (tag == 7) {
        line(1, "    kind of file");
        line(1, "    flags");
        line(left(end), "    '" + printable(text(at_, left(end))) + "'");
    } else {
        line(left(end), "    ?");
    }
}

void Notes::sweep(std::uint8_t type, std::size_t end) {
    const bool whole = (type & 3) == 3;
    const std::size_t check = (type & 2) == 0 ? 0 : (type & 4) != 0 ? 8 : 4;
    const std::size_t body_end = end - std::min(check, left(end));
    if (whole && (type & 8) != 0) {
        fields(k_records, body_end, "  ");
        line(std::min<std::size_t>(1, left(body_end)), "  end of the records");
    }
    line(left(body_end), whole ? "  coded text" : "  part of the body");
    line(left(end), "  check");
}

void Notes::index(std::size_t end) {
    while (left(end) > 8) {
        const auto offset = peek(0, end);
        const auto time = offset ? peek(offset->second, end) : offset;
        if (!time) {
            break;
        }
        line(offset->second + time->second, "  hello at " + std::to_string(offset->first) + ", its sweep at " +
                                                std::to_string(time->first / 2) + " us");
    }
    line(left(end), "  previous index frame");
}

void Notes::payload(std::uint8_t type, std::size_t end) {
    if (type == 1) {
        line(4, "  number");
        line(2, "  version");
        fields(k_hello, end, "  ");
    } else if (type == 2) {
        fields(k_info, end, "  ");
    } else if (type == 3) {
        line(1, "  reason");
        line(left(end), "  '" + printable(text(at_, left(end))) + "'");
    } else if (type == 4) {
        line(4, "  number");
        fields(k_control, end, "  ");
    } else if (type >= 0x20 && type < 0x30) {
        sweep(type, end);
    } else if (type == 0x40) {
        index(end);
    } else if (type == 0x41) {
        fields(k_note, end, "  ");
    }
    line(left(end), "  ?");
}

std::string type_words(std::uint8_t type) {
    if (type >= 0x80) {
        return "idle sweep, seq " + std::to_string(type & 0x7F);
    }
    if (type >= 0x20 && type < 0x30) {
        std::string words = (type & 4) != 0 ? "key sweep" : "delta sweep";
        words += (type & 1) != 0 ? ", first" : "";
        words += (type & 2) != 0 ? ", last" : "";
        return words + ((type & 8) != 0 ? ", records" : "");
    }
    constexpr std::pair<std::uint8_t, const char*> k_names[] = {{1, "hello"},   {2, "info"},     {3, "goodbye"},
                                                                {4, "control"}, {0x40, "index"}, {0x41, "note"}};
    for (const auto& [value, name] : k_names) {
        if (value == type) {
            return name;
        }
    }
    return "unknown type";
}

/// units_ holds the frame, SYNC and type as its first two.
void Notes::frame() {
    const std::uint8_t type = units_[1].value;
    if (type >= 0x80) {
        line(2, "SYNC, " + type_words(type));
        line(units_.size() - at_, "  CRC");
        return;
    }
    const auto length = peek(3, units_.size());
    if (!length) {
        line(units_.size(), "SYNC, " + type_words(type) + ", cut");
        return;
    }
    const std::string seq = std::to_string(units_[2].value);
    line(3 + length->second,
         "SYNC, " + type_words(type) + ", seq " + seq + ", " + std::to_string(length->first) + " bytes");
    const std::size_t end = static_cast<std::size_t>(std::min<std::uint64_t>(units_.size(), at_ + length->first));
    payload(type, end);
    line(std::min<std::size_t>(4, units_.size() - at_), "  CRC");
    line(units_.size() - at_, "noise: '" + printable(text(at_, units_.size() - at_)) + "'");
}

std::string Notes::of(const Bytes& stream) {
    const auto hex = [&](std::size_t i) {
        std::array<char, 4> text{};
        std::snprintf(text.data(), text.size(), "%02x", stream[i]);
        return std::string(text.data());
    };
    for (std::size_t i = 0; i < stream.size();) {
        const auto starts = [&](std::size_t at) {
            return stream[at] == 0x1E && at + 1 < stream.size() && stream[at + 1] != 0 && stream[at + 1] != 0x1E;
        };
        const bool in_frame = starts(i);
        units_.clear();
        at_ = 0;
        do {
            const bool stuffed = units_.size() > 1 && stream[i] == 0x1E && i + 1 < stream.size() && stream[i + 1] == 0;
            units_.push_back({stream[i], stuffed ? hex(i) + " " + hex(i + 1) : hex(i)});
            i += stuffed ? 2 : 1;
        } while (i < stream.size() && (!starts(i) || (in_frame && units_.size() < 2)));
        if (in_frame) {
            frame();
        } else {
            line(units_.size(), "noise: '" + printable(text(0, units_.size())) + "'");
        }
    }
    return out_;
}

} // namespace

std::string notes(const Bytes& stream) {
    return Notes().of(stream);
}

} // namespace test
