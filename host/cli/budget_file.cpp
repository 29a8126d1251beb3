#include "host/cli/budget_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace host::cli {
namespace {

using analyze::Bound;
using analyze::Limit;
using analyze::Scope;
using Json = nlohmann::json;

constexpr std::array<std::string_view, 11> k_fields{
    "process",  "program", "board", "class", "mapping", "measure", "max", "min", "max_growth_per_min",
    "settle_s", "optional"};
constexpr std::string_view k_meminfo = "meminfo:"; ///< before a key of /proc/meminfo, as a measure of the board
constexpr double k_settle_max_s = 1e9;

template <std::size_t N>
std::string joined(const std::array<std::string_view, N>& words) {
    std::string all;
    for (const std::string_view word : words) {
        all += (all.empty() ? "" : ", ") + std::string(word);
    }
    return all;
}

std::string place(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(std::max<std::size_t>(1, column));
}

/// One object of the list. Each step returns what is wrong with the fields it reads.
class LimitReader {
  public:
    using Problem = std::optional<Error>;

    LimitReader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

    Problem read(std::vector<Limit>& limits) {
        for (const auto step : {&LimitReader::check_fields, &LimitReader::read_scope, &LimitReader::read_parts,
                                &LimitReader::read_measure, &LimitReader::read_settle, &LimitReader::read_optional}) {
            if (auto problem = (this->*step)()) {
                return problem;
            }
        }
        describe();
        return add_bounds(limits);
    }

  private:
    Problem wrong(std::string_view field, std::string what, std::string next) const {
        const std::string object = field.empty() ? where_ : where_ + ", field '" + std::string(field) + "'";
        return Error{object, std::move(what), std::move(next)};
    }

    Problem check_fields() {
        if (!object_.is_object()) {
            return wrong("", "not an object", "write {\"process\":\"app\",\"measure\":\"pss_kb\",\"max\":20480}");
        }
        for (const auto& [field, value] : object_.items()) {
            if (std::find(k_fields.begin(), k_fields.end(), field) == k_fields.end()) {
                return wrong(field, "not known", "one of " + joined(k_fields));
            }
        }
        return {};
    }

    Problem read_name(const char* field, std::string& out) const {
        if (!object_.contains(field)) {
            return {};
        }
        if (!object_[field].is_string() || object_[field].get_ref<const std::string&>().empty()) {
            return wrong(field, "not a name", "write a string");
        }
        out = object_[field].get<std::string>();
        return {};
    }

    Problem read_scope() {
        std::string program;
        if (auto problem = read_name("process", limit_.what.program)) {
            return problem;
        }
        if (auto problem = read_name("program", program)) {
            return problem;
        }
        if (!limit_.what.program.empty() && !program.empty()) {
            return wrong("program", "together with process",
                         "process is each one alone, program all of the name together");
        }
        limit_.what.scope = !program.empty()               ? Scope::program
                            : !limit_.what.program.empty() ? Scope::process
                                                           : Scope::board;
        limit_.what.program += program;
        if (object_.contains("board") && (object_["board"] != true || limit_.what.scope != Scope::board)) {
            return wrong("board", "not true, or together with process or program",
                         "write \"board\":true or leave it out");
        }
        return {};
    }

    Problem read_parts() {
        std::string word;
        if (auto problem = read_name("mapping", limit_.what.mapping)) {
            return problem;
        }
        if (auto problem = read_name("class", word)) {
            return problem;
        }
        if (word.empty()) {
            return {};
        }
        limit_.what.classes = analyze::classes_named(word);
        return limit_.what.classes->any()
                   ? Problem{}
                   : wrong("class", "'" + word + "' is not known", "one of " + analyze::class_words());
    }

    Problem read_measure() {
        std::string name;
        if (auto problem = read_name("measure", name)) {
            return problem;
        }
        if (name.empty()) {
            return wrong("measure", "missing", "one of " + analyze::measure_keys() + ", or meminfo:KEY of the board");
        }
        if (name.starts_with(k_meminfo)) {
            limit_.what.meminfo = name.substr(k_meminfo.size());
            if (limit_.what.meminfo.empty()) {
                return wrong("measure", "no key of /proc/meminfo in it", "write for example meminfo:MemAvailable");
            }
            const bool plain = limit_.what.scope == Scope::board && !limit_.what.classes && limit_.what.mapping.empty();
            return plain ? Problem{} : wrong("measure", "meminfo is of the board", "leave the other choices out");
        }
        limit_.what.measure = analyze::find_measure(name);
        return limit_.what.measure != nullptr
                   ? Problem{}
                   : wrong("measure", "'" + name + "' is not known",
                           "one of " + analyze::measure_keys() + ", or meminfo:KEY of the board");
    }

    Problem read_number(const char* field, double lowest, double highest, std::optional<double>& out) const {
        if (!object_.contains(field)) {
            return {};
        }
        const bool valid = object_[field].is_number() && std::isfinite(object_[field].get<double>()) &&
                           object_[field].get<double>() >= lowest && object_[field].get<double>() <= highest;
        if (!valid) {
            return wrong(field, "not a number of 0 or more, or too large", "write a number");
        }
        out = object_[field].get<double>();
        return {};
    }

    Problem read_settle() {
        std::optional<double> settle;
        if (auto problem = read_number("settle_s", 0, k_settle_max_s, settle)) {
            return problem;
        }
        limit_.settle_us = static_cast<std::int64_t>(settle.value_or(0) * 1e6);
        return {};
    }

    Problem read_optional() {
        if (!object_.contains("optional")) {
            return {};
        }
        if (!object_["optional"].is_boolean()) {
            return wrong("optional", "neither true nor false", "write \"optional\":true or leave it out");
        }
        limit_.optional = object_["optional"].get<bool>();
        return {};
    }

    /// "process app, class heap: private_dirty_kb"
    void describe() {
        std::string& text = limit_.text;
        const auto add = [&](const char* field) {
            if (object_.contains(field) && object_[field].is_string()) {
                text += (text.empty() ? "" : ", ") + std::string(field) + ' ' + object_[field].get<std::string>();
            }
        };
        for (const char* field : {"process", "program", "class", "mapping"}) {
            add(field);
        }
        text += (text.empty() ? "board: " : ": ") + object_["measure"].get<std::string>();
    }

    Problem add_bounds(std::vector<Limit>& limits) const {
        constexpr std::array bounds{std::pair("max", Bound::max), std::pair("min", Bound::min),
                                    std::pair("max_growth_per_min", Bound::max_growth_per_min)};
        bool any = false;
        for (const auto& [field, bound] : bounds) {
            std::optional<double> value;
            if (auto problem = read_number(field, 0, 1e15, value)) {
                return problem;
            }
            if (value && bound == Bound::max_growth_per_min && !limit_.what.meminfo.empty()) {
                return wrong(field, "not possible for meminfo", "limit a measure of the processes");
            }
            if (value) {
                any = true;
                limits.push_back(limit_);
                limits.back().bound = bound;
                limits.back().limit = *value;
            }
        }
        return any ? Problem{} : wrong("", "no limit in it", "add max, min or max_growth_per_min");
    }

    const Json& object_;
    std::string where_;
    Limit limit_;
};

/// Finds fields that an object has twice: the parser would keep the last one without a message.
class FieldsOnce {
  public:
    bool operator()(int, Json::parse_event_t event, const Json& parsed) {
        if (event == Json::parse_event_t::object_start) {
            open_.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            open_.pop_back();
        } else if (event == Json::parse_event_t::key && !open_.back().insert(parsed.get<std::string>()).second) {
            twice_ = parsed.get<std::string>();
        }
        return true;
    }

    const std::optional<std::string>& twice() const { return twice_; }

  private:
    std::vector<std::set<std::string>> open_; ///< fields of the objects that are not closed yet
    std::optional<std::string> twice_;
};

std::optional<Error> parse_document(std::string_view text, const std::string& file, Json& document) {
    FieldsOnce once;
    try {
        document = Json::parse(text, std::ref(once));
        if (once.twice()) {
            return Error{file + ", field '" + *once.twice() + "'", "twice in one object", "keep one of them"};
        }
        return {};
    } catch (const Json::parse_error& error) {
        return Error{file, place(text, error.byte) + ": no JSON from here on", "check quotes, commas and brackets"};
    } catch (const Json::exception&) { // what else the parser throws is of numbers
        return Error{file, "a number in it is too large", "sizes are kB"};
    }
}

/// The list of limits in the document; null when there is none.
const Json* list_in(const Json& document) {
    if (document.is_array()) {
        return &document;
    }
    const bool wrapped = document.is_object() && document.size() == 1 && document.contains("limits");
    return wrapped && document["limits"].is_array() ? &document["limits"] : nullptr;
}

} // namespace

Result<std::vector<Limit>> parse_budget(std::string_view text, const std::string& file) {
    Json document;
    if (auto problem = parse_document(text, file, document)) {
        return failure(*std::move(problem));
    }
    const Json* const list = list_in(document);
    if (list == nullptr || list->empty()) {
        return failure(
            {file, "no list of limits", "write [{\"process\":\"app\",\"measure\":\"pss_kb\",\"max\":20480}]"});
    }
    std::vector<Limit> limits;
    std::size_t number = 0;
    for (const Json& object : *list) {
        ++number;
        if (auto problem = LimitReader(object, file + ": limit " + std::to_string(number)).read(limits)) {
            return failure(*std::move(problem));
        }
    }
    return limits;
}

} // namespace host::cli
