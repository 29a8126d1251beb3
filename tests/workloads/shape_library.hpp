// A library with a large .bss and a large table that the loader relocates (RELRO), for shape.cpp.
#pragma once

#include <cstddef>

void* shape_bss();
std::size_t shape_bss_bytes();

const void* shape_relocated();
std::size_t shape_relocated_bytes();
