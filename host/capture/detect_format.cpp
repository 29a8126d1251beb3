#include "host/capture/detect_format.hpp"

#include "host/procfs/archive.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace host::capture {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// `00400000-00452000 r-xp `
bool is_vma_header(std::string_view line) {
    std::size_t at = 0;
    for (const char separator : {'-', ' '}) {
        const std::size_t begin = at;
        while (at < line.size() && is_hex(line[at])) {
            ++at;
        }
        if (at == begin || at == line.size() || line[at] != separator) {
            return false;
        }
        ++at;
    }
    const std::string_view permissions = line.substr(at, 4);
    return permissions.size() == 4 && permissions.find_first_not_of("rwxsp-") == std::string_view::npos;
}

bool has_vma_header(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (is_vma_header(text.substr(at, end - at))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/// A SYNC before a type that begins a session; noise before it does not matter.
bool has_frame(std::string_view text) {
    constexpr char k_sync = static_cast<char>(protocol::k_sync);
    for (std::size_t at = text.find(k_sync); at != std::string_view::npos && at + 1 < text.size();
         at = text.find(k_sync, at + 1)) {
        const auto type = static_cast<protocol::FrameType>(text[at + 1]);
        if (type == protocol::FrameType::hello || type == protocol::FrameType::note ||
            type == protocol::FrameType::goodbye) {
            return true;
        }
    }
    return false;
}

/// gzip, xz, zstd, bzip2.
bool is_compressed(std::string_view text) {
    constexpr std::array<std::string_view, 4> k_beginnings{"\x1f\x8b\x08",
                                                           "\xfd"
                                                           "7zXZ",
                                                           "\x28\xb5\x2f\xfd", "BZh"};
    return std::any_of(k_beginnings.begin(), k_beginnings.end(),
                       [text](std::string_view beginning) { return text.starts_with(beginning); });
}

} // namespace

Format detect_format(std::span<const std::uint8_t> head) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    if (text.empty()) {
        return Format::empty;
    }
    if (procfs::starts_like_tar(text)) {
        return Format::tar;
    }
    if (is_compressed(text)) { // before frames: compressed bytes hold anything by chance
        return Format::compressed;
    }
    if (has_frame(text)) {
        return Format::capture;
    }
    return has_vma_header(text) ? Format::smaps : Format::unknown;
}

} // namespace host::capture
