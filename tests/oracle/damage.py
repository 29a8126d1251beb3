"""Damaged streams: never a wrong text, never a failure of the reader, and every sweep from the next key sweep on."""
from __future__ import annotations

import re
from dataclasses import replace

from frames import CONTROL, HELLO, IDLE, FrameReader, framed
from sets import Result, stored_vector
from stream import Listener, play

TRIES = 24  # of each kind and stream, spread evenly
FORGED = 48  # of each stream


class Texts(Listener):
    """Texts of each sweep, by its number."""

    def __init__(self):
        self.sweeps, self.troubles = {}, 0

    def sweep(self, session, sweep):
        texts = {pid: session.text(pid) for pid in session.processes}
        self.sweeps[session.hello.get(1), sweep.number] = texts

    def trouble(self, what):
        self.troubles += 1


def texts_of(stream: bytes, tables):
    texts = Texts()
    texts.frames = play(stream, tables, texts)
    return texts


class Damager:
    def __init__(self, name: str, stream: bytes, tables, result: Result):
        self.name, self.stream, self.tables, self.result = name, stream, tables, result
        self.truth = texts_of(stream, tables).sweeps
        self.true_texts = {b"", *(text for texts in self.truth.values() for text in texts.values())}
        offsets = [(frame.offset, frame.type) for frame in FrameReader(stream)]
        self.starts = [offset for offset, _ in offsets]
        self.hellos = [offset for offset, frame_type in offsets if frame_type == HELLO]
        self.good = {hello: set(texts_of(stream[hello:], tables).sweeps) for hello in self.hellos}

    def try_it(self, what: str, stream: bytes, good_from: int | None, forged: bool = False):
        """`good_from`: offset in the whole stream of a hello from which on every sweep has to be there; None: nothing
        is asked."""
        texts = texts_of(stream, self.tables)
        self.result.cases += 1
        self.result.sweeps += len(texts.sweeps)
        for which, shown in texts.sweeps.items():
            self.result.texts += len(shown)
            self.result.text_bytes += sum(map(len, shown.values()))
            wrong = self.truth.get(which) != shown
            if forged:  # the text hash proves texts, not records
                wrong = not self.true_texts.issuperset(shown.values())
            if wrong:
                self.result.wrong.append(f"{self.name}: {what}: sweep {which[1]} is shown, and wrong")
        for which in self.good.get(good_from, set()) - set(texts.sweeps):
            self.result.wrong.append(f"{self.name}: {what}: sweep {which[1]} is missing after a key sweep")

    def hello_after(self, offset: int):
        return next((hello for hello in self.hellos if hello > offset), None)

    def cut(self):
        """Nothing but the beginning."""
        for end in [*spread(self.starts), *spread(range(1, len(self.stream)))]:
            self.try_it(f"cut at {end}", self.stream[:end], None)

    def frames(self):
        """(begin, end)"""
        return spread(list(zip(self.starts, [*self.starts[1:], len(self.stream)])))

    def without_frames(self):
        for begin, end in self.frames():
            self.try_it(f"without {begin} to {end}", self.stream[:begin] + self.stream[end:], self.hello_after(begin))

    def doubled_frames(self):
        for begin, end in self.frames():
            self.try_it(f"{begin} to {end} twice", self.stream[:end] + self.stream[begin:], self.hello_after(begin))

    def flipped(self):
        for at in spread(range(len(self.stream))):
            byte = self.stream[at] ^ (1 << at % 8)
            stream = self.stream[:at] + bytes([byte]) + self.stream[at + 1:]
            self.try_it(f"bit {at % 8} of byte {at}", stream, self.hello_after(at))

    def forged(self):
        """A wrong bit or a wrong end under a checksum that is right: now records and coder see the damage."""
        frames = [frame for frame in FrameReader(self.stream) if frame.type < IDLE and frame.payload]
        ends = dict(zip(self.starts, [*self.starts[1:], len(self.stream)]))
        for i in range(FORGED):
            frame = frames[i % len(frames)] if frames else None
            if frame is None or frame.type in (HELLO, CONTROL):
                continue
            at = i * len(frame.payload) // FORGED
            payload = bytearray(frame.payload[:at] if i % 5 == 4 else frame.payload)
            if i % 5 != 4:
                payload[at] ^= 1 << i % 8
            forged = framed(replace(frame, payload=bytes(payload)))
            stream = self.stream[:frame.offset] + forged + self.stream[ends[frame.offset]:]
            self.try_it(f"frame {frame.number}, byte {at} forged", stream, self.hello_after(frame.offset), True)

    def noisy(self):
        """Console text between all frames."""
        noise = b"\r\n[   12.345678] eth0: link up\r\n"
        self.try_it("console text", noise + re.sub(rb"\x1e(?=[^\x00\x1e])", noise + b"\x1e", self.stream, flags=re.S),
                    next(iter(self.hellos), None))


def spread(items):
    """TRIES of them, or all."""
    return [items[i * len(items) // TRIES] for i in range(TRIES)] if len(items) > TRIES else list(items)


def streams(source):
    """(name, stream, whether it is undamaged)"""
    for path in sorted((source / "testdata/wire").glob("*.hex")):
        yield path.stem, stored_vector(path)[0], not path.stem.startswith("v1_bad")
    for path in sorted((source / "testdata/captures").glob("*.smaps")):
        yield path.name, path.read_bytes(), True
    for folder in ("frame_reader", "session_decoder"):
        for path in sorted((source / "testdata/fuzz" / folder).iterdir()):
            yield path.name, path.read_bytes(), path.name == "import.bin"


def damage(source, tables) -> Result:
    """Every stream cut, without a frame, with a frame twice, with a wrong bit, and with console text between its frames."""
    result = Result()
    for name, stream, good in streams(source):
        damager = Damager(name, stream, tables, result)
        damager.cut()
        damager.without_frames()
        damager.doubled_frames()
        damager.flipped()
        damager.forged()
        if good:
            damager.noisy()
    return result
