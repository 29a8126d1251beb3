"""The tables of protocol/CODER.md, read from the page itself: an error in the page is an error of the oracle."""
import pathlib
import re


class Tables:
    """Section 11 of the page."""

    def __init__(self, page: pathlib.Path):
        self.sections = _sections(page.read_text())
        self.group_names, self.groups, self.context_count = [], {}, 0
        for name, units, each, *_ in self._rows("11.1"):
            self.group_names.append(name)
            self.groups[name] = (self.context_count, int(units), int(each))
            self.context_count += int(units) * int(each)
        self.squash = [int(number) for number in self._block("11.3", 0).split()]
        self.log = [int(number) for number in self._block("11.3", 1).split()]
        rows = self._rows("11.4")
        self.keys = b"".join(key.encode() + bytes([int(layout, 16)]) for _, key, layout in rows)
        self.slots = {key.encode(): int(slot) for slot, key, _ in rows if slot.isdigit()}
        self.preset = (self._block("11.5", 0) + "\n").encode()
        self.flag_names = [name.encode() for name in self._block("11.6", 0).split()]
        self.rules = [(int(slot), whole) for _, slot, _, whole in self._rows("11.7")]
        self.answers = [(where, int(p), int(answer[0])) for _, where, p, answer in self._rows("1")]

    def start_values(self):
        """One for each context."""
        values = []
        for run in self._block("11.2", 0).split():
            count, first, second = (int(part) for part in run.split("/"))
            values += [second if i % 2 else first for i in range(count)]
        return values

    def context_name(self, context: int) -> str:
        """As the page writes it: `group[unit]+context`."""
        for name, (first, units, each) in self.groups.items():
            if first <= context < first + units * each:
                unit, more = divmod(context - first, each)
                return f"{name}[{unit}]" + (f"+{more}" if more else "")
        raise ValueError(f"no context {context}")

    def _rows(self, section: str):
        """Cells of the table in a section, without its heading."""
        lines = [line for line in self.sections[section] if line.startswith("|")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]

    def _block(self, section: str, which: int) -> str:
        """An indented block, without its indentation."""
        blocks = re.findall(r"(?:^ {4}.*\n?)+", "\n".join(self.sections[section]), re.M)
        return "\n".join(line[4:] for line in blocks[which].splitlines())


def _sections(text: str):
    sections, number = {}, ""
    for line in text.splitlines():
        heading = re.match(r"#+ (\d+(?:\.\d+)?)\b", line)
        number = heading[1] if heading else number
        sections.setdefault(number, []).append(line)
    return sections
