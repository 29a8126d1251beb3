// Code that a JIT compiler writes through one shared mapping of a file and runs through another, or through the same.
#pragma once

#include "host/analyze/mapping_view.hpp"

#include <vector>

namespace host::analyze {

/// Sets MappingView::run_shared of every shared mapping of a part of a file that is mapped shared both to be written
/// and to be run.
void mark_shared_code(std::vector<MappingView>& views);

} // namespace host::analyze
