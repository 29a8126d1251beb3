"""The boards: what each is made of. Everything that differs between them is in this table."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Board:
    """One emulated machine.

    `modules` are loaded by init, with what they need. `console` and `uart` are the kernel's names of the two serial lines: the
    first carries the test's commands, the second is the agent's. `network` is the kernel's name of the card, None without one.
    """

    name: str
    cpu: str                    # the agent's build, build/agents/CPU
    triple: str                 # cross compiler of the guest's programs
    archive: str | None         # the archive's name of the architecture; None: the kernel is built here
    flavour: str                # of linux-image-FLAVOUR, or the configuration under kernels/
    qemu: str
    machine: tuple[str, ...]
    console: str
    uart: str
    uart_kind: str
    serial: tuple[str, ...]     # options that connect the character devices `console` and `uart`
    uart_halts: bool = False    # the emulator stops while this UART's line takes nothing
    network: str | None = None
    card: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    cmdline: str = ""
    dtb: str | None = None      # file below the kernel's device trees
    dtb_enable: str | None = None  # node of it to switch on


_MALTA_SERIAL = ("-serial", "chardev:console", "-serial", "chardev:uart")
_MALTA_CARD = ("-device", "pcnet,netdev=net,romfile=")
_VIRT_CARD = ("-device", "virtio-net-device,netdev=net")
_VIRT_MODULES = ("virtio_mmio", "virtio_net")

BOARDS = {board.name: board for board in (
    Board(
        name="armhf", cpu="armv7", triple="arm-linux-gnueabihf", archive="armhf", flavour="armmp", qemu="qemu-system-arm",
        # Without highmem=off a kernel without LPAE cannot reach the PCI host, and with it the second line.
        machine=("-M", "virt,highmem=off", "-cpu", "cortex-a7", "-m", "256"),
        console="ttyAMA0", uart="ttyS0", uart_kind="8250 on PCI",
        serial=("-serial", "chardev:console", "-device", "pci-serial,chardev=uart"),
        network="eth0", card=_VIRT_CARD, modules=_VIRT_MODULES),
    Board(
        name="arm64", cpu="aarch64", triple="aarch64-linux-gnu", archive="arm64", flavour="cloud-arm64",
        qemu="qemu-system-aarch64", machine=("-M", "virt", "-cpu", "cortex-a53", "-m", "256"),
        console="ttyS0", uart="ttyAMA0", uart_kind="PL011", uart_halts=True,
        serial=("-serial", "chardev:uart", "-device", "pci-serial,chardev=console"),
        network="eth0", card=_VIRT_CARD, modules=_VIRT_MODULES),
    Board(
        name="mipsel", cpu="mipsel", triple="mipsel-linux-gnu", archive="mipsel", flavour="4kc-malta",
        qemu="qemu-system-mipsel", machine=("-M", "malta", "-vga", "none", "-cpu", "24Kf", "-m", "256"),
        console="ttyS0", uart="ttyS1", uart_kind="8250", serial=_MALTA_SERIAL,
        network="eth0", card=_MALTA_CARD, modules=("pcnet32",)),
    Board(
        name="mips64el", cpu="mips64el", triple="mips64el-linux-gnuabi64", archive="mips64el", flavour="5kc-malta",
        qemu="qemu-system-mips64el", machine=("-M", "malta", "-vga", "none", "-cpu", "MIPS64R2-generic", "-m", "256"),
        console="ttyS0", uart="ttyS1", uart_kind="8250", serial=_MALTA_SERIAL,
        network="eth0", card=_MALTA_CARD, modules=("pcnet32",)),
    Board(
        name="armel", cpu="arm", triple="arm-linux-gnueabi", archive="armel", flavour="rpi", qemu="qemu-system-arm",
        machine=("-M", "raspi0"),
        # The power driver of the board does not survive this emulator.
        cmdline="initcall_blacklist=bcm2835_power_driver_init",
        console="ttyAMA0", uart="ttyS1", uart_kind="mini UART", uart_halts=True, serial=_MALTA_SERIAL,
        dtb="bcm2835-rpi-zero.dtb", dtb_enable="/soc/serial@7e215040"),
    Board(
        name="mips", cpu="mips", triple="mips-linux-gnu", archive=None, flavour="mips_malta", qemu="qemu-system-mips",
        machine=("-M", "malta", "-vga", "none", "-cpu", "24Kf", "-m", "128"),
        console="ttyS0", uart="ttyS1", uart_kind="8250", serial=_MALTA_SERIAL,
        network="eth0", card=_MALTA_CARD),
)}


def device_trees(kernel_root: Path) -> Path | None:
    """The directory of device trees in an unpacked kernel package, None when it has none."""
    return next(iter(kernel_root.glob("usr/lib/linux-image-*")), None)
