#include "host/report/json_writer.hpp"

#include "host/base/escape.hpp"
#include "host/report/unknown_reasons.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace host::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_schema = "smapscope/1";

Json json_of(const Cell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        return *integer;
    }
    if (const auto* real = std::get_if<double>(&cell)) {
        return std::isfinite(*real) ? Json(*real) : Json(nullptr);
    }
    if (const auto* name = std::get_if<std::string>(&cell)) {
        return base::escape(*name, base::Escape::reversible);
    }
    return nullptr;
}

Json json_of(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(base::escape(text, base::Escape::reversible));
}

template <typename T>
Json json_of(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json board_of(const Origin& origin) {
    const model::Agent& agent = origin.agent;
    Json board;
    board["source"] = json_of(origin.source);
    board["host_name"] = json_of(agent.host_name);
    board["cpu"] = json_of(agent.cpu);
    board["machine"] = json_of(agent.machine);
    board["kernel_release"] = json_of(agent.kernel_release);
    board["boot_id"] = json_of(agent.boot_id);
    board["agent_version"] = json_of(agent.version);
    board["page_size_bytes"] = json_of(agent.page_size_bytes);
    board["start_wall_us"] = json_of(agent.start_wall_us);
    return board;
}

Json cells_of(const Report& report, const std::vector<Cell>& cells) {
    Json object = Json::object();
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        object[report.columns[i].key] = json_of(cells[i]);
    }
    return object;
}

Json row_of(const Report& report, const Row& row) {
    Json object = cells_of(report, row.cells);
    if (row.classes.empty()) {
        return object;
    }
    Json classes = Json::object();
    for (const auto& [name, measures] : row.classes) {
        Json one = Json::object();
        for (const auto& [key, cell] : measures) {
            one[key] = json_of(cell);
        }
        classes[name] = std::move(one);
    }
    object["classes"] = std::move(classes);
    return object;
}

Json reasons_json(const Report& report) {
    Json object = Json::object();
    for (const UnknownReason& reason : reasons_by_column(report)) {
        object[reason.columns][base::escape(reason.reason, base::Escape::reversible)] = reason.rows;
    }
    return object;
}

Json head_of(const Report& report) {
    Json head;
    head["schema"] = k_schema;
    head["report"] = report.name;
    head["board"] = board_of(report.origin);
    head["time"] = report.origin.time_us ? Json(static_cast<double>(*report.origin.time_us) / 1e6) : Json(nullptr);
    return head;
}

Json tail_of(const Report& report) {
    Json tail;
    tail["totals"] = report.totals.empty() ? Json(nullptr) : cells_of(report, report.totals);
    tail["notes"] = Json::array();
    for (const std::string& note : report.notes) {
        tail["notes"].push_back(base::escape(note, base::Escape::reversible));
    }
    tail["reasons"] = reasons_json(report);
    return tail;
}

/// Head, rows and tail of one object; `between` separates the rows.
std::string object_text(const Report& report, std::string_view between) {
    std::string out = head_of(report).dump();
    out.pop_back(); // the closing brace: more keys follow
    out += ",\"rows\":[";
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        out += (i == 0 ? "" : ",");
        out += between;
        out += row_of(report, report.rows[i]).dump();
    }
    out += between;
    out += "],";
    out += std::string_view(tail_of(report).dump()).substr(1);
    return out;
}

} // namespace

std::string write_ndjson(const Report& report) {
    return object_text(report, "") + '\n';
}

std::string write_json(std::span<const Report> reports) {
    if (reports.size() == 1) {
        return object_text(reports.front(), "\n") + '\n';
    }
    std::string out = "[";
    for (std::size_t i = 0; i < reports.size(); ++i) {
        out += (i == 0 ? "\n" : ",\n") + object_text(reports[i], "\n");
    }
    return out + "\n]\n";
}

} // namespace host::report
