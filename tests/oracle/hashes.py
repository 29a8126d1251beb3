"""CRC-32C and the text hash: PROTOCOL.md, sections 2 and 8."""
import struct

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF


def _crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = _crc_table()


def crc32c(data: bytes) -> int:
    crc = MASK32
    for byte in data:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ MASK32


def _finish(v: int) -> int:
    v = (v ^ v >> 16) * 0x85EBCA6B & MASK32
    v = (v ^ v >> 13) * 0xC2B2AE35 & MASK32
    return v ^ v >> 16


def piece_hash(piece: bytes) -> int:
    padded = piece + bytes(8 - len(piece) % 8)
    words = struct.unpack(f"<{len(padded) // 4}I", padded)
    total, key = 0, 0x9E3779B9
    for i in range(0, len(words), 2):
        total += (words[i] + key & MASK32) * (words[i + 1] + key + 0x85EBCA6B & MASK32)
        key = key + 0xC2B2AE35 & MASK32
    high = total >> 32 & MASK32
    low = total & MASK32 ^ len(piece)
    return _finish(high ^ 0x27D4EB2F) << 32 | _finish(low + high & MASK32)


_KNOWN = {}


def _known_hash(piece: bytes) -> int:
    if len(_KNOWN) > 200000:
        _KNOWN.clear()
    if piece not in _KNOWN:
        _KNOWN[piece] = piece_hash(piece)
    return _KNOWN[piece]


def pieces_of(text: bytes):
    """Cut before each line that begins with a hexadecimal digit."""
    begin = 0
    at = text.find(b"\n") + 1
    while at:
        if text[at:at + 1] and text[at] in b"0123456789abcdef":
            yield text[begin:at]
            begin = at
        at = text.find(b"\n", at) + 1
    if text[begin:]:
        yield text[begin:]


def text_hash(text: bytes) -> int:
    return sum(_known_hash(piece) for piece in pieces_of(text)) & MASK64


def weight(pid: int) -> int:
    return (pid * 0x9E3779B97F4A7C15 << 1 | 1) & MASK64
