#include "agent/board.hpp"

#include <bit>

namespace agent {

using sources::Content;
using sources::ProcPaths;
using sources::read_whole;

using protocol::InfoField;

StartFacts read_start_facts(char* const* environment) {
    while (*environment != nullptr) {
        ++environment;
    }
    StartFacts facts;
    const auto* pairs = reinterpret_cast<const unsigned long*>(environment + 1);
    for (; pairs[0] != 0; pairs += 2) {
        switch (pairs[0]) {
        case 6: facts.page_bytes = static_cast<std::uint32_t>(pairs[1]); break;   // AT_PAGESZ
        case 12: facts.root = pairs[1] == 0; break;                               // AT_EUID
        case 17: facts.clock_ticks = static_cast<std::uint32_t>(pairs[1]); break; // AT_CLKTCK
        default: break;
        }
    }
    return facts;
}

bool may_read_others(std::string_view status) {
    constexpr std::string_view k_key = "CapEff:\t";
    const std::size_t at = status.find(k_key);
    if (at == std::string_view::npos) {
        return false;
    }
    status.remove_prefix(at + k_key.size());
    std::uint64_t capabilities = 0;
    constexpr unsigned k_sys_ptrace = 19;
    return TextReader(status).hex(capabilities) && (capabilities >> k_sys_ptrace & 1) != 0;
}

Board::Board(ProcPaths& paths, const StartFacts& facts) {
    identity_.agent_version = SMAPS_VERSION;
    identity_.cpu = sys::arch::k_cpu;
    identity_.big_endian = std::endian::native == std::endian::big;
    identity_.page_bytes = facts.page_bytes;
    identity_.clock_ticks = facts.clock_ticks;
    if (sys::uname(name_).ok()) {
        identity_.kernel_release = from_c(name_.release);
        identity_.machine = from_c(name_.machine);
        identity_.host_name = from_c(name_.node);
    }
    const Content boot_id = read_whole(paths.file("sys/kernel/random/boot_id"), boot_id_);
    identity_.boot_id = TextReader(boot_id.text()).until('\n');
    // The agent's own rights, whatever tree it reads.
    std::uint8_t buffer[2048];
    const Content status = read_whole("/proc/self/status", buffer);
    const unsigned root = facts.root ? unsigned{protocol::k_privilege_root} : 0U;
    const unsigned ptrace = may_read_others(status.text()) ? unsigned{protocol::k_privilege_ptrace} : 0U;
    identity_.privileges = static_cast<std::uint8_t>(root | ptrace);
}

namespace {
/// The number in a line `Key:   123 kB`; 0 when there is none.
std::uint64_t line_number(std::string_view line) {
    TextReader reader(line);
    reader.until(':');
    reader.skip_spaces();
    std::uint64_t number = 0;
    reader.number(number);
    return number;
}
} // namespace

void Meminfo::add_whole(encode::ValueWriter& info, std::span<std::uint8_t> buffer) {
    const Content content = read_whole(paths_.file("meminfo"), buffer);
    if (!content.ok()) {
        return;
    }
    info.field(InfoField::meminfo_text, content.bytes);
    TextReader reader(content.text());
    for (std::size_t i = 0; i < k_lines_max && !reader.done(); ++i) {
        numbers_[i] = line_number(reader.until('\n'));
    }
}

void Meminfo::add_changes(encode::ValueWriter& info, std::span<std::uint8_t> buffer) {
    const Content content = read_whole(paths_.file("meminfo"), buffer);
    std::uint8_t bytes[1024];
    encode::ValueWriter changes(bytes);
    TextReader reader(content.text());
    for (std::size_t i = 0; i < k_lines_max && !reader.done(); ++i) {
        const std::uint64_t number = line_number(reader.until('\n'));
        if (number != numbers_[i]) {
            changes.varint(i);
            changes.svarint(static_cast<std::int64_t>(number - numbers_[i]));
            numbers_[i] = number;
        }
    }
    if (!changes.value().empty()) {
        info.field(InfoField::meminfo_changes, changes.value());
    }
}

} // namespace agent
