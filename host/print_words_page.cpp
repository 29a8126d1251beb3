// Run by the build: print_words_page FILE writes the manual page of words there.
#include "host/report/glossary.hpp"

#include <fstream>

int main(int argc, char** argv) {
    std::ofstream file(argc == 2 ? argv[1] : "");
    file << host::report::words_page();
    return file.flush() ? 0 : 1;
}
