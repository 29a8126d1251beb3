"""Kernel modules of an unpacked kernel package: which files, and in which order to load them.

What a module needs is written in its own file, in the section `.modinfo`, as `depends=NAME,NAME` between zero bytes.
"""

import re
from pathlib import Path


def in_load_order(root: Path, wanted: tuple[str, ...]) -> list[Path]:
    """The files of the wanted modules, each after those it needs; names without a file are built into the kernel."""
    files = {_name(path): path for path in root.glob("lib/modules/*/kernel/**/*.ko")}
    ordered: list[Path] = []

    def add(name: str) -> None:
        path = files.get(name)
        if path is None or path in ordered:
            return
        for needed in _needs(path):
            add(needed)
        ordered.append(path)

    for name in wanted:
        add(name)
    return ordered


def _name(path: Path) -> str:
    return path.name.removesuffix(".ko").replace("-", "_")


def _needs(path: Path) -> list[str]:
    found = re.search(rb"\0depends=([^\0]*)\0", path.read_bytes())
    return [name.replace("-", "_") for name in found[1].decode().split(",") if name] if found else []
