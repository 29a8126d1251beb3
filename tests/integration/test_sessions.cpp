// Live, recorded and replayed: the same session by every way the two programs can meet.
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

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

/// Exec of a command that streams `pid`.
std::string stream_of(const std::string& pid, const std::string& more = "") {
    return k_agent + " --stdio --period 50ms --pid " + pid + " " + more;
}

Ended replay(const std::string& capture, const std::string& report) {
    return test::run({k_host, "--replay", capture, "--report", report, "--format", "csv"});
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The first column of a CSV, below its head.
std::vector<double> times_of(const std::string& csv) {
    std::vector<double> times;
    for (std::size_t at = csv.find('\n') + 1; at != 0 && at < csv.size(); at = csv.find('\n', at) + 1) {
        times.push_back(std::stod(csv.substr(at)));
    }
    return times;
}

/// The port that the host prints that it waits on.
std::string port_of(const std::string& said) {
    const std::size_t colon = said.rfind(':');
    return said.substr(colon + 1, said.find('\n', colon) - colon - 1);
}

} // namespace

TEST_CASE("over a pipe: a report, a line per sweep, and the end") {
    const Watched watched;
    const Ended ended = test::run({k_host, "--exec", stream_of(watched.pid), "--count", "3"});
    CHECK(ended.exit_code == 0);
    CHECK(ended.err == "");
    CHECK(ended.out.find("Total mapped memory:") == 0);
    CHECK(ended.out.find(watched.pid + " sleep: RSS ") != std::string::npos);
}

TEST_CASE("the agent dials the host over TCP") {
    const Watched watched;
    Program host({k_host, "--listen", "127.0.0.1:0", "--count", "2", "--format", "json", "--report", "processes"});
    const std::string port = port_of(host.wait_for_err("\n"));
    const Program agent({k_agent, "--connect", "127.0.0.1:" + port, "--pid", watched.pid, "--period", "50ms"});
    const Ended ended = host.end();
    CHECK(ended.exit_code == 0);
    CHECK(ended.out.find("\"schema\":\"smapscope/1\"") != std::string::npos);
    CHECK(ended.out.find("\"pid\":" + watched.pid) != std::string::npos);
}

TEST_CASE("the first sweep is of what the host wants, not of what the agent was started for") {
    const Watched started_for;
    const Watched wanted;
    const std::string agent = stream_of(started_for.pid);
    const Ended ended = test::run({k_host, "--exec", agent, "--pid", wanted.pid, "--count", "1", "--report",
                                   "processes", "--format", "csv", "--columns", "pid"});
    CHECK(ended.exit_code == 0);
    CHECK(ended.out == "pid\n" + wanted.pid + "\n");
}

TEST_CASE("a sweep that changes the period has the time when it was made, in a key sweep too") {
    const Watched watched;
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const std::string options = " --stdio --all --period 10ms --max-cpu 1 --key-interval 1ms --count 4";
    const Ended agent = test::run({"sh", "-c", k_agent + options + " > " + capture});
    const std::size_t said = agent.err.find("period is now ");
    REQUIRE(said != std::string::npos);
    const double period_s = std::stod(agent.err.substr(said + std::string("period is now ").size())) / 1000;
    const Ended frames =
        test::run({k_host, "--replay", capture, "--report", "frames", "--format", "csv", "--pid", watched.pid});
    const std::vector<double> times = times_of(frames.out);
    REQUIRE(times.size() == 4);
    CHECK(times[3] > times[2]);
    CHECK(times[3] - times[2] < period_s); // the next one is the first to wait so long
}

TEST_CASE("a capture replays to what was seen live, and is only ever appended to") {
    const TemporaryFolder folder;
    const Watched watched;
    const std::string capture = folder.path("run.smaps");
    const Ended live = test::run({k_host, "--exec", stream_of(watched.pid), "--count", "4", "--record", capture,
                                  "--format", "csv", "--report", "classes"});
    CHECK(live.exit_code == 0);
    const Ended replayed = replay(capture, "classes");
    CHECK(replayed.exit_code == 0);
    CHECK(replayed.err == "");
    CHECK(replayed.out == live.out);

    const std::string before = test::read_file(capture);
    const std::size_t frames = lines_of(replay(capture, "frames").out);
    CHECK(test::run({k_host, "--exec", stream_of(watched.pid), "--count", "2", "--record", capture, "--quiet"})
              .exit_code == 0);
    CHECK(test::read_file(capture).substr(0, before.size()) == before);
    CHECK(lines_of(replay(capture, "frames").out) >= frames + 2);
}

TEST_CASE("a capture cut anywhere replays up to its last whole frame") {
    const TemporaryFolder folder;
    const Watched watched;
    const std::string capture = folder.path("run.smaps");
    test::run({k_host, "--exec", stream_of(watched.pid), "--count", "12", "--record", capture, "--quiet"});
    const std::string whole = test::read_file(capture);
    std::size_t rows = lines_of(replay(capture, "frames").out);
    CHECK(rows >= 4);
    // From the last byte, which is of the index, down to the hello: fewer and fewer sweeps, in the end none.
    for (std::size_t cut = whole.size() - 1; cut != 0; cut -= std::min<std::size_t>(cut, 61)) {
        CAPTURE(cut);
        test::write_file(folder.path("cut.smaps"), whole.substr(0, cut));
        const Ended ended = replay(folder.path("cut.smaps"), "frames");
        const std::size_t left = lines_of(ended.out);
        CHECK(left <= rows);
        CHECK(ended.exit_code == (left > 1 ? 0 : 1));
        rows = left;
    }
    CHECK(rows == 0);
}

TEST_CASE("a host killed in the middle leaves a valid capture") {
    const TemporaryFolder folder;
    const Watched watched;
    const std::string capture = folder.path("run.smaps");
    {
        Program host({k_host, "--exec", stream_of(watched.pid), "--record", capture});
        host.wait_for_out("0.3s");
        host.signal(SIGKILL);
    }
    const Ended replayed = replay(capture, "frames");
    CHECK(replayed.exit_code == 0);
    CHECK(lines_of(replayed.out) >= 5);
}

TEST_CASE("Ctrl-C and SIGTERM finish what was recorded and exit with 130") {
    for (const int number : {SIGINT, SIGTERM}) {
        const TemporaryFolder folder;
        const Watched watched;
        Program host({k_host, "--exec", stream_of(watched.pid), "--record", folder.path("run.smaps")});
        host.wait_for_out("0.1s");
        host.signal(number);
        const Ended ended = host.end();
        CHECK(ended.exit_code == 130);
        CHECK(ended.out.find("peak RSS") != std::string::npos);
        CHECK(replay(folder.path("run.smaps"), "processes").exit_code == 0);
    }
}

TEST_CASE("an agent killed and started again is found again") {
    const Watched watched;
    Program probe({k_host, "--listen", "127.0.0.1:0"});
    const std::string address = "127.0.0.1:" + port_of(probe.wait_for_err("\n"));
    probe.signal(SIGTERM);
    probe.end();
    const std::vector<std::string> command{k_agent, "--listen", address, "--pid", watched.pid, "--period", "50ms"};
    auto agent = std::make_unique<Program>(command);
    agent->wait_for_err("listening");
    Program host({k_host, "--connect", address, "--report", "processes", "--count", "12"});
    host.wait_for_out("0.2s");
    agent->signal(SIGKILL);
    agent->end();
    CHECK(host.wait_for_err("trying again").find(address + ": connection lost; trying again") != std::string::npos);
    agent = std::make_unique<Program>(command);
    const Ended ended = host.end();
    CHECK(ended.exit_code == 0);
    CHECK(ended.out.find(watched.pid + " sleep: RSS ") != std::string::npos);
}

TEST_CASE("a process that ends in the middle is reported as exited") {
    const TemporaryFolder folder;
    auto watched = std::make_unique<Watched>();
    const std::string pid = watched->pid;
    const Watched other;
    Program host({k_host, "--exec", stream_of(pid, "--pid " + other.pid), "--record", folder.path("run.smaps"),
                  "--report", "processes"});
    host.wait_for_out("0.1s");
    watched.reset();
    host.wait_for_out("0.6s");
    host.signal(SIGINT);
    CHECK(host.end().exit_code == 130);
    const Ended last = replay(folder.path("run.smaps"), "processes");
    CHECK(last.out.find(other.pid) != std::string::npos);
    CHECK(last.out.find("\n" + pid + ",") == std::string::npos);
    const Ended first = test::run(
        {k_host, "--replay", folder.path("run.smaps"), "--at", "first", "--report", "processes", "--format", "csv"});
    CHECK(first.out.find("\n" + pid + ",") != std::string::npos);
}

TEST_CASE("a pseudo-terminal is a serial line") {
    const Watched watched;
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(master >= 0);
    REQUIRE(grantpt(master) == 0);
    REQUIRE(unlockpt(master) == 0);
    const std::string device = ptsname(master);
    const pid_t agent = fork();
    if (agent == 0) {
        dup2(master, STDIN_FILENO);
        dup2(master, STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", ("exec " + stream_of(watched.pid)).c_str(), nullptr);
        _exit(127);
    }
    close(master);
    const Ended ended = test::run({k_host, "--serial", device + ":4000000", "--count", "3"});
    CHECK(ended.exit_code == 0);
    CHECK(ended.out.find("Total mapped memory:") == 0);
    kill(agent, SIGKILL);
    waitpid(agent, nullptr, 0);
}

TEST_CASE("imported snapshots come back byte for byte through the agent's encoder") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path("in"));
    const std::string text = test::read_file(std::string(SMAPS_TESTDATA) + "/rssanalyse/live-three/2002/smaps");
    REQUIRE(!text.empty());
    std::string changed = text;
    changed.replace(changed.find("Rss: ") + 5, 5, "    8");
    test::write_file(folder.path("in/0000.smaps"), text);
    test::write_file(folder.path("in/0001.smaps"), changed);
    test::write_file(folder.path("in/0002.smaps"), changed);
    test::write_file(folder.path("in/0003.smaps"), "no smaps at all\n");
    test::write_file(folder.path("in/times.tsv"), "0\t0\n1\t1\n2\t2\n3\t3\n");
    const Ended imported = test::run({k_host, "--import", folder.path("in"), "--record", folder.path("run.smaps"),
                                      "--report", "frames", "--format", "csv"});
    CHECK(imported.exit_code == 0);
    CHECK(imported.out.find("\n2,2,1,in,delta," + std::to_string(changed.size()) + ",0,6,") != std::string::npos);
    CHECK(test::run({k_host, "--replay", folder.path("run.smaps"), "--extract", folder.path("out")}).exit_code == 0);
    CHECK(test::read_file(folder.path("out/000000/proc/1/smaps")) == text);
    CHECK(test::read_file(folder.path("out/000001/proc/1/smaps")) == changed);
    CHECK(test::read_file(folder.path("out/000002/proc/1/smaps")) == changed);
    CHECK(test::read_file(folder.path("out/000003/proc/1/smaps")) == "no smaps at all\n");
    CHECK(test::run({k_host, "--replay", folder.path("run.smaps"), "--at", "1", "--extract", folder.path("at")})
              .exit_code == 0);
    CHECK(test::read_file(folder.path("at/proc/1/smaps")) == changed);
}
