// A /proc tree made by a test, in a temporary folder that is removed with it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

class FakeProc {
  public:
    FakeProc();
    ~FakeProc();
    FakeProc(const FakeProc&) = delete;
    FakeProc& operator=(const FakeProc&) = delete;

    std::string root() const { return root_.string(); }
    void write(std::string_view path, std::string_view content) const;
    void link(std::string_view path, std::string_view target) const;
    void remove(std::string_view path) const;
    /// A process with every file there is.
    void add_process(unsigned pid, std::string_view comm, std::string_view smaps, unsigned start_ticks = 100) const;

  private:
    std::filesystem::path root_;
};

/// A smaps text of one mapping.
std::string one_mapping(unsigned rss_kb);
