#include "host/procfs/thread_ids.hpp"

#include "host/procfs/proc_tree.hpp"

#include <charconv>

namespace host::procfs {

namespace {

/// The number of this line of `status`; 0 when there is none.
model::Pid number_of(std::string_view status, std::string_view key) {
    const std::size_t at = status.find(key);
    model::Pid number = 0;
    if (at != std::string_view::npos) {
        std::from_chars(status.data() + at + key.size(), status.data() + status.size(), number);
    }
    return number;
}

} // namespace

std::optional<model::Pid> process_of_thread(const std::string& directory, model::Pid tid) {
    const std::string status = read_whole(directory + '/' + std::to_string(tid) + "/status").value_or("");
    const model::Pid process = number_of(status, "\nTgid:\t");
    // A folder that was copied to another name is none of a thread.
    const bool is_thread = number_of(status, "\nPid:\t") == tid && process != 0 && process != tid;
    return is_thread ? std::optional(process) : std::nullopt;
}

} // namespace host::procfs
