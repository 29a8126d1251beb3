// Writes the seeds of testdata/fuzz that hold coded sweeps: target renew-fuzz.
#include "tests/fuzz/seeds.hpp"

#include <fstream>

int main() {
    for (const auto& [name, bytes] : test::fuzz_seeds()) {
        std::ofstream file(SMAPS_TESTDATA "/fuzz/" + name, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!file.flush()) {
            return 1;
        }
    }
    return 0;
}
