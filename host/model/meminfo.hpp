// /proc/meminfo: the text as the kernel printed it and the number in each line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host::model {

class Meminfo {
  public:
    Meminfo() = default; ///< unknown
    explicit Meminfo(std::string text);

    /// One line is `index` in the text, counted from 0; `difference` is added to its number.
    struct LineChange {
        std::size_t index = 0;
        std::int64_t difference = 0;
    };

    /// Changes lines as the kernel would print them: the right end of each number stays where it is. Lines that do not
    /// exist or have no number are skipped.
    void change(const std::vector<LineChange>& changes);

    /// False: nothing is known, or no line has a number.
    bool known() const { return !values_.empty(); }

    /// kB; of the lines without a unit (HugePages_Total) a count. Nothing when there is no such line.
    std::optional<std::uint64_t> operator[](std::string_view key) const;

    /// Keys and numbers in the kernel's order.
    const std::vector<std::pair<std::string, std::uint64_t>>& values() const { return values_; }
    const std::string& text() const { return text_; }

    friend bool operator==(const Meminfo& a, const Meminfo& b) { return a.text_ == b.text_; }

  private:
    std::string text_;
    std::vector<std::pair<std::string, std::uint64_t>> values_;
};

} // namespace host::model
