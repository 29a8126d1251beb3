#include "host/base/interrupt.hpp"

#include <csignal>

namespace host::base {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void note(int) {
    g_interrupted = 1;
}

} // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = note;
    sigemptyset(&action.sa_mask);
    action.sa_flags = static_cast<int>(SA_RESETHAND); // no restart: a read that waits comes back
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() {
    return g_interrupted != 0;
}

} // namespace host::base
