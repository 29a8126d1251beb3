// Errors as values. The world misbehaves: a Result; the user misspoke: usage, exit 2; we are wrong: assert.
#pragma once

#include <string>
#include <utility>
#include <version>

#ifdef __cpp_lib_expected
#include <expected>
#else
#include <tl/expected.hpp>
#endif

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

#ifdef __cpp_lib_expected
/// A value or an Error.
template <typename T>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;
#else
/// A value or an Error.
template <typename T>
using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;
#endif

/// `return failure({object, what, next});` from a function that returns a Result.
inline Failure failure(Error error) {
    return Failure(std::move(error));
}

} // namespace host
