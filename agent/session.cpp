#include "agent/session.hpp"

#include "agent/sys/wait_path.hpp"
#include "agent/transport/console.hpp"

#include "protocol/bytes.hpp"

namespace agent {

using encode::ValueWriter;
using protocol::GoodbyeReason;
using protocol::InfoField;
using transport::Event;
using transport::print_message;

namespace {

/// Of the monotonic clock.
Moment moment_of(const sys::Time& now) {
    const std::uint32_t ms = now.microseconds / 1000;
    return {now.seconds * 1000 + ms, now.microseconds - ms * 1000};
}

Moment now() {
    return moment_of(sys::clock(sys::Clock::monotonic));
}

} // namespace

Session::Session(Context& context, Sampler& sampler)
    : context_(context), link_(context.link), sampler_(sampler), frames_(link_, context.buffers.frame),
      sweeps_(frames_, context.buffers.payload), costs_(context.buffers.costs), controls_(context.buffers.control),
      pace_(context.options.period_ms, context.options.cpu_percent_max),
      key_interval_ms_(context.options.key_interval_ms), info_period_ms_(context.options.info_period_ms) {}

Session::End Session::run() {
    sampler_.select(context_.options.selection);
    if (hear_first_word()) {
        start();
        while (make_sweep() && wait_until_due()) {
        }
    }
    context_.bytes_sent += frames_.written();
    context_.skipped += pace_.skipped_in_all();
    context_.controls_damaged += controls_.damaged();
    return end_;
}

/// A host sends at once what it wants: no sweep of other processes is made first. Noise is read for a short time only.
bool Session::hear_first_word() {
    constexpr std::uint32_t k_patience_ms = 200;
    for (unsigned portions = 32; !spoken_to_ && link_.hears() && portions != 0; --portions) {
        const Event event = link_.wait(k_patience_ms);
        if (event == Event::timeout) {
            break;
        }
        if (!take_event(event)) {
            return false;
        }
    }
    return true;
}

void Session::start() {
    const sys::Time monotonic = sys::clock(sys::Clock::monotonic);
    const sys::Time wall = sys::clock(sys::Clock::wall);
    state_.start_monotonic_us = monotonic.whole_us();
    state_.start_wall_us = static_cast<std::int64_t>(wall.whole_us());
    // Clocks differ from session to session, and from board to board by the address of this object.
    const std::uint32_t mixed = static_cast<std::uint32_t>(state_.start_wall_us) * 0x9E3779B9U ^
                                static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(this));
    state_.id = static_cast<std::uint64_t>(mixed) << 32 |
                (static_cast<std::uint32_t>(state_.start_monotonic_us) * 0x85EBCA6BU ^ wall.seconds);
    pace_.start(moment_of(monotonic));
}

/// In a wait of this length no memory is held but what the next sweep builds on: to get a page again costs a
/// microsecond.
constexpr std::uint32_t k_long_ms = 100;

/// Serves the line until the next sweep is due and may be made. False when the session is over.
[[gnu::noinline]] AGENT_WAIT_PATH bool Session::wait_until_due() {
    for (;;) {
        const Moment at = now();
        const std::uint32_t wait_ms = pace_.wait_ms(at);
        if (wait_ms == 0) {
            // Sweeps whose time passed while a write waited for the line are skipped for the line, too.
            if (!link_.slow() && !(link_.stalled() && pace_.overdue(at))) {
                link_.forget_stall();
                return true;
            }
            pace_.skip_for_line();
        }
        if (wait_ms >= k_long_ms) {
            context_.page_trimmer.trim(context_.buffers.idle());
        }
        const Event event = link_.wait(wait_ms);
        if (event != Event::timeout && !take_event(event)) {
            return false;
        }
    }
}

bool Session::take_event(Event event) {
    switch (event) {
    case Event::input: return take_input();
    case Event::signal: return finish(End::signal, GoodbyeReason::signal, Message::by_signal);
    default: return over(event);
    }
}

bool Session::take_input() {
    std::uint8_t bytes[128];
    const std::size_t count = link_.read(bytes);
    for (std::size_t i = 0; i < count; ++i) {
        if (controls_.feed(bytes[i]) && !obey(controls_.control())) {
            return false;
        }
    }
    return true;
}

bool Session::obey(const Control& control) {
    spoken_to_ = true;
    if (control.stop) {
        return finish(End::stopped, GoodbyeReason::stopped, Message::by_host);
    }
    if (!control.selection.empty()) {
        selection_ = control.selection;
        sampler_.select(selection_);
    }
    if (control.period_ms != Control::k_unasked) {
        pace_.ask(control.period_ms);
    }
    const auto take = [](std::uint32_t& place, std::uint32_t asked) {
        place = asked != Control::k_unasked ? asked : place;
    };
    take(info_period_ms_, control.info_period_ms);
    take(key_interval_ms_, control.key_interval_ms);
    take(host_count_, control.count);
    key_wanted_ = key_wanted_ || control.key_now;
    pace_.hurry();
    return true;
}

bool Session::make_sweep() {
    const sys::Time began = sys::clock(sys::Clock::monotonic);
    const std::uint32_t cpu_us = sys::clock(sys::Clock::process_cpu).low_us();
    if (!send_sweep(began)) {
        return over(link_.end());
    }
    key_wanted_ = sampler_.needs_key();
    ++context_.sweeps_made;
    const std::uint32_t cost_us = sys::clock(sys::Clock::process_cpu).low_us() - cpu_us;
    note_cost(sys::clock(sys::Clock::monotonic).low_us() - began.low_us(), cost_us);
    pace_.end(cost_us);
    warn_once();
    if (context_.options.count != 0 && context_.sweeps_made >= context_.options.count) {
        return finish(End::counted, GoodbyeReason::count, Message::count_reached);
    }
    if (host_count_ != 0 && --host_count_ == 0) {
        return finish(End::host_counted, GoodbyeReason::count, Message::count_reached);
    }
    return !sampler_.nothing_left() || finish(End::nothing_left, GoodbyeReason::nothing_left, Message::nothing_left);
}

/// With hello and info before it where they are due.
bool Session::send_sweep(const sys::Time& began) {
    const Moment at = moment_of(began);
    const bool key = key_wanted_ || (key_interval_ms_ != 0 && at.ms - last_key_ms_ >= key_interval_ms_);
    const bool info = key || info_wanted_ || (info_period_ms_ != 0 && at.ms - last_info_ms_ >= info_period_ms_);
    const Pace::Plan plan = pace_.begin(at);
    state_.next_sweep = pace_.number() - 1;
    state_.next_sweep_us = began.whole_us() - state_.start_monotonic_us - static_cast<std::uint64_t>(plan.offset_us);
    last_key_ms_ = key ? at.ms : last_key_ms_;
    if (info) {
        last_info_ms_ = at.ms;
        info_wanted_ = false;
        if (!send_hello_and_info(key)) {
            return false;
        }
    }
    tell_period(plan);
    const Sampler::Kind kind = key    ? Sampler::Kind::key
                               : info ? Sampler::Kind::changes_and_extras
                                      : Sampler::Kind::changes;
    return sampler_.sweep(sweeps_, plan, kind);
}

/// Before a key sweep hello is repeated, so that a reader may join here.
bool Session::send_hello_and_info(bool key) {
    state_.period_ms = pace_.period_ms();
    return (!key || encode::write_hello(frames_, context_.identity, state_, context_.buffers.description)) &&
           send_info(key);
}

bool Session::send_info(bool key) {
    ValueWriter info(context_.buffers.description);
    info.field(InfoField::next_sweep, state_.next_sweep);
    meminfo_.add(info, key, context_.files);
    if (!costs_.value().empty()) {
        info.field(InfoField::sweep_costs, costs_.value());
        costs_.clear();
    }
    std::uint8_t bytes[4 * protocol::k_varint_bytes_max];
    ValueWriter totals(bytes);
    totals.varint(context_.sweeps_made);
    totals.varint(context_.skipped + pace_.skipped_in_all());
    totals.varint(context_.bytes_sent + frames_.written());
    totals.varint(context_.controls_damaged + controls_.damaged());
    info.field(InfoField::totals, totals.value());
    return frames_.write(protocol::FrameType::info, info.value());
}

/// Kept until the next info record; when there is no more room that record comes early.
void Session::note_cost(std::uint32_t wall_us, std::uint32_t cpu_us) {
    constexpr std::size_t k_room_for_one = 2 * protocol::k_varint_bytes_max;
    costs_.varint(wall_us);
    costs_.varint(cpu_us);
    info_wanted_ = costs_.value().size() + k_room_for_one > sizeof context_.buffers.costs;
}

void Session::tell_period(const Pace::Plan& plan) const {
    if (!plan.period_told || plan.period_reason == protocol::PeriodReason::asked) {
        return;
    }
    // In the order of the reasons.
    const auto why =
        static_cast<Message>(static_cast<unsigned>(Message::line_too_slow) + static_cast<unsigned>(plan.period_reason) -
                             static_cast<unsigned>(protocol::PeriodReason::line));
    char buffer[64];
    TextBuffer text(buffer);
    add_message(text, why);
    text.add(": period is now ").add(plan.period_ms).add(" ms");
    print_message(text.text(), Message::none, why == Message::too_much_cpu ? Message::see_max_cpu : Message::none);
}

/// What a person at the board would want to know after the first sweep.
void Session::warn_once() {
    if (context_.warned) {
        return;
    }
    context_.warned = true;
    const Selection& selection = context_.options.selection;
    const char* const root = context_.options.proc_root;
    if (sampler_.list_error() != sys::Errno::none) {
        print_message(root, transport::reason_of(sampler_.list_error()), Message::is_it_mounted);
    } else if (sampler_.overflowed()) {
        print_message("--memory", Message::too_many_processes);
    } else if (sampler_.watched() != 0) {
        return;
    } else if (selection.only_pids()) {
        print_message("--pid", Message::process_not_found);
    } else if (selection.name_count == 0) {
        print_message(root, Message::no_process, Message::give_a_directory);
    } else {
        print_message("--name", Message::no_match);
    }
}

bool Session::finish(End end, GoodbyeReason reason, Message text) {
    end_ = end;
    link_.drain();
    // The line may be what ended it: whether the goodbye arrives is not ours to know.
    char buffer[k_message_bytes_max];
    TextBuffer said(buffer);
    add_message(said, text);
    (void)encode::write_goodbye(frames_, reason, said.text());
    return false;
}

/// The host was lost, or a signal or another host ended the wait for it.
bool Session::over(Event event) {
    end_ = event == Event::signal ? End::signal : event == Event::replaced ? End::replaced : End::lost;
    return false;
}

} // namespace agent
