// Sums of smaps fields over VMAs: of a class, a file, a process, a board. Adding and taking away are exact opposites,
// so sums can follow a process instead of being made anew (running_totals.hpp).
#pragma once

#include "host/analyze/classifier.hpp"
#include "host/analyze/memory_class.hpp"
#include "host/model/board.hpp"
#include "host/model/mapping.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace host::analyze {

/// kB. What a kernel does not print is unknown, not 0; nothing mapped is 0.
class Totals {
  public:
    void add(const model::Mapping& mapping);
    void subtract(const model::Mapping& mapping);
    Totals& operator+=(const Totals& other);
    Totals& operator-=(const Totals& other);

    std::uint64_t mappings() const { return mappings_; }

    /// Sum of a field in kB; nothing when there are mappings and none of them printed it.
    /// Size falls back to the address range where it is not printed (WSL1, /proc/PID/maps).
    std::optional<std::uint64_t> operator[](model::Field field) const;

    /// How many mappings printed the field: fewer than mappings() on damaged or mixed texts.
    std::uint64_t printed(model::Field field) const;

    std::optional<std::uint64_t> uss_kb() const;    ///< private clean + private dirty
    std::optional<std::uint64_t> shared_kb() const; ///< shared clean + shared dirty

    friend bool operator==(const Totals& a, const Totals& b);

  private:
    template <typename Operation>
    void apply(const model::Mapping& mapping, Operation operation);

    std::uint64_t mappings_ = 0;
    std::array<std::uint64_t, model::k_field_count> sums_{};
    // Nearly all VMAs of a kernel print the same fields, so only those that print others are counted field by field.
    std::uint32_t usual_ = 0;       ///< Mapping::present of the first mapping
    std::uint64_t usual_count_ = 0; ///< mappings with just these
    std::array<std::uint64_t, model::k_field_count> others_{};
};

/// The sums of one process.
struct ProcessTotals {
    Totals all;
    std::array<Totals, k_class_count> classes;
    std::uint64_t thread_stacks = 0; ///< found; a merged VMA counts for each stack in it

    const Totals& operator[](MemoryClass memory_class) const { return classes[static_cast<std::size_t>(memory_class)]; }
    Totals& operator[](MemoryClass memory_class) { return classes[static_cast<std::size_t>(memory_class)]; }

    friend bool operator==(const ProcessTotals&, const ProcessTotals&) = default;
};

/// Whether the snapshot of this process says anything of its memory; else model::status_reason(status) is why not.
bool has_memory(const model::Process& process);

ProcessTotals total(const model::Process& process, const std::vector<Classified>& classified);
ProcessTotals total(const model::Process& process);

} // namespace host::analyze
