#include "agent/options.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace agent;

namespace {

/// A command line that stays while the options refer to it.
class Line {
  public:
    explicit Line(std::vector<std::string> words) : words_(std::move(words)) {
        for (std::string& word : words_) {
            arguments_.push_back(word.data());
        }
        arguments_.push_back(nullptr);
        misuse = parse_options(arguments_.data(), options);
    }

    Options options;
    Misuse misuse{};

  private:
    std::vector<std::string> words_;
    std::vector<char*> arguments_;
};

} // namespace

TEST_CASE("defaults are those of the manual") {
    const Line line({"--stdio"});
    CHECK(line.misuse.none());
    CHECK(line.options.transport == TransportKind::stdio);
    CHECK(line.options.selection.all);
    CHECK(line.options.period_ms == 1000);
    CHECK(line.options.key_interval_ms == 60000);
    CHECK(line.options.info_period_ms == 10000);
    CHECK(line.options.count == 0);
    CHECK(line.options.baud == 115200);
    CHECK(line.options.cpu_percent_max == 5);
    CHECK(line.options.memory_kb == 1024);
    CHECK(std::string(line.options.proc_root) == "/proc");
}

TEST_CASE("values are joined or follow") {
    const Line line({"--listen=7000", "--pid", "12", "--pid=13", "--name=my*", "--period=1m30s", "--nice", "-5"});
    CHECK(line.misuse.none());
    CHECK(line.options.endpoint.port == 7000);
    CHECK(line.options.endpoint.any);
    CHECK(line.options.selection.pid_count == 2);
    CHECK(line.options.selection.pids[1] == 13);
    CHECK(std::string(line.options.selection.names[0]) == "my*");
    CHECK_FALSE(line.options.selection.all);
    CHECK(line.options.period_ms == 90000);
    CHECK(line.options.nice == -5);
}

TEST_CASE("addresses are numeric, of both families") {
    const Line four({"--connect", "192.168.1.2:7000"});
    CHECK(four.misuse.none());
    CHECK_FALSE(four.options.endpoint.any);
    CHECK(four.options.endpoint.host[9] == 0);
    CHECK(four.options.endpoint.host[10] == 0xFF);
    CHECK(four.options.endpoint.host[12] == 192);
    CHECK(four.options.endpoint.host[15] == 2);
    const Line six({"--connect", "[fe80::1:2]:7000"});
    CHECK(six.misuse.none());
    CHECK(six.options.endpoint.host[0] == 0xFE);
    CHECK(six.options.endpoint.host[13] == 1);
    CHECK(six.options.endpoint.host[15] == 2);
}

TEST_CASE("a gap in an IPv6 address means zeros at every place") {
    struct Case {
        const char* text;
        std::vector<unsigned> bytes;
    };
    const Case cases[] = {
        {"[::]:1", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
        {"[::1]:1", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
        {"[fd00::]:1", {0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
        {"[1:2::3:4]:1", {0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4}},
        {"[1:2:3:4:5:6:7::]:1", {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0}},
        {"[1:2:3:4:5:6:7:abcd]:1", {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0xAB, 0xCD}},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text);
        const Line line({"--connect", row.text});
        CHECK(line.misuse.none());
        CHECK(std::equal(row.bytes.begin(), row.bytes.end(), line.options.endpoint.host));
    }
}

TEST_CASE("an error names the option or its value") {
    CHECK(std::string(Line({"--stdio", "--bogus=1"}).misuse.object) == "--bogus=1");
    CHECK(Line({"--stdio", "--bogus"}).misuse.what == Message::unknown_option);
    CHECK(std::string(Line({"--stdio", "--period=often"}).misuse.object) == "often");
    CHECK(std::string(Line({"--stdio", "--key-file", "k"}).misuse.object) == "--key-file");
}

TEST_CASE("every message is complete, from the first to the last") {
    const auto text_of = [](Message which) {
        char buffer[k_usage_bytes_max];
        TextBuffer text(buffer);
        add_message(text, which);
        return std::string(text.text());
    };
    CHECK(text_of(Message::none).empty());
    CHECK(text_of(Message::unknown_option) == "unknown option; see --help");
    CHECK(text_of(Message::no_answer) == "no answer");
    CHECK(text_of(Message::recovered) == "recovered");
    const std::string usage = text_of(Message::usage);
    CHECK(usage.starts_with("usage: smaps-agent TRANSPORT [option]...\n"));
    CHECK(usage.ends_with("130 signal. See smaps-agent(1).\n"));
}

TEST_CASE("networks have a length in bits") {
    const Line line({"--listen", "1", "--allow", "10.1.0.0/16", "--allow", "fd00::/8", "--allow", "10.0.0.1"});
    CHECK(line.misuse.none());
    CHECK(line.options.allowed_count == 3);
    CHECK(line.options.allowed[0].bits == 96 + 16);
    CHECK(line.options.allowed[1].bits == 8);
    CHECK(line.options.allowed[1].host[0] == 0xFD);
    CHECK(line.options.allowed[2].bits == 96 + 32);
}

TEST_CASE("a serial device may name its speed") {
    const Line plain({"--serial", "/dev/ttyS0"});
    CHECK(std::string(plain.options.device) == "/dev/ttyS0");
    const Line fast({"--serial", "/dev/ttyS0:4000000"});
    CHECK(std::string(fast.options.device) == "/dev/ttyS0");
    CHECK(fast.options.baud == 4000000);
}

TEST_CASE("what cannot be meant is named") {
    struct Case {
        const char* name;
        std::vector<std::string> words;
    };
    const Case cases[] = {
        {"no transport", {}},
        {"two transports", {"--stdio", "--listen", "1"}},
        {"unknown option", {"--stdio", "--bogus"}},
        {"value for a switch", {"--stdio=1"}},
        {"no value", {"--listen"}},
        {"pid 0", {"--stdio", "--pid", "0"}},
        {"pid that is none", {"--stdio", "--pid", "12x"}},
        {"host name", {"--connect", "board:7000"}},
        {"address without port", {"--connect", "10.0.0.1"}},
        {"port too large", {"--listen", "65536"}},
        {"speed too low", {"--serial", "/dev/x:300"}},
        {"speed too high", {"--serial", "/dev/x:4000001"}},
        {"period 0", {"--stdio", "--period", "0"}},
        {"period with a strange unit", {"--stdio", "--period", "1d"}},
        {"percent above 100", {"--stdio", "--max-cpu", "101"}},
        {"memory too small", {"--stdio", "--memory", "8"}},
        {"network too wide", {"--stdio", "--allow", "10.0.0.0/33"}},
        {"nice too high", {"--stdio", "--nice", "20"}},
        {"empty name", {"--stdio", "--name", ""}},
        {"a key", {"--stdio", "--key-file", "k"}},
        {"IPv6 with too many groups", {"--connect", "[1:2:3:4:5:6:7:8:9]:1"}},
        {"IPv6 with a gap too many", {"--connect", "[1:2:3:4:5:6:7:8::]:1"}},
        {"IPv6 with two gaps", {"--connect", "[1::2::3]:1"}},
        {"IPv6 that ends with a colon", {"--connect", "[1:2:3:4:5:6:7:]:1"}},
        {"IPv6 without the second bracket", {"--connect", "[::1:1"}},
        {"IPv6 group too long", {"--connect", "[::12345]:1"}},
        {"IPv4 with too few bytes", {"--connect", "10.0.1:1"}},
        {"IPv4 with too large a byte", {"--connect", "10.0.0.256:1"}},
        {"the beginning of an option", {"--stdio", "--perio", "1s"}},
        {"an option and more", {"--stdio", "--periods", "1s"}},
        {"an empty proc root", {"--stdio", "--proc", ""}},
        {"a name too many", std::vector<std::string>(36, "--name=a")},
    };
    for (const Case& row : cases) {
        CAPTURE(row.name);
        CHECK_FALSE(Line(row.words).misuse.none());
    }
}

TEST_CASE("times have units and a limit") {
    struct Case {
        const char* text;
        bool good;
        std::uint32_t ms;
    };
    static constexpr Case k_cases[] = {
        {"500", true, 500},        {"500ms", true, 500},    {"2s", true, 2000},        {"1m", true, 60000},
        {"1h2m3s", true, 3723000}, {"24h", true, 86400000}, {"25h", false, 0},         {"", false, 0},
        {"s", false, 0},           {"1s2", false, 0},       {"99999999999", false, 0}, {"-1", false, 0},
    };
    for (const Case& row : k_cases) {
        CAPTURE(row.text);
        std::uint32_t ms = 0;
        CHECK(parse_time_ms(row.text, ms) == row.good);
        CHECK((!row.good || ms == row.ms));
    }
}

TEST_CASE("help and version end the reading") {
    CHECK(Line({"--help", "--bogus"}).options.help);
    CHECK(Line({"--version"}).misuse.none());
}

TEST_CASE("as many pids and names as there is room for") {
    std::vector<std::string> words{"--stdio"};
    for (int i = 0; i < 65; ++i) {
        words.insert(words.end(), {"--pid", "7"});
    }
    CHECK_FALSE(Line(words).misuse.none());
    words.resize(1 + 2 * 64);
    CHECK(Line(words).misuse.none());
}
