#include "agent/sampler.hpp"

#include "agent/encode/text_records.hpp"

#include "protocol/bytes.hpp"

namespace agent {

using encode::ValueWriter;
using protocol::FileKind;
using protocol::RecordTag;
using protocol::Status;
using sources::Process;

Sampler::Sampler(sources::ProcFiles& files, encode::SmapsEncoder& encoder, std::span<Process> processes,
                 std::uint8_t* description)
    : files_(files), encoder_(encoder), description_(description, k_description_bytes), table_(processes),
      targets_(files, table_), info_reader_(files) {}

bool Sampler::sweep(encode::SweepWriter& out, const Pace::Plan& plan, Kind kind) {
    const bool key = kind == Kind::key;
    out_ = &out;
    out.begin(key);
    write_plan(plan);
    list_error_ = targets_.refresh();
    write_comings_and_goings(kind);
    if (key) {
        write_gone_pids();
    }
    out.end_records();
    encoder_.begin_sweep(key, out);
    write_texts();
    encoder_.end_sweep();
    return out.finish(encoder_.text_hash());
}

void Sampler::write_plan(const Pace::Plan& plan) {
    std::uint8_t bytes[2 * protocol::k_varint_bytes_max];
    ValueWriter value(bytes);
    const auto write = [&](RecordTag tag) {
        out_->record(tag, value.value());
        value.clear();
    };
    if (plan.skipped != 0) {
        value.varint(plan.skipped);
        value.fixed(static_cast<std::uint8_t>(plan.skip_reason), 1);
        write(RecordTag::skipped);
    }
    if (plan.offset_told) {
        value.svarint(plan.offset_us);
        write(RecordTag::offset);
    }
    if (plan.period_told) {
        value.varint(plan.period_ms);
        value.fixed(static_cast<std::uint8_t>(plan.period_reason), 1);
        write(RecordTag::period);
    }
}

void Sampler::write_comings_and_goings(Kind kind) {
    const bool key = kind == Kind::key;
    watched_ = 0;
    for (Process& process : table_) {
        const bool here = process.listed && process.watched();
        if (process.announced && !here && !key) {
            write_went(process.pid);
        }
        if (here && (key || process.state == Process::State::started || !process.announced)) {
            write_came(process);
        } else if (here) {
            write_extras(process, kind == Kind::changes_and_extras);
        }
        process.announced = here;
        watched_ += here ? 1 : 0;
        if (here && process.no_smaps) {
            write_other_sources(process, key);
        }
    }
    table_.drop_unlisted();
}

void Sampler::write_came(Process& process) {
    ValueWriter value(description_);
    value.varint(process.pid);
    info_reader_.read(process, value);
    out_->record(RecordTag::came, value.value());
    process.status = Status::ok;
    // Kernels without smaps are known by a process that is there while its file is not.
    process.no_smaps = !files_.exists(process.pid, "smaps") && files_.exists(process.pid, "stat");
}

void Sampler::write_extras(Process& process, bool all_files) {
    ValueWriter value(description_);
    value.varint(process.pid);
    const std::size_t pid_bytes = value.value().size();
    info_reader_.read_changes(process, all_files, value);
    if (value.value().size() != pid_bytes) {
        out_->record(RecordTag::extras, value.value());
    }
}

void Sampler::write_went(std::uint32_t pid) {
    std::uint8_t bytes[protocol::k_varint_bytes_max];
    ValueWriter value(bytes);
    value.varint(pid);
    out_->record(RecordTag::went, value.value());
}

/// Requested PIDs that do not exist: sent once in each key sweep.
void Sampler::write_gone_pids() {
    const Selection& selection = targets_.selection();
    for (std::size_t i = 0; i < selection.pid_count; ++i) {
        bool here = false;
        for (const Process& process : table_) {
            here = here || process.pid == selection.pids[i];
        }
        if (!here) {
            encode::write_status_record(*out_, selection.pids[i], Status::gone, 0);
        }
    }
}

/// In place of smaps: its rollup, or else maps, statm and status.
void Sampler::write_other_sources(Process& process, bool key) {
    const bool rollup = files_.exists(process.pid, "smaps_rollup");
    const Status status = rollup ? Status::rollup : Status::fallback;
    if (key || process.status != status) {
        encode::write_status_record(*out_, process.pid, status, rollup ? 1 : 3);
    }
    if (rollup) {
        write_file(process.pid, FileKind::smaps_rollup, "smaps_rollup");
    } else {
        write_file(process.pid, FileKind::maps, "maps");
        write_file(process.pid, FileKind::statm, "statm");
        write_file(process.pid, FileKind::status, "status");
    }
    process.status = status;
}

void Sampler::write_file(std::uint32_t pid, FileKind kind, const char* name) {
    sources::ProcFile file(files_.path(pid, name));
    for (std::size_t size = file.ok() ? 1 : 0; size != 0;) {
        const sys::SysResult got = file.read(files_.buffer());
        size = got.ok() ? got.count() : 0;
        encode::write_text_record(*out_, pid, kind, size == 0, files_.buffer().first(size));
    }
}

void Sampler::write_texts() {
    for (Process& process : table_) {
        if (!process.watched()) {
            continue;
        }
        encoder_.begin_process(process.pid);
        process.status = process.no_smaps ? process.status : read_smaps(process);
        encoder_.end_process(process.status);
    }
}

Status Sampler::read_smaps(const Process& process) {
    if (process.kernel_thread) {
        return Status::empty;
    }
    bool any = false;
    const Status status = read_text(process.pid, "smaps", any);
    if (status != Status::ok) {
        return status;
    }
    if (!any && process.threads > 1) { // its main thread has exited; another one's file has all of the memory
        char name[32];
        TextBuffer(name).add("task/").add(other_thread(process.pid)).add("/smaps");
        (void)read_text(process.pid, name, any);
    }
    if (!any) {
        return Status::empty;
    }
    // Whether the text belongs to the process that was announced: it may have exec'ed, or its pid may be another's now.
    const sources::ProcessStat stat = sources::read_stat(files_, process.pid);
    return !stat.ok() || stat.identity == process.identity ? Status::ok : Status::changed;
}

Status Sampler::read_text(std::uint32_t pid, const char* name, bool& any) {
    sys::Errno error = sys::Errno::none;
    bool opened = false;
    {
        sources::ProcFile file(files_.path(pid, name));
        opened = file.ok();
        error = file.error();
        for (std::size_t size = 1; error == sys::Errno::none && size != 0;) {
            const sys::SysResult got = file.read(files_.buffer());
            error = got.error();
            size = got.ok() ? got.count() : 0;
            if (size != 0) {
                any = true;
                encoder_.text(files_.buffer().first(size));
            }
        }
    }
    const Status status = sources::status_of(error);
    return !opened && status == Status::gone && files_.exists(pid, "stat") ? Status::missing : status;
}

/// 0 when there is none.
std::uint32_t Sampler::other_thread(std::uint32_t pid) {
    sources::ProcFile directory(files_.path(pid, "task"));
    const sys::SysResult got = directory.entries(files_.buffer());
    sys::DirectoryEntries entries(files_.buffer().data(), got.ok() ? got.count() : 0);
    while (const char* name = entries.next()) {
        std::uint32_t tid = 0;
        if (take_number(name, tid) && *name == '\0' && tid != pid) {
            return tid;
        }
    }
    return 0;
}

} // namespace agent
