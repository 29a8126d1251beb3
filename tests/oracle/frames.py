"""A stream of bytes, with noise and damage, to frames: PROTOCOL.md, section 2."""
from dataclasses import dataclass

from hashes import crc32c
from values import Bad, Reader, fields, number

SYNC, STUFFED = 0x1E, 0x00
PAYLOAD_BYTES_MAX, CONTROL_BYTES_MAX = 16384, 2048
NUMBERS_TRIED = 4096
HELLO, INFO, GOODBYE, CONTROL, SWEEP, INDEX, NOTE = 0x01, 0x02, 0x03, 0x04, 0x20, 0x40, 0x41
UNCOUNTED = range(0x40, 0x80)
IDLE = 0x80


@dataclass
class Frame:
    type: int
    payload: bytes = b""
    offset: int = 0
    number: int = 0
    lost: int = 0
    new_session: bool = False


class FrameReader:
    """Frames of a whole stream; counts what is in none of them."""

    def __init__(self, stream: bytes):
        self.stream = stream
        self.expected = None  # number of the next frame; None before the first hello
        self.session = None
        self.damaged = self.early = self.skipped = 0
        self.good_end = 0

    def __iter__(self):
        at = self.stream.find(SYNC)
        while at >= 0:
            at, frame = self._frame_at(at)
            if frame:
                self.skipped += frame.offset - self.good_end
                self.good_end = at
                yield frame
            at = self.stream.find(SYNC, at)
        self.skipped += len(self.stream) - self.good_end

    def _frame_at(self, begin: int):
        """(where to go on, frame or None)"""
        if begin + 1 >= len(self.stream) or self.stream[begin + 1] in (STUFFED, SYNC):
            return begin + 1, None
        frame_type = self.stream[begin + 1]
        data, at, length = bytearray([frame_type]), begin + 2, None
        while length is None or len(data) < length:
            if at == len(self.stream) or (self.stream[at] == SYNC and self.stream[at + 1:at + 2] != b"\0"):
                self.damaged += 1
                return at, None
            stuffed = self.stream[at] == SYNC
            data.append(self.stream[at])
            at += 2 if stuffed else 1
            try:
                length = length or self._length(data)
            except Bad:
                self.damaged += 1
                return at, None
        frame = self._checked(bytes(data), begin)
        return at, frame

    @staticmethod
    def _length(data: bytearray):
        """Of the frame without SYNC and stuffing; None while it is not known."""
        if data[0] >= IDLE:
            return 1 + 4
        if len(data) < 3 or (data[-1] >= 0x80 and len(data) < 5):
            return None
        reader = Reader(bytes(data[2:]))
        size = reader.varint()
        if size > (CONTROL_BYTES_MAX if data[0] == CONTROL else PAYLOAD_BYTES_MAX):
            raise Bad("the payload is too long")
        return len(data) + size + 4

    def _checked(self, data: bytes, begin: int):
        crc = int.from_bytes(data[-4:], "little")
        data = data[:-4]
        frame = Frame(data[0], offset=begin)
        low = data[0] & 0x7F
        if data[0] < IDLE:
            low = data[1] & 0x7F
            reader = Reader(data[2:])
            reader.varint()
            frame.payload = reader.rest()

        def fits(candidate: int) -> bool:
            return crc32c(candidate.to_bytes(4, "little") + data) == crc

        good = False
        if frame.type in (HELLO, CONTROL):
            good = self._stated(frame, low, fits)
        elif frame.type in UNCOUNTED or (frame.type == GOODBYE and data[1] == 0 and fits(0)):
            good = fits(0)
        elif self.expected is None:
            self.early += 1
            return None
        else:
            good = self._counted(frame, low, fits)
        self.damaged += 0 if good else 1
        return frame if good else None

    def _stated(self, frame: Frame, low: int, fits) -> bool:
        """A hello or a control frame: it states its own number."""
        if len(frame.payload) < 4:
            return False
        frame.number = int.from_bytes(frame.payload[:4], "little")
        if frame.number & 0x7F != low or not fits(frame.number):
            return False
        session = session_id(frame.payload) if frame.type == HELLO else None
        frame.new_session = self.expected is None or session != self.session
        if not frame.new_session:
            frame.lost = frame.number - self.expected & 0xFFFFFFFF
            if frame.lost >= 1 << 31:
                return False
        self.session, self.expected = session, frame.number + 1 & 0xFFFFFFFF
        return True

    def _counted(self, frame: Frame, low: int, fits) -> bool:
        first = low - self.expected & 0x7F
        for ahead in range(first, NUMBERS_TRIED, 128):
            candidate = self.expected + ahead & 0xFFFFFFFF
            if fits(candidate):
                frame.number, frame.lost = candidate, ahead
                self.expected = candidate + 1 & 0xFFFFFFFF
                return True
        return False


def framed(frame: Frame) -> bytes:
    """The bytes of a frame that is no idle sweep."""
    length, left = b"", len(frame.payload)
    while left >= 0x80:
        length, left = length + bytes([left & 0x7F | 0x80]), left >> 7
    data = bytes([frame.type, frame.number & 0x7F]) + length + bytes([left]) + frame.payload
    data += crc32c(frame.number.to_bytes(4, "little") + data).to_bytes(4, "little")
    return bytes([SYNC, frame.type]) + data[1:].replace(bytes([SYNC]), bytes([SYNC, STUFFED]))


def session_id(payload: bytes):
    """Of a hello."""
    try:
        for tag, value in fields(payload[6:]):
            if tag == 1 and len(value) == 8:
                return int.from_bytes(value, "little")
    except Bad:
        pass
    return 0


def control_words(payload: bytes):
    """What a control frame asks for, in words."""
    words = []
    numbers = {1: "pid", 4: "period", 7: "info period", 8: "key interval", 9: "count"}
    alone = {3: "every process", 5: "key now", 6: "stop"}
    for tag, value in fields(payload[4:]):
        if tag in numbers:
            words.append(f"{numbers[tag]} {number(value)}")
        elif tag == 2:
            words.append(f"name '{value.decode('latin-1')}'")
        elif tag in alone:
            words.append(alone[tag])
    return words
