// What may end or change in the middle: the agent, the connection, the host, the process that is watched. Time
// continues, the recording stays valid to its last whole frame, and all ends report it.
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <sstream>

using test::Ended;
using test::Program;
using test::TemporaryFolder;

namespace {

const std::string k_agent = SMAPS_AGENT;
const std::string k_host = SMAPS_HOST;

/// A loopback address without a listener.
std::string free_address() {
    Program probe({k_host, "--listen", "127.0.0.1:0"});
    const std::string said = probe.wait_for_err("\n");
    probe.signal(SIGTERM);
    probe.end();
    const std::size_t colon = said.rfind(':');
    return "127.0.0.1:" + said.substr(colon + 1, said.find('\n', colon) - colon - 1);
}

using Row = std::vector<std::string>;

/// The rows of CSV without quotes, the header first.
std::vector<Row> rows_of(const std::string& csv) {
    std::vector<Row> rows;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

std::vector<Row> replay(const std::string& capture, const std::string& report,
                        const std::vector<std::string>& more = {}) {
    std::vector<std::string> command{k_host, "--replay", capture, "--report", report, "--format", "csv"};
    command.insert(command.end(), more.begin(), more.end());
    const Ended ended = test::run(command);
    CHECK(ended.exit_code == 0);
    return rows_of(ended.out);
}

std::vector<double> times_of(const std::vector<Row>& rows) {
    std::vector<double> times;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        times.push_back(std::stod(rows[i].front()));
    }
    return times;
}

/// The agent on one address, as often as it is started.
struct Board {
    std::string address = free_address();
    std::unique_ptr<Program> agent;

    void start(const std::string& pid) {
        agent = std::make_unique<Program>(
            std::vector<std::string>{k_agent, "--listen", address, "--pid", pid, "--period", "50ms"});
        REQUIRE(agent->wait_for_err("listening").find("listening") != std::string::npos);
    }
};

constexpr unsigned k_nobody = 65534;

/// A process of an ordinary user that its owner may read until hide(): then only CAP_SYS_PTRACE may.
class ShyProcess {
  public:
    ShyProcess() {
        REQUIRE(pipe(orders_.data()) == 0);
        REQUIRE(pipe(answers_.data()) == 0);
        pid_ = fork();
        if (pid_ == 0) {
            live();
        }
        wait();
    }
    ShyProcess(const ShyProcess&) = delete;
    ShyProcess& operator=(const ShyProcess&) = delete;
    ~ShyProcess() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        for (const int fd : {orders_[0], orders_[1], answers_[0], answers_[1]}) {
            close(fd);
        }
    }

    void hide() {
        REQUIRE(write(orders_[1], "h", 1) == 1);
        wait();
    }
    pid_t pid() const { return pid_; }

  private:
    [[noreturn]] void live() {
        char byte = 0;
        const bool dropped = geteuid() != 0 || (setgid(k_nobody) == 0 && setuid(k_nobody) == 0);
        prctl(PR_SET_DUMPABLE, 1); // a change of user has cleared it
        if (dropped && write(answers_[1], "r", 1) == 1 && read(orders_[0], &byte, 1) == 1) {
            prctl(PR_SET_DUMPABLE, 0);
            if (write(answers_[1], "h", 1) == 1) {
                pause();
            }
        }
        _exit(1);
    }
    void wait() {
        char byte = 0;
        REQUIRE(read(answers_[0], &byte, 1) == 1);
    }

    std::array<int, 2> orders_{};
    std::array<int, 2> answers_{};
    pid_t pid_ = -1;
};

/// The agent as a command of an ordinary user; root gives up what it is.
std::string without_privileges(const TemporaryFolder& folder) {
    if (geteuid() != 0) {
        return k_agent;
    }
    std::filesystem::permissions(folder.path("."), std::filesystem::perms{0755});
    std::filesystem::copy_file(k_agent, folder.path("agent"));
    std::filesystem::permissions(folder.path("agent"), std::filesystem::perms{0755});
    return "setpriv --reuid=65534 --regid=65534 --clear-groups " + folder.path("agent");
}

} // namespace

TEST_CASE("over an agent killed and started again there is one time, live and in the capture") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const Program watched({"sleep", "1000"});
    const std::string pid = std::to_string(watched.pid());
    Board board;
    board.start(pid);
    Program host({k_host, "--connect", board.address, "--report", "processes", "--count", "14", "--record", capture});
    host.wait_for_out("0.2s");
    board.agent->signal(SIGKILL);
    board.agent->end(); // its address is free from here on
    CHECK(host.wait_for_err("trying again").find(board.address + ": connection lost; trying again") !=
          std::string::npos);
    board.start(pid);
    const Ended live = host.end();
    CAPTURE(live.err);
    CHECK(live.exit_code == 0);

    const std::vector<Row> series = replay(capture, "series");
    const std::vector<double> times = times_of(series);
    CHECK(times.size() == 14);
    CHECK(std::is_sorted(times.begin(), times.end()));
    CHECK(std::adjacent_find(times.begin(), times.end()) == times.end());

    // The same from its middle: the second session begins with the largest gap.
    std::size_t second = 1;
    for (std::size_t i = 1; i < times.size(); ++i) {
        second = times[i] - times[i - 1] > times[second] - times[second - 1] ? i : second;
    }
    CHECK(times[second] - times[second - 1] >= 0.1);
    const std::string from = std::to_string(static_cast<int>(times[second] * 1000) - 20) + "ms";
    const std::vector<double> later = times_of(replay(capture, "series", {"--from", from}));
    CHECK(later == std::vector<double>(times.begin() + static_cast<std::ptrdiff_t>(second), times.end()));

    // A process that stayed is one process, for all that happened to those who watched it.
    const std::vector<Row> growth = replay(capture, "growth", {"--by", "process"});
    CHECK(growth.size() == 2);
}

TEST_CASE("every sweep of a recording over two sessions is extracted into a folder of its own") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const Program watched({"sleep", "1000"});
    const std::string stream = k_agent + " --stdio --period 20ms --pid " + std::to_string(watched.pid());
    for (int i = 0; i < 2; ++i) {
        CHECK(test::run({k_host, "--exec", stream, "--count", "3", "--record", capture, "--quiet"}).exit_code == 0);
    }
    CHECK(test::run({k_host, "--replay", capture, "--extract", folder.path("out")}).exit_code == 0);
    const std::size_t sweeps = replay(capture, "frames").size() - 1;
    CHECK(sweeps >= 6);
    std::size_t folders = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        struct stat status {};
        const std::string name = "out/0000" + std::string(i < 10 ? "0" : "") + std::to_string(i);
        folders += stat(folder.path(name).c_str(), &status) == 0 ? 1 : 0;
    }
    CHECK(folders == sweeps);
}

TEST_CASE("an agent that calls again continues where it was") {
    const Program watched({"sleep", "1000"});
    Program host({k_host, "--listen", "127.0.0.1:0", "--report", "series", "--format", "csv"});
    const std::string said = host.wait_for_err("\n");
    const std::size_t colon = said.rfind(':');
    const std::string address = "127.0.0.1:" + said.substr(colon + 1, said.find('\n', colon) - colon - 1);
    const std::vector<std::string> command{k_agent,    "--connect", address, "--pid", std::to_string(watched.pid()),
                                           "--period", "50ms"};
    auto agent = std::make_unique<Program>(command);
    host.wait_for_err("has called");
    agent->signal(SIGKILL); // perhaps before it has printed a line
    agent->end();
    Program again(
        {k_agent, "--connect", address, "--pid", std::to_string(watched.pid()), "--period", "50ms", "--count", "3"});
    again.end();
    const Ended ended = host.end();
    CHECK(ended.exit_code == 0);
    const std::vector<double> times = times_of(rows_of(ended.out));
    CHECK(times.size() >= 3);
    CHECK(std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end());
}

TEST_CASE("a host killed at any moment leaves whole frames, and recording continues after them") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const Program watched({"sleep", "1000"});
    const std::string pid = std::to_string(watched.pid());
    Board board;
    board.start(pid);
    for (const char* moment : {"0.1s", "0.2s", "0.4s"}) {
        CAPTURE(moment);
        const std::size_t before = test::read_file(capture).size();
        Program host({k_host, "--connect", board.address, "--report", "processes", "--record", capture});
        host.wait_for_out(moment);
        host.signal(SIGKILL);
        host.end();
        CHECK(test::read_file(capture).size() > before);
        const std::vector<double> times = times_of(replay(capture, "series"));
        CHECK(times.size() >= 3);
        CHECK(std::is_sorted(times.begin(), times.end()));
    }
}

TEST_CASE("a process that executes another program is another process of the same pid") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    const std::string go = folder.path("go");
    REQUIRE(mkfifo(go.c_str(), 0600) == 0);
    const Program watched({"sh", "-c", "read line <" + go + "; exec sleep 1000"});
    const std::string pid = std::to_string(watched.pid());
    Program host({k_host, "--exec", k_agent + " --stdio --period 50ms --pid " + pid, "--record", capture, "--report",
                  "processes"});
    host.wait_for_out("0.2s");
    test::write_file(go, "\n");
    host.wait_for_out(pid + " sleep\n");
    host.signal(SIGINT);
    CHECK(host.end().exit_code == 130);
    const auto program_at = [&](const char* moment) {
        const std::vector<Row> rows = replay(capture, "processes", {"--at", moment, "--columns", "pid,program"});
        return rows.size() == 2 ? rows[1] : Row{};
    };
    CHECK(program_at("first").at(1) != "sleep");
    CHECK(program_at("last") == Row{pid, "sleep"});
    bool slept = false;
    const std::vector<Row> series = replay(capture, "series", {"--by", "process", "--columns", "pid,program"});
    for (std::size_t i = 1; i < series.size(); ++i) {
        CHECK(series[i].at(0) == pid);
        CHECK((!slept || series[i].at(1) == "sleep")); // first one, then the other
        slept = series[i].at(1) == "sleep";
    }
    CHECK(slept);
}

TEST_CASE("a process that cannot be read any more is kept with its reason, not with zeros") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    ShyProcess watched;
    const std::string pid = std::to_string(watched.pid());
    Program host({k_host, "--exec", without_privileges(folder) + " --stdio --period 50ms --pid " + pid, "--record",
                  capture, "--report", "processes"});
    host.wait_for_out("0.2s");
    watched.hide();
    CHECK(host.wait_for_out("(no permission)\n").find(" n/a  " + pid) != std::string::npos);
    host.signal(SIGINT);
    CHECK(host.end().exit_code == 130);
    const auto rss_at = [&](const char* moment) {
        const std::vector<Row> rows = replay(capture, "processes", {"--at", moment, "--columns", "pid,rss_kb"});
        return rows.size() == 2 ? rows[1].at(1) : "";
    };
    CHECK(std::stoul(rss_at("first")) > 0);
    CHECK(rss_at("last") == "n/a");
}

TEST_CASE("when all that is watched has exited, that is reported, and the session ends") {
    auto watched = std::make_unique<Program>(std::vector<std::string>{"sleep", "1000"});
    Program host({k_host, "--exec", k_agent + " --stdio --period 50ms --pid " + std::to_string(watched->pid()),
                  "--report", "processes"});
    host.wait_for_out("0.1s");
    watched.reset();
    const Ended ended = host.end();
    CHECK(ended.err.find("nothing left to watch") != std::string::npos);
    CHECK(ended.out.find("peak RSS") != std::string::npos);
    CHECK(ended.out.find(" sleep (gone)\n") != std::string::npos);
    CHECK(ended.exit_code == 0);
}

TEST_CASE("a second host receives that the agent is busy") {
    const Program watched({"sleep", "1000"});
    Board board;
    board.start(std::to_string(watched.pid()));
    Program first({k_host, "--connect", board.address, "--report", "processes"});
    first.wait_for_out("0.1s");
    const Ended second = test::run({k_host, "--connect", board.address});
    CHECK(second.err == "host-analyze: " + board.address + ": busy with another host; end that one first\n");
    CHECK(second.exit_code == 1);
}
