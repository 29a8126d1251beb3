#include "tests/unit/wire/story.hpp"

#include "agent/control.hpp"
#include "host/capture/capture_index.hpp"
#include "host/decode/session_decoder.hpp"

#include <algorithm>
#include <array>

namespace test {
namespace {

using host::model::Process;
using host::model::ProcessInfo;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '\n' ? "\\n" : c == '\0' ? "\\0" : std::string(1, c);
    }
    return out;
}

std::string named(const char* name, const std::optional<std::string>& value) {
    return value && !value->empty() ? std::string(", ") + name + " '" + escaped(*value) + "'" : "";
}

template <typename Number>
std::string named(const char* name, const std::optional<Number>& value) {
    return value ? std::string(", ") + name + " " + std::to_string(*value) : "";
}

std::string info_words(const ProcessInfo& info) {
    std::string words = named("start", info.start_ticks) + named("parent", info.parent) + named("uid", info.uid) +
                        named("comm", info.comm) + named("cmdline", info.cmdline) + named("of", info.cmdline_bytes) +
                        named("exe", info.exe) + named("stack limit", info.stack_limit_bytes) +
                        (info.stack_unlimited ? ", stack unlimited" : "") + named("threads", info.threads) +
                        named("oom score", info.oom_score) + named("vsize", info.vsize_bytes) +
                        named("rss pages", info.rss_pages);
    for (const auto& pointer : info.stack_pointers) {
        words += ", sp of " + std::to_string(pointer.tid) + " " + std::to_string(pointer.address);
    }
    for (const auto& [kind, status] : info.reasons) {
        words += ", file " + std::to_string(static_cast<unsigned>(kind)) + ": " +
                 std::string(host::model::status_reason(status));
    }
    return words;
}

class Story final : public host::decode::SessionEvents {
  public:
    std::vector<std::string> lines;
    const host::decode::SessionDecoder* decoder = nullptr;

    void hello(const host::decode::Hello& hello, const host::decode::Frame& frame, std::int64_t planned_us) override {
        const host::model::Agent& agent = hello.agent;
        lines.push_back(
            std::string(frame.new_session ? "hello" : "hello again") + ", protocol " + std::to_string(hello.major) +
            "." + std::to_string(hello.minor) + named("agent", std::optional(agent.version)) +
            named("CPU", std::optional(agent.cpu)) + (agent.big_endian.value_or(false) ? ", big endian" : "") +
            named("page size", agent.page_size_bytes) + named("clock ticks", agent.clock_ticks_per_second) +
            named("kernel", std::optional(agent.kernel_release)) + named("machine", std::optional(agent.machine)) +
            named("boot", std::optional(agent.boot_id)) + named("host", std::optional(agent.host_name)) +
            named("privileges", std::optional(agent.privileges.value_or(0))) +
            named("address bits", hello.address_bits) + named("wall us", agent.start_wall_us) +
            named("monotonic us", agent.start_monotonic_us) + named("period ms", std::optional(agent.period_ms)) +
            named("encodings", std::optional(hello.encodings)) + ", sweep " + std::to_string(hello.next_sweep) +
            " at " + std::to_string(planned_us) + " us");
    }
    void sweep(const host::decode::Sweep& sweep) override {
        lines.push_back(
            "sweep " + std::to_string(sweep.board.sweep.number) + " at " + std::to_string(sweep.board.sweep.time_us) +
            " us: " +
            (sweep.idle  ? "idle"
             : sweep.key ? "key"
                         : "delta") +
            (sweep.board.sweep.skipped != 0 ? ", skipped " + std::to_string(sweep.board.sweep.skipped) : ""));
        for (const auto& [pid, process] : sweep.board.processes) {
            tell(process);
        }
        for (const auto pid : sweep.board.went) {
            lines.push_back("  " + std::to_string(pid) + " exited");
        }
    }
    void info(const host::decode::Info& info) override {
        std::string line = "info, next sweep " + std::to_string(info.next_sweep);
        for (const auto& cost : info.costs) {
            line += ", cost " + std::to_string(cost.wall_us) + "/" + std::to_string(cost.cpu_us) + " us";
        }
        if (info.totals) {
            line += ", totals " + std::to_string(info.totals->sweeps) + " " + std::to_string(info.totals->skipped) +
                    " " + std::to_string(info.totals->bytes_sent) + " " + std::to_string(info.totals->control_damaged);
        }
        lines.push_back(line + named("meminfo", std::optional(decoder->board().meminfo.text())));
    }
    void goodbye(protocol::GoodbyeReason reason, const std::string& text) override {
        lines.push_back("goodbye " + std::to_string(static_cast<int>(reason)) + " '" + text + "'");
    }
    void trouble(const std::string& what) override { lines.push_back("trouble: " + what); }
    void refused(const host::Error& error) override { lines.push_back("refused: " + error.text()); }

  private:
    void tell(const Process& process) {
        const std::string text = decoder->text(process.pid);
        lines.push_back("  " + std::to_string(process.pid) + " " +
                        std::string(host::model::status_reason(process.status)) + info_words(process.info) +
                        (process.changed ? "" : ", unchanged"));
        for (std::size_t at = 0; process.changed && at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            lines.push_back("    |" + text.substr(at, end - at));
            at = end + 1;
        }
        for (const auto& [kind, other] : process.other_texts) {
            lines.push_back("    file " + std::to_string(static_cast<unsigned>(kind)) + ": '" + escaped(other) + "'");
        }
    }
};

} // namespace

std::vector<std::string> story_of_session(const Bytes& stream, std::size_t portion) {
    Story story;
    host::decode::SessionDecoder decoder("test", story);
    story.decoder = &decoder;
    const std::size_t step = portion == 0 ? stream.size() : portion;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        decoder.feed(std::span(stream).subspan(at, std::min(step, stream.size() - at)));
    }
    decoder.finish();
    const host::decode::LineCounts& line = decoder.line();
    if (line.damaged + line.early + line.skipped_bytes != 0) {
        story.lines.push_back("skipped " + std::to_string(line.skipped_bytes) + " bytes, damaged " +
                              std::to_string(line.damaged) + ", early " + std::to_string(line.early));
    }
    return story.lines;
}

std::vector<std::string> story_of_control(const Bytes& stream) {
    std::array<std::uint8_t, agent::ControlReader::k_buffer_bytes> buffer{};
    agent::ControlReader reader(buffer.data());
    std::vector<std::string> lines;
    for (const std::uint8_t byte : stream) {
        if (!reader.feed(byte)) {
            continue;
        }
        const agent::Control& control = reader.control();
        std::string line = "control";
        for (std::size_t i = 0; i < control.selection.pid_count; ++i) {
            line += ", pid " + std::to_string(control.selection.pids[i]);
        }
        for (std::size_t i = 0; i < control.selection.name_count; ++i) {
            line += ", name '" + std::string(control.selection.names[i]) + "'";
        }
        line += control.selection.all ? ", every process" : "";
        line += control.period_ms != agent::Control::k_unasked ? ", period " + std::to_string(control.period_ms) : "";
        line += control.key_now ? ", key now" : "";
        line += control.stop ? ", stop" : "";
        line += control.info_period_ms != agent::Control::k_unasked
                    ? ", info period " + std::to_string(control.info_period_ms)
                    : "";
        line += control.key_interval_ms != agent::Control::k_unasked
                    ? ", key interval " + std::to_string(control.key_interval_ms)
                    : "";
        line += control.count != agent::Control::k_unasked ? ", count " + std::to_string(control.count) : "";
        lines.push_back(line);
    }
    lines.push_back("damaged " + std::to_string(reader.damaged()));
    return lines;
}

std::vector<std::string> story_of_capture(const Bytes& stream) {
    std::vector<std::string> lines = story_of_session(stream);
    const auto read = [&stream](std::uint64_t offset, std::span<std::uint8_t> buffer) {
        const std::size_t size = offset < stream.size() ? std::min(buffer.size(), stream.size() - offset) : 0;
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(offset), size, buffer.begin());
        return size;
    };
    const host::capture::CaptureIndex index = host::capture::read_capture_index(read, stream.size());
    for (const host::capture::KeyPoint& point : index.points) {
        lines.push_back("session " + std::to_string(point.session) + ": key sweep at byte " +
                        std::to_string(point.offset) + ", " + std::to_string(point.session_us) + " us");
    }
    lines.push_back(std::to_string(index.listed_points) + " of them from index frames");
    return lines;
}

} // namespace test
