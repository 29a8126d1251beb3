// Any bytes as smaps text. A parser that has seen other texts must read the same as a new one, and every VMA has one
// class.
#include "host/analyze/usage.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace {

using namespace host;

constexpr std::string_view k_other_text =
    "00400000-00401000 r-xp 00000000 08:01 12                                 /bin/cat\n"
    "Size:                  4 kB\nRss:                   4 kB\nPss:                   4 kB\n"
    "Shared_Clean:          0 kB\nPrivate_Dirty:         4 kB\nSwap:                  0 kB\n"
    "VmFlags: rd ex mr mw me \n"
    "00402000-00403000 rw-p 00000000 00:00 0 \n"
    "Size:                  4 kB\nRss:                   4 kB\nPss:                   4 kB\n"
    "Shared_Clean:          0 kB\nPrivate_Dirty:         4 kB\nSwap:                  0 kB\n"
    "VmFlags: rd wr mr mw me \n";

bool same(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.offset == b.offset && a.file == b.file && a.flags == b.flags &&
           a.present == b.present && a.permissions == b.permissions && a.values == b.values;
}

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    model::NameTable names;
    procfs::SmapsParser fresh(names), used(names);
    model::Process process;
    model::Snapshot again;
    used.parse(k_other_text, again);
    used.parse(text, again);
    fresh.parse(text, process.snapshot);
    const auto& mappings = process.snapshot.mappings;
    require(std::equal(mappings.begin(), mappings.end(), again.mappings.begin(), again.mappings.end(), same));
    require(process.snapshot.defects.size() == again.defects.size());
    require(process.snapshot.extras.size() == again.extras.size());

    analyze::Totals all;
    for (const model::Mapping& mapping : mappings) {
        all.add(mapping);
    }
    require(analyze::usage_of(process, {}).totals.all == all);
    return 0;
}
