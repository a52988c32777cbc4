"""What a printer says of itself: status requests, and its bytes as answers; sans-I/O.

The sources are Epson's ESC/POS reference (DLE EOT, GS r, GS a) and the table "Identification of Send Status"
in Citizen's command manuals: `DLE EOT` answers 0xx1xx10, `GS r` 0xx0xxxx, automatic status (ASB) 0xx1xx00 and
three bytes of 0xx0xxxx, XON 11 and XOFF 13 hex.
"""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from edge_agent.ports.devices import PrinterState

STATUS_REQUESTS = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")
"""`DLE EOT 1–4`: printer, cause of being offline, errors, paper; answered at once, printing or not."""
FENCE = b"\x1dr\x01"
"""`GS r 1`: answered when everything before it has been printed, and not while paper is out."""

_FENCE_ANSWERS = frozenset({0x00, 0x03, 0x0C, 0x0F})
"""Bits 0–1 near end, bits 2–3 paper out. Bits 5–6 are undefined and sent as 0: anything else is no answer."""
_FIXED_BITS, _STATUS, _AUTOMATIC, _REST_BITS = 0b1001_0011, 0b0001_0010, 0b0001_0000, 0b1001_0000
_AUTOMATIC_REST = 3
_FLOW = frozenset({0x11, 0x13})


_OFFLINE, _WAITING = 0x08, 0x20
"""Of `DLE EOT 1`: offline, waiting to be put online again."""
_COVER_OPEN, _PAPER_END, _ERROR = 0x04, 0x20, 0x40
"""Of `DLE EOT 2`."""
_RECOVERABLE, _CUTTER, _UNRECOVERABLE, _OVERHEATED = 0x04, 0x08, 0x20, 0x40
"""Of `DLE EOT 3`."""
_NEAR_END, _PAPER_OUT = 0x0C, 0x60
"""Of `DLE EOT 4`: two bits each, either counts."""


class Status(msgspec.Struct, frozen=True, tag=True):
    """An answer to `DLE EOT`; its fixed bits are right."""

    byte: int


class FenceAnswer(msgspec.Struct, frozen=True, tag=True):
    """An answer to `GS r 1`."""

    paper_out: bool
    """A printer that halts without paper cannot say this: one that does has not printed everything."""


class Noise(msgspec.Struct, frozen=True, tag=True):
    """A byte that no printer sends by this protocol."""

    byte: int


Answer: TypeAlias = Status | FenceAnswer | Noise


class Decoder:
    """Bytes to answers, in any pieces; automatic status and flow control are recognised and dropped."""

    def __init__(self) -> None:
        self._automatic_rest = 0

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that `data` completes."""
        return [answer for byte in data if (answer := self._answer(byte)) is not None]

    def _answer(self, byte: int) -> Answer | None:
        if byte in _FLOW:
            return None
        if byte & _FIXED_BITS == _STATUS:
            return Status(byte)
        if byte & _FIXED_BITS == _AUTOMATIC:
            self._automatic_rest = _AUTOMATIC_REST
            return None
        if self._automatic_rest and byte & _REST_BITS == 0:
            self._automatic_rest -= 1
            return None
        if byte in _FENCE_ANSWERS:
            return FenceAnswer(paper_out=bool(byte & 0x0C))
        return Noise(byte)


def state_of(answers: Sequence[Status]) -> PrinterState:
    """The state that the answers to the four STATUS_REQUESTS tell; what must be mended first comes first."""
    printer, cause, error, paper = (answer.byte for answer in answers)
    if cause & _COVER_OPEN:
        return PrinterState.COVER_OPEN
    if paper & _PAPER_OUT or cause & _PAPER_END:
        return PrinterState.PAPER_OUT
    if (
        printer & (_OFFLINE | _WAITING)
        or cause & _ERROR
        or error & (_RECOVERABLE | _CUTTER | _UNRECOVERABLE | _OVERHEATED)
    ):
        return PrinterState.ERROR
    return PrinterState.PAPER_NEAR_END if paper & _NEAR_END else PrinterState.OK
