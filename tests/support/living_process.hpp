// A made-up process of any size whose smaps text changes a little every second, the same on every machine: for what no
// recording is long or large enough for. A program, its libraries, a heap, anonymous mappings and a stack, as a 6.x
// kernel prints them.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace test {

class LivingProcess {
  public:
    /// \param areas number of VMAs at the start, 12 or more; the number stays about the same
    explicit LivingProcess(std::size_t areas, unsigned seed = 1);

    /// A second passes: in `changes` mappings anywhere pages come or go. About every fifth second an anonymous mapping
    /// is unmapped, or another one mapped.
    void live(std::size_t changes);

    /// As the kernel would print it now.
    std::string text() const;

    std::size_t areas() const { return areas_.size(); }

  private:
    struct Area {
        std::uint64_t start = 0;
        std::uint32_t pages = 0;
        const char* permissions = "";
        std::uint64_t offset = 0;
        std::uint32_t inode = 0; ///< 0: no file
        std::string name{};
        std::uint32_t clean = 0, dirty = 0; ///< resident pages: of a file, private ones; at most one is not 0
        unsigned sharers = 1;               ///< processes that map the clean ones
        std::string text{};
    };

    void add(Area area);
    void add_library(unsigned number);
    void add_anonymous(std::size_t at);
    void touch(Area& area);
    void print(Area& area) const;
    std::uint32_t below(std::uint32_t limit) { return limit == 0 ? 0 : static_cast<std::uint32_t>(random_() % limit); }

    std::mt19937 random_;
    std::uint64_t next_ = 0; ///< where the next mapping may begin
    std::vector<Area> areas_;
};

} // namespace test
