#include "host/report/explain.hpp"

#include "host/report/explanations.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

namespace host::report {
namespace {

constexpr std::size_t k_part_min = 3; ///< letters; what is shorter is like everything
constexpr std::size_t k_like_max = 8;

/// Letters and digits in lower case, the term as it is where it has none; a `_kb` at the end does not count.
std::string plain(std::string_view term) {
    const std::string_view whole = term;
    if (term.ends_with("_kb")) {
        term.remove_suffix(3);
    }
    std::string out;
    for (const char byte : term) {
        const auto letter = static_cast<unsigned char>(byte);
        if (std::isalnum(letter) != 0) {
            out += static_cast<char>(std::tolower(letter));
        }
    }
    return out.empty() ? std::string(whole) : out;
}

/// Calls `use` with each of the terms until it says true.
template <typename Use>
bool any_term(std::string_view terms, Use use) {
    while (!terms.empty()) {
        const std::size_t bar = std::min(terms.find('|'), terms.size());
        if (use(terms.substr(0, bar))) {
            return true;
        }
        terms.remove_prefix(std::min(bar + 1, terms.size()));
    }
    return false;
}

std::string_view heading(const Explanation& entry) {
    return entry.terms.substr(0, entry.terms.find('|'));
}

/// Every meaning of the term; empty when it has none.
std::string meanings(const std::string& wanted) {
    std::string text;
    for (const Explanation& entry : explanations()) {
        if (any_term(entry.terms, [&](std::string_view one) { return plain(one) == wanted; })) {
            text += (text.empty() ? "" : "\n") + std::string(heading(entry)) + "\n\n" + std::string(entry.text) + '\n';
        }
    }
    return text;
}

/// Letters to put in, take out or change to make one of the other.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

/// A part of it, or a slip of the pen.
bool is_like(const std::string& wanted, const std::string& term) {
    return wanted.size() >= k_part_min &&
           (term.find(wanted) != std::string::npos || distance(wanted, term) <= 1 + wanted.size() / 8);
}

} // namespace

std::string terms_like(std::string_view term) {
    const std::string wanted = plain(term);
    std::string like;
    std::size_t count = 0;
    for (const Explanation& entry : explanations()) {
        any_term(entry.terms, [&](std::string_view one) {
            if (count < k_like_max && is_like(wanted, plain(one))) {
                like += (like.empty() ? "" : ", ") + std::string(one);
                ++count;
            }
            return false;
        });
    }
    return like;
}

std::optional<std::string> explain(std::string_view term) {
    const std::string wanted = plain(term);
    std::string text = wanted.empty() ? "" : meanings(wanted);
    for (const std::string_view side : {"before", "after", "change"}) { // pss_before_kb of a diff
        if (text.empty() && wanted.ends_with(side)) {
            text = meanings(wanted.substr(0, wanted.size() - side.size()));
        }
    }
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string explained_terms() {
    std::string all;
    for (const Explanation& entry : explanations()) {
        all += (all.empty() ? "" : ", ") + std::string(heading(entry));
    }
    return all;
}

} // namespace host::report
