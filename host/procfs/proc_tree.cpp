#include "host/procfs/proc_tree.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace host::procfs {
namespace {

namespace fs = std::filesystem;

/// A file descriptor and its end.
class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ > STDIN_FILENO) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

  private:
    int number_;
};

struct FileText {
    int error = 0; ///< errno
    std::string text;
};

/// Files in /proc tell no size, so it is read until nothing comes.
FileText read_all(int number) {
    std::array<char, 65536> buffer;
    FileText file;
    for (;;) {
        const ssize_t count = ::read(number, buffer.data(), buffer.size());
        if (count > 0) {
            file.text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            file.error = count == 0 ? 0 : errno;
            return file;
        }
    }
}

FileText read_file(const std::string& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.number() < 0) {
        return {errno, {}};
    }
    return read_all(descriptor.number());
}

std::optional<std::string> text_of(const std::string& path) {
    FileText file = read_file(path);
    return file.error == 0 ? std::optional(std::move(file.text)) : std::nullopt;
}

std::optional<std::string> link_of(const std::string& path) {
    std::error_code error;
    const fs::path target = fs::read_symlink(path, error);
    return error ? std::nullopt : std::optional(target.string());
}

/// Names that are numbers, ascending.
Result<std::vector<model::Pid>> numbered_entries(const std::string& directory) {
    std::error_code error;
    fs::directory_iterator entries(directory, error);
    std::vector<model::Pid> numbers;
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        const std::string name = entries->path().filename().string();
        model::Pid number = 0;
        const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (failed == std::errc{} && end == name.data() + name.size()) {
            numbers.push_back(number);
        }
    }
    if (error) {
        return failure({directory, error.message(), "name a directory with PID/smaps in it"});
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

/// The third number of mm_stat (mem_used_total); before Linux 4.1 it had a file of its own.
std::optional<std::uint64_t> zram_bytes(const std::string& device) {
    std::istringstream numbers(
        text_of(device + "/mm_stat").value_or("0 0 " + text_of(device + "/mem_used_total").value_or("")));
    std::uint64_t data = 0;
    std::uint64_t compressed = 0;
    std::uint64_t used = 0;
    return numbers >> data >> compressed >> used ? std::optional(used) : std::nullopt;
}

model::Status status_of(const FileText& smaps, const std::string& process_directory) {
    std::error_code ignored;
    switch (smaps.error) {
    case 0: return smaps.text.empty() ? model::Status::empty : model::Status::ok;
    case ESRCH: return model::Status::gone;
    case EACCES:
    case EPERM: return model::Status::denied;
    case ENOENT: return fs::is_directory(process_directory, ignored) ? model::Status::missing : model::Status::gone;
    default: return model::Status::failed;
    }
}

/// The smaps of a process whose main thread has exited is empty; that of another thread has all of its memory.
void read_smaps_of_threads(const std::string& directory, const std::vector<model::Pid>& threads, ProcTexts& texts) {
    for (std::size_t i = 0; threads.size() > 1 && i < threads.size() && texts.smaps.empty(); ++i) {
        FileText smaps = read_file(directory + "/task/" + std::to_string(threads[i]) + "/smaps");
        if (smaps.error == 0 && !smaps.text.empty()) {
            texts.smaps = std::move(smaps.text);
            texts.status = model::Status::ok;
        }
    }
}

} // namespace

Result<std::vector<model::Pid>> ProcTree::pids() const {
    return numbered_entries(directory_);
}

ProcTexts ProcTree::read(model::Pid pid) const {
    const std::string directory = directory_ + '/' + std::to_string(pid);
    ProcTexts texts;
    texts.pid = pid;
    texts.stat = text_of(directory + "/stat");
    FileText smaps = read_file(directory + "/smaps");
    texts.stat_after = text_of(directory + "/stat");
    texts.status = status_of(smaps, directory);
    texts.smaps = std::move(smaps.text);
    if (texts.status == model::Status::gone) {
        return texts;
    }
    const std::vector<model::Pid> threads = numbered_entries(directory + "/task").value_or(std::vector<model::Pid>());
    if (texts.status == model::Status::empty) {
        read_smaps_of_threads(directory, threads, texts);
    }
    if (texts.status == model::Status::missing) {
        texts.smaps_rollup = text_of(directory + "/smaps_rollup");
        texts.maps = text_of(directory + "/maps");
        texts.statm = text_of(directory + "/statm");
    }
    texts.status_text = text_of(directory + "/status");
    texts.comm = text_of(directory + "/comm");
    texts.cmdline = text_of(directory + "/cmdline");
    texts.exe = link_of(directory + "/exe");
    texts.limits = text_of(directory + "/limits");
    texts.oom_score = text_of(directory + "/oom_score");
    for (const model::Pid tid : threads) {
        if (auto text = text_of(directory + "/task/" + std::to_string(tid) + "/syscall")) {
            texts.syscalls.emplace_back(tid, std::move(*text));
        }
    }
    return texts;
}

std::optional<std::string> ProcTree::meminfo() const {
    return text_of(directory_ + "/meminfo");
}

std::optional<std::uint64_t> ProcTree::zram_kb() const {
    std::error_code error;
    // A tree copied to the root folder has this machine's /sys beside it, not the board's.
    if (fs::equivalent(directory_ + "/..", "/", error) && !fs::equivalent(directory_, "/proc", error)) {
        return {};
    }
    fs::directory_iterator entries(directory_ + "/../sys/block", error);
    std::uint64_t bytes = 0;
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        if (entries->path().filename().string().starts_with("zram")) {
            const auto used = zram_bytes(entries->path().string());
            if (!used) {
                return {};
            }
            bytes += *used;
        }
    }
    return error ? std::nullopt : std::optional(bytes / 1024);
}

Result<std::string> read_whole(const std::string& path) {
    FileText file = path == "-" ? read_all(STDIN_FILENO) : read_file(path);
    if (file.error != 0) {
        return failure({path, std::strerror(file.error), {}});
    }
    return std::move(file.text);
}

} // namespace host::procfs
