// stat, status, limits and the other small files of /proc/PID: what they say of a process besides its memory.
// Formats: proc(5); fs/proc/array.c, base.c of the kernel.
#include "host/procfs/proc_decoder.hpp"

#include <charconv>

namespace host::procfs {
namespace {

/// Takes the first line, without its newline, off the front.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// Takes the first word off the front; empty at the end.
std::string_view take_word(std::string_view& text) {
    const std::size_t start = std::min(text.find_first_not_of(" \t\n"), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t\n", start), text.size());
    const std::string_view word = text.substr(start, end - start);
    text.remove_prefix(end);
    return word;
}

template <typename Number>
std::optional<Number> number(std::string_view word, int base = 10) {
    if (base == 16 && word.starts_with("0x")) {
        word.remove_prefix(2);
    }
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
    return error == std::errc{} && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

/// `pid (comm) state ppid …`; comm may hold anything, so the last ')' counts.
void read_stat(std::string_view text, model::ProcessInfo& info) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return;
    }
    info.comm = std::string(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
    for (int field = 3; field <= 26; ++field) {
        const std::string_view word = take_word(text);
        switch (field) {
        case 4: info.parent = number<model::Pid>(word); break;
        case 20: info.threads = number<std::uint32_t>(word); break;
        case 22: info.start_ticks = number<std::uint64_t>(word); break;
        case 23: info.vsize_bytes = number<std::uint64_t>(word); break;
        case 24: info.rss_pages = number<std::uint64_t>(word); break;
        case 26: info.start_code = number<std::uint64_t>(word); break;
        default: break;
        }
    }
}

/// The kernel prints a newline and a backslash of a name as \n and \\ here (proc_task_name).
std::string unescaped(std::string_view name) {
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool escape = name[i] == '\\' && i + 1 < name.size() && (name[i + 1] == 'n' || name[i + 1] == '\\');
        plain += !escape ? name[i] : name[i + 1] == 'n' ? '\n' : '\\';
        i += escape ? 1 : 0;
    }
    return plain;
}

/// The whole name, which may begin and end with blanks: all that follows the key and its tab.
std::string name_of(std::string_view rest) {
    rest.remove_prefix(rest.starts_with('\t') || rest.starts_with(' ') ? 1 : 0);
    return unescaped(rest);
}

void read_status(std::string_view text, model::ProcessInfo& info) {
    while (!text.empty()) {
        std::string_view line = take_line(text);
        const std::string_view key = take_word(line);
        if (key == "Name:" && !info.comm) {
            info.comm = name_of(line);
        } else if (key == "PPid:" && !info.parent) {
            info.parent = number<model::Pid>(take_word(line));
        } else if (key == "Uid:") {
            info.uid = number<std::uint32_t>(take_word(line));
        } else if (key == "Threads:" && !info.threads) {
            info.threads = number<std::uint32_t>(take_word(line));
        } else if (key == "VmSize:" && !info.vsize_bytes) {
            const auto kb = number<std::uint64_t>(take_word(line));
            info.vsize_bytes = kb ? std::optional(*kb * 1024) : std::nullopt;
        }
    }
}

void read_limits(std::string_view text, model::ProcessInfo& info) {
    constexpr std::string_view k_key = "Max stack size";
    while (!text.empty()) {
        std::string_view line = take_line(text);
        if (line.starts_with(k_key)) {
            line.remove_prefix(k_key.size());
            const std::string_view soft = take_word(line);
            info.stack_unlimited = soft == "unlimited";
            info.stack_limit_bytes = number<std::uint64_t>(soft);
        }
    }
}

/// `number arguments… sp pc`, or `running`.
std::optional<std::uint64_t> stack_pointer(std::string_view text) {
    std::string_view before_last, last;
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
        before_last = std::exchange(last, word);
    }
    return number<std::uint64_t>(before_last, 16);
}

} // namespace

void read_info(const ProcTexts& texts, model::ProcessInfo& info) {
    if (texts.stat) {
        read_stat(*texts.stat, info);
    }
    if (texts.status_text) {
        read_status(*texts.status_text, info);
    }
    if (texts.limits) {
        read_limits(*texts.limits, info);
    }
    if (texts.comm) {
        std::string_view rest = *texts.comm;
        info.comm = std::string(take_line(rest));
    }
    if (texts.oom_score) {
        std::string_view rest = *texts.oom_score;
        info.oom_score = number<std::int32_t>(take_word(rest));
    }
    info.cmdline = texts.cmdline;
    info.exe = texts.exe;
    for (const auto& [tid, text] : texts.syscalls) {
        if (const auto pointer = stack_pointer(text)) {
            info.stack_pointers.push_back({tid, *pointer});
        }
    }
}

} // namespace host::procfs
