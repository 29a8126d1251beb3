#include "agent/process_info.hpp"

namespace agent {

using sources::Process;
using sources::ProcessStat;
using sources::ProcFile;

using encode::ValueWriter;
using protocol::FileKind;
using protocol::ProcessField;
using protocol::Status;

void ProcessInfoReader::read(Process& process, ValueWriter& fields) {
    process_ = &process;
    reason_bytes_ = 0;
    add_stat(fields);
    add_number(FileKind::status, "status", "Uid:", ProcessField::uid, fields);
    add_number(FileKind::limits, "limits", "Max stack size", ProcessField::stack_limit, fields);
    add_oom_score(false, fields);
    add_command_line(fields);
    const Status exe = files_.read_link(process.pid, "exe");
    if (exe == Status::ok) {
        fields.field(ProcessField::exe, files_.bytes());
    } else if (!process.kernel_thread) {
        reason(FileKind::exe, exe);
    }
    if (!process.kernel_thread) {
        add_stack_pointers(fields);
    }
    if (reason_bytes_ != 0) {
        fields.field(ProcessField::reasons, std::span<const std::uint8_t>(reasons_, reason_bytes_));
    }
}

void ProcessInfoReader::read_changes(Process& process, bool all_files, ValueWriter& fields) {
    process_ = &process;
    reason_bytes_ = 0;
    const ProcessStat stat = read_stat(files_, process.pid);
    const std::uint32_t threads = stat.ok() ? stat.number(sources::k_stat_threads) : process.threads;
    if (threads != process.threads) {
        process.threads = threads;
        fields.field(ProcessField::threads, threads);
        add_stack_pointers(fields);
    }
    if (all_files) {
        add_oom_score(true, fields);
    }
}

/// The process is there, so a file that is not there is one this kernel (or copied tree) does not have.
void ProcessInfoReader::reason(FileKind kind, Status status) {
    reasons_[reason_bytes_++] = static_cast<std::uint8_t>(kind);
    reasons_[reason_bytes_++] = static_cast<std::uint8_t>(status == Status::gone ? Status::missing : status);
}

void ProcessInfoReader::add_stat(ValueWriter& fields) {
    struct Row {
        std::uint8_t field;
        ProcessField tag;
    };
    static constexpr Row k_rows[] = {{sources::k_stat_start, ProcessField::start_time},
                                     {sources::k_stat_parent, ProcessField::parent},
                                     {sources::k_stat_threads, ProcessField::threads},
                                     {sources::k_stat_vsize, ProcessField::vsize_bytes},
                                     {sources::k_stat_rss, ProcessField::rss_pages}};
    const ProcessStat stat = read_stat(files_, process_->pid);
    const char* comm = stat.comm;
    if (!stat.ok()) {
        reason(FileKind::stat, stat.status);
        comm = sources::read_comm(files_, process_->pid);
    }
    if (comm != nullptr) {
        fields.field(ProcessField::comm, as_bytes(comm));
    }
    if (!stat.ok()) {
        return;
    }
    process_->threads = stat.number(sources::k_stat_threads);
    for (const Row& row : k_rows) {
        const char* at = stat.field(row.field);
        WideNumber number;
        if (take_wide(at, number)) {
            fields.field(row.tag, number.value());
        }
    }
}

/// The number after `key` in a file; "unlimited" is an empty value.
void ProcessInfoReader::add_number(FileKind kind, const char* name, const char* key, ProcessField tag,
                                   ValueWriter& fields) {
    const Status status = files_.read(process_->pid, name);
    const char* at = status == Status::ok ? line_value(files_.text(), key) : nullptr;
    WideNumber number;
    if (at == nullptr || (!take_wide(at, number) && !take(at, "unlimited"))) {
        reason(kind, status == Status::ok ? Status::failed : status);
    } else {
        fields.field(tag, number.value());
    }
}

void ProcessInfoReader::add_command_line(ValueWriter& fields) {
    const Status status = files_.read(process_->pid, "cmdline");
    if (status != Status::ok) {
        reason(FileKind::cmdline, status);
        return;
    }
    const std::span<const std::uint8_t> line = files_.bytes();
    const bool cut = files_.file_bytes() > k_cmdline_bytes_max;
    fields.field(ProcessField::cmdline, line.first(cut ? k_cmdline_bytes_max : line.size()));
    if (cut) {
        fields.field(ProcessField::cmdline_bytes, files_.file_bytes());
    }
}

void ProcessInfoReader::add_oom_score(bool only_changed, ValueWriter& fields) {
    const Status status = files_.read(process_->pid, "oom_score");
    const char* at = files_.text();
    std::uint32_t score = 0;
    if (status != Status::ok || !take_number(at, score)) {
        reason(FileKind::oom_score, status == Status::ok ? Status::failed : status);
    } else if (!only_changed || score != process_->oom_score) {
        process_->oom_score = score;
        fields.field(ProcessField::oom_score, score);
    }
}

// The buffer of files contains the list of threads (one portion of the directory: the first hundred or so), then what
// is sent of them, then a file of one of them.
constexpr std::size_t k_listed_bytes = 2560;
constexpr std::size_t k_pointer_bytes = 1024;
constexpr std::uint32_t k_pointers_max = 127; // their count, before them, is one byte

std::size_t ProcessInfoReader::list_threads() {
    ProcFile directory(files_.path(process_->pid, "task"));
    const sys::SysResult got = directory.entries(files_.buffer().first(k_listed_bytes));
    return got.ok() ? got.count() : 0;
}

void ProcessInfoReader::add_stack_pointers(ValueWriter& fields) {
    const std::span<std::uint8_t> buffer = files_.buffer();
    const std::span<std::uint8_t> sent = buffer.subspan(k_listed_bytes, 1 + k_pointer_bytes);
    ValueWriter pointers(sent.subspan(1));
    const std::size_t listed = list_threads();
    Status failure = listed == 0 ? Status::missing : Status::ok;
    std::uint8_t count = 0;
    sys::DirectoryEntries entries(buffer.data(), listed);
    while (const char* const name = entries.next()) {
        const Status status = add_stack_pointer(name, pointers, count);
        failure = status == Status::ok ? failure : status;
    }
    if (count != 0) {
        sent[0] = count;
        fields.field(ProcessField::stack_pointers, sent.first(1 + pointers.value().size()));
    } else if (failure != Status::ok) {
        reason(FileKind::syscall, failure);
    }
}

/// Nothing of what is not a thread, runs just now or has no room.
Status ProcessInfoReader::add_stack_pointer(const char* thread, ValueWriter& pointers, std::uint8_t& count) {
    constexpr std::size_t k_bytes_each = 5 + sizeof WideNumber::bytes;
    const char* end = thread;
    std::uint32_t tid = 0;
    if (!take_number(end, tid) || count == k_pointers_max || k_pointer_bytes - pointers.value().size() < k_bytes_each) {
        return Status::ok;
    }
    char path[32];
    const Status status = files_.read(process_->pid, TextBuffer(path).add("task/").add(thread).add("/syscall").text(),
                                      k_listed_bytes + 1 + k_pointer_bytes);
    WideNumber pointer;
    if (status == Status::ok && sources::parse_stack_pointer(files_.text(), pointer)) {
        pointers.varint(tid);
        pointers.raw(pointer.value());
        ++count;
    }
    return status;
}

} // namespace agent
