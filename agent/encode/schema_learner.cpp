// The layout of a piece of text, found line by line. The tokenizer then finds out whether the piece really matches it.
#include "agent/encode/tokenizer.hpp"

namespace agent::encode {

using namespace protocol::coder; // a schema is the coder's

namespace {

class Learner {
  public:
    Learner(Cursor at, Cursor end, Schema& schema) : at_(at), end_(end), schema_(schema) { schema.size = 0; }

    std::uint8_t column = 73;
    std::uint8_t rest = k_rest | k_blank_after_inode;
    std::uint8_t page = k_page_letter;

    bool done() const { return at_ >= end_; }

    /// Address range, permissions, offset, device, inode, then the name.
    void header() {
        const Cursor line = at_;
        unsigned blanks = 0;
        for (; at_ < end_ && *at_ != '\n' && blanks < 5; ++at_) {
            blanks += *at_ == ' ';
        }
        const Cursor fields = at_;
        while (*at_ == ' ') {
            ++at_;
        }
        if (*at_ == '\n') {
            rest = static_cast<std::uint8_t>((rest & ~k_blank_after_inode) | (blanks == 5 ? k_blank_after_inode : 0));
        } else if (at_ - line < column || fields < at_) { // else the fields were too long to show it
            column = static_cast<std::uint8_t>(at_ - line < 255 ? at_ - line : 255);
        }
        end_line();
        if (Cursor name = at_; skip(name, "Name:")) {
            rest |= k_name_line;
            end_line();
        }
    }

    bool line() {
        const Cursor begin = at_;
        if (Cursor key = at_; skip(key, "VmFlags:")) {
            rest |= k_flags_line;
            end_line();
            return done(); // nothing follows
        }
        while (at_ < end_ && *at_ != ':') {
            if (*at_ <= ' ' || *at_ >= k_plain || !put(*at_++)) {
                return false;
            }
        }
        unsigned tabs = 0;
        do {
            tabs += *at_++ == '\t';
        } while (at_ < end_ && (*at_ == ' ' || *at_ == '\t'));
        const Cursor digits = at_;
        std::uint64_t number = 0;
        if (at_ >= end_ || !skip_number(at_, number, 10, 1)) {
            return false;
        }
        const auto wide = static_cast<std::size_t>(at_ - digits);
        std::size_t layout = static_cast<std::size_t>(at_ - begin) - (wide > 8 ? wide - 8 : 0);
        if (tabs != 0 || layout <= k_tabs_max || layout == '\n') {
            layout = tabs;
        }
        if (layout > k_column_max || tabs > k_tabs_max) {
            return false;
        }
        if (Cursor key = begin; skip(key, "KernelPageSize:")) {
            learn_page(number);
        }
        const bool plain = *at_ == '\n';
        end_line();
        return put(static_cast<std::uint8_t>(layout | (plain ? k_plain : 0U)));
    }

    bool put(std::uint8_t byte) {
        schema_.text[schema_.size] = byte;
        return ++schema_.size < k_schema_bytes_max;
    }

  private:
    void end_line() {
        while (at_ < end_ && *at_++ != '\n') {
        }
    }

    /// Pages have the size that the kernel prints, where it is a valid one; the size of huge pages is no sign of the
    /// others.
    void learn_page(std::uint64_t kb) {
        for (std::uint8_t shift = 0; shift <= 4; ++shift) {
            page = kb == 4U << shift ? static_cast<std::uint8_t>(k_page_letter + shift) : page;
        }
    }

    Cursor at_;
    Cursor end_;
    Schema& schema_;
};

} // namespace

bool learn_schema(const std::uint8_t* text, std::size_t size, const Schema* before, Schema& schema) {
    Learner learner(text, text + size, schema);
    if (before != nullptr) {
        learner.column = before->name_column;
        learner.rest = before->rest & static_cast<std::uint8_t>(~k_flags_line);
        learner.page = static_cast<std::uint8_t>(k_page_letter + before->page_shift - k_address_shift);
    }
    learner.header();
    while (!learner.done()) {
        if (!learner.line()) {
            return false;
        }
    }
    return learner.column != '\n' && learner.put(learner.column) && learner.put(learner.rest) &&
           learner.put(learner.page) && schema.parse();
}

} // namespace agent::encode
