#include "host/session/control.hpp"

#include "protocol/bytes.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace host::session {
namespace {

using protocol::ControlField;

void put_bytes(Control::Bytes& fields, ControlField tag, std::string_view value) {
    fields.push_back(static_cast<std::uint8_t>(tag));
    std::array<std::uint8_t, protocol::k_varint_bytes_max> length{};
    fields.insert(fields.end(), length.data(), protocol::store_varint(length.data(), value.size()));
    fields.insert(fields.end(), value.begin(), value.end());
}

void put_number(Control::Bytes& fields, ControlField tag, std::uint64_t value) {
    std::array<std::uint8_t, protocol::k_varint_bytes_max> bytes{};
    const auto size = static_cast<std::size_t>(protocol::store_varint(bytes.data(), value) - bytes.data());
    put_bytes(fields, tag, {reinterpret_cast<const char*>(bytes.data()), size});
}

void put_processes(Control::Bytes& fields, const cli::Which& which) {
    const bool names_fit = which.names.size() <= protocol::k_control_names_max &&
                           std::all_of(which.names.begin(), which.names.end(), [](const std::string& name) {
                               return name.size() <= protocol::k_control_name_bytes_max;
                           });
    // Pids and names together restrict each other here but add up at the agent: so only one kind is sent.
    if (!which.pids.empty() && which.pids.size() <= protocol::k_control_pids_max) {
        for (const std::uint32_t pid : which.pids) {
            put_number(fields, ControlField::pid, pid);
        }
    } else if (!which.names.empty() && names_fit) {
        for (const std::string& name : which.names) {
            put_bytes(fields, ControlField::name, name);
        }
    } else if (which.all || !which.pids.empty() || !which.names.empty() || !which.users.empty()) {
        put_bytes(fields, ControlField::all, {});
    }
}

} // namespace

Control::Bytes Control::selection(const cli::Options& options) {
    Bytes fields;
    put_processes(fields, options.which);
    if (options.which.period_us) {
        put_number(fields, ControlField::period_ms, static_cast<std::uint64_t>(*options.which.period_us) / 1000);
    }
    if (options.how.key_interval_us) {
        put_number(fields, ControlField::key_interval_ms,
                   static_cast<std::uint64_t>(*options.how.key_interval_us) / 1000);
    }
    return fields.empty() ? fields : frame(fields);
}

Control::Bytes Control::greeting(const cli::Options& options) {
    const Bytes selection = this->selection(options);
    return selection.empty() ? frame({}) : selection;
}

Control::Bytes Control::key_now() {
    Bytes fields;
    put_bytes(fields, ControlField::key_now, {});
    return frame(fields);
}

Control::Bytes Control::stop() {
    Bytes fields;
    put_bytes(fields, ControlField::stop, {});
    return frame(fields);
}

Control::Bytes Control::frame(const Bytes& fields) {
    Bytes payload(4);
    protocol::store(payload.data(), frames_.number(), 4);
    payload.insert(payload.end(), fields.begin(), fields.end());
    frames_.write(protocol::FrameType::control, payload);
    return std::exchange(sink_.all, {});
}

bool Control::Collector::write(std::span<const std::uint8_t> bytes) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    return true;
}

} // namespace host::session
