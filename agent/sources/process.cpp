#include "agent/sources/process.hpp"

namespace agent::sources {

using protocol::Status;

namespace {

constexpr std::uint32_t k_flag_kernel_thread = 0x00200000; // PF_KTHREAD

/// FNV-1a up to `stop` or the end.
std::uint32_t add_hash(std::uint32_t hash, const char* at, char stop) {
    for (; *at != '\0' && *at != stop; ++at) {
        hash = (hash ^ static_cast<unsigned char>(*at)) * 16777619U;
    }
    return hash * 31;
}

} // namespace

const char* ProcessStat::field(unsigned number) const {
    const char* at = fields;
    for (; number > 3 && *at != '\0'; --number) {
        at = find(at, ' ');
        at += *at != '\0' ? 1 : 0;
    }
    return at;
}

std::uint32_t ProcessStat::number(unsigned field_number) const {
    const char* at = field(field_number);
    std::uint32_t value = 0;
    take_number(at, value);
    return value;
}

bool ProcessStat::kernel_thread() const {
    return ok() && (number(k_stat_flags) & k_flag_kernel_thread) != 0;
}

ProcessStat parse_stat(char* line) {
    ProcessStat stat;
    // The name may hold anything, parentheses too: it ends at the last one.
    char* const comm = line + (find(line, '(') - line);
    char* close = comm + length(comm);
    while (close != comm && *--close != ')') {
    }
    if (close == comm || close[1] == '\0') {
        return stat;
    }
    *close = '\0';
    stat.comm = comm + 1;
    stat.fields = close + 2;
    if (digit_of(*stat.field(k_stat_start)) > 9) {
        return stat;
    }
    stat.status = Status::ok;
    stat.identity = add_hash(2166136261U, stat.comm, '\0');
    for (const StatField field : {k_stat_start, k_stat_code_start, k_stat_code_end, k_stat_stack_start}) {
        stat.identity = add_hash(stat.identity, stat.field(field), ' ');
    }
    return stat;
}

ProcessStat read_stat(ProcFiles& files, std::uint32_t pid) {
    const Status status = files.read(pid, "stat");
    if (status == Status::ok) {
        return parse_stat(files.text());
    }
    ProcessStat stat;
    stat.status = status;
    return stat;
}

bool parse_stack_pointer(const char* at, WideNumber& pointer) {
    // "running", or the call's number, six arguments (none when it is -1), the stack pointer and the program counter.
    const char* before = at;
    for (const char* last = at; *(at = find(at, ' ')) != '\0';) {
        before = last;
        last = ++at;
    }
    return take(before, "0x") && take_wide(before, pointer, 16);
}

const char* process_name(ProcFiles& files, std::uint32_t pid, const char* comm) {
    if (files.read_link(pid, "exe", k_stat_bytes) == Status::ok) {
        char* const path = files.text();
        constexpr char k_deleted[] = " (deleted)";
        const std::size_t size = length(path);
        const char* tail = path + size - (sizeof k_deleted - 1);
        if (size >= sizeof k_deleted && take(tail, k_deleted)) {
            path[size - (sizeof k_deleted - 1)] = '\0';
        }
        return base_name(path);
    }
    (void)files.read(pid, "cmdline", k_stat_bytes);
    const char* const program = base_name(files.text());
    return *program == '\0' ? comm : program;
}

} // namespace agent::sources
