#include "host/run/messages.hpp"

#include "host/report/escape.hpp"

#include <iostream>
#include <string>

namespace host::run {

void say(std::string_view text) {
    std::cout.flush(); // the two streams keep their order where they meet on a terminal
    std::cerr << "host-analyze: " + report::escape(text, report::Escape::display) + "\n";
}

void say(const Error& error) {
    say(error.text());
}

} // namespace host::run
