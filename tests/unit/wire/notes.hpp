// Bytes of a stream → hex with a comment for every part, written from PROTOCOL.md and not from either program's code.
#pragma once

#include "tests/support/wire.hpp"

#include <string>

namespace test {

/// Lines of `hex # comment`. Explains what is well formed and shows the rest as bytes; checks nothing.
std::string notes(const Bytes& stream);

} // namespace test
