#include "agent/session.hpp"

#include "protocol/bytes.hpp"

#include "agent/sources/clock.hpp"
#include "agent/transport/console.hpp"

namespace agent {

using encode::ValueWriter;
using protocol::GoodbyeReason;
using protocol::InfoField;
using transport::Event;

Session::Session(Workshop& shop, transport::Line& line)
    : shop_(shop), line_(line), frames_(line, shop.frame), sweeps_(frames_, shop.payload), costs_(shop.costs),
      controls_(shop.control), pace_(shop.options.period_ms, shop.options.cpu_percent_max),
      key_interval_ms_(shop.options.key_interval_ms), info_period_ms_(shop.options.info_period_ms) {}

Session::End Session::run() {
    start();
    while (make_sweep() && wait_until_due()) {
    }
    shop_.bytes_sent += frames_.written();
    shop_.skipped += pace_.skipped_in_all();
    shop_.controls_damaged += controls_.damaged();
    return end_;
}

void Session::start() {
    const std::uint64_t now_us = sources::now_us();
    state_.start_monotonic_us = now_us;
    state_.start_wall_us = sources::wall_us();
    // Clocks differ from session to session, and from board to board by the address of this object.
    state_.id = static_cast<std::uint64_t>(state_.start_wall_us) * 0x9E3779B97F4A7C15U ^ now_us << 20 ^
                reinterpret_cast<std::uintptr_t>(this);
    pace_.start(now_us);
    shop_.sampler.forget();
    shop_.sampler.select(shop_.options.selection);
}

/// Serves the line until the next sweep is due and may be made. False when the session is over.
bool Session::wait_until_due() {
    for (;;) {
        const std::uint32_t wait_ms = pace_.wait_ms(sources::now_us());
        if (wait_ms == 0 && !skip_while_slow()) {
            return true;
        }
        const Event event = line_.wait(wait_ms);
        if (event != Event::timeout && !take_event(event)) {
            return false;
        }
    }
}

/// Sweeps whose time passed while a write waited for the line were left out for the line, too.
bool Session::skip_while_slow() {
    if (!line_.slow() && !(line_.stalled() && pace_.overdue(sources::now_us()))) {
        line_.forget_stall();
        return false;
    }
    pace_.skip_for_line();
    return true;
}

bool Session::take_event(Event event) {
    switch (event) {
    case Event::input: return take_input();
    case Event::signal: return finish(End::signal, GoodbyeReason::signal, "ended by a signal");
    case Event::replaced: end_ = End::replaced; return false;
    case Event::lost: end_ = End::lost; return false;
    default: return true;
    }
}

bool Session::take_input() {
    std::uint8_t bytes[256];
    const std::size_t count = line_.read(bytes);
    for (std::size_t i = 0; i < count; ++i) {
        if (controls_.feed(bytes[i]) && !obey(controls_.control())) {
            return false;
        }
    }
    return true;
}

bool Session::obey(const Control& control) {
    if (control.stop) {
        return finish(End::stopped, GoodbyeReason::stopped, "stopped by the host");
    }
    if (!control.selection.empty()) {
        keep_names(control.selection);
    }
    if (control.period_asked) {
        pace_.ask(control.period_ms);
    }
    if (control.info_period_asked) {
        info_period_ms_ = control.info_period_ms;
    }
    if (control.key_interval_asked) {
        key_interval_ms_ = control.key_interval_ms;
    }
    if (control.count_asked) {
        host_count_ = control.count;
    }
    key_wanted_ = key_wanted_ || control.key_now;
    pace_.hurry();
    return true;
}

void Session::keep_names(const Selection& selection) {
    Selection kept = selection;
    char* at = names_;
    for (std::size_t i = 0; i < kept.name_count; ++i) {
        const std::string_view name = kept.names[i];
        __builtin_memcpy(at, name.data(), name.size());
        kept.names[i] = {at, name.size()};
        at += name.size();
    }
    shop_.sampler.select(kept);
}

bool Session::make_sweep() {
    const std::uint64_t begin_us = sources::now_us();
    const std::uint64_t cpu_us = sources::cpu_us();
    const bool key =
        key_wanted_ || (key_interval_ms_ != 0 && begin_us - last_key_us_ >= std::uint64_t{key_interval_ms_} * 1000);
    const bool info = info_period_ms_ != 0 && begin_us - last_info_us_ >= std::uint64_t{info_period_ms_} * 1000;
    const Pace::Plan plan = pace_.begin(begin_us);
    state_.next_sweep = pace_.number() - 1;
    if ((key || info) && !send_hello_and_info(key, begin_us)) {
        return stream_over();
    }
    tell_period(plan);
    const Sampler::Kind kind = key    ? Sampler::Kind::key
                               : info ? Sampler::Kind::changes_and_extras
                                      : Sampler::Kind::changes;
    if (!shop_.sampler.sweep(sweeps_, plan, kind)) {
        return stream_over();
    }
    key_wanted_ = shop_.sampler.needs_key();
    last_key_us_ = key ? begin_us : last_key_us_;
    ++shop_.sweeps_made;
    const std::uint64_t cost_us = sources::cpu_us() - cpu_us;
    note_cost(sources::now_us() - begin_us, cost_us);
    pace_.end(cost_us);
    warn_once();
    if (shop_.options.count != 0 && shop_.sweeps_made >= shop_.options.count) {
        return finish(End::counted, GoodbyeReason::count, "count reached");
    }
    if (host_count_ != 0 && --host_count_ == 0) {
        return finish(End::host_counted, GoodbyeReason::count, "count reached");
    }
    return !shop_.sampler.nothing_left() ||
           finish(End::nothing_left, GoodbyeReason::nothing_left, "no process is left to watch");
}

/// Before a key sweep hello is repeated, so that a reader may join here.
bool Session::send_hello_and_info(bool key, std::uint64_t now_us) {
    last_info_us_ = now_us;
    state_.period_ms = pace_.period_ms();
    return (!key || encode::write_hello(frames_, shop_.identity, state_, shop_.message)) && send_info(key);
}

bool Session::send_info(bool key) {
    ValueWriter info(shop_.message);
    info.field(InfoField::next_sweep, state_.next_sweep);
    if (key) {
        shop_.meminfo.add_whole(info, shop_.reading);
    } else {
        shop_.meminfo.add_changes(info, shop_.reading);
    }
    if (!costs_.value().empty()) {
        info.field(InfoField::sweep_costs, costs_.value());
        costs_.clear();
    }
    std::uint8_t bytes[4 * protocol::k_varint_bytes_max];
    ValueWriter totals(bytes);
    totals.varint(shop_.sweeps_made);
    totals.varint(shop_.skipped + pace_.skipped_in_all());
    totals.varint(shop_.bytes_sent + frames_.written());
    totals.varint(shop_.controls_damaged + controls_.damaged());
    info.field(InfoField::totals, totals.value());
    return frames_.write(protocol::FrameType::info, info.value());
}

/// Kept until the next info record; when there is no more room that record comes early.
void Session::note_cost(std::uint64_t wall_us, std::uint64_t cpu_us) {
    constexpr std::size_t k_room_for_one = 2 * protocol::k_varint_bytes_max;
    costs_.varint(wall_us);
    costs_.varint(cpu_us);
    if (costs_.value().size() + k_room_for_one > shop_.costs.size()) {
        last_info_us_ = 0;
    }
}

void Session::tell_period(const Pace::Plan& plan) const {
    if (!plan.period_told || plan.period_reason == protocol::PeriodReason::asked) {
        return;
    }
    char buffer[64];
    TextBuffer text(buffer);
    text.add("period is now ").add(std::uint64_t{plan.period_ms}).add(" ms");
    switch (plan.period_reason) {
    case protocol::PeriodReason::line: transport::tell("line too slow", text.text()); break;
    case protocol::PeriodReason::cost: transport::tell("sweeps cost too much CPU", text.text(), "see --max-cpu"); break;
    default: transport::tell("recovered", text.text()); break;
    }
}

/// What a person at the board would want to know after the first sweep.
void Session::warn_once() {
    if (shop_.warned) {
        return;
    }
    shop_.warned = true;
    const Selection& selection = shop_.options.selection;
    if (shop_.sampler.list_error() != sys::Errno::none) {
        transport::tell(shop_.options.proc_root, sys::describe(shop_.sampler.list_error()), "is it mounted?");
    } else if (shop_.sampler.overflowed()) {
        transport::tell({}, "more processes than --memory has room for", "the rest are left out");
    } else if (shop_.sampler.watched() == 0 && selection.only_pids()) {
        transport::tell("--pid", "no such process");
    } else if (shop_.sampler.watched() == 0 && selection.name_count == 0) {
        transport::tell(shop_.options.proc_root, "no process in it", "give --proc a directory like /proc");
    } else if (shop_.sampler.watched() == 0) {
        transport::tell("--name", "no process has such a name now", "waiting for one");
    }
}

bool Session::finish(End end, GoodbyeReason reason, std::string_view text) {
    end_ = end;
    line_.last_words();
    // The line may be what ended it: whether the goodbye arrives is not ours to know.
    (void)encode::write_goodbye(frames_, reason, text);
    return false;
}

/// A write failed: because the host went away, or because something else ended the wait for it.
bool Session::stream_over() {
    end_ = line_.end() == Event::signal ? End::signal : line_.end() == Event::replaced ? End::replaced : End::lost;
    return false;
}

} // namespace agent
