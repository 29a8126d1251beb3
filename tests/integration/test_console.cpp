// A board with nothing but a shell prompt on its console: the agent is typed, streams, ends, and the prompt is as it
// was.
#include "tests/integration/cable.hpp"
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

using test::Ended;

namespace {

const std::string k_agent = SMAPS_AGENT;
const std::string k_host = SMAPS_HOST;
const std::string k_prompt = "board# ";
constexpr int k_patience_ms = 60'000;

/// As a console is when a user logs in.
void make_sane(int line) {
    termios settings{};
    tcgetattr(line, &settings);
    settings.c_iflag |= ICRNL | IXON;
    settings.c_oflag |= OPOST | ONLCR;
    settings.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN;
    tcsetattr(line, TCSANOW, &settings);
}

/// An interactive shell at the board's end of a cable.
class Shell {
  public:
    Shell(const test::Cable& cable, std::vector<std::string> command) {
        command.insert(command.begin(), {"env", "PS1=" + k_prompt, "TERM=dumb"});
        std::vector<char*> argv;
        for (std::string& argument : command) {
            argv.push_back(argument.data());
        }
        argv.push_back(nullptr);
        pid_ = fork();
        if (pid_ != 0) {
            return;
        }
        // The cable's threads may have held the allocator's lock when this copy was made: nothing is allocated here.
        setsid();
        const int line = open(cable.board().c_str(), O_RDWR);
        ioctl(line, TIOCSCTTY, 0);
        make_sane(line);
        for (const int fd : {0, 1, 2}) {
            dup2(line, fd);
        }
        execvp(argv[0], argv.data());
        _exit(127);
    }
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;
    ~Shell() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }

  private:
    pid_t pid_ = -1;
};

/// A person at the desk's end, with a terminal program.
class Person {
  public:
    explicit Person(const test::Cable& cable) : line_(open(cable.desk().c_str(), O_RDWR | O_NOCTTY)) {
        termios raw{};
        tcgetattr(line_, &raw);
        cfmakeraw(&raw);
        tcsetattr(line_, TCSANOW, &raw);
    }
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;
    ~Person() { close(line_); }

    /// What comes until `awaited` is in it, or nothing more comes.
    std::string read_until(const std::string& awaited) {
        std::string seen;
        pollfd ready{line_, POLLIN, 0};
        while (seen.find(awaited) == std::string::npos && poll(&ready, 1, k_patience_ms) > 0) {
            std::array<char, 512> buffer{};
            const ssize_t size = read(line_, buffer.data(), buffer.size());
            seen.append(buffer.data(), static_cast<std::size_t>(size > 0 ? size : 0));
        }
        return seen;
    }
    /// Types a command and waits for the next prompt: what is typed before it is echoed twice. What the command prints,
    /// without the echo.
    std::string command(const std::string& text) {
        // The result, unlike the echo, has no quotes in it.
        const std::string typed = text + "; echo 'e'nd\r";
        REQUIRE(write(line_, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));
        const std::string seen = read_until("\nend\r\n" + k_prompt);
        const std::size_t begin = seen.find('\n');
        const std::size_t end = seen.rfind("\nend");
        return begin < end ? seen.substr(begin + 1, end - begin - 1) : "";
    }

  private:
    int line_;
};

void check_shell(const std::vector<std::string>& shell_command) {
    CAPTURE(shell_command.front());
    const test::Program watched({"sleep", "1000"});
    const test::Cable cable;
    const Shell shell(cable, shell_command);
    std::string settings;
    {
        Person person(cable);
        CHECK(person.read_until(k_prompt).find(k_prompt) != std::string::npos);
        settings = person.command("stty -g");
        CHECK(settings.find(':') != std::string::npos);
    }
    const std::string start = k_agent + " --stdio --period 50ms --pid " + std::to_string(watched.pid());
    const Ended ended = test::run({k_host, "--serial", cable.desk() + ":4000000", "--start", start, "--count", "3",
                                   "--report", "processes", "--format", "csv", "--columns", "pid,program"});
    CAPTURE(ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(ended.out == "pid,program\n" + std::to_string(watched.pid()) + ",sleep\n");
    CHECK(ended.err.find("damaged") == std::string::npos);

    Person person(cable);
    CHECK(person.command("echo $((40 + 2))").find("42") != std::string::npos);
    CHECK(person.command("stty -g") == settings);
}

/// Whether a process with this command line is there, or comes within a minute.
bool is_running(const std::string& words) {
    std::string line = words + ' ';
    std::replace(line.begin(), line.end(), ' ', '\0');
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < end) {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            if (test::read_file(entry.path().string() + "/cmdline") == line) {
                return true;
            }
        }
    }
    return false;
}

/// The command of --start is none that streams: when the host gives up, the prompt is free for the next command.
void check_no_agent(const std::string& start, bool runs) {
    CAPTURE(start);
    test::Cable cable;
    const Shell shell(cable, {"sh", "-i"});
    CHECK(Person(cable).read_until(k_prompt).find(k_prompt) != std::string::npos);
    test::Program host({k_host, "--serial", cable.desk() + ":4000000", "--start", start, "--count", "1"});
    REQUIRE(cable.has_carried_to_board(start));
    REQUIRE((!runs || is_running(start)));
    host.signal(SIGINT);
    CHECK(host.end().exit_code != 0);
    CHECK(Person(cable).command("echo $((40 + 2))") == "42\r");
}

} // namespace

TEST_CASE("bash: the agent is typed on the console, and the prompt is as it was afterwards") {
    check_shell({"bash", "--norc", "--noprofile", "-i"});
}

TEST_CASE("a small shell on the console") {
    check_shell({"sh", "-i"});
}

TEST_CASE("busybox on the console") {
    if (std::system("busybox true 2>/dev/null") != 0) {
        MESSAGE("busybox is not installed: not tried");
        return;
    }
    check_shell({"busybox", "sh", "-i"});
}

TEST_CASE("a console that is raw for a while after the agent: the host ends when the prompt is back") {
    const test::Program watched({"sleep", "1000"});
    const test::Cable cable;
    const Shell shell(cable, {"sh", "-i"});
    CHECK(Person(cable).read_until(k_prompt).find(k_prompt) != std::string::npos);
    const std::string agent = k_agent + " --stdio --period 50ms --pid " + std::to_string(watched.pid());
    const Ended ended = test::run({k_host, "--serial", cable.desk() + ":4000000", "--start",
                                   "stty raw -echo; " + agent + "; sleep 0.3; stty sane", "--count", "2", "--quiet"});
    CHECK(ended.exit_code == 0);
    CHECK(Person(cable).command("echo $((40 + 2))").find("42") != std::string::npos);
}

TEST_CASE("something left on the command line does not spoil the command") {
    const test::Program watched({"sleep", "1000"});
    const test::Cable cable;
    const Shell shell(cable, {"bash", "--norc", "--noprofile", "-i"});
    {
        Person person(cable);
        person.read_until(k_prompt);
        person.command("true");
        const int line = open(cable.desk().c_str(), O_RDWR | O_NOCTTY);
        REQUIRE(write(line, "rm -rf half a comm", 18) == 18);
        close(line);
    }
    const std::string start = k_agent + " --stdio --period 50ms --pid " + std::to_string(watched.pid());
    const Ended ended =
        test::run({k_host, "--serial", cable.desk() + ":4000000", "--start", start, "--count", "2", "--quiet"});
    CHECK(ended.exit_code == 0);
}

TEST_CASE("a command that is not there: what the console answered is shown") {
    const test::Cable cable;
    const Shell shell(cable, {"bash", "--norc", "--noprofile", "-i"});
    const Ended ended = test::run(
        {k_host, "--serial", cable.desk() + ":4000000", "--start", "/tmp/no-such-agent --stdio", "--duration", "12s"});
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.find("No such file or directory") != std::string::npos);
}

TEST_CASE("what is typed on the console is no agent") {
    check_no_agent("no-such-agent --stdio", false);
    check_no_agent("sleep 1017", true);
}
