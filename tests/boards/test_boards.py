"""What the board tests rely on and no board is needed for: python3 -m unittest, in this folder."""

import gzip
import os
import socket
import tempfile
import tty
import unittest
from pathlib import Path

import initramfs
import kernels
import modules
import steps
from machine import Failed
from uart import Cable


class Scratch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


class ArchiveMirror(Scratch):
    def test_one_line_sources_with_options_and_comments(self):
        self.write("sources.list", "# deb http://no.example/debian old main\n"
                                   "deb-src http://no.example/debian base main\n"
                                   "deb http://no.example/debian base-updates main\n"
                                   "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian base main contrib\n")
        self.assertEqual(kernels.archive_mirror(self.folder), ("http://mirror.example/debian", "base"))

    def test_stanzas_whose_first_suite_is_the_base(self):
        self.write("sources.list.d/debian.sources",
                   "Types: deb\n# a comment\nURIs: http://security.example/debian\nSuites: base-security\nComponents: main\n\n"
                   "Types: deb deb-src\nURIs: http://mirror.example/debian\nSuites: base base-updates\nComponents: main\n")
        self.assertEqual(kernels.archive_mirror(self.folder), ("http://mirror.example/debian", "base"))

    def test_a_source_without_main_is_none(self):
        self.write("sources.list.d/other.list", "deb http://other.example/ nodistro tools\n")
        with self.assertRaisesRegex(kernels.Missing, "no source with component main"):
            kernels.archive_mirror(self.folder)


class Waking:
    """The part of a rig that returns a process's sleep and memory: which sleep, how many kB, and in which sleep it is afterwards; None is awake."""

    def __init__(self, *readings: tuple[int | None, int, int | None]):
        self._readings = list(readings)
        self._looks = 0

    def sleep_of(self, _pid: int) -> int | None:
        self._looks += 1
        before, _, after = self._readings[0]
        if self._looks % 2 == 0 and len(self._readings) > 1:
            self._readings.pop(0)  # the last stays
        return before if self._looks % 2 == 1 else after

    def resident_kb(self, _pid: int) -> int:
        return self._readings[0][1]


class AtRest(unittest.TestCase):
    def test_what_is_read_before_it_sleeps_does_not_count(self):
        rig = Waking((None, 68, None), (None, 68, 1), (1, 20, 1), (1, 16, 1), (1, 16, 1))
        self.assertEqual(steps.resident_asleep_kb(rig, 7), 16)

    def test_a_reading_in_which_it_woke_up_does_not_count(self):
        self.assertEqual(steps.resident_asleep_kb(Waking((1, 68, 2), (2, 68, None), (3, 16, 3), (3, 68, 4), (4, 16, 4)), 7), 16)

    def test_two_readings_of_one_sleep_are_not_two_sleeps(self):
        rig = Waking((1, 104, 1), (1, 104, 1), (2, 60, 2), (2, 60, 2), (3, 60, 3))
        self.assertEqual(steps.resident_asleep_kb(rig, 7, sleeps=2), 60)

    def test_one_that_never_sleeps_is_given_up_with_a_sentence(self):
        with self.assertRaisesRegex(Failed, "does not come to rest in 2000 readings .* the last: not asleep"):
            steps.resident_asleep_kb(Waking((None, 68, None)), 7)


class LoadOrder(Scratch):
    def module(self, name: str, needs: str) -> None:
        self.write(f"lib/modules/1/kernel/drivers/{name}.ko", b"\x7fELF\0depends=" + needs.encode() + b"\0name=x\0")

    def test_each_module_comes_after_what_it_needs_and_once(self):
        self.module("virtio_net", "net_failover,virtio")
        self.module("net_failover", "failover")
        self.module("failover", "")
        self.module("virtio", "")
        names = [path.stem for path in modules.in_load_order(self.folder, ("virtio", "virtio_net", "built_in"))]
        self.assertEqual(names, ["virtio", "failover", "net_failover", "virtio_net"])

    def test_dashes_and_underscores_are_the_same(self):
        self.module("cdc-ether", "usb-net")
        self.module("usb_net", "")
        names = [path.stem for path in modules.in_load_order(self.folder, ("cdc_ether",))]
        self.assertEqual(names, ["usb_net", "cdc-ether"])


class FileSystem(Scratch):
    def test_members_are_aligned_and_directories_come_first(self):
        archive = gzip.decompress(initramfs.build({"bin/tool": self.write("tool", b"12345")}, ()))
        names, at = [], 0
        while not names or names[-1] != "TRAILER!!!":
            header = archive[at:at + 110]
            self.assertEqual(header[:6], b"070701")
            size, name_size = int(header[54:62], 16), int(header[94:102], 16)
            names.append(archive[at + 110:at + 110 + name_size - 1].decode())
            at += (110 + name_size + 3) // 4 * 4 + (size + 3) // 4 * 4
        self.assertEqual(names, ["bin", "dev", "bin/tool", "modules", "TRAILER!!!"])
        self.assertEqual(at, len(archive))


class Cables(unittest.TestCase):
    def setUp(self):
        self.board, line = socket.socketpair()
        self.cable = Cable(line)
        self.addCleanup(self.board.close)
        self.addCleanup(line.close)
        self.addCleanup(self.cable.close)

    def open_device(self) -> int:
        device = os.open(self.cable.device, os.O_RDWR | os.O_NOCTTY)
        self.addCleanup(os.close, device)
        tty.setraw(device)
        return device

    def read(self, device: int, count: int) -> bytes:
        got = b""
        while len(got) < count:
            got += os.read(device, count - len(got))
        return got

    def test_bytes_go_both_ways_unchanged(self):
        device, every_byte = self.open_device(), bytes(range(256))
        os.write(device, every_byte)
        self.assertEqual(self.board.recv(256, socket.MSG_WAITALL), every_byte)
        self.board.sendall(every_byte)
        self.assertEqual(self.read(device, 256), every_byte)

    def test_noise_comes_in_the_middle_and_once(self):
        device = self.open_device()
        self.cable.noise = b"?"
        self.board.sendall(b"abcd")
        self.assertEqual(self.read(device, 5), b"ab?cd")
        self.board.sendall(b"ef")
        self.assertEqual(self.read(device, 2), b"ef")


if __name__ == "__main__":
    unittest.main()
