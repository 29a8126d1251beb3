// The fields of `came` and `extras` records → what is known of a process. PROTOCOL.md, section 6.
#pragma once

#include "host/decode/field_list.hpp"
#include "host/model/board.hpp"

namespace host::decode {

/// Takes over each field that is there and leaves the others. False when the list is damaged or breaks a limit.
bool apply_process_fields(FieldList fields, model::ProcessInfo& info);

} // namespace host::decode
