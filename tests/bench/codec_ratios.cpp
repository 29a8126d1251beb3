// Sizes of coded text beside zstd -19, per sequence: codec_ratios [FOLDER of NNNN.smaps | FILE]...   (default:
// testdata's) Key: the first snapshot ÷ zstd -19. Delta: mean of the others ÷ zstd -19 --patch-from the one before.
#include "tests/unit/codec/codec_pair.hpp"
#include "tests/unit/codec/zstd_reference.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace {

constexpr std::size_t k_patches_max = 40; ///< of a sequence that zstd is asked for: it takes long

struct Row {
    std::string name;
    std::size_t text = 0, key = 0, key_zstd = 0, deltas = 0;
    double delta = 0, delta_zstd = 0, encode_us = 0, decode_us = 0;
};

double microseconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

Row measure(const std::string& name, const std::vector<std::string>& texts) {
    Row row{.name = name, .text = texts.front().size()};
    test::CodecPair pair;
    const std::size_t step = texts.size() / k_patches_max + 1;
    std::size_t patches = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto coded = pair.encode({{1, {texts[i]}}}, i == 0);
        const auto middle = std::chrono::steady_clock::now();
        const host::model::Pid pid = 1;
        const auto applied = pair.decoder().apply(coded, {&pid, 1}, i == 0, pair.board);
        if (!applied || pair.decoder().text(1) != texts[i]) {
            std::printf("%s: snapshot %zu does not come back\n", name.c_str(), i);
        }
        if (i == 0) {
            row.key = coded.size();
            row.key_zstd = test::zstd_bytes(texts[0]);
            continue;
        }
        row.encode_us += std::chrono::duration<double, std::micro>(middle - begin).count();
        row.decode_us += microseconds_since(middle);
        row.delta += static_cast<double>(coded.size());
        ++row.deltas;
        if (i % step == 0) {
            row.delta_zstd += static_cast<double>(test::zstd_patch_bytes(texts[i - 1], texts[i]));
            ++patches;
        }
    }
    const auto count = static_cast<double>(row.deltas != 0 ? row.deltas : 1);
    row.delta /= count;
    row.encode_us /= count;
    row.decode_us /= count;
    row.delta_zstd /= static_cast<double>(patches != 0 ? patches : 1);
    return row;
}

} // namespace

int main(int count, char** arguments) {
    std::vector<Row> rows;
    for (int i = 1; i < count; ++i) {
        const std::filesystem::path path = arguments[i];
        const std::string name = path.filename() == "smaps" ? path.parent_path().filename() : path.filename();
        rows.push_back(measure(name, std::filesystem::is_directory(path) ? test::snapshots(path)
                                                                         : std::vector{test::slurp(path)}));
    }
    if (count == 1) {
        for (const std::string& name : test::sequence_names()) {
            rows.push_back(measure(name, test::sequence(name)));
        }
    }
    std::printf("%-40s %9s %8s %7s %6s %9s %8s %6s %9s %9s\n", "sequence", "text", "zstd -19", "key", "ratio", "patch",
                "delta", "ratio", "encode us", "apply us");
    double keys = 0;
    double deltas = 0;
    int delta_rows = 0;
    for (const Row& row : rows) {
        const double key = static_cast<double>(row.key_zstd) / static_cast<double>(row.key);
        const double delta = row.delta > 0 ? row.delta_zstd / row.delta : 0;
        std::printf("%-40s %9zu %8zu %7zu %6.2f %9.1f %8.2f %6.2f %9.1f %9.1f\n", row.name.c_str(), row.text,
                    row.key_zstd, row.key, key, row.delta_zstd, row.delta, delta, row.encode_us, row.decode_us);
        keys += std::log(key);
        deltas += delta > 0 ? std::log(delta) : 0;
        delta_rows += delta > 0;
    }
    std::printf("geometric mean: key 1/%.2f, delta 1/%.2f\n", std::exp(keys / static_cast<double>(rows.size())),
                std::exp(deltas / (delta_rows != 0 ? delta_rows : 1)));
}
