// The usage of a board's processes kept current from sweep to sweep at the price of what changed: sums follow single
// mappings as long as mappings stay, a process is looked at anew when they do not. Equal to usage_of() at any time
// (tested).
#pragma once

#include "host/analyze/usage.hpp"

#include <map>
#include <vector>

namespace host::analyze {

class RunningUsage {
  public:
    explicit RunningUsage(Filter filter) : filter_(std::move(filter)) {}

    /// Follows the board to its present sweep. Every sweep has to be shown, in order.
    void update(const model::Board& board);

    /// Null when the process is not there or the filter leaves it out.
    const ProcessUsage* find(model::Pid pid) const;

    /// Processes that are new or whose numbers changed in the last update, ascending.
    const std::vector<model::Pid>& changed() const { return changed_; }

    /// Processes that were there before the last update and are no more (or are others under the same pid).
    const std::vector<model::Pid>& gone() const { return gone_; }

    /// Calls `use` with every ProcessUsage, ascending pid.
    template <typename Use>
    void for_each(Use use) const {
        for (const auto& [pid, followed] : processes_) {
            if (followed.wanted()) {
                use(followed.usage);
            }
        }
    }

    /// The same for those that are left out (BoardUsage::left_out).
    template <typename Use>
    void for_each_left_out(Use use) const {
        for (const auto& [pid, followed] : processes_) {
            if (followed.chosen && followed.usage.left_out) {
                use(followed.usage);
            }
        }
    }

  private:
    struct Followed {
        bool chosen = false; ///< the process; `usage` is of its memory
        ProcessUsage usage;
        std::vector<model::Mapping> counted; ///< as they are in the sums
        std::vector<Classified> classified;
        std::vector<std::uint32_t> group_of;
        model::ProcessInfo info; ///< as it was when they were classified

        bool wanted() const { return chosen && !usage.left_out; }
    };

    bool keep(const model::Process& process, Followed& followed);
    void look_anew(const model::Process& process, Followed& followed) const;
    static bool can_follow(const model::Process& process, const Followed& followed);
    static void follow(const model::Process& process, Followed& followed);

    Filter filter_;
    std::map<model::Pid, Followed> processes_;
    std::vector<model::Pid> changed_;
    std::vector<model::Pid> gone_;
};

} // namespace host::analyze
