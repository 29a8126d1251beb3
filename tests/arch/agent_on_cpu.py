#!/usr/bin/env python3
"""One CPU's agent, run by user-mode emulation (or natively): pipe, TCP both ways, a pseudo terminal, and only old calls.

    agent_on_cpu.py CPU AGENT NATIVE HOST     NATIVE is this machine's agent: coded texts must be the same bytes on every
                                              CPU; HOST is host-analyze, which reads them

Exit 77, after a line with the reason, where the agent or the emulator is missing.
"""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import unittest

import stream

EMULATORS = {"armv7": "arm", "mips16": "mips", "mips16el": "mipsel", "powerpc": "ppc", "x86": "i386"}
BIG_ENDIAN = {"mips", "mips16", "powerpc"}
SERIAL_BAUD = 230400

# Every one of them is in Linux 2.6.32 (clock_gettime64 only after the old one failed).
OLD_CALLS = set("""read write open openat close poll ppoll ioctl brk rt_sigaction rt_sigprocmask rt_sigpending signalfd4
    socket bind listen accept connect getsockname setsockopt socketcall uname readlink readlinkat getdents getdents64
    clock_gettime exit setpriority madvise""".split())
# What the emulator or strace itself shows around the program.
SHOWN_AROUND = {"execve", "exited"}

AREA = """{0:08x}-{1:08x} {2} 00000000 08:02 {3} {4}
Size:               {5:>5} kB
Rss:                {6:>5} kB
Pss:                {6:>5} kB
Shared_Clean:           0 kB
Shared_Dirty:           0 kB
Private_Clean:          0 kB
Private_Dirty:      {6:>5} kB
Referenced:         {6:>5} kB
Swap:                   0 kB
VmFlags: rd ex mr mw me
"""


def fake_smaps(areas, growth):
    text, at = "", 0x10000
    for i in range(areas):
        size = 4 * (1 + i % 7)
        name = ["/lib/libc.so.6", "/usr/bin/app", "[heap]", ""][i % 4]
        text += AREA.format(at, at + size * 1024, ["r-xp", "rw-p"][i % 2], 100 + i, name, size,
                            min(size, (i * growth) % (size + 1)))
        at += size * 1024 + 4096 * (i % 3)
    return text


def fake_tree(folder, growth=1):
    os.makedirs(os.path.join(folder, "1234"), exist_ok=True)
    with open(os.path.join(folder, "1234", "smaps"), "w") as file:
        file.write(fake_smaps(120, growth))


class AgentOnCpu(unittest.TestCase):
    command = native = host = cpu = ""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="agent-arch-")
        self.tree = os.path.join(self.folder, "proc")
        fake_tree(self.tree)
        self.sleeper = subprocess.Popen(["sleep", "600"])
        self.running = []

    def tearDown(self):
        for process in self.running + [self.sleeper]:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    pipe.close()
        shutil.rmtree(self.folder)

    def start(self, *options, command=None, stdin=subprocess.DEVNULL):
        process = subprocess.Popen((command or self.command) + list(options), stdin=stdin, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.running.append(process)
        return process

    def run_agent(self, *options, command=None):
        process = self.start(*options, command=command)
        out, err = process.communicate(timeout=60)
        return out, err.decode(), process.returncode

    def good_frames(self, data):
        frames = stream.read_frames(data)
        self.assertTrue(frames)
        for number, frame in enumerate(frames):
            self.assertTrue(frame.good, f"frame {number} of {len(frames)}, type {frame.type:#x}")
        return frames

    def listen(self, *options):
        agent = self.start("--listen", "127.0.0.1:0", *options)
        line = agent.stderr.readline().decode()
        self.assertRegex(line, r"^smaps-agent: listening on 127\.0\.0\.1:\d+$")
        return agent, int(line.rsplit(":", 1)[1])

    @staticmethod
    def read_until(connection, enough):
        data = b""
        connection.settimeout(60)
        while not enough(data):
            try:
                part = connection.recv(65536)
            except ConnectionResetError:  # the other side closed before it had read all that was sent
                part = b""
            if not part:
                break
            data += part
        return data

    def more(self, fd):
        """What comes next from an agent that has to go on."""
        self.assertTrue(select.select([fd], [], [], 60)[0], "nothing came for a minute")
        part = os.read(fd, 65536)
        self.assertTrue(part, "the agent has ended")
        return part

    @staticmethod
    def sweeps_at_least(count):
        return lambda data: sum(s is not None for s in stream.sweeps(
            [f for f in stream.read_frames(data) if f.good])) >= count

    def test_hello_says_what_the_cpu_is(self):
        out, err, code = self.run_agent("--stdio", "--proc", self.tree, "--pid", "1234", "--count", "1")
        self.assertEqual((err, code), ("", 0))
        hello = stream.fields(self.good_frames(out)[0].payload[6:])
        self.assertEqual(hello[3], [self.cpu.encode()])
        self.assertEqual(hello[4], [b"\x02" if self.cpu in BIG_ENDIAN else b"\x01"])

    def text_of(self, out, pid):
        """The smaps text of a process in the first sweep, as the host decodes it."""
        recording = os.path.join(self.folder, "run.smaps")
        extracted = os.path.join(self.folder, "extracted")
        with open(recording, "wb") as file:
            file.write(out)
        subprocess.run([self.host, "--replay", recording, "--extract", extracted, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL, timeout=60)
        text = self.content(os.path.join(extracted, "000000", "proc", str(pid), "smaps"))
        shutil.rmtree(extracted)
        return text

    def test_a_text_is_byte_for_byte_the_file(self):
        out, err, code = self.run_agent("--stdio", "--proc", self.tree, "--pid", "1234", "--count", "1", "--memory", "80")
        self.assertEqual((err, code), ("", 0))
        self.assertEqual(self.text_of(out, 1234).decode(), fake_smaps(120, 1))

    def test_another_process_reads_as_the_kernel_shows_it(self):
        pid = self.sleeper.pid
        path = f"/proc/{pid}/smaps"
        # Its shares change with every other program that maps the same libraries: only a quiet moment compares.
        for _ in range(20):
            before = self.content(path)
            out, _, code = self.run_agent("--stdio", "--pid", str(pid), "--count", "1")
            self.assertEqual(code, 0)
            text = self.text_of(out, pid)
            if text == before:
                break
        self.assertEqual(text, before)

    @staticmethod
    def content(path):
        with open(path, "rb") as file:
            return file.read()

    def coded_sweeps(self, command):
        """A key sweep, and one after the tree has changed, which a control frame hurries."""
        fake_tree(self.tree)
        agent = self.start("--stdio", "--proc", self.tree, "--pid", "1234", "--period", "1h", command=command,
                           stdin=subprocess.PIPE)
        data = b""
        while not self.sweeps_at_least(1)(data):
            data += self.more(agent.stdout.fileno())
        fake_tree(self.tree, 3)
        agent.stdin.write(stream.control(0))
        agent.stdin.flush()
        while not self.sweeps_at_least(2)(data):
            data += self.more(agent.stdout.fileno())
        agent.stdin.write(stream.control(1, (6, b"")))
        agent.stdin.flush()
        data += agent.stdout.read()
        self.assertEqual(agent.wait(), 0)
        frames = self.good_frames(data)
        self.assertEqual(frames[-1].payload[:1], b"\x02")
        return [(sweep.key, sweep.coded, sweep.check) for sweep in stream.sweeps(frames)]

    def test_coded_texts_are_the_same_bytes_on_every_cpu(self):
        coded = self.coded_sweeps(self.command)
        self.assertEqual(len(coded), 2)
        self.assertEqual(coded, self.coded_sweeps([self.native]))

    def test_a_selection_stays_when_frames_without_one_follow(self):
        agent = self.start("--stdio", "--proc", self.tree, "--period", "1h", stdin=subprocess.PIPE)
        data = b""
        while not self.sweeps_at_least(1)(data):
            data += self.more(agent.stdout.fileno())
        agent.stdin.write(stream.control(0, (1, b"\xd2\x09")) + stream.control(1, (5, b"")))
        agent.stdin.flush()
        while not self.sweeps_at_least(2)(data):
            data += self.more(agent.stdout.fileno())
        agent.stdin.write(stream.control(2, (6, b"")))
        agent.stdin.flush()
        data += agent.stdout.read()
        self.assertEqual(agent.wait(), 0)
        frames = self.good_frames(data)
        self.assertEqual((frames[-1].type, frames[-1].payload[:1]), (stream.GOODBYE, b"\x02"))

    def test_a_host_that_connects_is_served_and_a_second_is_told(self):
        agent, port = self.listen("--proc", self.tree, "--pid", "1234", "--period", "50")
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", port)) as host:
                host.sendall(b"not ours \x1e\x04 at all")
                self.good_frames(self.read_until(host, self.sweeps_at_least(1)))
                with socket.create_connection(("127.0.0.1", port)) as second:
                    refusal = self.good_frames(self.read_until(second, lambda data: False))
                    self.assertEqual([(f.type, f.payload[:1]) for f in refusal], [(stream.GOODBYE, b"\x03")])
                host.sendall(stream.control(0, (6, b"")))
                self.assertTrue(self.read_until(host, lambda data: False))
        agent.send_signal(signal.SIGTERM)
        self.assertEqual(agent.wait(timeout=60), 130)

    def test_a_signal_says_goodbye_first(self):
        agent, port = self.listen("--proc", self.tree, "--pid", "1234", "--period", "1h")
        with socket.create_connection(("127.0.0.1", port)) as host:
            data = self.read_until(host, self.sweeps_at_least(1))
            agent.send_signal(signal.SIGINT)
            data += self.read_until(host, lambda more: False)
        last = self.good_frames(data)[-1]
        self.assertEqual((last.type, last.payload[:1]), (stream.GOODBYE, b"\x04"))
        self.assertEqual(agent.wait(timeout=60), 130)

    def test_it_dials_out_and_dials_again(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(60)
            port = server.getsockname()[1]
            agent = self.start("--connect", f"127.0.0.1:{port}", "--proc", self.tree, "--pid", "1234", "--period", "50")
            host, _ = server.accept()
            with host:
                self.good_frames(self.read_until(host, self.sweeps_at_least(1)))
            host, _ = server.accept()
            with host:
                data = self.read_until(host, self.sweeps_at_least(1))
                agent.send_signal(signal.SIGTERM)
                self.good_frames(data + self.read_until(host, lambda data: False))
            self.assertEqual(agent.wait(timeout=60), 130)

    def test_a_serial_line_is_raw_while_it_is_used(self):
        master, slave = os.openpty()
        before = termios.tcgetattr(slave)
        agent = self.start("--serial", f"{os.ttyname(slave)}:{SERIAL_BAUD}", "--proc", self.tree, "--pid", "1234",
                           "--period", "50")
        data = b""
        while not self.sweeps_at_least(1)(data):
            data += self.more(master)
        during = termios.tcgetattr(slave)
        self.assertEqual((during[0], during[1], during[3]), (0, 0, 0))
        self.assertEqual(during[2] & (termios.CS8 | termios.CREAD | termios.CLOCAL),
                         termios.CS8 | termios.CREAD | termios.CLOCAL)
        self.assertEqual(during[4:6], [termios.B230400, termios.B230400])
        self.assertEqual(during[6][termios.VMIN], 1)
        os.write(master, stream.control(0, (6, b"")))
        while b"stopped by the host" not in data:
            data += self.more(master)
        self.good_frames(data)
        # Then it is silent until the next host sends something.
        os.write(master, stream.control(0, (5, b"")))
        data = b""
        while not self.sweeps_at_least(1)(data):
            data += self.more(master)
        self.good_frames(data)
        agent.send_signal(signal.SIGTERM)
        self.assertEqual(agent.wait(timeout=60), 130)
        self.assertEqual(termios.tcgetattr(slave), before)
        os.close(master)
        os.close(slave)

    def test_a_closed_output_ends_it_and_an_ended_input_does_not(self):
        agent = self.start("--stdio", "--proc", self.tree, "--pid", "1234", "--period", "50")
        data = b""
        while not self.sweeps_at_least(1)(data):
            data += self.more(agent.stdout.fileno())
        agent.stdout.close()
        agent.stdout = None
        self.assertEqual(agent.wait(timeout=60), 0)

    def test_only_calls_of_old_kernels_are_made(self):
        emulated = len(self.command) > 1
        if not emulated and not shutil.which("strace"):
            self.skipTest("strace is not installed")
        traced = [self.command[0], "-strace"] + self.command[1:] if emulated else ["strace", "-f"] + self.command
        out, err, code = self.run_agent("--stdio", "--pid", str(self.sleeper.pid), "--count", "2", "--period", "50",
                                        command=traced)
        self.assertEqual(code, 0)
        calls = set(re.findall(r"^(?:\d+ )?(\w+) ?\(", err, re.M)) - SHOWN_AROUND
        self.assertIn("read", calls)
        self.assertEqual(calls - OLD_CALLS, set())
        self.assertNotIn("Unknown syscall", err)

    def test_what_it_cannot_do_is_one_line_and_an_exit_code(self):
        cases = [
            (["--stdio", "--bogus"], 2, "unknown option"),
            (["--stdio", "--pid", "0"], 2, "not a pid"),
            (["--connect", "board:7000"], 2, "not a numeric address"),
            (["--stdio", "--proc", "/nowhere"], 1, "not found"),
            (["--stdio", "--proc", "/etc/passwd"], 1, "not a directory"),
            (["--serial", "/nowhere"], 1, "not found"),
            (["--serial", "/dev/null"], 1, "not a terminal"),
            (["--listen", "192.0.2.1:0"], 1, "not an address of this board"),
        ]
        for options, expected, what in cases:
            with self.subTest(options=options):
                out, err, code = self.run_agent(*options)
                self.assertEqual((out, code), (b"", expected))
                self.assertRegex(err, r"^smaps-agent: .*" + what + r".*\n$")

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            _, err, code = self.run_agent("--listen", f"127.0.0.1:{server.getsockname()[1]}")
        self.assertEqual(code, 1)
        self.assertIn("port in use", err)


def main():
    cpu, agent, native, host = sys.argv[1:5]
    emulator = "" if agent == native else f"qemu-{EMULATORS.get(cpu, cpu)}-static"
    for needed, why in ((agent, "cmake --preset agents && cmake --build --preset agents"), (native, "build it"),
                        (host, "build it")):
        if not os.path.exists(needed):
            print(f"skipped: {needed} is not built; {why}")
            return 77
    if emulator and not shutil.which(emulator):
        print(f"skipped: {emulator} is not installed; Debian package qemu-user-static")
        return 77
    AgentOnCpu.cpu = cpu
    AgentOnCpu.native = native
    AgentOnCpu.host = host
    AgentOnCpu.command = [emulator, agent] if emulator else [agent]
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromTestCase(AgentOnCpu))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
