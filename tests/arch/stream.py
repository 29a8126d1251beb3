"""A small second reader of the stream, written from PROTOCOL.md: frames, hello, records. Knows no coded text."""

import struct

SYNC = 0x1E
HELLO, INFO, GOODBYE, CONTROL = 1, 2, 3, 4


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


TABLE = crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Field list → {tag: [value, …]}."""
    found, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        size, at = varint(data, at)
        found.setdefault(tag, []).append(data[at:at + size])
        at += size
    return found


def unstuffed(stream):
    """The frames of a stream from their type on, whole ones or not."""
    frames, at = [], 0
    while at < len(stream):
        byte = stream[at]
        if byte == SYNC and at + 1 < len(stream) and stream[at + 1] != 0:
            frames.append(bytearray([stream[at + 1]]))
            at += 2
            continue
        if frames:
            frames[-1].append(byte)
        at += 2 if byte == SYNC else 1
    return [bytes(frame) for frame in frames]


class Frame:
    """type, payload; number as counted from `number`; whether its checksum is right."""

    def __init__(self, raw, number):
        self.type = raw[0]
        self.payload = b""
        counted = struct.pack("<I", number)
        if self.type < 0x80 and len(raw) > 6:
            length, at = varint(raw, 2)
            self.payload = raw[at:at + length]
            if len(raw) - at != length + 4:
                self.good = False
                return
        self.good = len(raw) > 4 and struct.unpack("<I", raw[-4:])[0] == crc32c(counted + raw[:-4])


def read_frames(stream):
    return [Frame(raw, number) for number, raw in enumerate(unstuffed(stream))]


class Sweep:
    def __init__(self, bits, body):
        self.key = bool(bits & 4)
        size = 8 if self.key else 4
        self.check = body[-size:]
        self.coded = body[:-size]
        if bits & 8:
            at = 0
            while body[at] != 0:
                _, at = varint(body, at)
                length, at = varint(body, at)
                at += length
            self.coded = body[at + 1:-size]


def sweeps(frames):
    found, body = [], b""
    for frame in frames:
        if frame.type >= 0x80:
            found.append(None)
        elif frame.type & 0xF0 == 0x20:
            body = frame.payload if frame.type & 1 else body + frame.payload
            if frame.type & 2:
                found.append(Sweep(frame.type, body))
    return found


def control(number, *tagged):
    """A control frame; `tagged` are (tag, bytes)."""
    payload = struct.pack("<I", number)
    for tag, value in tagged:
        payload += bytes([tag, len(value)]) + value
    plain = bytes([CONTROL, number & 0x7F, len(payload)]) + payload
    plain += struct.pack("<I", crc32c(struct.pack("<I", number) + plain))
    return bytes([SYNC, CONTROL]) + plain[1:].replace(b"\x1E", b"\x1E\x00")
