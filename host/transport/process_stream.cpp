#include "host/transport/process_stream.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace host::transport {
namespace {

/// A child starts with the signals a shell expects, even if this program ignores or blocks them.
void default_signals(posix_spawnattr_t& attributes) {
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

int spawn_shell(const std::string& command, int input, int output, pid_t& child) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    default_signals(attributes);
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    std::array<char*, 4> arguments{shell.data(), option.data(), text.data(), nullptr};
    const int error = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

} // namespace

Result<std::unique_ptr<ProcessStream>> ProcessStream::start(const boost::asio::any_io_executor& executor,
                                                            const std::string& command) {
    std::array<int, 2> to_child{-1, -1};
    std::array<int, 2> from_child{-1, -1};
    if (pipe2(to_child.data(), O_CLOEXEC) != 0 || pipe2(from_child.data(), O_CLOEXEC) != 0) {
        return failure({command, std::strerror(errno), ""});
    }
    pid_t child = 0;
    const int error = spawn_shell(command, to_child[0], from_child[1], child);
    ::close(to_child[0]);
    ::close(from_child[1]);
    if (error != 0) {
        ::close(to_child[1]);
        ::close(from_child[0]);
        return failure({command, std::strerror(error), ""});
    }
    return std::unique_ptr<ProcessStream>(new ProcessStream(executor, from_child[0], to_child[1], child, command));
}

ProcessStream::ProcessStream(const boost::asio::any_io_executor& executor, int read_fd, int write_fd, pid_t child,
                             std::string command)
    : FdStream(executor, read_fd, write_fd), child_(child), command_(std::move(command)) {}

ProcessStream::~ProcessStream() {
    static_cast<void>(end());
}

Result<void> ProcessStream::end() {
    close();
    if (child_ == 0) {
        return {};
    }
    const int status = wait_or_kill();
    child_ = 0;
    if (WIFSIGNALED(status)) {
        return failure({command_, "ended by signal " + std::to_string(WTERMSIG(status)), ""});
    }
    if (WEXITSTATUS(status) != 0) {
        return failure({command_, "ended with exit code " + std::to_string(WEXITSTATUS(status)), ""});
    }
    return {};
}

/// Its wait status. A closed output ends an agent at its next sweep; a process that still runs later gets a signal.
int ProcessStream::wait_or_kill() const {
    constexpr int k_polls_per_signal = 200;
    constexpr timespec k_poll{0, 10'000'000};
    int status = 0;
    for (const int signal : {SIGTERM, SIGKILL}) {
        for (int poll = 0; poll < k_polls_per_signal; ++poll) {
            if (waitpid(child_, &status, WNOHANG) == child_) {
                return status;
            }
            nanosleep(&k_poll, nullptr);
        }
        kill(child_, signal);
    }
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

} // namespace host::transport
