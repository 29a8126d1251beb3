#include "host/analyze/shared_code.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>

namespace host::analyze {
namespace {

/// Parts of a file, in bytes.
class Parts {
  public:
    void add(std::uint64_t begin, std::uint64_t end) { parts_.push_back({begin, end}); }

    /// To be called between add() and the questions.
    void merge() {
        std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.begin < b.begin; });
        std::size_t count = 0;
        for (const Part& part : parts_) {
            if (count != 0 && part.begin <= parts_[count - 1].end) {
                parts_[count - 1].end = std::max(parts_[count - 1].end, part.end);
            } else {
                parts_[count++] = part;
            }
        }
        parts_.resize(count);
    }

    bool overlap(std::uint64_t begin, std::uint64_t end) const {
        const auto above =
            std::partition_point(parts_.begin(), parts_.end(), [&](const Part& part) { return part.end <= begin; });
        return above != parts_.end() && above->begin < end;
    }

  private:
    struct Part {
        std::uint64_t begin, end;
    };
    std::vector<Part> parts_;
};

using PartsByFile = std::map<const model::File*, Parts, std::less<>>;

bool of_shared_file(const MappingView& view) {
    return view.shared() && view.mapping->file->inode != 0;
}

std::uint64_t end_offset(const MappingView& view) {
    return view.mapping->offset + view.bytes();
}

template <typename Wanted>
PartsByFile parts(const std::vector<MappingView>& views, Wanted wanted) {
    PartsByFile found;
    for (const MappingView& view : views) {
        if (of_shared_file(view) && wanted(view)) {
            found[view.mapping->file].add(view.mapping->offset, end_offset(view));
        }
    }
    for (auto& [file, of_file] : found) {
        of_file.merge();
    }
    return found;
}

bool overlaps(const PartsByFile& by_file, const MappingView& view) {
    const auto found = by_file.find(view.mapping->file);
    return found != by_file.end() && found->second.overlap(view.mapping->offset, end_offset(view));
}

} // namespace

void mark_shared_code(std::vector<MappingView>& views) {
    const PartsByFile written = parts(views, [](const MappingView& view) { return view.writable(); });
    const PartsByFile run =
        parts(views, [&](const MappingView& view) { return view.executable() && overlaps(written, view); });
    for (MappingView& view : views) {
        view.run_shared = of_shared_file(view) && overlaps(run, view);
    }
}

} // namespace host::analyze
