#include "agent/options.hpp"

namespace agent {

namespace {

/// In the order of Message::usage.
enum Key : unsigned {
    k_listen, // the ways in the order of TransportKind
    k_connect,
    k_serial,
    k_stdio,
    k_pid,
    k_name,
    k_all,
    k_period, // what is one number, in the order of k_numbers
    k_count,
    k_key_interval,
    k_info_period,
    k_max_cpu,
    k_memory,
    k_nice,
    k_proc,
    k_allow,
    k_key_file,
    k_version,
    k_help,
    k_unknown,
};

/// Options that are one number within limits, or a time.
struct NumberOption {
    std::uint32_t Options::*place;
    std::uint32_t low, high;
    bool time;
    Message wrong;
};
constexpr NumberOption k_numbers[] = {
    {&Options::period_ms, Options::k_period_ms_min, Options::k_time_ms_max, true, Message::bad_period},
    {&Options::count, 0, 0xFFFFFFFE, false, Message::bad_count},
    {&Options::key_interval_ms, 0, Options::k_time_ms_max, true, Message::bad_time},
    {&Options::info_period_ms, 0, Options::k_time_ms_max, true, Message::bad_time},
    {&Options::cpu_percent_max, 1, 100, false, Message::bad_percent},
    {&Options::memory_kb, Options::k_memory_kb_min, Options::k_memory_kb_max, false, Message::bad_memory},
};

/// A number from `low` to `high` and nothing behind it.
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

/// Groups of up to four hex digits; `::` stands for as many zeros as are missing.
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

/// The address, in brackets or not; answers how many bits of `host` stand before it, or 255 when it is none.
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

bool parse_nice(const char* at, Options& options) {
    const bool below = take(at, "-");
    std::uint32_t value = 0;
    if (!parse_number(at, 0, below ? 20 : 19, value)) {
        return false;
    }
    options.nice = below ? -static_cast<int>(value) : static_cast<int>(value);
    return true;
}

/// Which option of those listed from `at` on an argument begins with; `behind` is what stands after its name there,
/// `valued` whether it takes a value.
unsigned key_of(const char* argument, const char* at, const char*& behind, bool& valued) {
    unsigned key = 0;
    for (; key < k_unknown; ++key) {
        while (!take(at, "\n  --")) {
            ++at;
        }
        behind = argument;
        if (!take(behind, "--")) {
            return k_unknown;
        }
        for (; *at > ' ' && *at == *behind; ++at) {
            ++behind;
        }
        if (*at <= ' ' && (*behind == '\0' || *behind == '=')) {
            valued = *at == ' ' && at[1] != ' ';
            break;
        }
    }
    return key;
}

Message add_network(const char* text, Options& options) {
    if (options.allowed_count == Options::k_networks_max ||
        !parse_network(text, options.allowed[options.allowed_count])) {
        return Message::bad_network;
    }
    ++options.allowed_count;
    return Message::none;
}

Message set_transport(unsigned key, char* value, Options& options) {
    if (options.transport != TransportKind::none) {
        return Message::two_transports;
    }
    options.transport = static_cast<TransportKind>(key);
    if (key == k_serial) {
        return parse_device(value, options) ? Message::none : Message::bad_speed;
    }
    return key == k_stdio ? Message::none : parse_endpoint(value, key == k_connect, options.endpoint);
}

Message set_number(const NumberOption& option, const char* value, Options& options) {
    std::uint32_t number = 0;
    const bool good = option.time ? parse_time_ms(value, number) && number >= option.low
                                  : parse_number(value, option.low, option.high, number);
    options.*option.place = number;
    return good ? Message::none : option.wrong;
}

Message apply(unsigned key, char* value, Options& options) {
    if (key <= k_stdio) {
        return set_transport(key, value, options);
    }
    if (key - k_period < std::size(k_numbers)) {
        return set_number(k_numbers[key - k_period], value, options);
    }
    std::uint32_t number = 0;
    switch (key) {
    case k_pid:
        return parse_number(value, 1, 0x7FFFFFFF, number) && options.selection.add_pid(number) ? Message::none
                                                                                               : Message::bad_pid;
    case k_name: return options.selection.add_name(value) ? Message::none : Message::bad_name;
    case k_all: options.selection.all = true; break;
    case k_nice: return parse_nice(value, options) ? Message::none : Message::bad_nice;
    case k_proc:
        options.proc_root = value;
        return length(value) - 1 < Options::k_root_bytes_max ? Message::none : Message::bad_root;
    case k_allow: return add_network(value, options);
    case k_key_file: return Message::no_keys;
    case k_version: options.version = true; break;
    default: options.help = true; break;
    }
    return Message::none;
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

// Not inlined: its caller stays on the stack for good, the list of options shall not.
[[gnu::noinline]] Misuse parse_options(char* const* arguments, Options& options) {
    char buffer[k_usage_bytes_max];
    TextBuffer listed(buffer);
    add_message(listed, Message::usage);
    while (*arguments != nullptr && !options.help && !options.version) {
        char* const argument = *arguments++;
        const char* behind = argument;
        bool valued = false;
        const unsigned key = key_of(argument, listed.text(), behind, valued);
        if (key == k_unknown) {
            return {argument, Message::unknown_option};
        }
        char* value = argument + (behind - argument);
        if (*value != '\0' && !valued) {
            return {argument, Message::takes_no_value};
        }
        if (*value != '\0') {
            ++value;
        } else if (valued && (value = *arguments++) == nullptr) {
            return {argument, Message::needs_value};
        }
        const Message wrong = apply(key, value, options);
        if (wrong != Message::none) {
            // What is wrong with the option itself, or with its value.
            return {wrong > Message::two_transports && valued && *value != '\0' ? value : argument, wrong};
        }
    }
    options.selection.all = options.selection.all || options.selection.empty();
    const bool wayless = options.transport == TransportKind::none && !options.help && !options.version;
    return {"", wayless ? Message::no_transport : Message::none};
}

} // namespace agent
