#include "host/procfs/archive.hpp"

#include "host/procfs/proc_decoder.hpp"
#include "host/procfs/tar_file.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace host::procfs {
namespace {

/// The release in `Linux version 5.10.0 (…`.
std::string release_of(std::string_view version) {
    constexpr std::string_view k_before = "Linux version ";
    const std::string_view rest = version.starts_with(k_before) ? version.substr(k_before.size()) : version;
    return std::string(rest.substr(0, rest.find_first_of(" \n")));
}

/// What an archive has of one process.
struct Found {
    ProcTexts texts;
    std::optional<std::uint32_t>
        owner; ///< of its folder; smemcap's other members tell nothing true where smaps is denied
};
using Processes = std::map<model::Pid, Found>;

/// smemcap leaves no trace of why smaps was empty. Kernel threads and zombies have no command line either.
void judge_empty(ProcTexts& texts) {
    if (texts.status == model::Status::empty && !texts.cmdline.value_or("").empty()) {
        texts.status = model::Status::denied;
    }
}

void take_file(std::string_view name, std::string text, ProcTexts& texts) {
    if (name == "smaps") {
        texts.status = text.empty() ? model::Status::empty : model::Status::ok;
        texts.smaps = std::move(text);
    } else if (name == "cmdline") {
        texts.cmdline = std::move(text);
    } else if (name == "stat") {
        texts.stat = std::move(text);
    } else if (name == "status") {
        texts.status_text = std::move(text);
    } else if (name == "limits") {
        texts.limits = std::move(text);
    } else if (name == "comm") {
        texts.comm = std::move(text);
    } else if (name == "oom_score") {
        texts.oom_score = std::move(text);
    }
}

/// `PID`, `PID/` or `PID/FILE`.
void take_member(std::string_view name, const TarMember& member, Processes& processes) {
    model::Pid pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    const std::string_view rest = name.substr(static_cast<std::size_t>(end - name.data()));
    if (error != std::errc{} || pid == 0 || !(rest.empty() || rest.starts_with('/'))) {
        return;
    }
    const auto [it, is_new] = processes.try_emplace(pid);
    if (is_new) {
        it->second.texts.pid = pid;
        it->second.texts.status = model::Status::failed; // until its smaps comes
    }
    if (member.directory) {
        it->second.owner = rest.size() <= 1 ? member.owner : it->second.owner;
    } else if (!rest.empty()) {
        take_file(rest.substr(1), std::string(member.content), it->second.texts);
    }
}

Processes take_all(const TarFile& file, model::Board& board) {
    Processes processes;
    for (const TarMember& member : file.members) {
        std::string_view name = member.name;
        name.remove_prefix(name.starts_with("./") ? 2 : 0);
        name.remove_prefix(name.starts_with("proc/") ? 5 : 0);
        if (name == "meminfo") {
            board.meminfo_text = member.content;
            board.meminfo_kb = parse_meminfo(board.meminfo_text);
        } else if (name == "version") {
            board.agent.kernel_release = release_of(member.content);
        }
        take_member(name, member, processes);
    }
    return processes;
}

} // namespace

ArchiveContents read_archive(std::string_view archive, model::Board& board) {
    const TarFile file = read_tar(archive);
    Processes processes = take_all(file, board);
    ProcDecoder decoder(board.names);
    for (auto& [pid, found] : processes) {
        judge_empty(found.texts);
        model::Process& process = board.processes[pid];
        decoder.decode(found.texts, process);
        process.info.uid = process.info.uid ? process.info.uid : found.owner;
    }
    return {processes.size(), file.damaged ? std::optional(file.end) : std::nullopt};
}

} // namespace host::procfs
