// Runs a corpus through a fuzz target as an ordinary test, without a fuzzing engine: replay FOLDER|FILE...
// Each input is given whole and, when it is short, cut at every position: what a truncated file or line would give.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t k_cut_bytes_max = 64; ///< longer inputs are cut at so many evenly spread positions

void run(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(input), {}};
    const std::vector<std::uint8_t> bytes(text.begin(),
                                          text.end()); // its exact size, so that a sanitizer sees one byte more
    const std::size_t step = bytes.size() / k_cut_bytes_max + 1;
    for (std::size_t size = 0; size < bytes.size(); size += step) {
        const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        LLVMFuzzerTestOneInput(cut.data(), cut.size());
    }
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::size_t run_all(const std::filesystem::path& path) {
    if (!std::filesystem::is_directory(path)) {
        run(path);
        return 1;
    }
    std::size_t inputs = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
        if (entry.is_regular_file()) {
            std::printf("%s\n", entry.path().c_str()); // the last line names the input that failed
            std::fflush(stdout);
            run(entry.path());
            ++inputs;
        }
    }
    return inputs;
}

} // namespace

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    for (int i = 1; i < argc; ++i)
        inputs += run_all(argv[i]);
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 1 : 0;
}
