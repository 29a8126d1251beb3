// Writes testdata/wire/*.hex as the programs write and read now: target renew-wire. What changed is reviewed like code.
#include "tests/unit/wire/vectors.hpp"

#include <filesystem>
#include <fstream>

int main() {
    const std::string folder = SMAPS_TESTDATA "/wire";
    std::filesystem::create_directories(folder);
    for (const test::Vector& vector : test::vectors()) {
        std::ofstream(folder + "/" + vector.name + ".hex") << test::file_text(vector);
    }
}
