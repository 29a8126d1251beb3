#include "host/output/history_collector.hpp"

#include "host/cli/budget_file.hpp"
#include "host/procfs/proc_tree.hpp"
#include "host/report/budget.hpp"
#include "host/report/diff.hpp"

#include <algorithm>
#include <array>

namespace host::output {
namespace {

constexpr std::array<std::string_view, 4> k_time_reports{"series", "growth", "peak", "diff"};

std::optional<Error> take_levels(const std::string& report, const std::vector<std::string>& names,
                                 std::vector<analyze::Level>& levels) {
    for (const std::string& name : names) {
        const auto level = analyze::find_level(name);
        if (!level) {
            return Error{"--by", "'" + name + "' is not known", "one of " + analyze::level_names()};
        }
        if (*level == analyze::Level::user && report == "diff") {
            return Error{"--by", "a diff has no level user", "program, process or file tell more"};
        }
        if (std::find(levels.begin(), levels.end(), *level) == levels.end()) {
            levels.push_back(*level);
        }
    }
    return {};
}

} // namespace

bool is_time_report(std::string_view name) {
    return std::find(k_time_reports.begin(), k_time_reports.end(), name) != k_time_reports.end();
}

Result<Gathering> Gathering::make(const cli::Options& options, const analyze::Filter& filter,
                                  const analyze::UserNames& users) {
    Gathering gathering(filter, users);
    gathering.report_ = options.report;
    gathering.time_report_ = is_time_report(options.report);
    gathering.settle_us_ = options.how.settle_us.value_or(0);
    gathering.interval_us_ = options.which.period_us.value_or(0);
    if (auto error = take_levels(options.report, options.how.by, gathering.levels_)) {
        return failure(*std::move(error));
    }
    if (!options.how.measure.empty()) {
        gathering.measure_ = analyze::find_measure(options.how.measure);
        if (gathering.measure_ == nullptr) {
            return failure(
                {"--measure", "'" + options.how.measure + "' is not known", "one of " + analyze::measure_keys()});
        }
    }
    if (!options.how.budget.empty()) {
        const auto text = procfs::read_whole(options.how.budget);
        if (!text) {
            return failure(text.error());
        }
        auto limits = cli::parse_budget(*text, options.how.budget);
        if (!limits) {
            return failure(limits.error());
        }
        gathering.limits_ = *std::move(limits);
    }
    return gathering;
}

Gathering::OfBoard& Gathering::of(const model::Board& board) {
    const auto found = std::find_if(boards_.begin(), boards_.end(),
                                    [&](const auto& known) { return known->origin.source == board.source; });
    if (found != boards_.end()) {
        return **found;
    }
    boards_.push_back(std::make_unique<OfBoard>(filter_, limits_));
    boards_.back()->origin = report::origin_of(board);
    return *boards_.back();
}

std::vector<std::string> Gathering::sweep(const model::Board& board) {
    std::vector<std::string> broken;
    if (!wanted()) {
        return broken;
    }
    OfBoard& known = of(board);
    known.history.add(board);
    known.peaks.add(board, known.history.running());
    known.watch.add(board, known.history);
    known.origin = report::origin_of(board);
    known.meminfo_kb = board.meminfo_kb;
    if (!known.first) {
        known.first = last_picture(known);
    }
    if (!known.watch.just_broken().empty()) {
        const auto verdicts = known.watch.verdicts(known.history);
        for (const std::size_t index : known.watch.just_broken()) {
            broken.push_back(report::broken_sentence(known.watch.limits()[index], verdicts[index]));
        }
    }
    return broken;
}

analyze::Picture Gathering::last_picture(const OfBoard& board) {
    analyze::Picture picture{board.origin.source, board.origin.agent, board.origin.time_us.value_or(0), {}, {},
                             board.meminfo_kb};
    const analyze::RunningPicture& running = board.history.running();
    running.for_each([&](const analyze::ProcessPicture& process) { picture.processes.push_back(process); });
    running.for_each_left_out([&](const analyze::ProcessPicture& process) { picture.left_out.push_back(process); });
    return picture;
}

report::Report Gathering::build(const OfBoard& board) const {
    const report::HistoryContext context{board.origin, board.history, users_};
    if (report_ == "series") {
        report::SeriesOptions options;
        options.levels = levels_.empty() ? options.levels : levels_;
        options.interval_us = interval_us_;
        return report::build_series(context, options);
    }
    if (report_ == "growth") {
        report::GrowthOptions options;
        options.levels = levels_.empty() ? options.levels : levels_;
        options.measure = measure_;
        options.settle_us = settle_us_;
        return report::build_growth(context, options);
    }
    return report::build_peak(board.origin, board.peaks, users_);
}

Result<std::vector<report::Report>> Gathering::reports() const {
    std::vector<report::Report> reports;
    if (report_ == "diff") {
        if (boards_.size() > 2) {
            return failure({"diff", "more than two recordings", "give two, or one for its first and last moment"});
        }
        if (!boards_.empty()) {
            const OfBoard& after = *boards_.back();
            const analyze::Picture before = boards_.size() == 2 ? last_picture(*boards_.front()) : *after.first;
            reports.push_back(report::build_diff(before, last_picture(after), levels_));
            if (boards_.size() == 1 && after.history.times_us().size() == 1) {
                reports.back().notes.emplace_back("One sweep only: there is nothing to compare it with.");
            }
        }
        return reports;
    }
    for (const auto& board : boards_) {
        reports.push_back(build(*board));
    }
    return reports;
}

Gathering::Outcome Gathering::budget_outcome() const {
    Outcome outcome;
    for (const auto& board : boards_) {
        if (limits_.empty()) {
            break;
        }
        const report::Kept kept(board->watch, board->history);
        outcome.reports.push_back(report::build_budget(board->origin, kept));
        outcome.any_broken = outcome.any_broken || kept.any_broken();
        const auto add = [&](std::vector<std::string>& all, const std::vector<std::string>& sentences) {
            for (const std::string& sentence : sentences) {
                all.push_back(board->origin.source + ": " + sentence);
            }
        };
        add(outcome.broken, kept.broken_at_the_end());
        add(outcome.not_measured, kept.not_measured());
    }
    return outcome;
}

} // namespace host::output
