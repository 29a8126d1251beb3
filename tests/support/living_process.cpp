#include "tests/support/living_process.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace test {
namespace {

constexpr std::uint64_t k_page_bytes = 4096;
constexpr std::uint32_t k_page_kb = 4;
constexpr std::uint32_t k_anonymous_pages_max = 64;
constexpr unsigned k_areas_per_library = 5;

/// Of the made-up program; real ones are as long.
constexpr std::array<std::string_view, 8> k_stems{"crypto", "glib-2",  "xml2",    "curl",
                                                  "stdc++", "avcodec", "sqlite3", "Qt5Core"};

void line(std::string& text, const char* key, std::uint32_t kb) {
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%-16s%8u kB\n", key, kb);
    text += out.data();
}

} // namespace

LivingProcess::LivingProcess(std::size_t areas, unsigned seed) : random_(seed), next_(0x55d0c4a00000) {
    add_library(0);
    add({.start = next_, .pages = 400, .permissions = "rw-p", .name = "[heap]", .dirty = 300});
    next_ = 0x7f31a0000000;
    while (areas_.size() + k_areas_per_library + 1 <= areas) {
        if (below(3) == 0) {
            add_library(static_cast<unsigned>(areas_.size()));
        } else {
            add_anonymous(areas_.size());
        }
    }
    while (areas_.size() + 1 < areas) {
        add_anonymous(areas_.size());
    }
    add({.start = 0x7ffd11c00000, .pages = 33, .permissions = "rw-p", .name = "[stack]", .dirty = 8});
}

void LivingProcess::add(Area area) {
    next_ = area.start + area.pages * k_page_bytes;
    print(area);
    areas_.push_back(std::move(area));
}

/// Five mappings of one file: headers, code, constants, relocated constants, data.
void LivingProcess::add_library(unsigned number) {
    constexpr std::array<const char*, k_areas_per_library> k_permissions{"r--p", "r-xp", "r--p", "r--p", "rw-p"};
    const std::string name = number == 0 ? "/usr/bin/made-up"
                                         : "/usr/lib/lib" + std::string(k_stems[number % k_stems.size()]) + "_" +
                                               std::to_string(number) + ".so." + std::to_string(number % 7);
    const std::uint32_t inode = 1'000'000 + number * 13;
    const unsigned sharers = 1 + below(9);
    std::uint64_t offset = 0;
    next_ += (1 + below(200)) * k_page_bytes;
    for (std::size_t i = 0; i < k_permissions.size(); ++i) {
        Area area{.start = next_, .pages = i < 3 ? 4 + below(200) : 1 + below(4), .permissions = k_permissions[i]};
        area.offset = offset;
        area.inode = inode;
        area.name = name;
        area.sharers = sharers;
        (i < 3 ? area.clean : area.dirty) = i < 3 ? below(area.pages + 1) : area.pages;
        offset += area.pages * k_page_bytes;
        add(std::move(area));
    }
}

/// A new anonymous mapping before areas_[at], if there is room for one.
void LivingProcess::add_anonymous(std::size_t at) {
    Area area{
        .start = next_, .pages = 1 + below(k_anonymous_pages_max), .permissions = below(4) != 0 ? "rw-p" : "---p"};
    area.dirty = area.permissions[0] == 'r' ? below(area.pages + 1) : 0;
    if (at == areas_.size()) {
        area.start += below(3) * k_page_bytes;
        add(std::move(area));
        return;
    }
    area.start = areas_[at - 1].start + areas_[at - 1].pages * k_page_bytes;
    if (area.start + area.pages * k_page_bytes <= areas_[at].start) {
        print(area);
        areas_.insert(areas_.begin() + static_cast<std::ptrdiff_t>(at), std::move(area));
    }
}

void LivingProcess::live(std::size_t changes) {
    for (std::size_t i = 0; i < changes; ++i) {
        touch(areas_[below(static_cast<std::uint32_t>(areas_.size()))]);
    }
    if (below(5) == 0) {
        const std::size_t at =
            k_areas_per_library + 2 + below(static_cast<std::uint32_t>(areas_.size() - k_areas_per_library - 3));
        if (areas_[at].inode == 0) {
            areas_.erase(areas_.begin() + static_cast<std::ptrdiff_t>(at));
        }
        add_anonymous(at);
    }
}

/// Some pages come, or go.
void LivingProcess::touch(Area& area) {
    const bool writable = area.permissions[1] == 'w';
    if (area.permissions[0] != 'r') {
        return;
    }
    std::uint32_t& pages = writable ? area.dirty : area.clean;
    const std::uint32_t step = 1 + below(8);
    pages = below(3) != 0 ? std::min(area.pages, pages + step) : pages - std::min(pages, step);
    print(area);
}

void LivingProcess::print(Area& area) const {
    std::array<char, 128> header{};
    std::snprintf(header.data(), header.size(), "%08llx-%08llx %s %08llx %s %u ",
                  static_cast<unsigned long long>(area.start),
                  static_cast<unsigned long long>(area.start + area.pages * k_page_bytes), area.permissions,
                  static_cast<unsigned long long>(area.offset), area.inode != 0 ? "08:01" : "00:00", area.inode);
    std::string& text = area.text;
    text = header.data();
    if (!area.name.empty()) {
        constexpr std::size_t k_name_column = 73;
        text.resize(std::max(text.size(), k_name_column), ' ');
        text += area.name;
    }
    text += '\n';
    const std::uint32_t resident = area.clean + area.dirty;
    line(text, "Size:", area.pages * k_page_kb);
    line(text, "KernelPageSize:", k_page_kb);
    line(text, "MMUPageSize:", k_page_kb);
    line(text, "Rss:", resident * k_page_kb);
    line(text, "Pss:", area.clean * k_page_kb / area.sharers + area.dirty * k_page_kb);
    line(text, "Pss_Dirty:", area.dirty * k_page_kb);
    line(text, "Shared_Clean:", area.sharers > 1 ? area.clean * k_page_kb : 0);
    line(text, "Shared_Dirty:", 0);
    line(text, "Private_Clean:", area.sharers > 1 ? 0 : area.clean * k_page_kb);
    line(text, "Private_Dirty:", area.dirty * k_page_kb);
    line(text, "Referenced:", resident * k_page_kb);
    line(text, "Anonymous:", area.dirty * k_page_kb);
    for (const char* const key : {"KSM:", "LazyFree:", "AnonHugePages:", "ShmemPmdMapped:", "FilePmdMapped:",
                                  "Shared_Hugetlb:", "Private_Hugetlb:", "Swap:", "SwapPss:", "Locked:"}) {
        line(text, key, 0);
    }
    text += "THPeligible:           0\nVmFlags: ";
    text += area.permissions[0] == 'r' ? "rd " : "";
    text += area.permissions[1] == 'w' ? "wr " : "";
    text += area.permissions[2] == 'x' ? "ex " : "";
    text += area.inode == 0 ? "mr mw me ac sd \n" : "mr mw me sd \n";
}

std::string LivingProcess::text() const {
    std::string text;
    for (const Area& area : areas_) {
        text += area.text;
    }
    return text;
}

} // namespace test
