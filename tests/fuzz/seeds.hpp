// The seeds that hold coded sweeps, made by today's encoder: target renew-fuzz writes them, a test compares.
#pragma once

#include "tests/support/wire.hpp"

#include <map>
#include <string>

namespace test {

/// File under testdata/fuzz → its bytes.
std::map<std::string, Bytes> fuzz_seeds();

} // namespace test
