#include "agent/words.hpp"

#include "agent/text.hpp"

namespace agent {

namespace {
/// One text after the other: a pointer to each would cost as much as half of it.
constexpr char k_words[] =
#define SMAPS_TEXT(name, text) text "\0"
    SMAPS_WORDS(SMAPS_TEXT);
#undef SMAPS_TEXT
} // namespace

const char* words(Words which) {
    const char* at = k_words;
    for (auto left = static_cast<unsigned>(which); left != 0; --left) {
        at += length(at) + 1;
    }
    return at;
}

} // namespace agent
