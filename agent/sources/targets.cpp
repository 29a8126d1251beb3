#include "agent/sources/targets.hpp"

namespace agent::sources {

using protocol::Status;

void Targets::select(const Selection& selection) {
    selection_ = &selection;
    for (Process& process : table_) {
        process.state = Process::State::unexamined;
    }
}

sys::Errno Targets::refresh() {
    for (Process& process : table_) {
        process.listed = false;
        if (process.state == Process::State::started) {
            process.state = Process::State::running;
        }
    }
    sys::Errno error = sys::Errno::none;
    if (selection_->only_pids()) {
        for (unsigned i = 0; i < selection_->pid_count; ++i) {
            list(selection_->pids[i]);
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
    ProcFile directory(files_.path(0, ""));
    for (sys::Errno error = directory.error();;) {
        if (error != sys::Errno::none) {
            return error;
        }
        const sys::SysResult got = directory.entries(files_.buffer());
        error = got.error();
        if (!got.ok() || got.value() == 0) {
            return error;
        }
        sys::DirectoryEntries entries(files_.buffer().data(), got.count());
        while (const char* name = entries.next()) {
            std::uint32_t pid = 0;
            if (take_number(name, pid) && *name == '\0' && pid - 1 < 0x7FFFFFFF) {
                list(pid);
            }
        }
    }
}

void Targets::list(std::uint32_t pid) {
    Process* const process = table_.enter(pid);
    if (process != nullptr) {
        process->listed = true;
    } else {
        overflowed_ = true;
    }
}

void Targets::examine(Process& process) {
    const ProcessStat stat = read_stat(files_, process.pid);
    if (stat.status == Status::gone && !files_.exists(process.pid, "smaps")) {
        process.listed = false;
        return;
    }
    if (process.state != Process::State::unexamined && stat.identity == process.identity) {
        return;
    }
    process.identity = stat.identity;
    process.kernel_thread = stat.kernel_thread();
    process.no_smaps = false;
    process.state = chosen(process.pid, stat) ? Process::State::started : Process::State::ignored;
}

bool Targets::chosen(std::uint32_t pid, const ProcessStat& stat) {
    const Selection& selection = *selection_;
    bool found = selection.all;
    for (unsigned i = 0; i < selection.pid_count; ++i) {
        found = found || selection.pids[i] == pid;
    }
    if (found || selection.name_count == 0) {
        return found;
    }
    const char* const comm = stat.comm != nullptr ? stat.comm : read_comm(files_, pid);
    const char* const name = process_name(files_, pid, comm != nullptr ? comm : "");
    for (unsigned i = 0; i < selection.name_count; ++i) {
        found = found || glob_matches(selection.names[i], name);
    }
    return found;
}

} // namespace agent::sources
