// An error is one line that names its cause, with the right exit code.
#include "tests/integration/programs.hpp"
#include "tests/support/wire.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

namespace {

const std::string k_host = SMAPS_HOST;

struct Row {
    std::vector<std::string> arguments;
    int exit_code;
    std::string said;
};

void check(const Row& row) {
    std::vector<std::string> arguments{k_host};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const test::Ended ended = test::run(arguments);
    CAPTURE(row.said);
    CHECK(ended.err == "host-analyze: " + row.said + "\n");
    CHECK(ended.exit_code == row.exit_code);
    CHECK(ended.out == "");
}

} // namespace

TEST_CASE("wrong input is named in one line") {
    const test::TemporaryFolder folder;
    test::write_file(folder.path("text"), "hello, world\n");
    test::write_file(folder.path("empty"), "");
    const std::string text = folder.path("text");
    const std::string empty = folder.path("empty");
    for (const Row& row : {
             Row{{"--replay", empty}, 1, empty + ": is empty"},
             Row{{"--replay", text},
                 1,
                 text + ": is not a capture, smaps text or smemcap archive; record one with --record"},
             Row{{"--replay", "/no/such/file"}, 1, "/no/such/file: No such file or directory"},
             Row{{"--connect", "127.0.0.1:1"},
                 1,
                 "127.0.0.1:1: Connection refused; is smaps-agent --listen running there?"},
             Row{{"--connect", "127.0.0.1"},
                 2,
                 "--connect: '127.0.0.1': needs a port from 0 to 65535; write HOST:PORT"},
             Row{{"--serial", "/dev/no-such"},
                 1,
                 "/dev/no-such: No such file or directory; is the adapter plugged in?"},
             Row{{"--serial", text}, 1, text + ": not a serial device"},
             Row{{"--serial", "/dev/ttyS0:77"},
                 2,
                 "--serial: '/dev/ttyS0:77': '77' is not a speed; write 1200 to 4000000"},
             Row{{"--exec", "exit 3"}, 1, "exit 3: ended with exit code 3"},
             Row{{"--exec", "true"}, 1, "true: closed without a stream; is it a smaps-agent?"},
             Row{{"--exec", "true", "--record", text},
                 1,
                 text + ": exists and is no capture; choose another file for --record"},
             Row{{"--replay", text, "--record", "x"}, 2, "--record: the source is a recording already; copy the file"},
         }) {
        check(row);
    }
    CHECK(test::read_file(text) == "hello, world\n");
}

TEST_CASE("a newer protocol is refused by name, live and recorded") {
    const test::TemporaryFolder folder;
    const test::Bytes hello = test::hello({.major = 9});
    const std::string capture = folder.path("newer.smaps");
    test::write_file(capture, {hello.begin(), hello.end()});
    const std::string said = ": the agent speaks protocol 9.0, this program up to 1.0; take a newer host-analyze";
    check({{"--replay", capture}, 1, capture + said});
    check({{"--exec", "cat " + capture}, 1, "cat " + capture + said});
}

TEST_CASE("damaged frames cost what they carried; the others are shown") {
    const test::TemporaryFolder folder;
    test::Bytes stream = test::hello();
    test::append(stream, test::sweep(1, true, test::Records().came(7), 0));
    const std::size_t good = stream.size();
    test::append(stream, test::idle(2));
    stream[good + 3] ^= 1;
    const std::string capture = folder.path("damaged.smaps");
    test::write_file(capture, {stream.begin(), stream.end()});
    const test::Ended ended = test::run(
        {k_host, "--replay", capture, "--report", "processes", "--format", "csv", "--columns", "pid,program"});
    CHECK(ended.err ==
          "host-analyze: " + capture + ": offset " + std::to_string(good) + ": damaged; 1 frame (6 bytes) skipped\n");
    CHECK(ended.out == "pid,program\n7,prog\n");
    CHECK(ended.exit_code == 0);
}

TEST_CASE("a serial device that another program has open is busy") {
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(master >= 0);
    REQUIRE(grantpt(master) == 0);
    REQUIRE(unlockpt(master) == 0);
    const std::string device = ptsname(master);
    const int other = open(device.c_str(), O_RDWR | O_NOCTTY);
    REQUIRE(flock(other, LOCK_EX | LOCK_NB) == 0); // as every well-behaved terminal program does
    check({{"--serial", device}, 1, device + ": busy; another program has it open; close that one"});
    close(other);
    const test::Ended silent = test::run({k_host, "--serial", device, "--duration", "50ms"});
    CHECK(silent.err.find(device + ": no stream yet; is the agent running there, and the speed right?\n") !=
          std::string::npos);
    CHECK(silent.exit_code == 1);
    close(master);
}

TEST_CASE("a process that is not there is named, and the others are shown") {
    const test::Program watched({"sleep", "1000"});
    const std::string pid = std::to_string(watched.pid());
    const test::Ended ended = test::run({k_host, pid, "4194304", "--format", "csv", "--columns", "pid,program"});
    CHECK(ended.err == "host-analyze: 4194304: no such process\n");
    CHECK(ended.out.find("\n" + pid + ",sleep\n") != std::string::npos);
    CHECK(ended.exit_code == 1);
}

TEST_CASE("live, a process that is not there is named, and no table is begun") {
    const std::string agent = std::string(SMAPS_AGENT) + " --stdio --count 1";
    const test::Ended ended = test::run({k_host, "--exec", agent, "--pid", "4194304"});
    CHECK(ended.err.find("host-analyze: 4194304: no such process\n") != std::string::npos);
    CHECK(ended.out == "");
    CHECK(ended.exit_code == 1);
}
