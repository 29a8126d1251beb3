// The sums of every process of a board, kept current from sweep to sweep: what changed is taken away with its old
// numbers and added with the new ones. Equal to total() of each process at any time (tested), at the price of the
// changes only.
#pragma once

#include "host/analyze/totals.hpp"

#include <map>
#include <vector>

namespace host::analyze {

class RunningTotals {
  public:
    /// Follows the board to its present sweep. Every sweep has to be shown once, in order; showing one again does no
    /// harm.
    void update(const model::Board& board);

    /// Null when the process is not there.
    const ProcessTotals* find(model::Pid pid) const;

    /// The classes of the process's mappings; null when the process is not there.
    const std::vector<Classified>* classes(model::Pid pid) const;

    /// Processes that the last update could not follow change by change.
    std::size_t counted_anew() const { return counted_anew_; }

    /// Over all processes; pages shared between them count for each (Pss sums to what is really used).
    const ProcessTotals& board() const { return board_; }

  private:
    struct Followed {
        ProcessTotals totals;
        std::vector<Classified> classified;
        std::vector<model::Mapping> counted; ///< as they are in the totals
        model::ProcessInfo info;             ///< as it was when they were classified
        ProcessFacts facts;                  ///< of the mappings counted
    };

    void recount(const model::Process& process, Followed& followed);
    bool follow(const model::Process& process, Followed& followed);
    bool remove(const model::Process& process, Followed& followed);
    bool place(const model::Process& process, Followed& followed);
    void look_above_files(const Followed& followed);
    bool change(const model::Process& process, Followed& followed);
    bool classify_near(const model::Process& process, Followed& followed, std::size_t index);
    template <typename Count>
    void count(Followed& followed, MemoryClass memory_class, Count count);

    Classifier classifier_;
    std::vector<std::uint32_t> near_; ///< indices of mappings whose class may be another now
    std::map<model::Pid, Followed> processes_;
    ProcessTotals board_;
    std::size_t counted_anew_ = 0;
};

} // namespace host::analyze
