// uid → name from the text of a board's passwd file. Without one, or for a uid it does not have, the number is the
// name. A uid may have several names (root and admin of many boards).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace host::analyze {

class UserNames {
  public:
    UserNames() = default;

    /// Lines `name:password:uid:…`; others are passed over. The first name of a uid wins, as in getpwuid().
    explicit UserNames(std::string_view passwd_text);

    std::string name(std::uint32_t uid) const;

    /// Whether the glob fits one of the uid's names, or its number.
    bool matches(const std::string& glob, std::uint32_t uid) const;

    /// Whether the glob can fit anybody: it fits a name of the file, or may be meant for numbers.
    bool knows(const std::string& glob) const;

  private:
    std::multimap<std::uint32_t, std::string> names_; ///< those of a uid in the order of the file
};

} // namespace host::analyze
