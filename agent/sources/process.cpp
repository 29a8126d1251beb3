#include "agent/sources/process.hpp"

#include "protocol/program_name.hpp"

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

char* read_comm(ProcFiles& files, std::uint32_t pid) {
    if (files.read(pid, "comm") == Status::ok) {
        char* const name = files.text();
        const std::size_t size = length(name); // the file ends with a newline, and a name may hold one
        name[size != 0 ? size - 1 : 0] = '\0';
        return name;
    }
    const char* at = files.read(pid, "status") == Status::ok ? files.text() : "";
    if (!take(at, "Name:\t")) {
        return nullptr;
    }
    char* const name = files.text();
    char* end = name;
    for (; *at != '\0' && *at != '\n'; ++at) { // here the kernel prints a newline as \n and a backslash as \\.
        const bool escape = *at == '\\' && (at[1] == 'n' || at[1] == '\\');
        at += escape ? 1 : 0;
        *end++ = escape && *at == 'n' ? '\n' : *at;
    }
    *end = '\0';
    return name;
}

const char* process_name(ProcFiles& files, std::uint32_t pid, const char* comm) {
    const bool linked = files.read_link(pid, "exe", k_stat_bytes) == Status::ok;
    if (!linked) {
        (void)files.read(pid, "cmdline", k_stat_bytes);
    }
    const std::string_view text(files.text(), length(files.text()));
    const std::string_view none(text.data(), 0);
    const std::string_view name =
        protocol::program_name(linked ? text : none, linked ? none : text, {comm, length(comm)});
    if (name.data() == comm) {
        return comm;
    }
    files.text()[name.data() - text.data() + static_cast<std::ptrdiff_t>(name.size())] = '\0';
    return name.data();
}

} // namespace agent::sources
