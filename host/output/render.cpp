#include "host/output/render.hpp"

#include "host/base/escape.hpp"
#include "host/report/arrange.hpp"
#include "host/report/consistency.hpp"
#include "host/report/csv_writer.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/reports.hpp"
#include "host/report/summary_text.hpp"
#include "host/report/text_writer.hpp"

#include <algorithm>
#include <cassert>

namespace host::output {
namespace {

constexpr std::size_t k_summaries_max = 8;

std::vector<const model::Process*> chosen(const cli::Settings& settings, const model::Board& board) {
    std::vector<const model::Process*> processes;
    for (const auto& [pid, process] : board.processes) {
        if (settings.filter.accepts(process)) {
            processes.push_back(&process);
        }
    }
    return processes;
}

std::string summaries(const cli::Settings& settings, std::span<const model::Board* const> boards) {
    std::size_t count = settings.options.which.pids.size();
    for (const model::Board* const board : boards) {
        count = std::max(count, chosen(settings, *board).size());
    }
    const cli::How& how = settings.options.how;
    const report::SummaryStyle style{how.verbosity, how.compat_rssanalyse, count > 1 || how.verbosity > 0};
    std::string text;
    for (const model::Board* const board : boards) {
        text += boards.size() > 1 ? board->source + ":\n" : "";
        for (const model::Process* const process : chosen(settings, *board)) {
            text += report::summary_text(*process, style);
            for (const std::string& note : report::damage_notes(*process)) {
                text += style.compat ? "" : base::escape(note, base::Escape::display) + '\n';
            }
            if (const std::string note = report::consistency_note(*process); !note.empty() && !style.compat) {
                text += base::escape(note, base::Escape::display) + '\n';
            }
        }
    }
    return text;
}

report::SizeUnit size_unit(cli::Units units) {
    switch (units) {
    case cli::Units::kib: return report::SizeUnit::kib;
    case cli::Units::mib: return report::SizeUnit::mib;
    case cli::Units::bytes: return report::SizeUnit::bytes;
    }
    assert(false);
    return report::SizeUnit::kib;
}

std::string write(const cli::Settings& settings, std::span<const report::Report> reports) {
    const cli::How& how = settings.options.how;
    std::string text;
    switch (how.format) {
    case cli::Format::json: return report::write_json(reports);
    case cli::Format::csv: return report::write_csv(reports);
    case cli::Format::ndjson:
        for (const report::Report& report : reports) {
            text += report::write_ndjson(report);
        }
        return text;
    case cli::Format::text:
        for (const report::Report& report : reports) {
            text += (text.empty() ? "" : "\n") + report::write_text(report, size_unit(how.units));
        }
        return text;
    }
    assert(false);
    return {};
}

report::Report build(const cli::Settings& settings, std::string_view name, const model::Board& board) {
    const report::Context context{board, settings.filter, settings.users};
    const report::ReportEntry* const entry = report::find_report(name);
    assert(entry != nullptr && entry->build != nullptr);
    report::Report report = entry->build(context);
    report::add_consistency_notes(context, report);
    return report;
}

} // namespace

std::string report_name(const cli::Settings& settings, std::span<const model::Board* const> boards) {
    if (!settings.options.report.empty()) {
        return settings.options.report;
    }
    std::size_t count = 0;
    for (const model::Board* const board : boards) {
        count = std::max(count, chosen(settings, *board).size());
    }
    const bool wanted = settings.options.how.compat_rssanalyse || settings.options.how.verbosity > 0;
    // The summary is of whole processes, and in text no table.
    const cli::How& how = settings.options.how;
    const bool table = !how.columns.empty() || !how.sort.empty() || how.top || how.reverse;
    const bool possible = !settings.filter.picks_mappings() && (!table || how.format != cli::Format::text);
    return wanted || (count <= k_summaries_max && possible) ? "summary" : "processes";
}

std::string render_plain(const cli::Settings& settings, std::span<const report::Report> reports) {
    return write(settings, reports);
}

Result<std::string> render(const cli::Settings& settings, std::vector<report::Report> reports) {
    const cli::How& how = settings.options.how;
    for (report::Report& report : reports) {
        if (auto arranged = report::arrange(report, {how.sort, how.reverse, how.top, how.columns}); !arranged) {
            return failure(arranged.error());
        }
    }
    return write(settings, reports);
}

Result<std::string> render(const cli::Settings& settings, std::string_view name,
                           std::span<const model::Board* const> boards) {
    if (name == "summary" && settings.options.how.format == cli::Format::text) {
        return summaries(settings, boards);
    }
    std::vector<report::Report> reports;
    for (const model::Board* const board : boards) {
        reports.push_back(build(settings, name, *board));
    }
    return render(settings, std::move(reports));
}

} // namespace host::output
