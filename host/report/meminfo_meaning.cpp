#include "host/report/meminfo_meaning.hpp"

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace host::report {
namespace {

using Version = std::pair<unsigned, unsigned>;

/// Major and minor number of `5.10.0-rc1`; 0.0 where there are none.
Version version_of(const std::string& release) {
    Version version;
    const char* const end = release.data() + release.size();
    const auto first = std::from_chars(release.data(), end, version.first);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.' ||
        std::from_chars(first.ptr + 1, end, version.second).ec != std::errc{}) {
        return {};
    }
    return version;
}

} // namespace

bool vmalloc_counts_pages(const model::Agent& agent) {
    return version_of(agent.kernel_release) >= Version(5, 3);
}

bool stacks_are_in_vmalloc(const model::Agent& agent) {
    const std::string_view machine = agent.machine.empty() ? agent.cpu : agent.machine;
    const Version version = version_of(agent.kernel_release);
    if (machine.starts_with("arm") && machine != "arm64") {
        return version >= Version(5, 18);
    }
    if (machine.starts_with("riscv")) {
        return version >= Version(5, 14);
    }
    return !machine.starts_with("mips");
}

} // namespace host::report
