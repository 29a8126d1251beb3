#include "agent/sources/process.hpp"

#include "protocol/checksum.hpp"

namespace agent::sources {

using protocol::Status;

namespace {

constexpr std::uint64_t k_flag_kernel_thread = 0x00200000; // PF_KTHREAD

/// The fields behind the name, numbered as in proc(5); the first is 3.
enum StatField : unsigned {
    k_parent = 4,
    k_flags = 9,
    k_threads = 20,
    k_start = 22,
    k_vsize = 23,
    k_rss = 24,
    k_code_start = 26,
    k_stack_start = 28,
};

/// The text behind `key` at the start of a line; empty when no line has it.
std::string_view line_value(std::string_view text, std::string_view key) {
    TextReader reader(text);
    while (!reader.done()) {
        TextReader line(reader.until('\n'));
        if (line.take(key)) {
            line.skip_spaces();
            return line.rest();
        }
    }
    return {};
}

} // namespace

ProcessStat parse_stat(std::string_view line) {
    ProcessStat stat;
    // The name may hold anything, parentheses too: it ends at the last one.
    const std::size_t open = line.find('(');
    const std::size_t close = line.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open || close + 4 > line.size()) {
        return stat;
    }
    stat.comm = {line.data() + open + 1, close - open - 1};
    protocol::PieceHash identity;
    identity.add(as_bytes(stat.comm).data(), stat.comm.size());
    TextReader reader({line.data() + close + 2, line.size() - close - 2});
    reader.until(' ');
    for (unsigned field = k_parent; field <= k_stack_start && !reader.done(); ++field) {
        const std::string_view word = reader.until(' ');
        std::uint64_t value = 0;
        TextReader(word).number(value);
        switch (field) {
        case k_parent: stat.parent = static_cast<std::uint32_t>(value); break;
        case k_flags: stat.kernel_thread = (value & k_flag_kernel_thread) != 0; break;
        case k_threads: stat.threads = static_cast<std::uint32_t>(value); break;
        case k_start:
            stat.start_ticks = value;
            stat.status = Status::ok;
            break;
        case k_vsize: stat.vsize_bytes = value; break;
        case k_rss: stat.rss_pages = value; break;
        default: break;
        }
        if (field >= k_code_start) {
            identity.add(as_bytes(word).data(), word.size());
        }
    }
    stat.identity = static_cast<std::uint32_t>(identity.value());
    return stat;
}

ProcessStat read_stat(ProcPaths& paths, std::uint32_t pid, std::span<std::uint8_t> buffer) {
    const Content content = read_whole(paths.process(pid, "stat"), buffer);
    if (content.ok()) {
        return parse_stat(content.text());
    }
    ProcessStat stat;
    stat.status = content.status;
    return stat;
}

bool parse_stack_limit(std::string_view limits, std::uint64_t& bytes, bool& unlimited) {
    TextReader reader(line_value(limits, "Max stack size"));
    unlimited = reader.take("unlimited");
    return unlimited || reader.number(bytes);
}

bool parse_uid(std::string_view status, std::uint64_t& uid) {
    return TextReader(line_value(status, "Uid:")).number(uid);
}

bool parse_stack_pointer(std::string_view syscall, std::uint64_t& pointer) {
    // "running", or the call's number, six arguments (none when it is -1), the stack pointer and the program counter.
    TextReader reader(syscall);
    std::string_view before;
    std::string_view last;
    while (!reader.done()) {
        before = last;
        last = reader.until(' ');
    }
    TextReader word(before);
    return word.take("0x") && word.hex(pointer);
}

std::string_view process_name(ProcPaths& paths, std::uint32_t pid, std::string_view comm,
                              std::span<std::uint8_t> buffer) {
    const Content exe = read_link(paths.process(pid, "exe"), buffer);
    if (exe.ok()) {
        std::string_view path = exe.text();
        constexpr std::string_view k_deleted = " (deleted)";
        if (path.ends_with(k_deleted)) {
            path.remove_suffix(k_deleted.size());
        }
        return base_name(path);
    }
    const Content cmdline = read_whole(paths.process(pid, "cmdline"), buffer);
    const std::string_view program = base_name(TextReader(cmdline.text()).until('\0'));
    return program.empty() ? comm : program;
}

} // namespace agent::sources
