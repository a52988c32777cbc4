"""ESC/POS as a printer reads it: bytes in any pieces to whole commands; sans-I/O.

Lengths are from Epson's ESC/POS reference, the Chinese ones (FS) from manuals of GB18030 models. Written
apart from `drivers.printer`, so that a mistake there is not repeated here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import msgspec

DLE, ESC, FS, GS = b"\x10", b"\x1b", b"\x1c", b"\x1d"

_FIXED: Mapping[bytes, tuple[bytes, ...]] = {
    ESC: (b"@2im<", b"!EG-MadJ3 tR{V=eTUr", b"c$\\", b"p"),
    FS: (b"&.", b"!W-", b"S"),
    GS: (b":", b"!BarIhwHf", b"LW"),
    DLE: (b"", b"\x04\x05"),
}
"""Commands of fixed length: with no argument byte, with one, two, three."""
_FIXED_BYTES = {
    prefix + bytes([name]): 2 + count
    for prefix, groups in _FIXED.items()
    for count, names in enumerate(groups)
    for name in names
}
_GBK_FIRST = range(0x81, 0xFF)
_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x05[\x00-\x02]|\x14\x01[\x00\x01][\x01-\x08])")
_REAL_TIME_BYTES_MAX = 5


class Character(msgspec.Struct, frozen=True):
    """One character to print: a byte, or the two bytes of a Chinese one."""

    data: bytes


class Command(msgspec.Struct, frozen=True):
    """A command: its name (1B 61 for `ESC a`), and the bytes that follow it."""

    name: bytes
    arguments: bytes


Read: TypeAlias = Character | Command


class CommandReader:
    """The receive buffer: what was sent and is not obeyed yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._chinese = False

    @property
    def bytes_held(self) -> int:
        """How much waits in the buffer."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Put `data` at the buffer's end."""
        self._buffer += data

    def __iter__(self) -> Iterator[Read]:
        """Take out all that is whole."""
        while (read := self.next()) is not None:
            yield read

    def next(self) -> Read | None:
        """Take the next whole character or command out; None while its rest has not come."""
        length = self._length()
        if length is None or length > len(self._buffer):
            return None
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        if taken[:1] not in _FIXED:
            return Character(taken)
        command = Command(taken[:2], taken[2:])
        self._chinese = _CHINESE_MODE.get(command.name, self._chinese)
        return command

    def _length(self) -> int | None:
        """How long the first thing in the buffer is; None while that cannot be told."""
        if not self._buffer:
            return None
        first, name = bytes(self._buffer[:1]), bytes(self._buffer[:2])
        if first not in _FIXED:
            return 2 if self._chinese and first[0] in _GBK_FIRST else 1
        if name == first:
            return None
        if name in _FIXED_BYTES:
            return _FIXED_BYTES[name]
        try:
            return _VARIABLE[name](self._buffer) if name in _VARIABLE else len(name)
        except IndexError:
            return None


_CHINESE_MODE = {b"\x1c&": True, b"\x1c.": False, b"\x1b@": False}
"""`FS &`, `FS .`, `ESC @`."""


class RealTimeReader:
    """Finds what a printer obeys as it arrives, wherever it stands: between commands or in their data."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Command]:
        """The real-time commands that `data` completes."""
        data = self._held + data
        end = 0
        commands = []
        for match in _REAL_TIME.finditer(data):
            commands.append(Command(match.group()[:2], match.group()[2:]))
            end = match.end()
        start = max(data.rfind(DLE, end), end)
        self._held = data[start:] if len(data) - start < _REAL_TIME_BYTES_MAX else b""
        return commands


def _cut(buffer: bytearray) -> int:
    """`GS V m`, and for some m a distance to feed."""
    return 4 if buffer[2] in b"ABabgh" else 3


def _counted(buffer: bytearray) -> int:
    """`GS ( x pL pH` and so many bytes."""
    return 5 + _number(buffer, 3)


def _raster(buffer: bytearray) -> int:
    """`GS v 0 m xL xH yL yH` and x × y bytes."""
    return 8 + _number(buffer, 4) * _number(buffer, 6)


def _bit_image(buffer: bytearray) -> int:
    """`ESC * m nL nH` and n columns of one byte or three."""
    return 5 + _number(buffer, 3) * (1 if buffer[2] in (0, 1) else 3)


def _barcode(buffer: bytearray) -> int:
    """`GS k m` and, for m up to 6, a text that ends with NUL, else one that its length precedes."""
    return _until_nul(buffer) if buffer[2] in range(7) else 4 + buffer[3]


def _until_nul(buffer: bytearray) -> int:
    end = buffer.find(0, 3)
    if end < 0:
        raise IndexError
    return end + 1


def _pulse(buffer: bytearray) -> int:
    """`DLE DC4 fn` and its arguments."""
    return 3 + {1: 2, 2: 2, 8: 7}.get(buffer[2], 0)


def _number(buffer: bytearray, at: int) -> int:
    return buffer[at] | buffer[at + 1] << 8


_VARIABLE: Mapping[bytes, Callable[[bytearray], int]] = {
    b"\x1dV": _cut,
    b"\x1d(": _counted,
    b"\x1c(": _counted,
    b"\x1b(": _counted,
    b"\x1dv": _raster,
    b"\x1b*": _bit_image,
    b"\x1dk": _barcode,
    b"\x1bD": _until_nul,
    b"\x10\x14": _pulse,
}
"""Commands whose length stands in them; IndexError while it has not come."""
