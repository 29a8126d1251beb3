#include "host/output/live_view.hpp"

#include "host/base/escape.hpp"
#include "host/base/time_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace host::output {
namespace {

using model::Field;

constexpr std::size_t k_lines_max = 8;
constexpr std::size_t k_changes_shown = 5;

/// Heap and stack as in every report.
Figures figures_of(const analyze::ProcessTotals& totals) {
    return {totals.all[Field::rss],     totals.all[Field::pss],      totals.all.uss_kb(),
            totals.heap_kb(Field::rss), totals.stack_kb(Field::rss), totals.all[Field::swap]};
}

std::string number(const std::optional<std::uint64_t>& value) {
    return value ? std::to_string(*value) : "n/a";
}

std::string change_text(const std::optional<std::int64_t>& change) {
    return !change ? "new" : (*change > 0 ? "+" : "") + std::to_string(*change);
}

std::string line(const std::string& label, std::int64_t time_us, const std::string& who, const Figures& figures,
                 const std::string& change) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), "%10s %9s %9s %9s %9s %7s %7s %9s  ", format_elapsed(time_us).c_str(),
                  number(figures.rss).c_str(), number(figures.pss).c_str(), number(figures.uss).c_str(),
                  number(figures.heap).c_str(), number(figures.stack).c_str(), number(figures.swap).c_str(),
                  change.c_str());
    return (label.empty() ? "" : label + " ") + text.data() + who + "\n";
}

std::string name_of(model::Pid pid, const std::string& program) {
    return std::to_string(pid) + " " + base::escape(program, base::Escape::display);
}

std::optional<std::int64_t> difference(const std::optional<std::uint64_t>& from,
                                       const std::optional<std::uint64_t>& to) {
    return from && to ? std::optional(static_cast<std::int64_t>(*to - *from)) : std::nullopt;
}

std::string first_to_last(const char* name, const std::optional<std::uint64_t>& first,
                          const std::optional<std::uint64_t>& last) {
    const auto change = difference(first, last);
    return change ? std::string(", ") + name + " " + change_text(change) : std::string();
}

/// Why a process has no numbers any more.
std::string why_lost(const model::Board& board, model::Pid pid, std::uint64_t start_ticks) {
    const auto process = board.processes.find(pid);
    const bool there = process != board.processes.end() &&
                       process->second.info.start_ticks.value_or(0) == start_ticks &&
                       process->second.status != model::Status::gone;
    return there ? std::string(model::status_reason(process->second.status)) : "gone";
}

} // namespace

void LiveView::follow(Followed& followed, const Figures& figures, std::int64_t time_us) {
    followed.change_kb = followed.sweeps == 0 ? std::nullopt : difference(followed.last.rss, figures.rss);
    if (followed.sweeps++ == 0) {
        followed.first = figures;
    }
    followed.last = figures;
    followed.seen = true;
    if (followed.sweeps == 1 || figures.rss.value_or(0) > followed.rss_peak) {
        followed.rss_peak = figures.rss.value_or(0);
        followed.peak_us = time_us;
    }
}

std::string LiveView::header_once() {
    if (std::exchange(header_shown_, true)) {
        return "";
    }
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "\n%10s %9s %9s %9s %9s %7s %7s %9s\n", "time", "RSS", "PSS", "USS", "heap",
                  "stack", "swap", "change");
    return text.data();
}

/// Of those that ended and were told: nothing where the board is summed up, or where there was but one sweep, which has
/// no closing line.
void LiveView::forget_ended(OfBoard& of, const model::Board& board) {
    std::vector<Ended> ended;
    for (auto it = of.processes.begin(); it != of.processes.end();) {
        const auto now = board.processes.find(it->first.first);
        const bool there = now != board.processes.end() && now->second.info.start_ticks.value_or(0) == it->first.second;
        if (!it->second.seen && !there) {
            if (of.board.sweeps != 0 || it->second.sweeps < 2) {
                it = of.processes.erase(it);
                continue;
            }
            ended.push_back(it);
        }
        ++it;
    }
    if (ended.size() > k_ended_max) {
        std::stable_sort(ended.begin(), ended.end(),
                         [](Ended a, Ended b) { return a->second.rss_peak > b->second.rss_peak; });
        for (std::size_t i = k_ended_max; i < ended.size(); ++i) {
            of.processes.erase(ended[i]);
            ++of.left_out;
        }
    }
}

std::size_t LiveView::followed() const {
    std::size_t count = 0;
    for (const auto& [source, of] : boards_) {
        count += of.processes.size();
    }
    return count;
}

std::string LiveView::sweep(const model::Board& board, const analyze::UsageTracker& usage, const std::string& label) {
    OfBoard& of = boards_[board.source];
    forget_ended(of, board);
    for (auto& [identity, followed] : of.processes) {
        followed.was_seen = std::exchange(followed.seen, false);
    }
    usage.for_each([&](const analyze::ProcessUsage& process) {
        if (process.readable()) {
            Followed& followed = of.processes[{process.pid, process.info.start_ticks.value_or(0)}];
            followed.who = name_of(process.pid, process.program);
            followed.label = (label.empty() ? "" : label + " ") + followed.who;
            follow(followed, figures_of(process.totals), board.sweep.time_us);
        }
    });
    const auto shown =
        std::count_if(of.processes.begin(), of.processes.end(), [](const auto& entry) { return entry.second.seen; });
    const std::string lines = static_cast<std::size_t>(shown) > k_lines_max ? board_lines(of, board, usage, label)
                                                                            : process_lines(of, board, label);
    return lines.empty() ? lines : header_once() + lines; // a header over nothing would look like a result
}

std::string LiveView::process_lines(OfBoard& of, const model::Board& board, const std::string& label) {
    std::string text;
    for (const auto& [identity, followed] : of.processes) {
        if (followed.seen) {
            text +=
                line(label, board.sweep.time_us, name_of(identity.first, board.processes.at(identity.first).program()),
                     followed.last, change_text(followed.change_kb));
        } else if (followed.was_seen) {
            const std::string why = why_lost(board, identity.first, identity.second);
            text += line(label, board.sweep.time_us, followed.who + " (" + why + ")", {}, "n/a");
        }
    }
    return text;
}

/// Who came, went, grew or shrank, the largest change first.
std::string LiveView::largest_changes(const OfBoard& of, const model::Board& board, const std::string& label) {
    struct Changed {
        std::int64_t kb;
        std::string who;
        Figures figures;
    };
    std::vector<Changed> changed;
    for (const auto& [identity, followed] : of.processes) {
        const auto rss = static_cast<std::int64_t>(followed.last.rss.value_or(0));
        if (followed.seen && !followed.was_seen) {
            changed.push_back({rss, followed.who + " (new)", followed.last});
        } else if (followed.seen && followed.change_kb.value_or(0) != 0) {
            changed.push_back({*followed.change_kb, followed.who, followed.last});
        } else if (!followed.seen && followed.was_seen) {
            const std::string why = why_lost(board, identity.first, identity.second);
            changed.push_back({-rss, followed.who + " (" + why + ")", {}});
        }
    }
    std::stable_sort(changed.begin(), changed.end(),
                     [](const Changed& a, const Changed& b) { return std::llabs(a.kb) > std::llabs(b.kb); });
    changed.resize(std::min(changed.size(), k_changes_shown));
    std::string text;
    for (const Changed& one : changed) {
        text += line(label, board.sweep.time_us, one.who, one.figures, change_text(one.kb));
    }
    return text;
}

std::string LiveView::board_lines(OfBoard& of, const model::Board& board, const analyze::UsageTracker& usage,
                                  const std::string& label) {
    analyze::ProcessTotals all;
    usage.for_each([&](const analyze::ProcessUsage& process) {
        all.all += process.totals.all;
        for (std::size_t i = 0; i < analyze::k_class_count; ++i) {
            all.classes[i] += process.totals.classes[i];
        }
    });
    const bool is_first = of.board.sweeps == 0;
    follow(of.board, figures_of(all), board.sweep.time_us);
    of.board.label = (label.empty() ? "" : label + " ") + "all processes";
    const std::string text =
        line(label, board.sweep.time_us, "all processes", of.board.last, change_text(of.board.change_kb));
    return is_first ? text : text + largest_changes(of, board, label);
}

std::string LiveView::closing() const {
    std::string text;
    const auto add = [&text](const Followed& followed) {
        if (followed.sweeps > 1 && followed.last.rss) {
            text += followed.label + ": RSS " + number(followed.first.rss) + " to " + number(followed.last.rss) +
                    " kB (" + change_text(difference(followed.first.rss, followed.last.rss)) + ")" +
                    first_to_last("PSS", followed.first.pss, followed.last.pss) +
                    first_to_last("USS", followed.first.uss, followed.last.uss) +
                    first_to_last("heap", followed.first.heap, followed.last.heap) + ", peak RSS " +
                    std::to_string(followed.rss_peak) + " kB at " + format_elapsed(followed.peak_us) + "\n";
        }
    };
    for (const auto& [source, of] : boards_) {
        if (of.board.sweeps != 0) {
            add(of.board);
            continue;
        }
        for (const auto& [identity, followed] : of.processes) {
            add(followed);
        }
        if (of.left_out != 0) {
            text += std::to_string(of.left_out) + " more process" + (of.left_out == 1 ? "" : "es") +
                    " ended with a smaller peak\n";
        }
    }
    return text.empty() ? text : "\n" + text;
}

} // namespace host::output
