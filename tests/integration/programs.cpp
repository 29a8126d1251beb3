#include "tests/integration/programs.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace test {
namespace {

constexpr int k_patience_ms = 120'000;

} // namespace

Program::Program(const std::vector<std::string>& arguments) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    std::array<int, 2> started{}; // closed by exec: only then is it this program that others see
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0 ||
        pipe2(started.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipes");
    }
    std::vector<char*> argv;
    std::vector<std::string> copy = arguments;
    for (std::string& argument : copy) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
        dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    close(started[1]);
    char none = 0;
    while (read(started[0], &none, 1) < 0 && errno == EINTR) {
    }
    close(started[0]);
    out_ = out[0];
    err_ = err[0];
}

Program::~Program() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(err_);
}

/// False at the end of both streams, or when nothing comes for too long.
bool Program::read_some() {
    std::array<pollfd, 2> ready{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
    if (poll(ready.data(), ready.size(), k_patience_ms) <= 0) {
        return false;
    }
    bool any = false;
    for (const auto& [fd, stream] : {std::pair{ready[0], &ended_.out}, std::pair{ready[1], &ended_.err}}) {
        std::array<char, 4096> buffer{};
        if (fd.revents != 0) {
            const ssize_t size = read(fd.fd, buffer.data(), buffer.size());
            any = any || size > 0;
            stream->append(buffer.data(), static_cast<std::size_t>(size > 0 ? size : 0));
        }
    }
    return any;
}

std::string Program::wait_for(const std::string& text, std::string Ended::*stream) {
    while ((ended_.*stream).find(text) == std::string::npos && read_some()) {
    }
    return ended_.*stream;
}

std::string Program::wait_for_err(const std::string& text) {
    return wait_for(text, &Ended::err);
}

std::string Program::wait_for_out(const std::string& text) {
    return wait_for(text, &Ended::out);
}

void Program::signal(int number) const {
    kill(pid_, number);
}

Ended Program::end() {
    while (read_some()) {
    }
    if (pollfd silent{out_, POLLIN, 0}; poll(&silent, 1, 0) == 0) {
        kill(pid_, SIGKILL); // it neither ends nor prints a line
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    ended_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended_;
}

Ended run(const std::vector<std::string>& arguments) {
    return Program(arguments).end();
}

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path().string() + "/smapscope-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no folder for temporary files");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace test
