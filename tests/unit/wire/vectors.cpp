#include "tests/unit/wire/vectors.hpp"

#include "tests/unit/wire/notes.hpp"
#include "tests/unit/wire/story.hpp"

namespace test {

std::vector<std::string> story_of_session_whole(const Bytes& stream) {
    return story_of_session(stream);
}

const std::vector<Vector>& vectors() {
    static const std::vector<Vector> all = [] {
        std::vector<Vector> joined = frame_vectors();
        for (std::vector<Vector> more : {sweep_vectors(), damaged_vectors()}) {
            joined.insert(joined.end(), more.begin(), more.end());
        }
        return joined;
    }();
    return all;
}

std::string file_text(const Vector& vector) {
    const Bytes stream = vector.encode();
    std::string text = "# " + vector.about + "\n\n" + notes(stream) + "\n";
    for (const std::string& line : vector.decode(stream)) {
        text += "> " + line + "\n";
    }
    return text;
}

} // namespace test
