// Runs the real programs, with everything they print and how they end.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace test {

struct Ended {
    int exit_code = -1; ///< 128 and the signal's number where one ended it
    std::string out;
    std::string err;
};

/// A program that runs. Killed and waited for at the end of its scope.
class Program {
  public:
    /// \param arguments the program first
    explicit Program(const std::vector<std::string>& arguments);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    /// Waits until its stderr, or stdout, contains `text`; everything of that stream so far. Gives up after two
    /// minutes of silence.
    std::string wait_for_err(const std::string& text);
    std::string wait_for_out(const std::string& text);

    void signal(int number) const;
    pid_t pid() const { return pid_; }

    /// Waits for the end; a program that is silent for two minutes is killed.
    Ended end();

  private:
    std::string wait_for(const std::string& text, std::string Ended::*stream);
    bool read_some();

    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    Ended ended_;
};

Ended run(const std::vector<std::string>& arguments);

/// A folder of its own, removed at the end.
class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    std::string path(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);

} // namespace test
