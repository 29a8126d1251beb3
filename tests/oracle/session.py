"""Frames to sweeps and texts: PROTOCOL.md, sections 3 to 9."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from frames import IDLE, SWEEP, Frame
from hashes import MASK64, text_hash, weight
from symbols import Damaged
from texts import TextDecoder
from values import Bad, Reader, fields, number, unzigzag, varints

MAJOR = 1
FIRST, LAST, KEY, RECORDS = 1, 2, 4, 8
BODY_BYTES_MAX = TEXT_BYTES_MAX = 64 << 20
PROCESSES_MAX = 32768
NAME_BYTES_MAX = 4096
THREADS_MAX = 65536
PERIOD_MS_MAX = 366 * 24 * 3600 * 1000
RAW, CODED = 1, 2
SMAPS, MEMINFO = 0, 12
OK, CHANGED = 0, 6


@dataclass
class Process:
    fields: dict = field(default_factory=dict)
    status: int = OK
    changed: bool = True
    raw: bytes | None = None
    other_texts: dict = field(default_factory=dict)


@dataclass
class Sweep:
    kind: str
    number: int
    time_us: int
    skipped: int
    exited: list


class Clock:
    """When a sweep was made, and its number: section 5."""

    def __init__(self):
        self.origin_us = self.origin_number = 0
        self.period_ms = 0
        self.next, self.stated = 0, True
        self.skipped, self.offset_us, self.new_period_ms = 0, 0, None

    def hello(self, period_ms: int, next_sweep: int, next_us):
        self.period_ms, self.next, self.stated = period_ms, next_sweep, True
        if next_us is not None:
            self.origin_us, self.origin_number = next_us, next_sweep

    def planned_us(self, sweep: int) -> int:
        return self.origin_us + (sweep - self.origin_number) * self.period_ms * 1000

    def tick(self):
        """(number, time, skipped) of the sweep that was just received, or lost."""
        sweep = self.next if self.stated else self.next + self.skipped
        time_us = self.planned_us(sweep) + self.offset_us
        if self.new_period_ms is not None:
            self.origin_us, self.origin_number, self.period_ms = time_us, sweep, self.new_period_ms
        result = (sweep, time_us, self.skipped)
        self.next, self.stated = sweep + 1, False
        self.skipped, self.offset_us, self.new_period_ms = 0, 0, None
        return result


class Session:
    """Of one session id. `sweep` gives the sweeps that were proved."""

    def __init__(self, tables):
        self.coder = TextDecoder(tables)
        self.clock = Clock()
        self.processes = {}
        self.meminfo = b""
        self.body, self.bits = None, 0
        self.hello = {}
        self.synced = False  # a delta can be applied
        self.numbered = False  # it is known which sweep comes next
        self.partial = {}

    # Hello.

    def take_hello(self, payload: bytes):
        """False: a newer major version."""
        reader = Reader(payload)
        reader.fixed(4)
        self.version = (reader.fixed(1), reader.fixed(1))
        if self.version[0] > MAJOR:
            return False
        self.hello = dict(fields(reader.rest()))
        self.encodings = self._hello_number(14, 0)
        period_ms = min(self._hello_number(13, 0), PERIOD_MS_MAX)
        self.clock.hello(period_ms, self._hello_number(15, 0), self._hello_number(19, None))
        self.numbered = True
        return True

    def _hello_number(self, tag: int, otherwise):
        try:
            return number(self.hello[tag]) if tag in self.hello else otherwise
        except Bad:
            return otherwise

    # Loss.

    def lose(self, frame: Frame):
        key_begins = frame.type & 0xF0 == SWEEP and frame.type & (FIRST | KEY) == FIRST | KEY
        self.numbered = self.numbered and frame.lost == 1 and key_begins
        self.body = None
        self.synced = False

    # Sweeps.

    def take_sweep(self, frame: Frame):
        """A sweep, when it is complete and proved; None while frames are missing. Raises Bad or Damaged."""
        if frame.type >= IDLE:
            return self._idle()
        bits = frame.type & 0x0F
        if bits & FIRST:
            self.body, self.bits = b"", bits
        elif self.body is None or (bits ^ self.bits) & (KEY | RECORDS):
            self.body, self.synced = None, False
            raise Bad("frames of a sweep that do not belong together")
        self.body += frame.payload
        check_bytes = 8 if bits & KEY else 4
        if len(self.body) > BODY_BYTES_MAX or (bits & LAST and len(self.body) < check_bytes):
            self.body, self.synced = None, False
            raise Bad("the body of a sweep is too long or too short")
        if not bits & LAST:
            return None
        body, self.body = self.body, None
        return self._apply(bits, body[:-check_bytes], body[-check_bytes:])

    def _idle(self):
        tick = self.clock.tick()
        if not self.synced:
            raise Bad("an idle sweep after a lost one")
        for process in self.processes.values():
            process.changed = False
        return Sweep("idle", *tick, [])

    def _apply(self, bits: int, body: bytes, check: bytes):
        key = bool(bits & KEY)
        if not (self.numbered if key else self.synced):
            self.clock.tick()
            raise Bad("a sweep that cannot be used")
        self.synced = False
        exited, failure, reader = [], None, Reader(body)
        try:
            exited = self._records(reader, bits)
        except Bad as bad:
            failure = bad
        tick = self.clock.tick()
        if failure:
            raise failure
        self._coded(reader.rest(), bits)
        proof = self.raw_hash() + self.coder.board_hash() & (1 << 8 * len(check)) - 1
        if proof != int.from_bytes(check, "little"):
            raise Bad("the text hash is wrong")
        self.synced = True
        return Sweep("key" if key else "delta", *tick, exited)

    def _coded(self, coded: bytes, bits: int):
        if not self.encodings & CODED or (not coded and not bits & (KEY | RECORDS)):
            return
        self.coder.sweep(coded, sorted(self.processes), bool(bits & KEY))
        for pid, text in self.coder.processes.items():
            process = self.processes[pid]
            process.changed = text.changed or bool(process.other_texts and process.changed)
            if text.changed:
                process.status = text.status

    def raw_hash(self) -> int:
        return sum(text_hash(process.raw) * weight(pid) for pid, process in self.processes.items()
                   if process.raw is not None) & MASK64

    def text(self, pid: int) -> bytes:
        raw = self.processes[pid].raw
        if raw is not None:
            return raw
        coded = self.coder.processes.get(pid)
        return coded.text() if coded else b""

    # Records: section 6.

    def _records(self, reader: Reader, bits: int):
        """Pids that exited."""
        unannounced = set(self.processes) if bits & KEY else set()
        self.partial, exited = {}, []
        for process in self.processes.values():
            process.changed = False
            process.raw = None if bits & KEY else process.raw
        while bits & RECORDS and (tag := reader.varint()):
            value = Reader(reader.take(reader.varint()))
            if tag == 1:
                self.clock.skipped = value.varint()
            elif tag == 2:
                self.clock.offset_us = value.svarint()
            elif tag == 3:
                self.clock.new_period_ms = value.varint()
            elif tag in (4, 5, 6, 7, 8):
                pid = value.varint()
                if pid >> 32:
                    raise Bad("a pid above 32 bits")
                self._record_of(tag, pid, value, unannounced, exited)
        for pid in sorted(unannounced):
            del self.processes[pid]
            exited.append(pid)
        return exited

    def _record_of(self, tag: int, pid: int, value: Reader, unannounced, exited):
        process = self.processes.get(pid)
        if tag == 4:
            if process is None and len(self.processes) >= PROCESSES_MAX:
                raise Bad("too many processes")
            unannounced.discard(pid)
            process = self.processes.setdefault(pid, Process())
            process.fields, process.changed = process_fields(value.rest()), True
        elif tag == 5:
            unannounced.discard(pid)
            if self.processes.pop(pid, None):
                exited.append(pid)
        elif tag == 6:
            status = value.fixed(1)
            if process:
                process.status = status
                process.changed = process.changed or status not in (OK, CHANGED)
                process.raw = process.raw if status in (OK, CHANGED) else None
        elif tag == 7:
            self._text(pid, process, value)
        elif process is None:
            raise Bad("extras of an unknown process")
        else:
            process.fields.update(process_fields(value.rest()))

    def _text(self, pid: int, process, value: Reader):
        kind, flags = value.fixed(1), value.fixed(1)
        text = self.partial.pop((pid, kind), b"") + value.rest()
        if len(text) > TEXT_BYTES_MAX:
            raise Bad("a text is too long")
        if not flags & 1:
            self.partial[pid, kind] = text
        elif pid == 0 and kind == MEMINFO:
            self.meminfo = text
        elif process is None:
            raise Bad("a text of an unknown process")
        else:
            process.changed = True
            if kind == SMAPS:
                process.raw = text
            else:
                process.other_texts[kind] = text

    # Info: section 9.

    def take_info(self, payload: bytes):
        """(next sweep, costs, totals)"""
        next_sweep, costs, totals = 0, [], []
        for tag, value in fields_before_damage(payload):
            if tag == 1:
                next_sweep = next(iter(numbers_before_damage(value)), 0)
            elif tag == 2:
                self.meminfo = value
            elif tag == 3:
                self.meminfo = changed_meminfo(self.meminfo, list(numbers_before_damage(value)))
            elif tag == 4:
                costs = list(numbers_before_damage(value))
            elif tag == 5:
                totals = list(numbers_before_damage(value))
        return next_sweep, list(zip(costs[::2], costs[1::2])), totals


def until_bad(items):
    try:
        yield from items
    except Bad:
        pass


def fields_before_damage(data: bytes):
    return until_bad(fields(data))


def numbers_before_damage(data: bytes):
    return until_bad(varints(data))


def changed_meminfo(text: bytes, changes) -> bytes:
    lines = re.findall(rb"[^\n]*\n|[^\n]+", text)
    for which, difference in zip(changes[::2], changes[1::2]):
        if which < len(lines):
            lines[which] = changed_line(lines[which], unzigzag(difference))
    return b"".join(lines)


def changed_line(line: bytes, difference: int) -> bytes:
    """The right end of the number stays; blanks to its left give way, but for one."""
    begin = line.find(b":")
    while 0 <= begin < len(line) and line[begin:begin + 1] not in b"0123456789":
        begin += 1
    if not 0 <= begin < len(line):
        return line
    end = begin
    while line[end:end + 1].isdigit():
        end += 1
    digits = b"%d" % (int(line[begin:end]) + difference & MASK64)
    while end - begin < len(digits) and line[begin - 2:begin] == b"  ":
        begin -= 1
    return line[:begin] + digits.rjust(end - begin) + line[end:]


NUMBER_FIELDS = {1, 2, 3, 8, 9, 12, 13, 14}
NAME_FIELDS = {4, 5, 6}


def process_fields(data: bytes):
    known = {}
    for tag, value in fields(data):
        if tag in NUMBER_FIELDS or (tag == 7 and value):
            known[tag] = number(value)
        elif tag == 7:
            known[tag] = None  # unlimited
        elif tag in NAME_FIELDS:
            if len(value) > NAME_BYTES_MAX:
                raise Bad("a name is too long")
            known[tag] = value
        elif tag == 10:
            reader = Reader(value)
            count = reader.varint()
            if count > THREADS_MAX:
                raise Bad("too many threads")
            known[tag] = [(reader.varint(), reader.varint()) for _ in range(count)]
        elif tag == 11:
            if len(value) % 2:
                raise Bad("a reason without its status")
            known[tag] = list(zip(value[::2], value[1::2]))
    return known
