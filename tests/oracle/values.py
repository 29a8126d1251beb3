"""Primitive types: PROTOCOL.md, section 1."""


class Bad(Exception):
    """A value that the page does not allow."""


class Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def left(self) -> int:
        return len(self.data) - self.at

    def take(self, count: int) -> bytes:
        if count > self.left():
            raise Bad("too short")
        self.at += count
        return self.data[self.at - count:self.at]

    def rest(self) -> bytes:
        return self.take(self.left())

    def fixed(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little")

    def varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self.fixed(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        else:
            raise Bad("a varint of more than 10 bytes")
        if value >> 64:
            raise Bad("a varint above 2^64-1")
        return value

    def svarint(self) -> int:
        return unzigzag(self.varint())


def unzigzag(value: int) -> int:
    return -(value + 1 >> 1) if value & 1 else value >> 1


def varints(data: bytes):
    reader = Reader(data)
    while reader.left():
        yield reader.varint()


def fields(data: bytes):
    """(tag, value) of a field list."""
    reader = Reader(data)
    while reader.left():
        tag = reader.varint()
        yield tag, reader.take(reader.varint())


def number(value: bytes) -> int:
    return Reader(value).varint()


def signed_number(value: bytes) -> int:
    return Reader(value).svarint()
