#include "host/output/frame_log.hpp"

#include "host/report/consistency.hpp"

#include <algorithm>

namespace host::output {
namespace {

using report::Cell;
using report::Unit;
using report::Unknown;

enum ColumnIndex : std::size_t { k_time, k_sweep, k_pid, k_program, k_kind, k_text, k_payload, k_wire, k_cost, k_loss };

std::vector<report::Column> columns() {
    std::vector<report::Column> list;
    const auto add = [&list](const char* key, const char* title, Unit unit, bool text, bool summed) {
        report::Column column;
        column.key = key;
        column.title = title;
        column.unit = unit;
        column.text = text;
        column.summed = summed;
        list.push_back(std::move(column));
    };
    add("time_s", "Time", Unit::seconds, false, false);
    add("sweep", "Sweep", Unit::none, false, false);
    add("pid", "PID", Unit::none, false, false);
    add("program", "Program", Unit::none, true, false);
    add("kind", "Kind", Unit::none, true, false);
    add("text_bytes", "Text", Unit::none, false, true);
    add("payload_bytes", "Payload", Unit::none, false, true);
    add("wire_bytes", "Wire", Unit::none, false, true);
    add("cost_us", "Cost us", Unit::none, false, true);
    add("lost_frames", "Lost", Unit::none, false, true);
    return list;
}

Cell count(std::uint64_t number) {
    return report::integer(number);
}

/// What came with a process's text is taken off `overhead`.
report::Row row_of(const decode::Sweep& sweep, const model::Process& process, const decode::SessionDecoder& decoder,
                   std::uint64_t& overhead) {
    const std::uint64_t text_bytes = decoder.text_bytes(process.pid);
    const auto coded = sweep.idle ? std::optional<std::size_t>(0) : decoder.coded_bytes(process.pid);
    const std::uint64_t payload = coded ? *coded : process.changed ? text_bytes : 0;
    overhead -= std::min(overhead, payload);
    const char* const kind = !coded ? "raw" : sweep.key ? "key" : "delta";
    report::Row row;
    row.cells = {static_cast<double>(sweep.board.sweep.time_us) / 1e6,
                 count(sweep.board.sweep.number),
                 count(process.pid),
                 process.program(),
                 std::string(kind),
                 count(text_bytes),
                 count(payload),
                 count(payload),
                 Unknown{"not sent yet"},
                 count(0)};
    return row;
}

} // namespace

FrameLog::BoardFrames& FrameLog::frames_of(const model::Board& board) {
    auto found =
        std::find_if(boards_.begin(), boards_.end(), [&](const auto& entry) { return entry.first == board.source; });
    if (found == boards_.end()) {
        boards_.emplace_back(board.source, BoardFrames{});
        found = boards_.end() - 1;
        report::Report& report = found->second.report;
        report.name = "frames";
        report.origin = report::origin_of(board);
        report.origin.time_us.reset();
        report.columns = columns();
        report.notes = {
            "Kind is key, delta or raw. Payload is the coded text of a process. Wire in the first row of a sweep also "
            "counts frame headers, records and everything else that the sweep carried.",
            "Cost is the time of the sweep on the board; Lost counts the frames missing before it. Both are in its "
            "first row."};
    }
    BoardFrames& frames = found->second;
    if (frames.session_id != board.agent.session_id) {
        frames.session_id = board.agent.session_id;
        frames.first_row.clear();
    }
    return frames;
}

void FrameLog::sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) {
    const model::Board& board = sweep.board;
    BoardFrames& frames = frames_of(board);
    drop_oldest(frames);
    std::vector<report::Row>& rows = frames.report.rows;
    const std::size_t first = rows.size();
    std::uint64_t overhead = sweep.wire_bytes;
    for (const auto& [pid, process] : board.processes) {
        if (!filter_.accepts(process)) {
            continue;
        }
        rows.push_back(row_of(sweep, process, decoder, overhead));
        if (process.changed) {
            note_damage(process, frames);
        }
    }
    if (rows.size() > first) {
        std::vector<Cell>& cells = rows[first].cells;
        cells[k_wire] = count(static_cast<std::uint64_t>(std::get<std::int64_t>(cells[k_wire])) + overhead);
        cells[k_loss] = count(sweep.lost_frames);
        frames.first_row[board.sweep.number] = first;
    }
}

/// Each note once, however many sweeps have the same text.
void FrameLog::note_damage(const model::Process& process, BoardFrames& frames) {
    constexpr std::size_t k_notes_max = 100;
    std::vector<std::string>& notes = frames.report.notes;
    for (std::string& note : report::damage_notes(process)) {
        const bool is_known = std::find(notes.begin(), notes.end(), note) != notes.end();
        if (!is_known && notes.size() < k_notes_max) {
            notes.push_back(std::move(note));
        } else if (!is_known) {
            ++frames.damages_unlisted;
        }
    }
}

/// A quarter at a time, whole sweeps.
void FrameLog::drop_oldest(BoardFrames& frames) const {
    std::vector<report::Row>& rows = frames.report.rows;
    if (rows.size() < rows_max_ || frames.first_row.empty()) {
        return;
    }
    auto kept = frames.first_row.begin();
    while (kept != frames.first_row.end() && kept->second < rows_max_ / 4) {
        ++kept;
    }
    const std::size_t count = kept != frames.first_row.end() ? kept->second : rows.size();
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
    frames.first_row.erase(frames.first_row.begin(), kept);
    for (auto& [sweep, row] : frames.first_row) {
        row -= count;
    }
    frames.dropped += count;
}

void FrameLog::info(const std::string& source, const decode::Info& info) {
    const auto found =
        std::find_if(boards_.begin(), boards_.end(), [&](const auto& entry) { return entry.first == source; });
    if (found == boards_.end() || info.costs.size() > info.next_sweep) {
        return;
    }
    BoardFrames& frames = found->second;
    auto row = frames.first_row.lower_bound(info.next_sweep - info.costs.size());
    // Costs are of sweeps made; skipped numbers have none, so the last of both belong together.
    auto cost = info.costs.rbegin();
    for (auto last = frames.first_row.lower_bound(info.next_sweep); last != row && cost != info.costs.rend(); ++cost) {
        --last;
        frames.report.rows[last->second].cells[k_cost] = count(cost->wall_us);
    }
}

std::vector<report::Report> FrameLog::take_reports() {
    std::vector<report::Report> reports;
    for (auto& [source, frames] : boards_) {
        reports.push_back(std::move(frames.report));
        if (frames.dropped != 0) {
            reports.back().notes.push_back("The first " + std::to_string(frames.dropped) +
                                           " rows are omitted and not in the totals; --from and --to show any part.");
        }
        if (frames.damages_unlisted != 0) {
            reports.back().notes.push_back("Later sweeps have " + std::to_string(frames.damages_unlisted) +
                                           " more notes of damaged texts.");
        }
        report::add_totals(reports.back());
    }
    boards_.clear();
    return reports;
}

} // namespace host::output
