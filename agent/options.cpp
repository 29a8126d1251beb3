#include "agent/options.hpp"

#include "agent/option_table.hpp"

namespace agent {

namespace {

/// A number from `low` to `high` and nothing after it.
bool parse_number(const char* at, std::uint32_t low, std::uint32_t high, std::uint32_t& value) {
    return take_number(at, value) && *at == '\0' && value >= low && value <= high;
}

bool take_ipv4(const char*& at, std::uint8_t* host) {
    for (unsigned i = 0; i < 4; ++i) {
        std::uint32_t byte = 0;
        if ((i != 0 && !take(at, ".")) || !take_number(at, byte) || byte > 255) {
            return false;
        }
        host[i] = static_cast<std::uint8_t>(byte);
    }
    return true;
}

/// Groups of up to four hex digits; `::` replaces the missing zeros.
bool take_ipv6(const char*& at, std::uint8_t* host) {
    constexpr unsigned k_none = 99;
    unsigned used = 0;
    unsigned gap = k_none;
    for (;;) {
        const bool here = gap == k_none && take(at, "::");
        gap = here ? used : gap;
        std::uint32_t group = 0;
        if (!here && used != 0 && !take(at, ":")) {
            break;
        }
        if (!take_number(at, group, 16)) {
            if (here) {
                break;
            }
            return false;
        }
        if (group > 0xFFFF || used == Network::k_host_bytes) {
            return false;
        }
        host[used++] = static_cast<std::uint8_t>(group >> 8);
        host[used++] = static_cast<std::uint8_t>(group);
    }
    const bool whole = gap == k_none ? used == Network::k_host_bytes : used < Network::k_host_bytes - 1;
    for (unsigned to = Network::k_host_bytes; whole && to > gap;) {
        host[--to] = used > gap ? host[--used] : std::uint8_t{0};
    }
    return whole;
}

/// The address, in brackets or not; returns how many bits of `host` come before it, or 255 for what is no address.
unsigned take_host(const char*& at, std::uint8_t* host) {
    const bool bracketed = take(at, "[");
    const char* begin = at;
    unsigned before = 0;
    if (!bracketed && take_ipv4(begin, host + Network::k_ipv4_bits / 8)) {
        at = begin;
        before = Network::k_ipv4_bits;
        host[10] = host[11] = 0xFF;
    } else if (!take_ipv6(at, host) || (bracketed && !take(at, "]"))) {
        return 255;
    }
    return before;
}

/// `[ADDR:]PORT`; the address is numeric.
Message parse_endpoint(const char* at, bool address_needed, Endpoint& endpoint) {
    const char* port = at;
    for (const char* colon = at; *(colon = find(colon, ':')) != '\0';) {
        port = ++colon;
    }
    std::uint32_t number = 0;
    if (!parse_number(port, address_needed ? 1 : 0, 65535, number) || (address_needed && port == at)) {
        return address_needed ? Message::no_address : Message::no_port;
    }
    endpoint.port = static_cast<std::uint16_t>(number);
    endpoint.any = port == at;
    return !endpoint.any && (take_host(at, endpoint.host) == 255 || at != port - 1) ? Message::not_numeric
                                                                                    : Message::none;
}

bool parse_network(const char* at, Network& network) {
    const unsigned before = take_host(at, network.host);
    std::uint32_t bits = 128 - before;
    const bool good = before != 255 && (*at == '\0' || (take(at, "/") && parse_number(at, 0, bits, bits)));
    network.bits = static_cast<std::uint8_t>(before + bits);
    return good;
}

/// `DEV[:BAUD]`; the colon becomes the device's NUL.
bool parse_device(char* text, Options& options) {
    options.device = text;
    char* const end = text + length(text);
    char* colon = end;
    while (colon != text && *--colon != ':') {
    }
    if (*colon != ':') {
        return end != text;
    }
    *colon = '\0';
    return colon != text && parse_number(colon + 1, Options::k_baud_min, Options::k_baud_max, options.baud);
}

// What each option does with its value, by the names in option_table.hpp.

Message set_transport(TransportKind kind, Options& options) {
    const bool first = options.transport == TransportKind::none;
    options.transport = kind;
    return first ? Message::none : Message::two_transports;
}

Message set_listen(char* value, Options& options) {
    const Message wrong = set_transport(TransportKind::listen, options);
    return wrong != Message::none ? wrong : parse_endpoint(value, false, options.endpoint);
}

Message set_connect(char* value, Options& options) {
    const Message wrong = set_transport(TransportKind::connect, options);
    return wrong != Message::none ? wrong : parse_endpoint(value, true, options.endpoint);
}

Message set_serial(char* value, Options& options) {
    const Message wrong = set_transport(TransportKind::serial, options);
    return wrong != Message::none ? wrong : parse_device(value, options) ? Message::none : Message::bad_speed;
}

Message set_stdio(char*, Options& options) {
    return set_transport(TransportKind::stdio, options);
}

Message add_pid(char* value, Options& options) {
    std::uint32_t pid = 0;
    return parse_number(value, 1, 0x7FFFFFFF, pid) && options.selection.add_pid(pid) ? Message::none : Message::bad_pid;
}

Message add_name(char* value, Options& options) {
    return options.selection.add_name(value) ? Message::none : Message::bad_name;
}

Message set_all(char*, Options& options) {
    options.selection.all = true;
    return Message::none;
}

Message set_period(char* value, Options& options) {
    return parse_time_ms(value, options.period_ms) && options.period_ms >= Options::k_period_ms_min
               ? Message::none
               : Message::bad_period;
}

Message set_count(char* value, Options& options) {
    return parse_number(value, 0, 0xFFFFFFFE, options.count) ? Message::none : Message::bad_count;
}

Message set_key_interval(char* value, Options& options) {
    return parse_time_ms(value, options.key_interval_ms) ? Message::none : Message::bad_time;
}

Message set_info_period(char* value, Options& options) {
    return parse_time_ms(value, options.info_period_ms) ? Message::none : Message::bad_time;
}

Message set_max_cpu(char* value, Options& options) {
    return parse_number(value, 1, 100, options.cpu_percent_max) ? Message::none : Message::bad_percent;
}

Message set_memory(char* value, Options& options) {
    return parse_number(value, Options::k_memory_kb_min, Options::k_memory_kb_max, options.memory_kb)
               ? Message::none
               : Message::bad_memory;
}

Message set_nice(char* value, Options& options) {
    const char* at = value;
    const bool negative = take(at, "-");
    std::uint32_t number = 0;
    if (!parse_number(at, 0, negative ? 20 : 19, number)) {
        return Message::bad_nice;
    }
    options.nice = negative ? -static_cast<int>(number) : static_cast<int>(number);
    return Message::none;
}

Message set_proc_root(char* value, Options& options) {
    options.proc_root = value;
    return length(value) - 1 < Options::k_root_bytes_max ? Message::none : Message::bad_root;
}

Message add_network(char* value, Options& options) {
    if (options.allowed_count == Options::k_networks_max ||
        !parse_network(value, options.allowed[options.allowed_count])) {
        return Message::bad_network;
    }
    ++options.allowed_count;
    return Message::none;
}

Message refuse_key(char*, Options&) {
    return Message::no_keys;
}

Message set_version(char*, Options& options) {
    options.version = true;
    return Message::none;
}

Message set_help(char*, Options& options) {
    options.help = true;
    return Message::none;
}

using Setter = Message (*)(char* value, Options& options);
constexpr Setter k_setters[] = {
#define SMAPS_SETTER(line, setter) setter,
    SMAPS_TRANSPORT_OPTIONS(SMAPS_SETTER) SMAPS_OPTIONS(SMAPS_SETTER)
#undef SMAPS_SETTER
};

/// The option that an argument begins with, found in the lines of `usage`; nullptr when there is none. `after` is the
/// rest of the argument, `valued` whether the option takes a value.
const Setter* find_option(const char* argument, const char* usage, const char*& after, bool& valued) {
    for (const Setter& setter : k_setters) {
        while (!take(usage, "\n  --")) {
            ++usage;
        }
        after = argument;
        if (!take(after, "--")) {
            return nullptr;
        }
        for (; *usage > ' ' && *usage == *after; ++usage) {
            ++after;
        }
        if (*usage <= ' ' && (*after == '\0' || *after == '=')) {
            valued = *usage == ' ' && usage[1] != ' ';
            return &setter;
        }
    }
    return nullptr;
}

} // namespace

bool Selection::add_pid(std::uint32_t pid) {
    if (pid - 1 > 0x7FFFFFFE || pid_count == k_pids_max) {
        return false;
    }
    pids[pid_count++] = pid;
    return true;
}

bool Selection::add_name(const char* name) {
    if (*name == '\0' || name_count == k_names_max) {
        return false;
    }
    names[name_count++] = name;
    return true;
}

bool parse_time_ms(const char* at, std::uint32_t& time_ms) {
    std::uint32_t sum = 0;
    do {
        std::uint32_t number = 0;
        std::uint32_t unit = 1;
        if (!take_number(at, number) || number > Options::k_time_ms_max) {
            return false;
        }
        if (take(at, "s")) {
            unit = 1000;
        } else if (take(at, "h")) {
            unit = 3600000;
        } else if (!take(at, "ms") && take(at, "m")) {
            unit = 60000;
        } else if (at[-1] != 's' && (*at != '\0' || sum != 0)) {
            return false; // without a unit only when it is all there is
        }
        // A day of hours, and no more of anything, keeps this within 32 bits.
        if (number > Options::k_time_ms_max / unit) {
            return false;
        }
        sum += number * unit;
    } while (*at != '\0' && sum <= Options::k_time_ms_max);
    time_ms = sum;
    return sum <= Options::k_time_ms_max;
}

// Not inlined: its caller stays on the stack until the end, the list of options shall not.
[[gnu::noinline]] Misuse parse_options(char* const* arguments, Options& options) {
    char buffer[k_usage_bytes_max];
    TextBuffer usage(buffer);
    add_message(usage, Message::usage);
    while (*arguments != nullptr && !options.help && !options.version) {
        char* const argument = *arguments++;
        const char* after = argument;
        bool valued = false;
        const Setter* const setter = find_option(argument, usage.text(), after, valued);
        if (setter == nullptr) {
            return {argument, Message::unknown_option};
        }
        char* value = argument + (after - argument);
        if (*value != '\0' && !valued) {
            return {argument, Message::takes_no_value};
        }
        if (*value != '\0') {
            ++value;
        } else if (valued && (value = *arguments++) == nullptr) {
            return {argument, Message::needs_value};
        }
        const Message wrong = (*setter)(value, options);
        if (wrong != Message::none) {
            const bool by_option = wrong == Message::two_transports || wrong == Message::no_keys;
            return {!by_option && valued && *value != '\0' ? value : argument, wrong};
        }
    }
    options.selection.all = options.selection.all || options.selection.empty();
    const bool no_transport = options.transport == TransportKind::none && !options.help && !options.version;
    return {"", no_transport ? Message::no_transport : Message::none};
}

} // namespace agent
