#include "agent/server.hpp"

#include "agent/exit_code.hpp"
#include "agent/sys/wait_path.hpp"

#include "protocol/bytes.hpp"
#include "protocol/checksum.hpp"

#include <array>

namespace agent {

namespace {

/// A whole goodbye frame, number 0, made by the compiler.
template <std::size_t size>
consteval auto goodbye(protocol::GoodbyeReason reason, const char (&text)[size]) {
    constexpr std::size_t k_summed = 3 + size; // type, seq, length, reason, text without its NUL
    std::array<std::uint8_t, 1 + k_summed + protocol::k_crc_bytes> frame{
        protocol::k_sync, static_cast<std::uint8_t>(protocol::FrameType::goodbye), 0, size,
        static_cast<std::uint8_t>(reason)};
    for (std::size_t i = 0; i + 1 < size; ++i) {
        frame[5 + i] = static_cast<std::uint8_t>(text[i]);
    }
    const std::uint8_t number[4] = {};
    protocol::SmallCrc32c crc;
    crc.add(number, sizeof number);
    crc.add(frame.data() + 1, k_summed);
    protocol::store(frame.data() + 1 + k_summed, crc.value(), protocol::k_crc_bytes);
    return frame;
}

consteval bool needs_stuffing(std::span<const std::uint8_t> frame) {
    for (const std::uint8_t byte : frame.subspan(1)) {
        if (byte == protocol::k_sync) {
            return true;
        }
    }
    return false;
}

constexpr auto k_busy = goodbye(protocol::GoodbyeReason::busy, "busy with another host");
constexpr auto k_not_allowed = goodbye(protocol::GoodbyeReason::not_allowed, "this host is in no allowed network");
static_assert(!needs_stuffing(k_busy) && !needs_stuffing(k_not_allowed), "choose other words");

/// Whether the program ends with this session.
bool over(const Context& context, Session::End end) {
    const bool once = context.options.transport == TransportKind::stdio;
    switch (end) {
    case Session::End::replaced: return false;
    case Session::End::counted: return true;
    case Session::End::nothing_left: return once || context.options.selection.only_pids();
    default: return once;
    }
}

/// Each session starts from scratch: after it none of its memory counts.
[[gnu::noinline]] Session::End serve_one(Context& context, const MemoryLayout& layout) {
    encode::SmapsEncoder encoder(layout.state, context.buffers.text);
    Sampler sampler(context.files, encoder, layout.processes, context.buffers.description);
    return Session(context, sampler).run();
}

} // namespace

transport::Refusals refusals() {
    return {k_busy, k_not_allowed};
}

[[gnu::noinline]] AGENT_WAIT_PATH int serve_hosts(Context& context, const MemoryLayout& layout) {
    for (;;) {
        context.page_trimmer.trim_all();
        if (!context.link.next()) {
            return k_exit_interrupted;
        }
        const Session::End end = serve_one(context, layout);
        context.link.drop(end == Session::End::lost);
        if (end == Session::End::signal) {
            return k_exit_interrupted;
        }
        if (over(context, end)) {
            const bool never_there = end == Session::End::nothing_left && context.sweeps_made == 1;
            return never_there ? k_exit_failed : k_exit_done;
        }
    }
}

} // namespace agent
