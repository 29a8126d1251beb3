#include "host/capture/extract.hpp"

#include "host/base/text_file.hpp"
#include "protocol/protocol.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

namespace host::capture {
namespace {

using protocol::FileKind;

std::optional<std::string> sent_text(const model::Process& process, FileKind kind) {
    const auto found = process.other_texts.find(kind);
    return found != process.other_texts.end() ? std::optional(found->second) : std::nullopt;
}

std::string limits_text(const model::ProcessInfo& info) {
    std::array<char, 256> text{};
    const std::string soft = info.stack_unlimited ? "unlimited" : std::to_string(*info.stack_limit_bytes);
    std::snprintf(text.data(), text.size(), "%-25s %-20s %-20s %-10s\n%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit",
                  "Hard Limit", "Units", "Max stack size", soft.c_str(), "unlimited", "bytes");
    return text.data();
}

/// Unknown fields are 0, as in the kernel's own line for what it hides.
std::string stat_text(const model::Process& process) {
    const model::ProcessInfo& info = process.info;
    std::string text =
        std::to_string(process.pid) + " (" + info.comm.value_or("") + ") S " + std::to_string(info.parent.value_or(0));
    for (int field = 5; field <= 44; ++field) {
        std::uint64_t value = 0;
        switch (field) {
        case 20: value = info.threads.value_or(0); break;
        case 22: value = info.start_ticks.value_or(0); break;
        case 23: value = info.vsize_bytes.value_or(0); break;
        case 24: value = info.rss_pages.value_or(0); break;
        default: break;
        }
        text += " " + std::to_string(value);
    }
    return text + "\n";
}

std::string status_text(const model::Process& process) {
    const model::ProcessInfo& info = process.info;
    std::string text = "Name:\t" + info.comm.value_or("") + "\nPid:\t" + std::to_string(process.pid) + "\n";
    if (info.parent) {
        text += "PPid:\t" + std::to_string(*info.parent) + "\n";
    }
    if (info.uid) {
        const std::string uid = std::to_string(*info.uid);
        text += "Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n";
    }
    if (info.threads) {
        text += "Threads:\t" + std::to_string(*info.threads) + "\n";
    }
    return text;
}

/// A smaps that could not be read is no file: an empty one would be that of a kernel thread.
std::optional<std::string> smaps_text(const model::Process& process, const std::string& smaps) {
    const bool was_read = process.status == model::Status::ok || process.status == model::Status::empty;
    return was_read || !smaps.empty() ? std::optional(smaps) : std::nullopt;
}

struct File {
    const char* name;
    std::optional<std::string> text; ///< none: not sent
};

std::vector<File> files_of(const model::Process& process, const std::string& smaps) {
    const model::ProcessInfo& info = process.info;
    const bool limited = info.stack_limit_bytes || info.stack_unlimited;
    std::vector<File> files{{"smaps", smaps_text(process, smaps)},
                            {"cmdline", info.cmdline},
                            {"limits", limited ? std::optional(limits_text(info)) : std::nullopt},
                            {"stat", sent_text(process, FileKind::stat).value_or(stat_text(process))},
                            {"status", sent_text(process, FileKind::status).value_or(status_text(process))}};
    if (!files.front().text) { // what a kernel without smaps has in its place
        files.push_back({"smaps_rollup", sent_text(process, FileKind::smaps_rollup)});
        files.push_back({"maps", sent_text(process, FileKind::maps)});
        files.push_back({"statm", sent_text(process, FileKind::statm)});
    }
    return files;
}

Result<void> extract_process(const model::Process& process, const std::string& smaps, const std::string& directory) {
    auto done = base::make_directories(directory);
    for (const File& file : files_of(process, smaps)) {
        if (done && file.text) {
            done = base::write_text_file(directory + "/" + file.name, *file.text);
        }
    }
    return done;
}

} // namespace

Result<void> Extractor::write(const model::Board& board, const decode::SessionDecoder& decoder,
                              const std::string& directory) {
    const std::string root = directory + "/proc";
    if (auto made = base::make_directories(root); !made) {
        return made;
    }
    for (const auto& [pid, process] : board.processes) {
        if (!chosen_(process)) {
            continue;
        }
        if (auto done = extract_process(process, decoder.text(pid), root + "/" + std::to_string(pid)); !done) {
            return done;
        }
    }
    return board.meminfo.text().empty() ? Result<void>()
                                        : base::write_text_file(root + "/meminfo", board.meminfo.text());
}

/// The sweep's number; a further session continues after the last number of the one before, so that no folder is
/// written twice.
std::uint64_t Extractor::number_of(const model::Board& board) {
    if (session_ && *session_ != board.agent.session_id) {
        session_base_ = last_number_ + 1;
    }
    session_ = board.agent.session_id;
    last_number_ = session_base_ + board.sweep.number;
    return last_number_;
}

/// Seconds of the wall clock, where it is known.
Result<void> Extractor::add_time(const std::string& name, const model::Board& board,
                                 const decode::SessionDecoder& decoder) {
    if (!times_.is_open()) {
        times_.open(directory_ + "/times.tsv");
    }
    const std::int64_t us = decoder.axis().start_wall_us().value_or(0) + board.sweep.time_us;
    std::array<char, 64> seconds{};
    std::snprintf(seconds.data(), seconds.size(), "%.6f", static_cast<double>(us) / 1e6);
    times_ << name << '\t' << seconds.data() << '\n' << std::flush;
    return times_ ? Result<void>() : failure({directory_ + "/times.tsv", std::strerror(errno), "is there room?"});
}

Result<void> Extractor::moment(const model::Board& board, const decode::SessionDecoder& decoder) {
    return write(board, decoder, directory_);
}

Result<void> Extractor::sweep(const model::Board& board, const decode::SessionDecoder& decoder) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%06llu", static_cast<unsigned long long>(number_of(board)));
    auto done = write(board, decoder, directory_ + "/" + name.data());
    return done ? add_time(name.data(), board, decoder) : done;
}

} // namespace host::capture
