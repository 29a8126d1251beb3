// What libgcc and the compiler want to exist for things that never happen: a division by zero on ARM raises a signal, a
// call of a pure virtual function stops the program.
namespace {
[[noreturn]] void stop() {
    __builtin_trap();
}
} // namespace

extern "C" {

[[gnu::used]] int raise(int) {
    stop();
}

// NOLINTNEXTLINE(bugprone-reserved-identifier): the compiler's own name
[[gnu::used]] void __cxa_pure_virtual() {
    stop();
}

} // extern "C"
