// What is wrong is said in one line that names it, with the right exit code.
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

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
                 text + ": neither a capture nor smaps text nor a smemcap archive; record one with --record"},
             Row{{"--replay", "/no/such/file"}, 1, "/no/such/file: No such file or directory"},
             Row{{"--connect", "127.0.0.1:1"},
                 1,
                 "127.0.0.1:1: Connection refused; is smaps-agent --listen running there?"},
             Row{{"--connect", "127.0.0.1"}, 2, "127.0.0.1: no port between 0 and 65535; write HOST:PORT"},
             Row{{"--serial", "/dev/no-such"},
                 1,
                 "/dev/no-such: No such file or directory; is the adapter plugged in?"},
             Row{{"--serial", text}, 1, text + ": not a serial device"},
             Row{{"--serial", "/dev/ttyS0:77"}, 2, "/dev/ttyS0:77: '77' is not a speed; write 1200 to 4000000"},
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
