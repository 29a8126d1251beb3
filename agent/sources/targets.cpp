#include "agent/sources/targets.hpp"

namespace agent::sources {

using protocol::Status;

void Targets::select(const Selection& selection) {
    selection_ = selection;
    for (Process& process : table_) {
        process.examined = false;
    }
}

sys::Errno Targets::refresh() {
    for (Process& process : table_) {
        process.listed = false;
        process.fresh = false;
    }
    sys::Errno error = sys::Errno::none;
    if (selection_.only_pids()) {
        for (std::size_t i = 0; i < selection_.pid_count; ++i) {
            list(selection_.pids[i]);
        }
    } else {
        error = list_all();
    }
    for (Process& process : table_) {
        if (process.listed) {
            examine(process);
        }
    }
    return error;
}

sys::Errno Targets::list_all() {
    ProcFile directory(paths_.root());
    if (!directory.ok()) {
        return directory.error();
    }
    for (;;) {
        const sys::SysResult got = directory.entries(buffer_);
        if (!got.ok() || got.value() == 0) {
            return got.error();
        }
        sys::DirectoryEntries entries(buffer_.data(), got.count());
        while (const char* const name = entries.next()) {
            TextReader reader(from_c(name));
            std::uint64_t pid = 0;
            if (reader.number(pid) && reader.done() && pid != 0 && pid <= 0x7FFFFFFF) {
                list(static_cast<std::uint32_t>(pid));
            }
        }
    }
}

void Targets::list(std::uint32_t pid) {
    Process* const process = table_.enter(pid);
    if (process != nullptr) {
        process->listed = true;
    }
    overflowed_ = overflowed_ || process == nullptr;
}

void Targets::examine(Process& process) {
    std::uint8_t line[k_stat_bytes];
    const ProcessStat stat = read_stat(paths_, process.pid, line);
    if (stat.status == Status::gone && !ProcFile(paths_.process(process.pid, "smaps")).ok()) {
        process.listed = false;
        return;
    }
    if (process.examined && stat.identity == process.identity && stat.start_ticks == process.start_ticks) {
        return;
    }
    process.examined = true;
    process.identity = stat.identity;
    process.start_ticks = stat.start_ticks;
    process.kernel_thread = stat.kernel_thread;
    process.no_smaps = false;
    process.watched = chosen(process, stat);
    process.fresh = process.watched;
}

bool Targets::chosen(const Process& process, const ProcessStat& stat) {
    for (std::size_t i = 0; i < selection_.pid_count; ++i) {
        if (selection_.pids[i] == process.pid) {
            return true;
        }
    }
    if (selection_.all || selection_.name_count == 0) {
        return selection_.all;
    }
    const std::string_view name = process_name(paths_, process.pid, stat.comm, buffer_);
    for (std::size_t i = 0; i < selection_.name_count; ++i) {
        if (glob_matches(selection_.names[i], name)) {
            return true;
        }
    }
    return false;
}

} // namespace agent::sources
