#include "host/run/import.hpp"

#include "host/base/time_text.hpp"
#include "host/run/interrupt.hpp"
#include "host/run/messages.hpp"
#include "host/run/presenter.hpp"
#include "host/run/recording.hpp"
#include "host/run/session.hpp"
#include "host/run/timeline.hpp"
#include "host/store/import_encoder.hpp"
#include "host/store/proc_tree.hpp"
#include "host/store/snapshot_folder.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>

namespace host::run {
namespace {

constexpr std::int64_t k_key_interval_us = 60'000'000;

/// The distance most sweeps have: the middle one of all.
std::uint32_t period_ms_of(const store::SnapshotFolder& folder) {
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

store::ImportEncoder::Plan plan_of(const store::SnapshotFolder& folder, const Settings& settings) {
    store::ImportEncoder::Plan plan;
    plan.session_id = std::hash<std::string>{}(settings.options.sources.front().where) ^
                      static_cast<std::uint64_t>(folder.start_wall_us.value_or(0));
    plan.start_wall_us = folder.start_wall_us.value_or(0);
    plan.period_ms = period_ms_of(folder);
    plan.key_interval_us = settings.options.how.key_interval_us.value_or(k_key_interval_us);
    plan.names = folder.names;
    return plan;
}

/// False, and told, when a file cannot be read.
bool encode_sweep(store::ImportEncoder& encoder, const store::ImportSweep& sweep) {
    std::vector<model::Pid> pids;
    for (const auto& [pid, path] : sweep.files) {
        pids.push_back(pid);
    }
    encoder.begin_sweep(sweep.time_us, pids);
    for (const auto& [pid, path] : sweep.files) {
        const auto text = store::read_whole(path);
        if (!text) {
            say(text.error());
            return false;
        }
        encoder.process(pid, *text);
    }
    encoder.end_sweep();
    return true;
}

/// The sweeps that --from, --to, --at, --duration and --count leave; the last of them is shown.
std::span<const store::ImportSweep> wanted(const store::SnapshotFolder& folder, const Which& which) {
    model::Agent origin;
    origin.start_wall_us = folder.start_wall_us;
    const auto on_axis = [&](const std::optional<Moment>& moment, std::int64_t otherwise) {
        if (moment && moment->kind == Moment::Kind::first) {
            return folder.sweeps.front().time_us;
        }
        if (moment && moment->kind == Moment::Kind::last) {
            return folder.sweeps.back().time_us;
        }
        return moment ? on_axis_us(*moment, origin).value_or(otherwise) : otherwise;
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
    const bool only_first = which.at && which.at->kind == Moment::Kind::first;
    const auto most = only_first ? 1 : which.count.value_or(std::numeric_limits<std::uint64_t>::max());
    return std::span(first, end).first(std::min<std::uint64_t>(most, static_cast<std::uint64_t>(end - first)));
}

/// Null where nothing is to be recorded.
Result<std::unique_ptr<store::CaptureWriter>> recorder_for(const Settings& settings, const std::string& where) {
    const std::string& path = settings.options.how.record;
    return path.empty() ? std::unique_ptr<store::CaptureWriter>() : start_recording(path, where);
}

/// False, and told, when one of them cannot be read; those before it stay.
bool feed_sweeps(std::span<const store::ImportSweep> sweeps, store::ImportEncoder& encoder, Session& session) {
    bool good = true;
    for (std::size_t i = 0; i < sweeps.size() && good && !interrupted(); ++i) {
        good = encode_sweep(encoder, sweeps[i]);
        if (good) {
            session.feed(encoder.bytes());
        }
    }
    encoder.goodbye();
    session.feed(encoder.bytes());
    return good;
}

ExitCode show(const Session& session, Presenter& presenter) {
    std::vector<const model::Board*> boards;
    if (session.board() != nullptr) {
        boards.push_back(session.board());
        presenter.extract_moment(*session.board(), session.decoder());
    }
    return presenter.finish(boards);
}

ExitCode failed(const Error& error) {
    say(error);
    return ExitCode::failed;
}

} // namespace

ExitCode import_snapshots(const Settings& settings, Gathering& gathering) {
    catch_interrupts();
    const std::string& where = settings.options.sources.front().where;
    const auto folder = store::list_snapshots(where);
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
    Presenter presenter(settings, gathering, Presenter::Mode::recorded, false);
    Session session(where, presenter, recorder->get());
    store::ImportEncoder encoder(plan_of(*folder, settings));
    bool good = feed_sweeps(sweeps, encoder, session);
    if (*recorder != nullptr) {
        (*recorder)->finish();
        good = good && (*recorder)->failure().empty();
    }
    const ExitCode shown = show(session, presenter);
    return interrupted() ? ExitCode::interrupted : with_failure(shown, !good);
}

} // namespace host::run
