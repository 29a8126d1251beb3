#include "host/model/mapping.hpp"

#include <algorithm>
#include <functional>

namespace host::model {
namespace {

// include/linux/mm.h and show_smap_vma_flags(), any kernel; the order is ours and internal.
constexpr std::array<std::string_view, 46> k_flag_codes{
    "rd", "wr", "ex", "sh", "mr", "mw", "me", "ms", "gd", "pf", "dw", "lo", "io", "sr", "rr", "dc",
    "de", "lf", "ac", "nr", "ht", "nl", "sf", "ar", "wf", "dd", "sd", "mm", "hg", "nh", "mg", "um",
    "uw", "ui", "mp", "bt", "mt", "ss", "sl", "dp", "gu", "pt", "rl", "rm", "ls", "pk"};

std::size_t hash_file(std::uint32_t major, std::uint32_t minor, std::uint64_t inode, std::string_view name) {
    const std::size_t device = std::size_t{major} << 20 ^ minor;
    return std::hash<std::string_view>{}(name) ^ (device * 0x9E3779B97F4A7C15U + inode) * 0xC2B2AE3D27D4EB4FU;
}

} // namespace

std::uint64_t flag_bit(std::string_view flag) {
    for (std::size_t i = 0; i < k_flag_codes.size(); ++i) {
        if (k_flag_codes[i] == flag) {
            return std::uint64_t{1} << i;
        }
    }
    return 0;
}

bool FlagSet::has(std::string_view flag) const {
    return (bits & flag_bit(flag)) != 0;
}

NameTable::NameTable() {
    file(0, 0, 0, {});
}

const File* NameTable::file(std::uint32_t major, std::uint32_t minor, std::uint64_t inode, std::string_view name) {
    const std::size_t hash = hash_file(major, minor, inode, name);
    const auto [first, last] = file_index_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
        const File& known = *it->second;
        if (known.inode == inode && known.major == major && known.minor == minor && known.name == name) {
            return &known;
        }
    }
    files_.push_back({major, minor, inode, std::string(name)});
    file_index_.emplace(hash, &files_.back());
    return &files_.back();
}

const FlagSet* NameTable::flags(std::string_view text) {
    if (const auto found = flag_index_.find(text); found != flag_index_.end()) {
        return found->second;
    }
    FlagSet set{std::string(text), 0};
    for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;
         at = text.find_first_not_of(' ', at)) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        set.bits |= flag_bit(text.substr(at, end - at));
        at = end;
    }
    flag_sets_.push_back(std::move(set));
    flag_index_.emplace(flag_sets_.back().text, &flag_sets_.back());
    return &flag_sets_.back();
}

} // namespace host::model
