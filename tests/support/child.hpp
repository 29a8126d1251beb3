// A child process of a test: its output is read line by line, its input is held open as long as the object lives.
// Workloads end when their input does, so no process is left over, and no test has to wait or to kill.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

namespace test {

class Child {
  public:
    explicit Child(std::vector<std::string> arguments) {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
            return;
        }
        pid_ = fork();
        if (pid_ == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            std::vector<char*> argv;
            for (std::string& argument : arguments) {
                argv.push_back(argument.data());
            }
            argv.push_back(nullptr);
            execvp(argv[0], argv.data());
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        input_ = in[1];
        output_ = fdopen(out[0], "r");
    }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() { finish(); }

    pid_t pid() const { return pid_; }

    /// The next line without its newline; empty at the end.
    std::string line() {
        std::string text;
        for (int byte = std::fgetc(output_); byte != EOF && byte != '\n'; byte = std::fgetc(output_)) {
            text += static_cast<char>(byte);
        }
        return text;
    }

    /// Lines up to the line "ready" (not among them), or to the end.
    std::vector<std::string> lines_until_ready() {
        std::vector<std::string> lines;
        for (std::string text = line(); !text.empty() && text != "ready"; text = line()) {
            lines.push_back(text);
        }
        return lines;
    }

    /// Everything it prints until it ends.
    std::string all_output() {
        std::string text;
        for (int byte = std::fgetc(output_); byte != EOF; byte = std::fgetc(output_)) {
            text += static_cast<char>(byte);
        }
        return text;
    }

    /// Stopped: its memory does not change while it is measured. Returns when it is stopped.
    void stop() {
        kill(pid_, SIGSTOP);
        waitpid(pid_, nullptr, WUNTRACED);
    }

    /// Ends its input and waits for it; the exit code, or -1 when a signal ended it.
    int finish() {
        if (pid_ <= 0) {
            return -1;
        }
        kill(pid_, SIGCONT);
        close(input_);
        int status = 0;
        waitpid(pid_, &status, 0);
        std::fclose(output_);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    pid_t pid_ = 0;
    int input_ = -1;
    std::FILE* output_ = nullptr;
};

} // namespace test
