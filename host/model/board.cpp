#include "host/model/board.hpp"

#include <algorithm>

namespace host::model {
namespace {

std::string base_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

} // namespace

std::string_view status_reason(Status status) {
    switch (status) {
    case Status::ok: return "read";
    case Status::gone: return "no such process";
    case Status::denied: return "no permission";
    case Status::empty: return "kernel thread or zombie";
    case Status::missing: return "kernel without smaps";
    case Status::failed: return "read error";
    case Status::changed: return "process changed while it was read";
    case Status::rollup: return "kernel without smaps, rollup only";
    case Status::fallback: return "kernel without smaps, maps only";
    }
    return "unknown status";
}

std::string_view file_reason(const ProcessInfo& info, FileKind file, std::string_view otherwise) {
    const auto found = info.reasons.find(file);
    if (found == info.reasons.end()) {
        return otherwise;
    }
    return found->second == Status::missing ? "no such file" : status_reason(found->second);
}

std::string Process::program() const {
    if (info.exe && !info.exe->empty()) {
        return base_name(*info.exe);
    }
    if (info.cmdline) {
        const std::string_view first = std::string_view(*info.cmdline).substr(0, info.cmdline->find('\0'));
        if (!first.empty()) {
            return base_name(first);
        }
    }
    return info.comm.value_or("");
}

} // namespace host::model
