// Errors as values. The world misbehaves: a Result; the user misspoke: usage, exit 2; we are wrong: assert.
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace host {

/// One refused or failed thing, for people: `object: what; what next` (the program's name is put before it in main).
struct Error {
    std::string object; ///< file, device, address, option: what the user named
    std::string what;   ///< what is wrong
    std::string next;   ///< what to do about it; may be empty

    std::string text() const {
        std::string line = object.empty() ? what : object + ": " + what;
        return next.empty() ? line : line + "; " + next;
    }
};

/// Only reached when a Result is read without being checked, which is a bug of ours.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::logic_error("unchecked: " + error.text());
}

/// A value or an Error.
template <typename T>
using Result = boost::system::result<T, Error>;

} // namespace host
