// uid → name from the text of a board's passwd file. Without one, or for a uid it does not have, the number is the
// name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace host::analyze {

class UserNames {
  public:
    UserNames() = default;

    /// Lines `name:password:uid:…`; others are passed over. The first name of a uid wins, as in getpwuid().
    explicit UserNames(std::string_view passwd_text);

    std::string name(std::uint32_t uid) const;

    /// Of a name, or of a number that stands for itself.
    std::optional<std::uint32_t> uid(std::string_view name_or_number) const;

  private:
    std::map<std::uint32_t, std::string> names_;
};

} // namespace host::analyze
