#include "host/app/import.hpp"

#include "host/app/replay.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/messages.hpp"
#include "host/capture/import.hpp"
#include "host/capture/recording.hpp"

namespace host::app {
namespace {

constexpr std::int64_t k_key_interval_us = 60'000'000;

/// Reports an error; true.
bool failed(const Error& error) {
    base::say(error);
    return true;
}

} // namespace

ExitCode import_snapshots(const cli::Settings& settings, output::TimeReports& time_reports) {
    base::catch_interrupts();
    const cli::How& how = settings.options.how;
    const std::string& where = settings.options.sources.front().where;
    const auto folder = capture::list_snapshots(where);
    if (!folder) {
        failed(folder.error());
        return ExitCode::failed;
    }
    std::unique_ptr<capture::CaptureWriter> writer;
    if (!how.record.empty()) {
        auto opened = capture::start_recording(how.record, where);
        if (!opened) {
            failed(opened.error());
            return ExitCode::failed;
        }
        writer = *std::move(opened);
    }
    capture::ImportedStream stream =
        capture::encode_snapshots(*folder, where, how.key_interval_us.value_or(k_key_interval_us));
    bool any_failed = stream.problem && failed(*stream.problem);
    if (writer != nullptr) {
        const auto recorded = capture::append_stream(how.record, *writer, stream.bytes);
        any_failed = (!recorded && failed(recorded.error())) || any_failed;
    }
    if (base::interrupted()) {
        return ExitCode::interrupted;
    }
    return with_failure(replay_stream(settings, time_reports, where, std::move(stream.bytes)), any_failed);
}

} // namespace host::app
