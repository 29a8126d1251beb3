#include "host/run/archive.hpp"

#include "host/decode/proc_decoder.hpp"
#include "host/store/tar_file.hpp"

#include <charconv>
#include <map>
#include <string>

namespace host::run {
namespace {

/// The release in `Linux version 5.10.0 (…`.
std::string release_of(std::string_view version) {
    constexpr std::string_view k_before = "Linux version ";
    const std::string_view rest = version.starts_with(k_before) ? version.substr(k_before.size()) : version;
    return std::string(rest.substr(0, rest.find_first_of(" \n")));
}

void take_file(std::string_view name, std::string text, model::ProcTexts& texts) {
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
    }
}

} // namespace

bool read_archive(std::string_view archive, model::Board& board) {
    std::map<model::Pid, model::ProcTexts> processes;
    for (const store::TarMember& member : store::read_tar(archive)) {
        std::string_view name = member.name;
        name.remove_prefix(name.starts_with("./") ? 2 : 0);
        name.remove_prefix(name.starts_with("proc/") ? 5 : 0);
        if (name == "meminfo") {
            board.meminfo_text = member.content;
            board.meminfo_kb = decode::parse_meminfo(board.meminfo_text);
        } else if (name == "version") {
            board.agent.kernel_release = release_of(member.content);
        }
        model::Pid pid = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (error == std::errc{} && pid != 0 && end != name.data() + name.size() && *end == '/') {
            processes[pid].pid = pid;
            take_file(name.substr(static_cast<std::size_t>(end - name.data()) + 1), std::string(member.content),
                      processes[pid]);
        }
    }
    decode::ProcDecoder decoder(board.names);
    for (const auto& [pid, texts] : processes) {
        decoder.decode(texts, board.processes[pid]);
    }
    return !processes.empty();
}

} // namespace host::run
