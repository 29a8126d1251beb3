#include "agent/description.hpp"

#include "protocol/bytes.hpp"

namespace agent {

using sources::Content;
using sources::parse_stack_limit;
using sources::parse_stack_pointer;
using sources::parse_uid;
using sources::Process;
using sources::ProcessStat;
using sources::ProcFile;
using sources::ProcPaths;
using sources::read_link;
using sources::read_stat;
using sources::read_whole;

using encode::ValueWriter;
using protocol::FileKind;
using protocol::ProcessField;
using protocol::Status;

void Describer::describe(Process& process, ValueWriter& fields) {
    reason_bytes_ = 0;
    add_stat(process, fields);
    add_status(process.pid, fields);
    add_stack_limit(process.pid, fields);
    add_oom_score(process, false, fields);
    add_command_line(process.pid, fields);
    add_executable(process, fields);
    if (!process.kernel_thread) {
        add_stack_pointers(process.pid, fields);
    }
    if (reason_bytes_ != 0) {
        fields.field(ProcessField::reasons, {reasons_, reason_bytes_});
    }
}

void Describer::describe_changes(Process& process, bool all_files, ValueWriter& fields) {
    const ProcessStat stat = read_stat(paths_, process.pid, buffer_);
    if (stat.ok() && stat.threads != process.threads) {
        process.threads = stat.threads;
        fields.field(ProcessField::threads, stat.threads);
        add_stack_pointers(process.pid, fields);
    }
    if (all_files) {
        add_oom_score(process, true, fields);
    }
}

/// The process is there, so a file that is not there is one this kernel (or copied tree) does not have.
void Describer::reason(FileKind kind, Status status) {
    if (reason_bytes_ + 2 <= sizeof reasons_) {
        reasons_[reason_bytes_++] = static_cast<std::uint8_t>(kind);
        reasons_[reason_bytes_++] = static_cast<std::uint8_t>(status == Status::gone ? Status::missing : status);
    }
}

void Describer::add_stat(Process& process, ValueWriter& fields) {
    const ProcessStat stat = read_stat(paths_, process.pid, buffer_);
    if (!stat.ok()) {
        reason(FileKind::stat, stat.status);
        const Content comm = read_whole(paths_.process(process.pid, "comm"), buffer_);
        if (comm.ok()) {
            fields.field(ProcessField::comm, TextReader(comm.text()).until('\n'));
        }
        return;
    }
    process.threads = stat.threads;
    fields.field(ProcessField::start_time, stat.start_ticks);
    fields.field(ProcessField::parent, stat.parent);
    fields.field(ProcessField::comm, stat.comm);
    fields.field(ProcessField::threads, stat.threads);
    fields.field(ProcessField::vsize_bytes, stat.vsize_bytes);
    fields.field(ProcessField::rss_pages, stat.rss_pages);
}

void Describer::add_status(std::uint32_t pid, ValueWriter& fields) {
    const Content status = read_whole(paths_.process(pid, "status"), buffer_);
    std::uint64_t uid = 0;
    if (status.ok() && parse_uid(status.text(), uid)) {
        fields.field(ProcessField::uid, uid);
    } else {
        reason(FileKind::status, status.ok() ? Status::failed : status.status);
    }
}

void Describer::add_command_line(std::uint32_t pid, ValueWriter& fields) {
    const Content line = read_whole(paths_.process(pid, "cmdline"), buffer_);
    if (!line.ok()) {
        reason(FileKind::cmdline, line.status);
        return;
    }
    const bool cut = line.file_bytes > k_cmdline_bytes_max;
    fields.field(ProcessField::cmdline, line.bytes.first(cut ? k_cmdline_bytes_max : line.bytes.size()));
    if (cut) {
        fields.field(ProcessField::cmdline_bytes, line.file_bytes);
    }
}

void Describer::add_executable(const Process& process, ValueWriter& fields) {
    const Content exe = read_link(paths_.process(process.pid, "exe"), buffer_);
    if (exe.ok()) {
        fields.field(ProcessField::exe, exe.bytes);
    } else if (!process.kernel_thread) {
        reason(FileKind::exe, exe.status);
    }
}

void Describer::add_stack_limit(std::uint32_t pid, ValueWriter& fields) {
    const Content limits = read_whole(paths_.process(pid, "limits"), buffer_);
    std::uint64_t bytes = 0;
    bool unlimited = false;
    if (!limits.ok() || !parse_stack_limit(limits.text(), bytes, unlimited)) {
        reason(FileKind::limits, limits.ok() ? Status::failed : limits.status);
    } else if (unlimited) {
        fields.field(ProcessField::stack_limit, std::string_view());
    } else {
        fields.field(ProcessField::stack_limit, bytes);
    }
}

void Describer::add_oom_score(Process& process, bool only_changed, ValueWriter& fields) {
    const Content score = read_whole(paths_.process(process.pid, "oom_score"), buffer_);
    std::uint64_t value = 0;
    if (!score.ok() || !TextReader(score.text()).number(value)) {
        reason(FileKind::oom_score, score.ok() ? Status::failed : score.status);
    } else if (!only_changed || value != process.oom_score) {
        process.oom_score = static_cast<std::uint32_t>(value);
        fields.field(ProcessField::oom_score, value);
    }
}

void Describer::add_stack_pointers(std::uint32_t pid, ValueWriter& fields) {
    // One portion of the directory: the first hundred threads or so.
    std::size_t listed = 0;
    {
        ProcFile directory(paths_.process(pid, "task"));
        const sys::SysResult got = directory.ok() ? directory.entries(buffer_) : sys::SysResult(0);
        listed = got.ok() ? got.count() : 0;
    }
    constexpr std::size_t k_bytes_each = 5 + protocol::k_varint_bytes_max;
    std::uint8_t bytes[128 * k_bytes_each];
    ValueWriter pointers(bytes);
    std::uint64_t count = 0;
    Status failure = Status::ok;
    sys::DirectoryEntries entries(buffer_.data(), listed);
    while (const char* const name = entries.next()) {
        std::uint64_t tid = 0;
        if (!TextReader(from_c(name)).number(tid) || sizeof bytes - pointers.value().size() < k_bytes_each) {
            continue;
        }
        std::uint8_t text[256];
        const Content content = read_whole(paths_.thread(pid, static_cast<std::uint32_t>(tid), "syscall"), text);
        failure = content.ok() ? failure : content.status;
        std::uint64_t pointer = 0;
        if (content.ok() && parse_stack_pointer(content.text(), pointer)) {
            pointers.varint(tid);
            pointers.varint(pointer);
            ++count;
        }
    }
    if (count != 0) {
        std::uint8_t whole[sizeof bytes + 2];
        ValueWriter value(whole);
        value.varint(count);
        value.raw(pointers.value());
        fields.field(ProcessField::stack_pointers, value.value());
    } else if (failure != Status::ok || listed == 0) {
        reason(FileKind::syscall, failure == Status::ok ? Status::missing : failure);
    }
}

} // namespace agent
