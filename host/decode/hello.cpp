#include "host/decode/hello.hpp"

#include "host/decode/field_list.hpp"
#include "protocol/protocol.hpp"

#include <algorithm>

namespace host::decode {
namespace {

using protocol::HelloField;

constexpr std::uint64_t k_longest_period_ms = std::uint64_t{366} * 24 * 3600 * 1000;

std::string name_of(const FieldView& field) {
    return field.text().substr(0, protocol::k_name_bytes_max);
}

void take_signed(const FieldView& field, std::optional<std::int64_t>& out) {
    if (const auto number = field.varint()) {
        out = protocol::unzigzag(*number);
    }
}

void take_number(const FieldView& field, Hello& hello) {
    const auto number = field.varint();
    if (!number) {
        return;
    }
    model::Agent& agent = hello.agent;
    switch (static_cast<HelloField>(field.tag)) {
    case HelloField::page_size: agent.page_size_bytes = *number; break;
    case HelloField::clock_ticks: agent.clock_ticks_per_second = *number; break;
    case HelloField::privileges: agent.privileges = *number; break;
    case HelloField::period_ms: agent.period_ms = std::min(*number, k_longest_period_ms); break;
    case HelloField::encodings: hello.encodings = *number; break;
    case HelloField::next_sweep: hello.next_sweep = *number; break;
    case HelloField::next_sweep_us: hello.next_sweep_us = static_cast<std::int64_t>(*number); break;
    case HelloField::state_bytes_max: hello.state_bytes_max = *number; break;
    case HelloField::address_bits: hello.address_bits = *number; break;
    case HelloField::start_monotonic_us: agent.start_monotonic_us = static_cast<std::int64_t>(*number); break;
    default: break;
    }
}

void take_field(const FieldView& field, Hello& hello) {
    model::Agent& agent = hello.agent;
    switch (static_cast<HelloField>(field.tag)) {
    case HelloField::session_id:
        agent.session_id = field.value.size() == 8 ? protocol::load(field.value.data(), 8) : 0;
        break;
    case HelloField::byte_order:
        if (field.value.size() == 1) {
            agent.big_endian = field.value[0] == 2;
        }
        break;
    case HelloField::agent_version: agent.version = name_of(field); break;
    case HelloField::cpu: agent.cpu = name_of(field); break;
    case HelloField::kernel_release: agent.kernel_release = name_of(field); break;
    case HelloField::boot_id: agent.boot_id = name_of(field); break;
    case HelloField::host_name: agent.host_name = name_of(field); break;
    case HelloField::machine: agent.machine = name_of(field); break;
    case HelloField::start_wall_us: take_signed(field, agent.start_wall_us); break;
    default: take_number(field, hello); break;
    }
}

} // namespace

Result<Hello> parse_hello(std::span<const std::uint8_t> payload) {
    protocol::Reader in(payload.data(), payload.size());
    Hello hello;
    in.fixed(4);
    hello.major = static_cast<std::uint8_t>(in.fixed(1));
    hello.minor = static_cast<std::uint8_t>(in.fixed(1));
    if (!in.ok) {
        return failure({"", "the hello is cut short", "the agent is not one of ours"});
    }
    if (hello.major > protocol::k_version_major) {
        return failure({"",
                        "the agent speaks protocol " + std::to_string(hello.major) + "." + std::to_string(hello.minor) +
                            ", this program up to " + std::to_string(protocol::k_version_major) + "." +
                            std::to_string(protocol::k_version_minor),
                        "take a newer host-analyze"});
    }
    FieldList fields(in);
    while (const auto field = fields.next()) {
        take_field(*field, hello);
    }
    if (fields.damaged()) {
        return failure({"", "the hello is damaged", "the agent is not one of ours"});
    }
    return hello;
}

} // namespace host::decode
