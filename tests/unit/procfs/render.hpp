// A snapshot as text, so that a test can state what it expects and a failure can be read.
#pragma once

#include "host/model/mapping.hpp"

#include <cstdio>
#include <string>

namespace test {

/// `start-end perms offset major:minor inode 'name' Key=value … {flags}`, one line per mapping; then `+ extra` and
/// `! line: defect` lines.
inline std::string render(const host::model::Snapshot& snapshot) {
    std::string text;
    for (const host::model::Mapping& mapping : snapshot.mappings) {
        char head[160];
        std::snprintf(head, sizeof head, "%llx-%llx %c%c%c%c %llx %x:%x %llu ",
                      static_cast<unsigned long long>(mapping.start), static_cast<unsigned long long>(mapping.end),
                      (mapping.permissions & 1) != 0 ? 'r' : '-', (mapping.permissions & 2) != 0 ? 'w' : '-',
                      (mapping.permissions & 4) != 0 ? 'x' : '-', (mapping.permissions & 8) != 0 ? 's' : 'p',
                      static_cast<unsigned long long>(mapping.offset), mapping.file->major, mapping.file->minor,
                      static_cast<unsigned long long>(mapping.file->inode));
        text += head + ("'" + mapping.file->name + "'");
        for (std::size_t i = 0; i < host::model::k_field_count; ++i) {
            if ((mapping.present >> i & 1) != 0) {
                text += ' ' + std::string(host::model::k_field_names[i].key) + '=' + std::to_string(mapping.values[i]);
            }
        }
        text += mapping.flags != nullptr ? " {" + mapping.flags->text + "}\n" : "\n";
    }
    for (const host::model::ExtraLine& extra : snapshot.extras) {
        text += "+ " + std::to_string(extra.mapping) + ' ' + extra.text + '\n';
    }
    for (const host::model::Defect& defect : snapshot.defects) {
        text += "! " + std::to_string(defect.line) + ": " + defect.what + '\n';
    }
    return text;
}

} // namespace test
