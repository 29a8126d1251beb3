#include "host/base/messages.hpp"

#include "host/base/escape.hpp"

#include <iostream>
#include <string>

namespace host::base {

void say(std::string_view text) {
    std::cout.flush(); // the two streams keep their order where they meet on a terminal
    std::cerr << "host-analyze: " + escape(text, Escape::display) + "\n";
}

void say(const Error& error) {
    say(error.text());
}

} // namespace host::base
