"""The board's file system: an archive in memory, in the format the kernel unpacks (cpio, "newc"), compressed."""

import gzip
from pathlib import Path

_REGULAR = 0o100755
_DIRECTORY = 0o040755


def build(files: dict[str, Path], modules: tuple[Path, ...]) -> bytes:
    """`files`: path on the board (no leading slash) → what to put there; `modules`: loaded by init in this order."""
    contents = {path: source.read_bytes() for path, source in files.items()}
    contents |= {f"lib/{module.name}": module.read_bytes() for module in modules}
    contents["modules"] = "".join(f"/lib/{module.name}\n" for module in modules).encode()
    directories = sorted({str(parent) for path in contents for parent in Path(path).parents} - {"."}) + ["dev"]
    members = [_member(name, _DIRECTORY, b"") for name in directories]
    members += [_member(name, _REGULAR, content) for name, content in contents.items()]
    return gzip.compress(b"".join(members) + _member("TRAILER!!!", 0, b""), compresslevel=1)


def _member(name: str, mode: int, content: bytes) -> bytes:
    """Thirteen numbers of eight hex digits, then name and content, each filled up to a multiple of four bytes."""
    stored = name.encode() + b"\0"
    inode = uid = gid = mtime = major = minor = device_major = device_minor = check = 0
    numbers = (inode, mode, uid, gid, 1, mtime, len(content), major, minor, device_major, device_minor, len(stored), check)
    header = b"070701" + b"".join(b"%08X" % number for number in numbers)
    return _filled(header + stored) + _filled(content)


def _filled(part: bytes) -> bytes:
    return part + b"\0" * (-len(part) % 4)
