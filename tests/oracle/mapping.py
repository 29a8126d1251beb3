"""One piece of a text, new or changed: CODER.md, sections 2, 6.3, 7 and 8."""
from __future__ import annotations

from dataclasses import dataclass, field

from schema import SLOTS, Schema, read_schema_text
from symbols import MASK32, MASK64, Damaged, Symbols
from text_model import primed

NAMES_MAX = 65536
FLAGS_MAX = 65535
SCHEMAS_MAX = 4
LITERAL_BYTES_MAX = 4096
SHARE_LIMIT = 1 << 29
QUOTIENT_MAX = 1 << 20
UNNAMED, SPECIAL, FILE, GROWING = range(4)


@dataclass(eq=False)
class Name:
    number: int | None = 0  # None: not kept
    major: int = 0
    minor: int = 0
    inode: int = 0
    text: bytes = b""

    def __post_init__(self):
        self.kind = self._kind()

    def _kind(self) -> int:
        if self.number is None or self.inode:
            return FILE
        if not self.text:
            return UNNAMED
        return GROWING if self.text[:2] in (b"[h", b"[s", b"[a") else SPECIAL


@dataclass(eq=False)
class Flags:
    number: int | None = 0
    text: bytes = b""


UNNAMED_NAME = Name()
NO_FLAGS = Flags()


@dataclass(eq=False)
class Piece:
    schema: int | None = 0  # None: literal
    start: int = 0
    pages: int = 0
    offset: int = 0
    permissions: int = 0
    name: Name = UNNAMED_NAME
    flags: Flags = NO_FLAGS
    values: list = field(default_factory=lambda: [0] * SLOTS)
    text: bytes = b""  # as printed
    history: int = 0

    def literal(self) -> bool:
        return self.schema is None

    def end(self) -> int:
        return self.start + self.pages & MASK64

    def access(self) -> int:
        return self.permissions >> 1 & 3

    def shared(self) -> bool:
        return bool(self.permissions & 8)

    def behaviour(self) -> int:
        """The class of the page."""
        kind = self.name.kind
        second = self.shared() or kind in (SPECIAL, GROWING)
        return (self.permissions >> 1 & 1) + 2 * second + 4 * (kind == FILE)


def scaled(v: int, factor: int) -> int:
    return (v * factor + 32768 >> 16) & MASK32


def quotient(a: int, b: int) -> int:
    while a >= 65536:
        a, b = a >> 1, b >> 1
    return min(a * 65536 // b, QUOTIENT_MAX) if b else QUOTIENT_MAX


class PieceDecoder(Symbols):
    """Reads pieces, and remembers what both ends remember."""

    def __init__(self, tables):
        super().__init__(tables)
        slot = {name: tables.slots[name.encode()] for name in (
            "Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty", "AnonHugePages",
            "ShmemPmdMapped", "FilePmdMapped")}
        self.slot = slot
        self.huge_slots = {slot["AnonHugePages"], slot["ShmemPmdMapped"], slot["FilePmdMapped"]}

    def reset(self):
        self.reset_contexts()
        self.text = primed(self.tables).clone()
        self.schemas, self.names, self.flag_sets = [], [UNNAMED_NAME], []
        self.last_name = 0
        self.major = self.minor = self.inode = 0
        self.recent_pages = [(0, 0)] * 16
        self.recent_flags = {}
        self.share = 32768

    # Section 6.3: pieces.

    def new_piece(self, before: Piece, following: Piece | None) -> Piece:
        usual = not before.literal() and before.schema < len(self.schemas)
        if usual and not self.flag(self.context("piece", 0)):
            schema = before.schema
        elif self.flag(self.context("piece", 1)):
            return self.literal(before)
        else:
            schema = self._schema()
        piece = Piece(schema=schema)
        self._header(piece, before, following)
        self._numbers(piece, None, before, 0)
        return self._printed(piece)

    def literal(self, before: Piece) -> Piece:
        size = self.number(self.context("plain_number"))
        if size > LITERAL_BYTES_MAX:
            raise Damaged("a literal piece is too long")
        text = bytes(self.text.byte(self.engine) for _ in range(size))
        return Piece(schema=None, start=before.end(), text=text)

    def changed_piece(self, old: Piece, before: Piece, following: Piece | None) -> Piece:
        if old.literal():
            return self.literal(before)
        piece = Piece(old.schema, old.start, old.pages, old.offset, old.permissions, old.name, old.flags, old.values[:])
        if self._changed_header(piece, old, before, following):
            self._numbers(piece, old, before, old.history)
        return self._printed(piece)

    def _schema(self) -> int:
        schema = self.tree(self.context("schema_index"), 3)
        if schema > len(self.schemas) or schema == SCHEMAS_MAX:
            raise Damaged("no such schema")
        if schema == len(self.schemas):
            self.schemas.append(Schema(read_schema_text(self), self.tables.slots))
        return schema

    def _printed(self, piece: Piece) -> Piece:
        piece.text = self.schemas[piece.schema].print_mapping(piece, piece.name, piece.flags.text)
        return piece

    # Section 7.1: the header of a new mapping.

    def _header(self, piece: Piece, before: Piece, following: Piece | None):
        piece.name = self._name(before)
        kind = piece.name.kind
        same = piece.name.number is not None and piece.name.number == before.name.number
        place = 0 if kind == UNNAMED else 1 if kind != FILE else 2 if same else 3
        c = max(place - 1, 0) * 4 + before.access()
        piece.permissions = self.tree(self.context("permissions", c), 4)
        c = place * 4 + piece.access()
        recent = self.recent_pages[c]
        piece.pages = self.field(self.context("pages", c), self.context("pages_number", place), 0, *recent, 0)
        if piece.pages != recent[0]:
            self.recent_pages[c] = (piece.pages, recent[0])
        expected = following.start - piece.pages & MASK64 if following else before.end()
        n = 1 if following else 0
        piece.start = self.wide(self.context("start", 2 * c + n), self.context("start_step", n), expected, before.end())
        along = before.offset + piece.start - before.start & MASK64 if place == 2 else 0
        piece.offset = self.wide(self.context("offset", place), self.context("offset_step", place), along,
                                 piece.start if place < 2 else along)
        piece.flags = self._flags(piece, 0)

    def _name(self, before: Piece) -> Name:
        kind = before.name.kind
        c = 4 * kind + before.access()
        following = None if self.last_name is None else self.last_name + 1
        for i, candidate in enumerate((before.name.number, 0, self.last_name, following)):
            if candidate is None or candidate >= len(self.names) or (candidate == 0 and i != 1):
                continue
            if i >= 2 and candidate == before.name.number:
                continue
            if not self.flag(self.context("file_differs", 16 * i + c)):
                if i >= 2:
                    self.last_name = candidate
                return self.names[candidate]
        if self.flag(self.context("new_file", kind)):
            name = self._new_name()
        else:
            number = len(self.names) - 1 - self.number(self.context("file_index"))
            if number < 0:
                raise Damaged("no such name")
            name = self.names[number]
        self.last_name = name.number
        return name

    def _new_name(self) -> Name:
        if self.flag(self.context("new_device")):
            self.major = self.number(self.context("plain_number"))
            self.minor = self.number(self.context("plain_number"))
        device = 1 if self.major or self.minor else 0
        inode = self.wide(self.context("inode", device), self.context("inode_step"), 0, self.inode)
        self.inode = inode or self.inode
        text = self.text.line_text(self.engine)
        kept = self.flag(self.context("kept", 0)) and len(self.names) < NAMES_MAX
        name = Name(len(self.names) if kept else None, self.major, self.minor, inode, text)
        if kept:
            self.names.append(name)
        return name

    def _flags(self, piece: Piece, after_permissions: int) -> Flags:
        if not self.schemas[piece.schema].has_flags():
            return NO_FLAGS
        where = (piece.permissions, piece.name.kind)
        recent = self.recent_flags.get(where)
        if recent is not None and not self.flag(self.context("flags_differ", after_permissions)):
            return self.flag_sets[recent]
        if self.flag(self.context("new_flags")):
            flags = self._new_flags()
        else:
            number = self.number(self.context("flags_index"))
            if number >= len(self.flag_sets):
                raise Damaged("no such VmFlags")
            flags = self.flag_sets[number]
        self.recent_flags[where] = flags.number
        return flags

    def _new_flags(self) -> Flags:
        if self.flag(self.context("flags_odd")):
            text = self.text.line_text(self.engine)
        else:
            names = self.tables.flag_names
            text = b" " + b"".join(name + b" " for i, name in enumerate(names) if self.flag(self.context("flag_bit", i)))
        kept = self.flag(self.context("kept", 1)) and len(self.flag_sets) < FLAGS_MAX
        flags = Flags(len(self.flag_sets) if kept else None, text)
        if kept:
            self.flag_sets.append(flags)
        return flags

    # Section 7.2: the header of a changed mapping.

    def _changed_header(self, piece: Piece, old: Piece, before: Piece, following: Piece | None) -> bool:
        """Whether numbers follow."""
        if not self.flag(self.context("header_changed", old.history)):
            return True
        group = old.behaviour()
        piece.start = self.wide(self.context("moved", group), self.context("moved_step", 0), before.end(), old.start)
        expected = following.start if following else old.end()
        end = self.wide(self.context("moved", 8 + group), self.context("moved_step", 1), expected, old.end())
        piece.pages = end - piece.start & MASK32
        stays = old.offset == 0 and old.name.number == 0
        piece.offset = 0 if stays else old.offset + piece.start - old.start & MASK64
        if self.flag(self.context("permissions_changed", group)):
            piece.permissions = self.tree(self.context("permissions", old.access()), 4)
            piece.flags = self._flags(piece, 1)
        elif self.flag(self.context("flags_changed", group)):
            piece.flags = self._flags(piece, 0)
        return bool(self.flag(self.context("values_changed", group)))

    # Section 8: numbers.

    def _all(self, whole: str, piece: Piece) -> int:
        """What a number may be all of."""
        values, slot = piece.values, self.slot
        shared_dirty = values[slot["Shared_Dirty"]]
        shared = values[slot["Shared_Clean"]] + shared_dirty & MASK32
        resident, dirty = values[slot["Private_Clean"]], values[slot["Private_Dirty"]]
        if whole == "nothing":
            result = 0
        elif whole == "range":
            result = 4 * piece.pages
        elif whole == "clean":
            result = resident - dirty
        elif whole == "page":
            result = 1 << self.schemas[piece.schema].page_shift - 10
        elif whole == "share":
            result = resident - shared + scaled(shared, self.share)
        elif whole == "dirty share":
            if shared_dirty == 0:
                result = dirty
            elif shared == shared_dirty:
                result = values[slot["Pss"]] - (resident - dirty)
            else:
                result = dirty - shared_dirty + scaled(shared_dirty, self.share)
        elif whole == "unfiled":
            result = 0 if piece.shared() else dirty if piece.name.kind == FILE else values[slot["Rss"]]
        else:
            result = values[self.tables.slots[whole.encode()]]
        return result & MASK32

    def _numbers(self, piece: Piece, old: Piece | None, before: Piece, history: int):
        schema = self.schemas[piece.schema]
        for i, (slot, whole) in enumerate(self.tables.rules):
            if slot not in schema.present:
                continue
            everything = self._all(whole, piece)
            if 1 <= i <= 3 and schema.folded and everything == 0:
                piece.values[slot] = 0
                continue
            none = old.values[slot] if old else 0
            along = none + everything - (self._all(whole, old) if old else 0) & MASK32
            shift = 0 if i in (5, 6) else 11 if slot in self.huge_slots else schema.page_shift - 10
            piece.values[slot] = self.field(self._number_context(i, piece, old, before, history),
                                            self._step_context(i, piece, old), shift, along, none,
                                            none if i < 4 else along)
            if i == 5:
                self._learn_share(piece)

    def _learn_share(self, piece: Piece):
        value = {name: piece.values[slot] for name, slot in self.slot.items()}
        shared = value["Shared_Clean"] + value["Shared_Dirty"] & MASK32
        part = value["Pss"] + shared - value["Private_Clean"] & MASK32
        if shared and part < SHARE_LIMIT:
            self.share = quotient(part, shared)

    def _number_context(self, i: int, piece: Piece, old: Piece | None, before: Piece, history: int) -> int:
        group, known = piece.behaviour(), 1 if old else 0
        if i == 0 and not old:
            size = 0 if piece.pages == 1 else 1 if piece.pages <= 8 else 2
            resident = before.values[self.slot["Private_Clean"]]
            full = 0 if resident == 0 else 1 if resident == 4 * before.pages & MASK32 else 2
            return self.context("resident", (3 * size + full) * 8 + group)
        if i < 4:
            variant = 0 if not old else 1 if history == 0 else 2 if history & 1 else 3
            return self.context("part", (4 * i + variant) * 8 + group)
        if i < 9:
            return self.context("ruled_value", (2 * (i - 4) + known) * 8 + group)
        if i == 9 and not old:
            known = 1 if piece.pages >= 512 else 0
        return self.context("other_value", 2 * (i - 9) + known)

    def _step_context(self, i: int, piece: Piece, old: Piece | None) -> int:
        if i == 0 and not old and piece.pages >= 8:
            return self.context("resident_step", 1 if piece.pages >= 128 else 0)
        kind = {0: 0, 1: 1, 2: 2, 3: 2, 5: 3}.get(i, 4)
        return self.context("value_step", 5 * (1 if old else 0) + kind)
