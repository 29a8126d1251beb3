#include "agent/system_info.hpp"

#include <bit>

namespace agent {

using protocol::InfoField;
using sources::ProcFiles;

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

bool may_read_others(const char* status) {
    const char* const mask = line_value(status, "CapEff:");
    // CAP_SYS_PTRACE is bit 19: in the fifth digit from the end.
    constexpr long k_digit = 5;
    const char* const end = mask != nullptr ? find(mask, '\n') : nullptr;
    return end - mask >= k_digit && (digit_of(end[-k_digit]) & 8) != 0;
}

SystemInfo::SystemInfo(ProcFiles& files, const StartFacts& facts) {
    identity_.agent_version = SMAPS_VERSION;
    identity_.cpu = sys::arch::k_cpu;
    identity_.big_endian = std::endian::native == std::endian::big;
    identity_.encodings = protocol::k_encoding_coded;
    identity_.page_bytes = facts.page_bytes;
    identity_.clock_ticks = facts.clock_ticks;
    if (sys::uname(name_).ok()) {
        identity_.kernel_release = name_.release;
        identity_.machine = name_.machine;
        identity_.host_name = name_.node;
    }
    (void)files.read(0, "sys/kernel/random/boot_id");
    TextBuffer boot_id(boot_id_);
    *const_cast<char*>(find(files.text(), '\n')) = '\0';
    identity_.boot_id = boot_id.add(files.text()).text();
    // The agent's own rights, with every tree that it reads.
    (void)files.read("/proc/self/status");
    const unsigned root = facts.root ? unsigned{protocol::k_privilege_root} : 0U;
    const unsigned ptrace = may_read_others(files.text()) ? unsigned{protocol::k_privilege_ptrace} : 0U;
    identity_.privileges = static_cast<std::uint8_t>(root | ptrace);
}

void Meminfo::add(encode::ValueWriter& info, bool whole, ProcFiles& files) {
    if (files.read(0, "meminfo") != protocol::Status::ok) {
        return;
    }
    std::uint8_t bytes[640];
    encode::ValueWriter changes(bytes);
    const char* at = files.text();
    for (unsigned line = 0; line < k_lines_max && *at != '\0'; ++line) {
        std::uint32_t number = 0;
        for (at = find(at, ':'); *at != '\0' && *at != '\n'; ++at) {
            const unsigned digit = digit_of(*at);
            number = digit <= 9 ? number * 10 + digit : number;
        }
        at += *at != '\0' ? 1 : 0;
        if (!whole && number != numbers_[line]) {
            changes.varint(line);
            changes.svarint(static_cast<std::int32_t>(number - numbers_[line]));
        }
        numbers_[line] = number;
    }
    if (whole) {
        info.field(InfoField::meminfo_text, files.bytes());
    } else if (!changes.value().empty()) {
        info.field(InfoField::meminfo_changes, changes.value());
    }
}

} // namespace agent
