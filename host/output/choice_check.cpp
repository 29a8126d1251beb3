#include "host/output/choice_check.hpp"

#include "host/base/escape.hpp"
#include "host/base/messages.hpp"
#include "host/report/consistency.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace host::output {
namespace {

/// Why a process cannot be read; none when it is readable, or has no memory.
std::optional<model::Status> trouble_of(const model::Board& board, model::Pid pid) {
    const auto found = board.processes.find(pid);
    const model::Status status = found == board.processes.end() ? model::Status::gone : found->second.status;
    switch (status) {
    case model::Status::gone:
    case model::Status::denied:
    case model::Status::failed:
    case model::Status::missing:
    case model::Status::damaged:
    case model::Status::main_thread_ended: return status;
    default: return std::nullopt;
    }
}

/// The first process with a text that has no mapping, if the filter accepts no readable process; else null.
const model::Process* damaged_only(std::span<const model::Board* const> boards, const analyze::Filter& filter) {
    const model::Process* damaged = nullptr;
    for (const model::Board* board : boards) {
        for (const auto& [pid, process] : board->processes) {
            if (!filter.accepts(process)) {
                continue;
            }
            if (!process.snapshot.mappings.empty()) {
                return nullptr;
            }
            damaged = damaged == nullptr && process.status == model::Status::damaged ? &process : damaged;
        }
    }
    return damaged;
}

/// One board that can read the process is enough.
std::optional<model::Status> trouble_of(std::span<const model::Board* const> boards, model::Pid pid) {
    std::optional<model::Status> trouble = model::Status::gone;
    for (const model::Board* board : boards) {
        const auto here = trouble_of(*board, pid);
        trouble = trouble == model::Status::gone || !here ? here : trouble;
    }
    return trouble;
}

/// The options other than PIDs that choose, as the user wrote them.
std::string choice_text(const cli::Which& which) {
    std::string choice;
    for (const auto& [option, words] : {std::pair("--name", &which.names), std::pair("--user", &which.users),
                                        std::pair("--class", &which.classes), std::pair("--map", &which.maps)}) {
        for (const std::string& word : *words) {
            choice += (choice.empty() ? "" : " ") + std::string(option) + ' ' + word;
        }
    }
    return choice;
}

} // namespace

void ChoiceCheck::sweep(const model::Board& board) {
    any_sweep_ = true;
    any_match_ = any_match_ || settings_.filter.chooses_any(board);
    const model::Board* const boards[] = {&board};
    any_readable_ = any_readable_ || damaged_only(boards, settings_.filter) == nullptr;
    for (const model::Pid pid : settings_.options.which.pids) {
        if (!trouble_of(board, pid)) {
            pids_seen_.insert(pid);
        }
    }
}

bool ChoiceCheck::report_missing(std::span<const model::Board* const> boards, bool over_time) const {
    return report_missing_pids(boards, over_time) || report_no_match(boards) ||
           (!(over_time && any_readable_) && report_only_damaged(boards));
}

bool ChoiceCheck::report_missing_pids(std::span<const model::Board* const> boards, bool over_time) const {
    bool any = false;
    for (const model::Pid pid : settings_.options.which.pids) {
        const auto trouble = trouble_of(boards, pid);
        if (trouble && !(over_time && pids_seen_.contains(pid))) {
            const bool is_denied = *trouble == model::Status::denied;
            base::say(Error{std::to_string(pid), std::string(model::status_reason(*trouble)),
                            is_denied ? "root may read it" : ""});
            any = true;
        }
    }
    return any;
}

bool ChoiceCheck::report_only_damaged(std::span<const model::Board* const> boards) const {
    const model::Process* const damaged =
        settings_.options.which.pids.empty() ? damaged_only(boards, settings_.filter) : nullptr;
    if (damaged != nullptr) {
        const std::vector<std::string> notes = report::damage_notes(*damaged);
        base::say(Error{std::to_string(damaged->pid), std::string(model::status_reason(damaged->status)),
                        notes.empty() ? "" : base::escape(notes.front(), base::Escape::display)});
    }
    return damaged != nullptr;
}

bool ChoiceCheck::report_no_match(std::span<const model::Board* const> boards) const {
    if (any_match_ || !any_sweep_ || !settings_.options.which.pids.empty()) {
        return false;
    }
    const std::string choice = choice_text(settings_.options.which);
    if (choice.empty()) {
        base::say(Error{boards.empty() ? "" : boards.front()->source, "no process in it",
                        "an agent with --pid or --name shows no others"});
    } else {
        base::say(Error{choice, "matches nothing", "--report processes without it lists all processes"});
    }
    return true;
}

} // namespace host::output
