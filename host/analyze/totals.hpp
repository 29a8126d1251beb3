// Sums of smaps fields over mappings: of a class, a file, a process, a board; and the measures people ask for by name.
// Adding and taking away are exact opposites, so that sums can follow a process (usage_tracker.hpp).
#pragma once

#include "host/analyze/memory_class.hpp"
#include "host/model/mapping.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace host::analyze {

/// kB. What a kernel does not print is unknown, not 0; nothing mapped is 0.
class Totals {
  public:
    void add(const model::Mapping& mapping);
    void subtract(const model::Mapping& mapping);
    /// As subtract(before) and add(now).
    void replace(const model::Mapping& before, const model::Mapping& now);
    Totals& operator+=(const Totals& other);
    Totals& operator-=(const Totals& other);

    std::uint64_t mappings() const { return mappings_; }

    /// Sum of a field in kB; nothing when there are mappings and none of them printed it, or one of them lacks it (a
    /// damaged line): a part is no sum. Mappings without any field (/proc/PID/maps) are not asked for it.
    /// Size falls back to the address range where it is not printed (WSL1, /proc/PID/maps).
    std::optional<std::uint64_t> operator[](model::Field field) const;

    /// How many mappings printed the field: fewer than mappings() on damaged or mixed texts.
    std::uint64_t printed(model::Field field) const;

    /// Whether the field is missing in some mappings only.
    bool lacks_some(model::Field field) const;

    /// The same sums, with those that lack a field in some mappings known: of what was printed.
    Totals of_printed() const;

    std::optional<std::uint64_t> uss_kb() const;    ///< private clean + private dirty
    std::optional<std::uint64_t> shared_kb() const; ///< shared clean + shared dirty

    friend bool operator==(const Totals& a, const Totals& b);

  private:
    template <typename Operation>
    void apply(const model::Mapping& mapping, Operation operation);

    std::uint64_t mappings_ = 0;
    std::uint64_t blank_ = 0; ///< mappings that printed no field
    std::array<std::uint64_t, model::k_field_count> sums_{};
    // Nearly all mappings of a kernel print the same fields, so only those that print others are counted field by
    // field.
    std::uint32_t usual_ = 0;       ///< Mapping::present of the first mapping
    std::uint64_t usual_count_ = 0; ///< mappings with just these
    std::array<std::uint64_t, model::k_field_count> others_{};
};

/// The sums of one process.
struct ProcessTotals {
    Totals all;
    std::array<Totals, k_class_count> classes;
    std::uint64_t thread_stacks = 0; ///< found; a merged mapping counts for each stack in it

    const Totals& operator[](MemoryClass memory_class) const { return classes[static_cast<std::size_t>(memory_class)]; }
    Totals& operator[](MemoryClass memory_class) { return classes[static_cast<std::size_t>(memory_class)]; }

    /// False for a rollup, which has sums only.
    bool classes_known() const { return (*this)[MemoryClass::unknown].mappings() == 0; }

    // The columns heap and stack of every report; nothing where the classes or the field are unknown.
    std::optional<std::uint64_t> heap_kb(model::Field field) const;  ///< heap and other anonymous memory
    std::optional<std::uint64_t> stack_kb(model::Field field) const; ///< of the main and all other threads

    friend bool operator==(const ProcessTotals&, const ProcessTotals&) = default;
};

inline constexpr std::string_view k_measure_not_printed = "not printed by this kernel";      ///< a reason
inline constexpr std::string_view k_measure_damaged = "damaged text: some mappings lack it"; ///< a reason

/// One list for the columns of reports, for --measure, series, growth, differences and budgets.
struct Measure {
    std::string_view key;   ///< as in JSON: `pss_kb`
    std::string_view title; ///< of a table column
    std::optional<std::uint64_t> (*of)(const Totals&);
};

/// Why the sum of a measure is unknown.
std::string_view reason_of_unknown(const Totals& totals, std::optional<std::uint64_t> (*of)(const Totals&));

/// Every kB field of smaps and what is derived from them, in the order of the documentation; the kernel's oldest fields
/// first.
std::span<const Measure> measures();

/// By key, with or without its `_kb`; null when there is none.
const Measure* find_measure(std::string_view name);

/// Every key, for messages.
std::string measure_keys();

} // namespace host::analyze
