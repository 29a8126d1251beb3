#include "host/model/board.hpp"

#include "protocol/program_name.hpp"

namespace host::model {

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
    case Status::damaged: return "no mapping could be read from its smaps";
    case Status::main_thread_ended: return "its main thread has exited, so smaps is empty";
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
    const std::string_view cmdline = info.cmdline ? std::string_view(*info.cmdline) : std::string_view();
    const std::string_view comm = info.comm ? std::string_view(*info.comm) : std::string_view();
    return std::string(protocol::program_name(info.exe ? std::string_view(*info.exe) : std::string_view(),
                                              cmdline.substr(0, cmdline.find('\0')), comm));
}

void Process::conclude_status() {
    was_read = was_read || !snapshot.mappings.empty();
    const Status without_memory = info.threads.value_or(0) > 1 ? Status::main_thread_ended : Status::empty;
    switch (status) {
    case Status::empty:
    case Status::main_thread_ended:
        // The size may be of before it became a zombie.
        status = !was_read && info.vsize_bytes.value_or(0) != 0 ? Status::denied : without_memory;
        break;
    case Status::denied: status = info.vsize_bytes == 0U ? without_memory : status; break;
    case Status::ok: status = snapshot.mappings.empty() && !snapshot.defects.empty() ? Status::damaged : status; break;
    case Status::damaged: status = snapshot.mappings.empty() ? status : Status::ok; break;
    default: break;
    }
}

} // namespace host::model
