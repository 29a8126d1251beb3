#include "host/app/import.hpp"

#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/base/time_text.hpp"
#include "host/capture/import_encoder.hpp"
#include "host/capture/recording.hpp"
#include "host/capture/snapshot_folder.hpp"
#include "host/output/presenter.hpp"
#include "host/procfs/proc_tree.hpp"
#include "host/session/session.hpp"
#include "host/session/timeline.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>

namespace host::app {
namespace {

constexpr std::int64_t k_key_interval_us = 60'000'000;

/// The distance most sweeps have: the middle one of all.
std::uint32_t period_ms_of(const capture::SnapshotFolder& folder) {
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < folder.sweeps.size(); ++i) {
        steps.push_back(folder.sweeps[i].time_us - folder.sweeps[i - 1].time_us);
    }
    if (steps.empty()) {
        return 1000;
    }
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>((*middle + 500) / 1000, 1, 24 * 3600 * 1000));
}

capture::ImportEncoder::Plan plan_of(const capture::SnapshotFolder& folder, const cli::Settings& settings) {
    capture::ImportEncoder::Plan plan;
    plan.session_id = std::hash<std::string>{}(settings.options.sources.front().where) ^
                      static_cast<std::uint64_t>(folder.start_wall_us.value_or(0));
    plan.start_wall_us = folder.start_wall_us.value_or(0);
    plan.period_ms = period_ms_of(folder);
    plan.key_interval_us = settings.options.how.key_interval_us.value_or(k_key_interval_us);
    plan.names = folder.names;
    return plan;
}

/// False, and told, when a file cannot be read.
bool encode_sweep(capture::ImportEncoder& encoder, const capture::ImportSweep& sweep) {
    std::vector<model::Pid> pids;
    for (const auto& [pid, path] : sweep.files) {
        pids.push_back(pid);
    }
    encoder.begin_sweep(sweep.time_us, pids);
    for (const auto& [pid, path] : sweep.files) {
        const auto text = procfs::read_whole(path);
        if (!text) {
            base::say(text.error());
            return false;
        }
        encoder.process(pid, *text);
    }
    encoder.end_sweep();
    return true;
}

/// The sweeps that --from, --to, --at, --duration and --count leave; the last of them is shown.
std::span<const capture::ImportSweep> wanted(const capture::SnapshotFolder& folder, const cli::Which& which) {
    model::Agent origin;
    origin.start_wall_us = folder.start_wall_us;
    const auto on_axis = [&](const std::optional<cli::Moment>& moment, std::int64_t otherwise) {
        if (moment && moment->kind == cli::Moment::Kind::first) {
            return folder.sweeps.front().time_us;
        }
        if (moment && moment->kind == cli::Moment::Kind::last) {
            return folder.sweeps.back().time_us;
        }
        return moment ? session::on_axis_us(*moment, origin).value_or(otherwise) : otherwise;
    };
    const std::int64_t from_us = on_axis(which.from, std::numeric_limits<std::int64_t>::min());
    std::int64_t to_us = std::numeric_limits<std::int64_t>::max();
    to_us = std::min(on_axis(which.to, to_us), on_axis(which.at, to_us));
    if (which.duration_us) {
        to_us = std::min(to_us, std::max<std::int64_t>(from_us, 0) + *which.duration_us);
    }
    const auto& all = folder.sweeps; // in the order of names, whatever a clock did meanwhile
    const auto first = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.time_us >= from_us; });
    const auto end = std::find_if(first, all.end(), [&](const auto& one) { return one.time_us > to_us; });
    const bool only_first = which.at && which.at->kind == cli::Moment::Kind::first;
    const auto most = only_first ? 1 : which.count.value_or(std::numeric_limits<std::uint64_t>::max());
    return std::span(first, end).first(std::min<std::uint64_t>(most, static_cast<std::uint64_t>(end - first)));
}

/// Null where nothing is to be recorded.
Result<std::unique_ptr<capture::CaptureWriter>> recorder_for(const cli::Settings& settings, const std::string& where) {
    const std::string& path = settings.options.how.record;
    return path.empty() ? std::unique_ptr<capture::CaptureWriter>() : capture::start_recording(path, where);
}

/// False, and told, when one of them cannot be read; those before it stay.
bool feed_sweeps(std::span<const capture::ImportSweep> sweeps, capture::ImportEncoder& encoder,
                 session::Session& session) {
    bool good = true;
    for (std::size_t i = 0; i < sweeps.size() && good && !base::interrupted(); ++i) {
        good = encode_sweep(encoder, sweeps[i]);
        if (good) {
            session.feed(encoder.bytes());
        }
    }
    encoder.goodbye();
    session.feed(encoder.bytes());
    return good;
}

ExitCode show(const session::Session& session, output::Presenter& presenter) {
    std::vector<const model::Board*> boards;
    if (session.board() != nullptr) {
        boards.push_back(session.board());
        presenter.extract_moment(*session.board(), session.decoder());
    }
    return presenter.finish(boards);
}

ExitCode failed(const Error& error) {
    base::say(error);
    return ExitCode::failed;
}

} // namespace

ExitCode import_snapshots(const cli::Settings& settings, output::TimeReports& time_reports) {
    base::catch_interrupts();
    const std::string& where = settings.options.sources.front().where;
    const auto folder = capture::list_snapshots(where);
    if (!folder) {
        return failed(folder.error());
    }
    const auto sweeps = wanted(*folder, settings.options.which);
    if (sweeps.empty()) {
        const std::string span = "it spans 0.0s to " + format_elapsed(folder->sweeps.back().time_us);
        return failed({where, "no snapshot of that time", span});
    }
    const auto recorder = recorder_for(settings, where);
    if (!recorder) {
        return failed(recorder.error());
    }
    output::Presenter presenter(settings, time_reports, output::Presenter::Mode::recorded, false);
    session::Session session(where, presenter, recorder->get());
    capture::ImportEncoder encoder(plan_of(*folder, settings));
    bool good = feed_sweeps(sweeps, encoder, session);
    if (*recorder != nullptr) {
        (*recorder)->finish();
        good = good && (*recorder)->failure().empty();
    }
    const ExitCode shown = show(session, presenter);
    return base::interrupted() ? ExitCode::interrupted : with_failure(shown, !good);
}

} // namespace host::app
