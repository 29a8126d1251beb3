// Reports as JSON, schema smapscope/1:
//
//   {"schema":"smapscope/1","report":NAME,"board":{…},"time":SECONDS|null,"rows":[{KEY:VALUE,…},…],
//    "totals":{…}|null,"notes":[…],"reasons":{KEY:{REASON:[row index,…]}}}
//
// Keys are the columns' keys; unknown values are null and their reasons are under "reasons". Strings follow
// escape.hpp, reversible. The man page host-analyze-json(5) describes the schema for users.
#pragma once

#include "host/report/report.hpp"

#include <span>
#include <string>

namespace host::report {

/// One report: its object, rows one per line. Several: an array of such objects.
std::string write_json(std::span<const Report> reports);

/// The same object on one line.
std::string write_ndjson(const Report& report);

} // namespace host::report
