#include "agent/options.hpp"

namespace agent {

namespace {

bool parse_number(std::string_view text, std::uint32_t low, std::uint32_t high, std::uint32_t& value) {
    TextReader reader(text);
    std::uint64_t number = 0;
    if (!reader.number(number) || !reader.done() || number < low || number > high) {
        return false;
    }
    value = static_cast<std::uint32_t>(number);
    return true;
}

bool parse_ipv4(std::string_view text, std::uint8_t* host) {
    TextReader reader(text);
    for (int i = 0; i < 4; ++i) {
        std::uint64_t byte = 0;
        if ((i != 0 && !reader.take(".")) || !reader.number(byte) || byte > 255) {
            return false;
        }
        host[i] = static_cast<std::uint8_t>(byte);
    }
    return reader.done();
}

/// One side of `::`: groups of up to four hex digits. Answers the bytes written, or 17 when it is none.
std::size_t parse_groups(std::string_view text, std::uint8_t* host) {
    TextReader reader(text);
    std::size_t size = 0;
    while (!reader.done()) {
        std::uint64_t group = 0;
        if ((size != 0 && !reader.take(":")) || !reader.hex(group) || group > 0xFFFF || size == 16) {
            return 17;
        }
        host[size++] = static_cast<std::uint8_t>(group >> 8);
        host[size++] = static_cast<std::uint8_t>(group);
    }
    return size;
}

bool parse_ipv6(std::string_view text, std::uint8_t* host) {
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        return parse_groups(text, host) == 16;
    }
    std::uint8_t tail[16];
    const std::size_t head_size = parse_groups({text.data(), gap}, host);
    const std::size_t tail_size = parse_groups({text.data() + gap + 2, text.size() - gap - 2}, tail);
    if (head_size + tail_size > 14) {
        return false;
    }
    for (std::size_t i = head_size; i < 16; ++i) {
        const std::size_t from_end = 16 - i;
        host[i] = from_end <= tail_size ? tail[tail_size - from_end] : 0;
    }
    return true;
}

bool parse_host(std::string_view text, std::uint8_t* host, std::uint8_t& host_bytes) {
    if (text.starts_with('[') && text.ends_with(']')) {
        text.remove_prefix(1);
        text.remove_suffix(1);
    }
    if (parse_ipv4(text, host)) {
        host_bytes = 4;
        return true;
    }
    host_bytes = 16;
    return parse_ipv6(text, host);
}

/// `[ADDR:]PORT`; the address is numeric.
Misuse parse_endpoint(std::string_view text, bool address_needed, Endpoint& endpoint) {
    const std::size_t colon = text.rfind(':');
    const bool addressed = colon != std::string_view::npos;
    const std::string_view port = addressed ? std::string_view(text.data() + colon + 1, text.size() - colon - 1) : text;
    std::uint32_t number = 0;
    if (!parse_number(port, address_needed ? 1 : 0, 65535, number)) {
        return {text, "no port", address_needed ? "write ADDR:PORT" : "write [ADDR:]PORT"};
    }
    endpoint.port = static_cast<std::uint16_t>(number);
    if (addressed && !parse_host({text.data(), colon}, endpoint.host, endpoint.host_bytes)) {
        return {text, "not a numeric address", "there is no resolver; write 192.168.1.2:7000 or [fe80::1]:7000"};
    }
    return address_needed && !addressed ? Misuse{text, "no address", "write ADDR:PORT"} : Misuse{};
}

bool parse_network(std::string_view text, Network& network) {
    const std::size_t slash = text.find('/');
    const std::string_view host(text.data(), slash == std::string_view::npos ? text.size() : slash);
    if (!parse_host(host, network.host, network.host_bytes)) {
        return false;
    }
    const std::uint32_t bits_max = network.host_bytes * 8U;
    std::uint32_t bits = bits_max;
    if (slash != std::string_view::npos &&
        !parse_number({text.data() + slash + 1, text.size() - slash - 1}, 0, bits_max, bits)) {
        return false;
    }
    network.bits = static_cast<std::uint8_t>(bits);
    return true;
}

/// `DEV[:BAUD]`; the colon becomes the device's NUL.
bool parse_device(char* text, Options& options) {
    const std::string_view whole = from_c(text);
    options.device = text;
    const std::size_t colon = whole.rfind(':');
    if (colon == std::string_view::npos) {
        return !whole.empty();
    }
    const std::string_view speed(text + colon + 1, whole.size() - colon - 1);
    text[colon] = '\0';
    return colon != 0 && parse_number(speed, Options::k_baud_min, Options::k_baud_max, options.baud);
}

bool parse_nice(std::string_view text, Options& options) {
    const bool below = text.starts_with('-');
    std::uint32_t value = 0;
    if (below) {
        text.remove_prefix(1);
    }
    if (!parse_number(text, 0, below ? 20 : 19, value)) {
        return false;
    }
    options.renice = true;
    options.nice = below ? -static_cast<int>(value) : static_cast<int>(value);
    return true;
}

enum class Key {
    listen,
    connect,
    serial,
    stdio,
    pid,
    name,
    all,
    period,
    count,
    proc,
    key_interval,
    info_period,
    max_cpu,
    memory,
    key_file,
    allow,
    nice,
    version,
    help,
};

struct KnownOption {
    Key key;
    bool valued;
    std::string_view name;
};

constexpr KnownOption k_options[] = {
    {Key::listen, true, "--listen"},
    {Key::connect, true, "--connect"},
    {Key::serial, true, "--serial"},
    {Key::stdio, false, "--stdio"},
    {Key::pid, true, "--pid"},
    {Key::name, true, "--name"},
    {Key::all, false, "--all"},
    {Key::period, true, "--period"},
    {Key::count, true, "--count"},
    {Key::proc, true, "--proc"},
    {Key::key_interval, true, "--key-interval"},
    {Key::info_period, true, "--info-period"},
    {Key::max_cpu, true, "--max-cpu"},
    {Key::memory, true, "--memory"},
    {Key::key_file, true, "--key-file"},
    {Key::allow, true, "--allow"},
    {Key::nice, true, "--nice"},
    {Key::version, false, "--version"},
    {Key::help, false, "--help"},
};

class Parser {
  public:
    Parser(std::span<char* const> arguments, Options& options) : arguments_(arguments), options_(options) {}

    Misuse run() {
        while (at_ < arguments_.size() && !options_.help && !options_.version) {
            const Misuse misuse = one();
            if (!misuse.none()) {
                return misuse;
            }
        }
        if (options_.selection.empty()) {
            options_.selection.all = true;
        }
        const bool wayless = options_.way == Way::none && !options_.help && !options_.version;
        return wayless ? Misuse{{}, "no way to a host", "give --listen, --connect, --serial or --stdio"} : Misuse{};
    }

  private:
    /// `--name value`, `--name=value` or `--name`.
    Misuse one() {
        char* const argument = arguments_[at_++];
        TextReader reader(from_c(argument));
        const std::string_view name = reader.until('=');
        const bool joined = name.size() != from_c(argument).size();
        const KnownOption* const known = find(name);
        if (known == nullptr) {
            return {name, "unknown option", "see --help"};
        }
        if (joined && !known->valued) {
            return {name, "takes no value", "see --help"};
        }
        char* value = joined ? argument + name.size() + 1 : nullptr;
        if (known->valued && !joined) {
            if (at_ == arguments_.size()) {
                return {name, "needs a value", "see --help"};
            }
            value = arguments_[at_++];
        }
        return apply(*known, value);
    }

    static const KnownOption* find(std::string_view name) {
        for (const KnownOption& known : k_options) {
            if (known.name == name) {
                return &known;
            }
        }
        return nullptr;
    }

    Misuse set_way(Way way) {
        const bool twice = options_.way != Way::none;
        options_.way = way;
        return twice ? Misuse{{}, "more than one way to a host", "give one of --listen, --connect, --serial, --stdio"}
                     : Misuse{};
    }

    Misuse apply(const KnownOption& known, char* value) {
        switch (known.key) {
        case Key::listen:
        case Key::connect: {
            const bool dialling = known.key == Key::connect;
            const Misuse misuse = set_way(dialling ? Way::connect : Way::listen);
            return misuse.none() ? parse_endpoint(from_c(value), dialling, options_.endpoint) : misuse;
        }
        case Key::serial: {
            const Misuse misuse = set_way(Way::serial);
            return !misuse.none() ? misuse
                   : parse_device(value, options_)
                       ? Misuse{}
                       : Misuse{from_c(value), "no such speed", "write DEV:BAUD, 1200 to 4000000"};
        }
        case Key::stdio: return set_way(Way::stdio);
        case Key::pid: return add_pid(from_c(value));
        case Key::name: return add_name(from_c(value));
        case Key::allow: return add_network(from_c(value));
        case Key::all: options_.selection.all = true; return {};
        case Key::version: options_.version = true; return {};
        case Key::help: options_.help = true; return {};
        case Key::key_file: return {known.name, "this build has no sessions with a key", "use --stdio through ssh"};
        default: return plain(known, from_c(value)) ? Misuse{} : Misuse{from_c(value), reason(known.key), "see --help"};
        }
    }

    /// Options that are one number, time or path.
    bool plain(const KnownOption& known, std::string_view value) {
        switch (known.key) {
        case Key::period:
            return parse_time_ms(value, options_.period_ms) && options_.period_ms >= Options::k_period_ms_min;
        case Key::count: return parse_number(value, 0, 0xFFFFFFFF, options_.count);
        case Key::key_interval: return parse_time_ms(value, options_.key_interval_ms);
        case Key::info_period: return parse_time_ms(value, options_.info_period_ms);
        case Key::max_cpu: return parse_number(value, 1, 100, options_.cpu_percent_max);
        case Key::memory:
            return parse_number(value, Options::k_memory_kb_min, Options::k_memory_kb_max, options_.memory_kb);
        case Key::nice: return parse_nice(value, options_);
        default: options_.proc_root = value; return !value.empty() && value.size() <= Options::k_root_bytes_max;
        }
    }

    static std::string_view reason(Key key) {
        switch (key) {
        case Key::period: return "not a period of 10 ms to 24 h";
        case Key::count: return "not a number of sweeps";
        case Key::key_interval:
        case Key::info_period: return "not a time up to 24 h";
        case Key::max_cpu: return "not a percentage from 1 to 100";
        case Key::memory: return "not a size from 48 to 65536 kB";
        case Key::nice: return "not a nice value from -20 to 19";
        default: return "not a directory name of up to 256 bytes";
        }
    }

    Misuse add_pid(std::string_view text) {
        Selection& selection = options_.selection;
        if (selection.pid_count == Selection::k_pids_max) {
            return {text, "more than 64 pids", "use --name or --all"};
        }
        std::uint32_t pid = 0;
        if (!parse_number(text, 1, 0x7FFFFFFF, pid)) {
            return {text, "not a pid", "pids are numbers from 1"};
        }
        selection.pids[selection.pid_count++] = pid;
        return {};
    }

    Misuse add_name(std::string_view text) {
        Selection& selection = options_.selection;
        if (selection.name_count == Selection::k_names_max) {
            return {text, "more than 16 names", "use a glob or --all"};
        }
        if (text.empty()) {
            return {"--name", "empty", "give a glob such as 'myapp*'"};
        }
        selection.names[selection.name_count++] = text;
        return {};
    }

    Misuse add_network(std::string_view text) {
        if (options_.allowed_count == Options::k_networks_max) {
            return {text, "more than 16 networks", "use wider ones"};
        }
        if (!parse_network(text, options_.allowed[options_.allowed_count])) {
            return {text, "not a network", "write 10.1.0.0/16 or fd00::/8"};
        }
        ++options_.allowed_count;
        return {};
    }

    std::span<char* const> arguments_;
    Options& options_;
    std::size_t at_ = 0;
};

} // namespace

bool parse_time_ms(std::string_view text, std::uint32_t& time_ms) {
    struct Unit {
        std::string_view name;
        std::uint32_t ms;
    };
    static constexpr Unit k_units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    TextReader reader(text);
    std::uint64_t sum = 0;
    bool bare = false;
    do {
        std::uint64_t number = 0;
        if (bare || !reader.number(number) || number > Options::k_time_ms_max) {
            return false;
        }
        bare = true;
        for (const Unit& unit : k_units) {
            if (bare && reader.take(unit.name)) {
                number *= unit.ms;
                bare = false;
            }
        }
        if (bare && sum != 0) {
            return false;
        }
        sum += number;
    } while (!reader.done());
    time_ms = static_cast<std::uint32_t>(sum);
    return sum <= Options::k_time_ms_max;
}

Misuse parse_options(std::span<char* const> arguments, Options& options) {
    return Parser(arguments, options).run();
}

std::string_view usage() {
    return "usage: smaps-agent (--listen [ADDR:]PORT | --connect ADDR:PORT |\n"
           "                    --serial DEV[:BAUD] | --stdio) [option]...\n"
           "Streams /proc/PID/smaps, losslessly, to host-analyze.\n"
           "  --pid N             watch this process; repeatable\n"
           "  --name GLOB         watch processes by name; repeatable\n"
           "  --all               watch every process (default)\n"
           "  --period T          time between sweeps (1s); T is 500, 500ms, 2s, 1m30s\n"
           "  --count N           end after N sweeps\n"
           "  --proc DIR          read this in place of /proc\n"
           "  --key-interval T    time between key frames (60s; 0: only the first)\n"
           "  --info-period T     time between info records (10s)\n"
           "  --max-cpu PERCENT   stretch the period when sweeps cost more (5)\n"
           "  --memory KB         limit of the agent's memory (1024)\n"
           "  --allow CIDR        who may connect (private networks); repeatable\n"
           "  --nice N            run at this nice value\n"
           "  --version  --help\n"
           "Exit: 0 done, 1 failed, 2 wrong usage, 130 signal. See smaps-agent(1).\n";
}

} // namespace agent
