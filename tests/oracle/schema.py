"""How a mapping is printed: CODER.md, section 5."""
from symbols import Damaged

KEYS_MAX = 30
KEY_BYTES_MAX = 23
TEXT_BYTES_MAX = 360
FIRST_OTHER_SLOT = 26
SLOTS = 31
NO_UNIT = 0x80
BLANK_WITHOUT_NAME, NAME_LINE, VM_FLAGS = 1, 2, 4
SIZE, PRIVATE_CLEAN, PRIVATE_DIRTY, SHARED_CLEAN, SHARED_DIRTY = (
    b"Size", b"Private_Clean", b"Private_Dirty", b"Shared_Clean", b"Shared_Dirty")


def is_layout(byte: int) -> bool:
    return byte < 0x20 or byte >= 0x80


class Schema:
    def __init__(self, text: bytes, slots):
        """`slots`: of the keys that have one of their own."""
        begin, other = 0, FIRST_OTHER_SLOT
        self.lines = []  # key, layout, slot
        for at, byte in enumerate(text):
            if not is_layout(byte):
                continue
            key = text[begin:at]
            slot = slots.get(key)
            if slot is None:
                slot, other = other, other + 1
            if not 1 <= len(key) <= KEY_BYTES_MAX or slot >= SLOTS or any(slot == line[2] for line in self.lines):
                raise Damaged("a schema with a wrong key")
            self.lines.append((key, byte, slot))
            begin = at + 1
        if not 1 <= len(self.lines) <= KEYS_MAX or len(text) != begin + 3:
            raise Damaged("a schema of a wrong form")
        self.name_column, self.bits, page = text[begin:]
        self.page_shift = page - ord("a") + 12
        if not 12 <= self.page_shift <= 24:
            raise Damaged("a schema with a wrong page size")
        self.present = {slot for _, _, slot in self.lines}
        self.size_slot, *parts = (slots[key] for key in (SIZE, PRIVATE_CLEAN, PRIVATE_DIRTY, SHARED_CLEAN, SHARED_DIRTY))
        self.private_clean, self.private_dirty, self.shared_clean, self.shared_dirty = parts
        self.folded = self.present.issuperset(parts)

    def has_flags(self) -> bool:
        return bool(self.bits & VM_FLAGS)

    def print_mapping(self, mapping, name, flags: bytes) -> bytes:
        text = self._header(mapping, name)
        if self.bits & NAME_LINE and name.text.startswith(b"[anon:"):
            text += b"Name:           " + name.text + b"\n"
        for key, layout, slot in self.lines:
            text += number_line(key, layout, self._printed(mapping, slot))
        if self.has_flags():
            text += b"VmFlags:" + flags + b"\n"
        return text

    def _header(self, mapping, name) -> bytes:
        permissions = "".join(letter if mapping.permissions >> i & 1 else clear for i, (letter, clear) in
                              enumerate(("r-", "w-", "x-", "sp")))
        line = b"%08x-%08x %s %08x %02x:%02x %d" % (
            mapping.start << 12 & ADDRESS_MASK, mapping.end() << 12 & ADDRESS_MASK, permissions.encode(),
            mapping.offset << 12 & ADDRESS_MASK, name.major, name.minor, name.inode)
        if name.text:
            line = (line + b" ").ljust(self.name_column) + name.text
        elif self.bits & BLANK_WITHOUT_NAME:
            line += b" "
        return line + b"\n"

    def _printed(self, mapping, slot: int) -> int:
        values = mapping.values
        if slot == self.size_slot:
            more = values[slot] - (1 << 32) if values[slot] >> 31 else values[slot]
            return (4 * mapping.pages + more) & ADDRESS_MASK
        if self.folded and slot == self.private_clean:
            return values[slot] - values[self.shared_clean] - values[self.private_dirty] & 0xFFFFFFFF
        if self.folded and slot == self.private_dirty:
            return values[slot] - values[self.shared_dirty] & 0xFFFFFFFF
        return values[slot]


ADDRESS_MASK = (1 << 64) - 1


def number_line(key: bytes, layout: int, value: int) -> bytes:
    digits = b"%d" % value
    column = layout & 0x7F
    line = key + b":"
    if column == 0:
        line += b" "
    elif column <= 7:
        line += b"\t" * column
    else:
        first = column - 8 if column > len(key) + 10 else len(key) + 2
        line = line.ljust(max(column - len(digits), first))
    return line + digits + (b"\n" if layout & NO_UNIT else b" kB\n")


def read_schema_text(coder) -> bytes:
    """Byte by byte, with a guess from the page's keys."""
    keys = coder.tables.keys
    guess, key, text = 0, b"", b""
    for _ in range(TEXT_BYTES_MAX):
        if coder.flag(coder.context("key_byte", 0 if key else 1)):
            byte = coder.text.byte(coder.engine)
            guess = new_guess(keys, guess, key, byte)
        else:
            byte = keys[guess]
        if byte == 10:
            return text
        text += bytes([byte])
        key = b"" if is_layout(byte) else key + bytes([byte])
        guess = min(guess + 1, len(keys) - 1)
    raise Damaged("a schema without an end")


def new_guess(keys: bytes, guess: int, key: bytes, byte: int) -> int:
    for at in [*range(guess + 1, len(keys)), *range(guess + 1)]:
        begin = at - len(key)
        if keys[at] == byte and begin >= 0 and keys[begin:at] == key and (begin == 0 or is_layout(keys[begin - 1])):
            return at
    return guess
