// The real agent and the real host at the two ends of a serial cable.
#include "tests/integration/cable.hpp"
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

using test::Cable;
using test::Ended;
using test::Program;
using test::TemporaryFolder;

namespace {

const std::string k_agent = SMAPS_AGENT;
const std::string k_host = SMAPS_HOST;

/// A process to look at.
struct Watched {
    Program program{{"sleep", "1000"}};
    std::string pid = std::to_string(program.pid());
};

using Words = std::vector<std::string>;

Words joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

Words agent_on(const Cable& cable, const std::string& baud, const Words& more) {
    return joined({k_agent, "--serial", cable.board() + ":" + baud}, more);
}

Words host_on(const Cable& cable, const std::string& baud, const Words& more) {
    return joined({k_host, "--serial", cable.desk() + ":" + baud, "--report", "processes"}, more);
}

/// Rows of --report frames.
std::vector<std::vector<std::string>> frames_of(const std::string& capture) {
    const Ended replayed = test::run({k_host, "--replay", capture, "--report", "frames", "--format", "csv"});
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(replayed.out);
    std::string line;
    std::getline(lines, line); // the header
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

constexpr std::size_t k_sweep_column = 1;

/// Whether more verified sweeps are recorded, sooner or later.
bool grows(const std::string& capture) {
    constexpr int k_looks_max = 2'000; // each takes some milliseconds
    const std::size_t before = frames_of(capture).size();
    for (int i = 0; i < k_looks_max; ++i) {
        if (frames_of(capture).size() >= before + 5) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("every speed from 1200 to 4,000,000 baud is set at both ends: raw, 8N1, no flow control") {
    const Watched watched;
    for (const std::string baud : {"1200", "2400", "9600", "19200", "57600", "115200", "250000", "460800", "921600",
                                   "1500000", "3000000", "4000000"}) {
        CAPTURE(baud);
        Cable cable;
        const auto before = cable.desk_settings();
        Program agent(agent_on(cable, baud, {"--pid", watched.pid, "--period", "20ms"}));
        Program host(host_on(cable, baud, {}));
        REQUIRE(host.wait_for_out("0.1s").find("0.1s") != std::string::npos);
        for (const auto& settings : {cable.board_settings(), cable.desk_settings()}) {
            CHECK(std::to_string(settings.baud) == baud);
            CHECK(settings.raw_8n1);
        }
        host.signal(SIGINT);
        const Ended ended = host.end();
        CHECK(ended.exit_code == 130);
        CHECK(ended.err.find(" of " + baud + " baud; nothing lost") != std::string::npos);
        agent.signal(SIGTERM); // it waits for the next host
        CHECK(agent.end().exit_code == 130);
        CHECK(cable.desk_settings().baud == before.baud); // and put back
        CHECK(cable.desk_settings().raw_8n1 == before.raw_8n1);
    }
}

TEST_CASE("a host that comes in the middle of a session asks for a key frame and is there at once") {
    const Watched watched;
    const TemporaryFolder folder;
    Cable cable;
    Program agent(agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms", "--key-interval", "1h"}));
    {
        Program first(host_on(cable, "115200", {}));
        REQUIRE(first.wait_for_out("0.1s").find("0.1s") != std::string::npos);
        first.signal(SIGKILL);
    }
    CHECK_FALSE(cable.desk_is_kept());
    const Ended ended = test::run(host_on(cable, "115200", {"--count", "5"}));
    CHECK(ended.exit_code == 0);
    CHECK(ended.out.find(watched.pid) != std::string::npos);
}

TEST_CASE("an agent on a line serves host after host") {
    const Watched one;
    const Watched other;
    Cable cable;
    Program agent(agent_on(cable, "115200", {"--pid", one.pid, "--pid", other.pid, "--period", "20ms"}));
    for (const auto& [wishes, unwanted] : {std::pair<Words, std::string>{{"--pid", one.pid}, other.pid},
                                           {{"--pid", other.pid}, one.pid},
                                           {{}, "unknown pid"}}) {
        const Ended ended = test::run(host_on(cable, "115200", joined({"--count", "2", "--format", "csv"}, wishes)));
        CAPTURE(ended.err);
        CHECK(ended.exit_code == 0);
        CHECK(ended.out.find("\n" + unwanted + ",") == std::string::npos);
        CHECK(ended.out.find(",sleep,") != std::string::npos);
    }
}

TEST_CASE("a host that finds all it wants on the line already leaves the agent silent") {
    const Watched watched;
    Cable cable;
    Program agent(agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms"}));
    constexpr std::uint64_t k_several_sweeps_bytes = 2'000;
    REQUIRE(cable.has_carried_to_desk(k_several_sweeps_bytes));
    // Anything sent after the stop would be taken for the next host, and the answer would stay unread. These names are
    // more than the agent reads at once.
    const std::string another(50, 'x');
    CHECK(test::run(host_on(cable, "115200",
                            {"--name", "sleep", "--name", another + "1", "--name", another + "2", "--name",
                             another + "3", "--count", "1"}))
              .exit_code == 0);
    CHECK_FALSE(cable.anything_at_desk(std::chrono::milliseconds(500)));
}

TEST_CASE("a line of 1200 baud carries a process at a sweep a second") {
    const Watched watched;
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const std::string tree = folder.path("proc/" + watched.pid); // without meminfo, which alone would be twelve seconds
    REQUIRE(test::run({"mkdir", "-p", tree}).exit_code == 0);
    REQUIRE(test::run({"cp", "/proc/" + watched.pid + "/smaps", tree + "/smaps"}).exit_code == 0);
    Cable cable;
    cable.set_rate(120);
    Program agent(agent_on(cable, "1200", {"--pid", watched.pid, "--proc", folder.path("proc")}));
    const Ended ended = test::run(host_on(cable, "1200", {"--count", "4", "--record", capture}));
    CHECK(ended.exit_code == 0);
    CHECK(ended.err.find(" of 1200 baud; nothing lost") != std::string::npos);
    CHECK(frames_of(capture).size() >= 4);
}

TEST_CASE("console text, kernel messages and noise in between cost frames, never the session") {
    const Watched watched;
    const TemporaryFolder folder;
    Cable cable;
    Program agent(agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms"}));
    Program host(host_on(cable, "115200", {"--record", folder.path("run.smaps")}));
    REQUIRE(host.wait_for_out("0.1s").find("0.1s") != std::string::npos);
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all.push_back(static_cast<char>(byte));
    }
    for (const std::string& noise :
         {std::string("[   12.345678] usb 1-1: new high-speed USB device number 2\r\n"),
          std::string("login: \r\nPassword: "), std::string(7, '\x1e'), all, std::string("\x1e\x23\x00\xff", 4),
          std::string(20'000, '\x1e') + "\x01", std::string(3000, '\0')}) {
        cable.disturb(noise);
        REQUIRE(grows(folder.path("run.smaps")));
    }
    host.signal(SIGINT);
    const Ended ended = host.end();
    CHECK(ended.exit_code == 130);
    CHECK(ended.err.find(" bytes of something else") != std::string::npos);
    agent.signal(SIGTERM);
    CHECK(agent.end().exit_code == 130);
    // What was recorded holds the noise, too, and gives the same sweeps.
    CHECK(frames_of(folder.path("run.smaps")).size() >= 20);
}

TEST_CASE("bits turned over on the way cost the frame; the host asks for a key frame and continues") {
    const Watched watched;
    const TemporaryFolder folder;
    Cable cable;
    Program agent(agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms", "--key-interval", "1h"}));
    Program host(host_on(cable, "115200", {"--record", folder.path("run.smaps")}));
    REQUIRE(host.wait_for_out("0.1s").find("0.1s") != std::string::npos);
    cable.flip(1);
    CHECK(host.wait_for_err("waiting for the next key frame").find("frame lost; waiting for the next key frame") !=
          std::string::npos);
    // No key frame comes by itself for an hour.
    CHECK(grows(folder.path("run.smaps")));
    host.signal(SIGINT);
    const Ended ended = host.end();
    CHECK(ended.exit_code == 130);
    CHECK(ended.err.find("nothing lost") == std::string::npos);
}

TEST_CASE("a sweep that is not what the agent read is reported and never shown; a key frame is asked for, or awaited") {
    for (const bool one_way : {false, true}) {
        CAPTURE(one_way);
        const Watched watched;
        const TemporaryFolder folder;
        const std::string capture = folder.path("run.smaps");
        Cable cable;
        if (one_way) {
            cable.one_way();
        }
        const std::string key_interval = one_way ? "500ms" : "1h";
        Program agent(
            agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms", "--key-interval", key_interval}));
        Program host(host_on(cable, "115200", {"--record", capture}));
        REQUIRE(host.wait_for_out("0.1s").find("0.1s") != std::string::npos);
        cable.forge();
        const std::string said = "a sweep's text is not what the agent read; waiting for the next key frame\n";
        CHECK(host.wait_for_err(said).find(said) != std::string::npos);
        CHECK(grows(capture));
        host.signal(SIGINT);
        CHECK(host.end().exit_code == 130);
        // What is shown has a hole where the forged sweep was, and the replay reports the same.
        const Ended replayed = test::run({k_host, "--replay", capture, "--report", "frames", "--format", "csv"});
        CHECK(replayed.err.find(said) != std::string::npos);
        const auto rows = frames_of(capture);
        CHECK(std::stoul(rows.back()[k_sweep_column]) >= rows.size());
    }
}

TEST_CASE("on a one-way line the host waits for the periodic key frame") {
    const Watched watched;
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    Cable cable;
    cable.one_way();
    Program agent(agent_on(cable, "115200", {"--pid", watched.pid, "--period", "20ms", "--key-interval", "500ms"}));
    Program host(host_on(cable, "115200", {"--record", capture}));
    REQUIRE(host.wait_for_out("0.1s").find("0.1s") != std::string::npos);
    cable.flip(1);
    host.wait_for_err("waiting for the next key frame");
    CHECK(grows(capture));
    host.signal(SIGINT);
    const Ended ended = host.end();
    CHECK(ended.exit_code == 130);
}

TEST_CASE("a line that is too slow: sweeps are skipped, the period doubles, and recovers when the line does") {
    const Watched watched;
    const TemporaryFolder folder;
    Cable cable;
    cable.set_rate(6'000);
    // A key sweep each time: some 400 bytes every 10 ms, and the pseudo-terminal has to be full before that shows.
    Program agent(agent_on(cable, "57600",
                           {"--pid", watched.pid, "--period", "10ms", "--key-interval", "10ms", "--max-cpu", "100"}));
    Program host(host_on(cable, "57600", {"--record", folder.path("run.smaps")}));
    CHECK(agent.wait_for_err("line too slow: period is now 20 ms").find("period is now 20 ms") != std::string::npos);
    cable.set_rate(0);
    CHECK(agent.wait_for_err("recovered: period is now 10 ms").find("period is now 10 ms") != std::string::npos);
    host.signal(SIGINT);
    const Ended ended = host.end();
    CHECK(ended.exit_code == 130);
    CHECK(ended.err.find(" skipped by the agent") != std::string::npos);
    CHECK(ended.err.find("lost,") == std::string::npos); // skipped, not lost
    const auto rows = frames_of(folder.path("run.smaps"));
    REQUIRE(!rows.empty());                                        // how many depends on the machine
    CHECK(std::stoul(rows.back()[k_sweep_column]) >= rows.size()); // numbers count the omitted ones
}
