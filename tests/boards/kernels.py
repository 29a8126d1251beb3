#!/usr/bin/env python3
"""Kernels for the boards, kept in a cache outside the source tree.

    kernels.py [--cache DIR] list              what there is and what is missing
    kernels.py [--cache DIR] fetch [BOARD]...  from the machine's own package archive
    kernels.py [--cache DIR] build [BOARD]...  those the archive does not have, from its kernel source (minutes)

A board that has a kernel in the cache is left alone; --newer looks whether there is a newer one. Package lists and package
manager state are our own, per architecture, and thrown away after use: the system's are neither used nor changed. Of a package
only the kernel, its device tree and the modules the board needs are kept, under CACHE/kernels/BOARD/VERSION.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import modules
from boards import BOARDS, Board, device_trees

_HERE = Path(__file__).resolve().parent
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Missing(Exception):
    """What a board needs is not there; the text names it and how to get it."""


@dataclass(frozen=True)
class Kernel:
    image: Path
    version: str
    modules: tuple[Path, ...]
    dtb: Path | None
    shell: Path | None  # a static busybox for that CPU, where the archive has one


def default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "smapscope"


def cached(board: Board, cache: Path) -> Kernel:
    """The newest complete kernel of a board in the cache."""
    places = [p for p in (cache / "kernels" / board.name).glob("*") if (p / "complete").exists()]
    if not places:
        verb = "fetch" if board.archive else "build"
        raise Missing(f"no kernel in {cache}; run tests/boards/kernels.py {verb} {board.name}")
    place = max(places, key=lambda p: (p / "complete").stat().st_mtime)
    listed = (place / "modules.list").read_text().split()
    return Kernel(
        image=place / "kernel",
        version=place.name,
        modules=tuple(place / name for name in listed),
        dtb=place / "board.dtb" if board.dtb else None,
        shell=place / "busybox" if (place / "busybox").exists() else None,
    )


def archive_mirror(apt_dir: Path = Path("/etc/apt")) -> tuple[str, str]:
    """Address and suite of the machine's first binary source with `main`, one-line or deb822 style."""
    for file in [apt_dir / "sources.list", *sorted(apt_dir.glob("sources.list.d/*.list"))]:
        for line in file.read_text().splitlines() if file.exists() else ():
            found = re.match(r"deb\s+(?:\[[^]]*\]\s*)?(\S+)\s+(\S+)\s+(.*)", line)
            if found and "main" in found[3].split() and _is_base_suite(found[2]):
                return found[1], found[2]
    for file in sorted(apt_dir.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            fields = dict(re.findall(r"^([A-Za-z-]+):\s*(.*)$", stanza, re.M))
            suites = [s for s in fields.get("Suites", "").split() if _is_base_suite(s)]
            if "deb" in fields.get("Types", "").split() and "main" in fields.get("Components", "").split() and suites:
                return fields["URIs"].split()[0], suites[0]
    raise Missing(f"{apt_dir}: no source with component main; the kernels come from the machine's own archive")


def _is_base_suite(suite: str) -> bool:
    """Not the update and security suites: they do not have every architecture."""
    return "/" not in suite and "-" not in suite


class Archive:
    """The machine's package archive seen as another architecture, with lists and state of its own in a scratch directory."""

    def __init__(self, arch: str, scratch: Path):
        self._arch = arch
        self._root = scratch / "apt"
        mirror, suite = archive_mirror()
        for part in ("state/lists/partial", "cache/archives/partial", "etc"):
            (self._root / part).mkdir(parents=True, exist_ok=True)
        (self._root / "state/status").touch()
        (self._root / "etc/sources.list").write_text(f"deb [signed-by={_KEYRING}] {mirror} {suite} main\n")
        self._run("apt-get", "update", "-qq")

    def field(self, package: str, name: str) -> str | None:
        shown = self._run("apt-cache", "show", "--no-all-versions", package, check=False)
        found = re.search(rf"^{name}: (.*)$", shown, re.M)
        return found[1] if found else None

    def unpack(self, package: str, into: Path) -> None:
        self._run("apt-get", "download", "-qq", package, cwd=self._root)
        (deb,) = self._root.glob("*.deb")
        subprocess.run(["dpkg", "-x", deb, into], check=True)
        deb.unlink()

    def _run(self, program: str, *words: str, cwd=None, check=True) -> str:
        root = self._root
        options = {
            "Dir::State": root / "state",
            "Dir::State::status": root / "state/status",
            "Dir::Cache": root / "cache",
            "Dir::Etc::sourcelist": root / "etc/sources.list",
            "Dir::Etc::sourceparts": "-",
            "APT::Architecture": self._arch,
            "APT::Architectures": self._arch,
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        command = [program, *(f"-o{key}={value}" for key, value in options.items()), *words]
        done = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if check and done.returncode != 0:
            raise Missing(f"{program} {words[0]} for {self._arch} failed: {done.stderr.strip()}")
        return done.stdout


def fetch(board: Board, cache: Path, scratch: Path) -> None:
    """Puts the archive's newest kernel of the board's flavour into the cache, unless that version is there."""
    archive = Archive(board.archive, scratch)
    needed = archive.field(f"linux-image-{board.flavour}", "Depends")
    if not needed:
        raise Missing(f"the archive has no linux-image-{board.flavour} for {board.archive}")
    package = re.match(r"[^\s,]+", needed)[0]
    place = cache / "kernels" / board.name / archive.field(package, "Version")
    if (place / "complete").exists():
        return
    root = scratch / "root"
    archive.unpack(package, root)
    if archive.field("busybox-static", "Version"):
        archive.unpack("busybox-static", root)
    _keep(board, root, place)


def _keep(board: Board, root: Path, place: Path) -> None:
    """Copies what the board needs of an unpacked package; the mark `complete` is made last."""
    place.mkdir(parents=True, exist_ok=True)
    (image,) = root.glob("boot/vmlinu[xz]-*")
    shutil.copy(image, place / "kernel")
    names = []
    for module in modules.in_load_order(root, board.modules):
        names.append(module.name)
        shutil.copy(module, place)
    (place / "modules.list").write_text("\n".join(names) + "\n")
    if board.dtb:
        shutil.copy(device_trees(root) / board.dtb, place / "board.dtb")
    if board.dtb_enable:
        subprocess.run(["fdtput", "-t", "s", place / "board.dtb", board.dtb_enable, "status", "okay"], check=True)
    if (root / "bin/busybox").exists():
        shutil.copy(root / "bin/busybox", place)
    (place / "complete").touch()


def build(board: Board, cache: Path, scratch: Path) -> None:
    """The same from the archive's kernel source and the committed configuration; built again when either changes."""
    archive = Archive(subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip(), scratch)
    package = re.match(r"[^\s,]+", archive.field("linux-source", "Depends") or "")
    if not package:
        raise Missing("the archive has no linux-source")
    config = _HERE / "kernels" / f"{board.flavour}.config"
    digest = hashlib.sha256(config.read_bytes()).hexdigest()[:8]
    place = cache / "kernels" / board.name / f"{archive.field(package[0], 'Version')}-{digest}"
    if not (place / "complete").exists():
        archive.unpack(package[0], scratch / "root")
        _compile(board, scratch / "root", config, place)


def _compile(board: Board, root: Path, config: Path, place: Path) -> None:
    (tarball,) = root.glob("usr/src/linux-source-*.tar.xz")
    source = root / "linux"
    source.mkdir()
    subprocess.run(["tar", "xf", tarball, "-C", source, "--strip-components=1"], check=True)
    make = ["nice", "make", "-s", f"ARCH={board.triple.split('-')[0]}", f"CROSS_COMPILE={board.triple}-"]
    for step in (
        [*make, "allnoconfig"],
        ["scripts/kconfig/merge_config.sh", "-m", ".config", config],
        [*make, "olddefconfig"],
        [*make, f"-j{os.cpu_count()}", "vmlinux"],
    ):
        done = subprocess.run(step, cwd=source, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise Missing(f"kernel build failed:\n{done.stdout[-3000:]}")
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run([f"{board.triple}-strip", "-o", place / "kernel", source / "vmlinux"], check=True)
    (place / "modules.list").write_text("")
    (place / "complete").touch()


def provide(board: Board, cache: Path, newer: bool) -> None:
    if newer or not list((cache / "kernels" / board.name).glob("*/complete")):
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            (fetch if board.archive else build)(board, cache, Path(scratch))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--newer", action="store_true")
    parser.add_argument("what", choices=("list", "fetch", "build"))
    parser.add_argument("board", nargs="*", choices=[*BOARDS, []])
    words = parser.parse_args()
    words.cache.mkdir(parents=True, exist_ok=True)
    failed = False
    for board in (BOARDS[name] for name in words.board or BOARDS):
        try:
            if words.what == ("fetch" if board.archive else "build"):
                provide(board, words.cache, words.newer)
            print(f"{board.name}: {cached(board, words.cache).version}", flush=True)
        except Missing as missing:
            failed = True
            print(f"{board.name}: {missing}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
