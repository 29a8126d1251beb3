"""A stream as the lines that testdata/wire keeps after `> `. Messages in a program's own words are one word each:
trouble, refused, and the reason why a text was not read."""
import re

from frames import CONTROL, INDEX, FrameReader, control_words
from session import OK
from stream import Listener, play
from values import Bad, Reader, number, signed_number

STATUS = "status"


def escaped(text: bytes) -> str:
    return text.decode("latin-1").replace("\n", "\\n").replace("\0", "\\0")


class Story(Listener):
    def __init__(self):
        self.lines = []

    def hello(self, session, frame):
        fields = session.hello
        line = "hello" if frame.new_session else "hello again"
        line += ", protocol %d.%d" % session.version
        line += self._texts(fields, ((2, "agent"), (3, "CPU")))
        line += ", big endian" if fields.get(4) == b"\2" else ""
        line += self._numbers(fields, ((5, "page size"), (6, "clock ticks")))
        line += self._texts(fields, ((7, "kernel"), (17, "machine"), (8, "boot"), (9, "host")))
        line += f", privileges {number(fields.get(10, bytes(1)))}"
        line += self._numbers(fields, ((18, "address bits"),))
        line += f", wall us {signed_number(fields[11])}" if 11 in fields else ""
        line += self._numbers(fields, ((12, "monotonic us"), (13, "period ms"), (14, "encodings"), (15, "sweep")))
        self.lines.append(line + f" at {session.clock.planned_us(session.clock.next)} us")

    def sweep(self, session, sweep):
        skipped = f", skipped {sweep.skipped}" if sweep.skipped else ""
        self.lines.append(f"sweep {sweep.number} at {sweep.time_us} us: {sweep.kind}{skipped}")
        for pid, process in sorted(session.processes.items()):
            self._process(pid, process, session.text(pid))
        self.lines += [f"  {pid} exited" for pid in sweep.exited]

    def info(self, session, next_sweep, costs, totals):
        line = f"info, next sweep {next_sweep}"
        line += "".join(f", cost {wall}/{cpu} us" for wall, cpu in costs)
        line += ", totals " + " ".join(str(total) for total in totals) if totals else ""
        self.lines.append(line + (f", meminfo '{escaped(session.meminfo)}'" if session.meminfo else ""))

    def goodbye(self, reason, text):
        self.lines.append(f"goodbye {reason} '{escaped(text)}'")

    def refused(self, session):
        self.lines.append("refused")

    def trouble(self, what):
        self.lines.append("trouble")

    def _process(self, pid, process, text):
        fields = process.fields
        line = f"  {pid} {'read' if process.status == OK else STATUS}"
        line += self._plain(fields, ((1, "start"), (2, "parent"), (3, "uid")))
        line += f", comm '{escaped(fields[4])}'" if fields.get(4) else ""
        line += f", cmdline '{escaped(fields[5])}'" if fields.get(5) else ""
        line += self._plain(fields, ((12, "of"),))
        line += f", exe '{escaped(fields[6])}'" if fields.get(6) else ""
        if 7 in fields:
            line += ", stack unlimited" if fields[7] is None else f", stack limit {fields[7]}"
        line += self._plain(fields, ((8, "threads"), (9, "oom score"), (13, "vsize"), (14, "rss pages")))
        line += "".join(f", sp of {tid} {pointer}" for tid, pointer in fields.get(10, ()))
        line += "".join(f", file {kind}: {STATUS}" for kind, _ in fields.get(11, ()))
        self.lines.append(line + ("" if process.changed else ", unchanged"))
        if process.changed:
            self.lines += ["    |" + line for line in text.decode("latin-1").split("\n")[:-1 if text.endswith(b"\n") else None]
                           if text]
        self.lines += [f"    file {kind}: '{escaped(other)}'" for kind, other in sorted(process.other_texts.items())]

    @staticmethod
    def _texts(fields, names) -> str:
        return "".join(f", {name} '{escaped(fields[tag])}'" for tag, name in names if fields.get(tag))

    @staticmethod
    def _numbers(fields, names) -> str:
        return "".join(f", {name} {number(fields[tag])}" for tag, name in names if tag in fields)

    @staticmethod
    def _plain(fields, names) -> str:
        return "".join(f", {name} {fields[tag]}" for tag, name in names if tag in fields)


def story_of(stream: bytes, tables):
    story = Story()
    frames = play(stream, tables, story)
    if frames.damaged or frames.early or frames.skipped:
        story.lines.append(f"skipped {frames.skipped} bytes, damaged {frames.damaged}, early {frames.early}")
    return story.lines


def story_of_control(stream: bytes):
    frames = FrameReader(stream)
    lines = [", ".join(["control", *control_words(frame.payload)]) for frame in frames if frame.type == CONTROL]
    return [*lines, f"damaged {frames.damaged}"]


def story_of_capture(stream: bytes, tables):
    """The entries of its index frames, each of which must lead to a hello."""
    lines, points, listed = story_of(stream, tables), {}, 0
    for frame in FrameReader(stream):
        if frame.type != INDEX:
            continue
        reader = Reader(frame.payload[:-8])
        while reader.left():
            offset, time_us = reader.varint(), reader.svarint()
            if stream[offset:offset + 2] != b"\x1e\x01":
                raise Bad("an index entry that leads to no hello")
            points[offset] = f"session 0: key sweep at byte {offset}, {time_us} us"
            listed += 1
    return [*lines, *(points[offset] for offset in sorted(points)), f"{listed} of them from index frames"]


def in_own_words(line: str) -> str:
    """A stored line, with the words of programs taken out."""
    line = re.sub(r"^(trouble|refused):.*", r"\1", line)
    line = re.sub(r"^(  \d+) (?!read|exited)[a-z ]+(, rollup only|, maps only)?", rf"\1 {STATUS}", line)
    return re.sub(r"(, file \d+): [a-z ]+", rf"\1: {STATUS}", line)
