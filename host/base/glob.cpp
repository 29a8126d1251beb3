#include "host/base/glob.hpp"

#include <fnmatch.h>

namespace host {

bool glob_matches(const std::string& pattern, const std::string& name) {
    return pattern == name || fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

} // namespace host
