#include "host/app/local.hpp"

#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/output/presenter.hpp"
#include "host/procfs/proc_source.hpp"

#include <array>
#include <chrono>
#include <limits>
#include <thread>
#include <vector>

namespace host::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto k_period = std::chrono::seconds(1);

/// How often and how many times /proc is read.
struct Schedule {
    std::chrono::microseconds period;
    std::uint64_t sweeps = 1;
};

Schedule schedule_of(const cli::Which& which) {
    Schedule schedule{which.period_us ? std::chrono::microseconds(*which.period_us) : k_period};
    if (which.time.count) {
        schedule.sweeps = *which.time.count;
    } else if (which.time.duration_us) {
        schedule.sweeps = static_cast<std::uint64_t>(*which.time.duration_us / schedule.period.count()) + 1;
    } else if (which.period_us) {
        schedule.sweeps = std::numeric_limits<std::uint64_t>::max();
    }
    return schedule;
}

/// False when interrupted.
bool wait_until(Clock::time_point moment) {
    while (!base::interrupted() && Clock::now() < moment) {
        std::this_thread::sleep_until(std::min(moment, Clock::now() + std::chrono::milliseconds(100)));
    }
    return !base::interrupted();
}

} // namespace

ExitCode read_proc(const cli::Settings& settings, output::TimeReports& time_reports) {
    base::catch_interrupts();
    const Schedule schedule = schedule_of(settings.options.which);
    output::Presenter presenter(settings, time_reports,
                                schedule.sweeps > 1 ? output::Presenter::Mode::live : output::Presenter::Mode::recorded,
                                false);
    model::Board board;
    procfs::ProcSource source(settings.options.sources.front().where, board);
    // The tree below a process has others in it.
    const bool tree = settings.options.report == "tree";
    const std::vector<model::Pid> pids = tree ? std::vector<model::Pid>() : settings.options.which.pids;
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < schedule.sweeps && !presenter.failed(); ++i) {
        if (!wait_until(start + i * schedule.period)) {
            break;
        }
        const auto since_start = i == 0 ? Clock::duration::zero() : Clock::now() - start; // time starts with the first
        board.sweep.number = i;
        board.sweep.time_us = std::chrono::duration_cast<std::chrono::microseconds>(since_start).count();
        if (const auto read = source.sweep(pids); !read) {
            base::say(read.error());
            return ExitCode::failed;
        }
        presenter.sweep(board);
    }
    if (board.processes.empty()) {
        base::say(Error{board.source, "no process in it", "name a directory with PID/smaps in it"});
        return ExitCode::failed;
    }
    const std::array boards{static_cast<const model::Board*>(&board)};
    const ExitCode shown = presenter.finish(boards);
    return base::interrupted() ? ExitCode::interrupted : shown;
}

} // namespace host::app
