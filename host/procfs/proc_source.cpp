#include "host/procfs/proc_source.hpp"

#include "host/procfs/text_sections.hpp"

#include <algorithm>

namespace host::procfs {
namespace {

/// One line of a file below the tree; empty when there is none, as in most copied trees.
std::string line_of(const std::string& directory, const char* file) {
    const auto text = read_whole(directory + '/' + file);
    return text ? text->substr(0, text->find('\n')) : std::string();
}

/// A name with a slash is a command line whose arguments are joined by blanks.
ProcTexts texts_of(const TextSection& section) {
    ProcTexts texts;
    texts.pid = section.pid;
    texts.smaps = section.smaps;
    texts.status = section.smaps.empty() ? model::Status::empty : model::Status::ok;
    if (section.name.find('/') != std::string_view::npos) {
        texts.cmdline = section.name;
        std::replace(texts.cmdline->begin(), texts.cmdline->end(), ' ', '\0');
    } else if (!section.name.empty()) {
        texts.comm = section.name;
    }
    return texts;
}

} // namespace

ProcSource::ProcSource(std::string directory, model::Board& board)
    : tree_(std::move(directory)), board_(board), decoder_(board.names) {
    board_.source = tree_.directory();
    board_.agent.kernel_release = line_of(tree_.directory(), "sys/kernel/osrelease");
    board_.agent.boot_id = line_of(tree_.directory(), "sys/kernel/random/boot_id");
    board_.agent.host_name = line_of(tree_.directory(), "sys/kernel/hostname");
}

Result<void> ProcSource::sweep(std::span<const model::Pid> pids) {
    std::vector<model::Pid> chosen(pids.begin(), pids.end());
    if (chosen.empty()) {
        auto all = tree_.pids();
        if (!all) {
            return failure(std::move(all).error());
        }
        chosen = std::move(*all);
    }
    board_.went.clear();
    std::erase_if(board_.processes, [&](const auto& entry) {
        const bool went = std::find(chosen.begin(), chosen.end(), entry.first) == chosen.end();
        if (went) {
            board_.went.push_back(entry.first);
        }
        return went;
    });
    for (const model::Pid pid : chosen) {
        const ProcTexts texts = tree_.read(pid);
        if (texts.status == model::Status::gone && pids.empty()) { // it ended between the listing and the reading
            if (board_.processes.erase(pid) != 0) {
                board_.went.push_back(pid);
            }
        } else {
            decoder_.decode(texts, board_.processes[pid]);
        }
    }
    board_.zram_kb = tree_.zram_kb();
    board_.meminfo = model::Meminfo(tree_.meminfo().value_or(""));
    return {};
}

void read_smaps_text(std::string_view text, model::Board& board) {
    ProcDecoder decoder(board.names);
    for (const TextSection& section : split_processes(text)) {
        const bool again = board.processes.contains(section.pid);
        model::Process& process = board.processes[section.pid];
        decoder.decode(texts_of(section), process);
        for (model::Defect& defect : process.snapshot.defects) {
            defect.line += section.first_line - 1;
        }
        if (again) {
            process.snapshot.defects.push_back(
                {.line = section.first_line,
                 .what = "the text has this process more than once; only its last is used"});
        }
    }
}

} // namespace host::procfs
