#include "host/decode/process_fields.hpp"

#include "protocol/protocol.hpp"

namespace host::decode {
namespace {

using protocol::ProcessField;

template <typename T>
bool take_number(const FieldView& field, std::optional<T>& out) {
    const auto number = field.varint();
    if (number) {
        out = static_cast<T>(*number);
    }
    return number.has_value();
}

bool take_bytes(const FieldView& field, std::optional<std::string>& out) {
    out = field.text();
    return field.value.size() <= protocol::k_name_bytes_max;
}

/// Present and empty means unlimited.
bool take_stack_limit(const FieldView& field, model::ProcessInfo& info) {
    info.stack_unlimited = field.value.empty();
    info.stack_limit_bytes.reset();
    return info.stack_unlimited || take_number(field, info.stack_limit_bytes);
}

bool take_stack_pointers(const FieldView& field, model::ProcessInfo& info) {
    protocol::Reader in = field.reader();
    const std::uint64_t count = in.varint();
    if (!in.ok || count > protocol::k_threads_max) {
        return false;
    }
    info.stack_pointers.clear();
    for (std::uint64_t i = 0; i < count && in.ok; ++i) {
        const auto tid = static_cast<model::Pid>(in.varint());
        info.stack_pointers.push_back({tid, in.varint()});
    }
    return in.ok;
}

bool take_reasons(const FieldView& field, model::ProcessInfo& info) {
    info.reasons.clear();
    for (std::size_t i = 0; i + 1 < field.value.size(); i += 2) {
        info.reasons[static_cast<model::FileKind>(field.value[i])] = static_cast<model::Status>(field.value[i + 1]);
    }
    return field.value.size() % 2 == 0;
}

bool take_field(const FieldView& field, model::ProcessInfo& info) {
    switch (static_cast<ProcessField>(field.tag)) {
    case ProcessField::start_time: return take_number(field, info.start_ticks);
    case ProcessField::parent: return take_number(field, info.parent);
    case ProcessField::uid: return take_number(field, info.uid);
    case ProcessField::comm: return take_bytes(field, info.comm);
    case ProcessField::cmdline: return take_bytes(field, info.cmdline);
    case ProcessField::exe: return take_bytes(field, info.exe);
    case ProcessField::stack_limit: return take_stack_limit(field, info);
    case ProcessField::threads: return take_number(field, info.threads);
    case ProcessField::oom_score: return take_number(field, info.oom_score);
    case ProcessField::stack_pointers: return take_stack_pointers(field, info);
    case ProcessField::reasons: return take_reasons(field, info);
    case ProcessField::cmdline_bytes: return take_number(field, info.cmdline_bytes);
    case ProcessField::vsize_bytes: return take_number(field, info.vsize_bytes);
    case ProcessField::rss_pages: return take_number(field, info.rss_pages);
    }
    return true; // a later agent's
}

} // namespace

bool apply_process_fields(FieldList fields, model::ProcessInfo& info) {
    while (const auto field = fields.next()) {
        if (!take_field(*field, info)) {
            return false;
        }
    }
    return !fields.damaged();
}

} // namespace host::decode
