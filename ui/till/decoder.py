"""Tells a scanner from fingers: keys with their times go in, scans and typed keys come out, in order.

A keyboard-wedge scanner types like a person, only faster. A run of characters is a scan when it ends in CR
(or LF, or Tab) and either carries the programmed prefix or has six characters with a median gap of 30 ms at
most. Nobody knows before the end, so a run is *pending* until then: the screen echoes it, nothing acts on it.
A pause ends a pending run; its characters are then what somebody typed.
"""

from statistics import median
from typing import TypeAlias

import msgspec

RUN_LENGTH_MAX = 1024
PREFIXED_HOLD_MS = 1000
TYPED_IN_BETWEEN_MAX = 2
"""A scanner's second CR can come after a person's `+`, but not after `+` and an amount."""
TERMINATORS = ("enter", "ctrl+j", "tab")


class Key(msgspec.Struct, frozen=True):
    """A key as the terminal reports it: its name, and the character it would write, if any."""

    name: str
    character: str = ""

    @property
    def is_text(self) -> bool:
        """It writes something."""
        return len(self.character) == 1 and self.character.isprintable()


class Scan(msgspec.Struct, frozen=True, tag=True):
    """A code that a scanner read."""

    text: str


class Typed(msgspec.Struct, frozen=True, tag=True):
    """A key that a person pressed."""

    key: Key
    soon_after_scan: bool = False
    """An Enter this soon may be a scanner's second CR: it must confirm nothing."""


Decoded: TypeAlias = Scan | Typed


class Timing(msgspec.Struct, frozen=True):
    """What tells a scanner from a person."""

    gap_ms: int = 30
    """The largest median gap between a scanner's characters."""
    length_min: int = 6
    hold_ms: int = 100
    """A pause of more than this ends a pending run."""
    lone_ms: int = 40
    """The same for a single letter or digit that would act at once: nobody waits longer for a key."""
    second_cr_ms: int = 300
    prefix: str = ""
    """A prefix programmed into the scanner; whatever follows it is a scan, however slow."""


class ScanDecoder:
    """Decodes the keys of one keyboard; the caller brings the time, in milliseconds that never go back."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._run: list[Key] = []
        self._times: list[int] = []
        self._lone_acts = False
        self._scan_ended_at: int | None = None
        self._typed_since_scan = 0

    def feed(self, key: Key, at_ms: int, *, acts: bool = False) -> list[Decoded]:
        """What `key` settles; `acts` says that, typed by a person now, it would do something by itself."""
        settled = self.release(at_ms)
        if key.name in TERMINATORS:
            return settled + self._end(key, at_ms)
        if self._may_be_of_a_scan(key, acts):
            self._hold(key, at_ms, acts)
            return settled
        return settled + self._give_up_run() + self._typed(key, at_ms)

    def release(self, now_ms: int) -> list[Decoded]:
        """The pending run as typed keys, if the pause after it has become too long for a scanner."""
        due = self.due_at_ms
        return self._give_up_run() if due is not None and now_ms >= due else []

    @property
    def due_at_ms(self) -> int | None:
        """When `release` will have something to say unless another key comes first."""
        if not self._run:
            return None
        return self._times[-1] + self._hold_limit_ms() + 1

    @property
    def pending(self) -> str:
        """The characters nobody knows about yet, to be echoed."""
        return "".join(key.character for key in self._run if key.is_text)

    def _may_be_of_a_scan(self, key: Key, acts: bool) -> bool:
        """No code begins with a sign that is a key of the till: `+` need not wait."""
        if self._continues_prefix(key):
            return True
        begins_with_sign = not self._run and acts and not key.character.isalnum()
        return key.is_text and not begins_with_sign

    def _hold(self, key: Key, at_ms: int, acts: bool) -> None:
        if len(self._run) < RUN_LENGTH_MAX:
            self._run.append(key)
        self._times.append(at_ms)
        del self._times[:-RUN_LENGTH_MAX]
        self._lone_acts = acts

    def _hold_limit_ms(self) -> int:
        if self._has_prefix():
            return PREFIXED_HOLD_MS
        if len(self._run) == 1 and self._lone_acts:
            return self._timing.lone_ms
        return self._timing.hold_ms

    def _end(self, key: Key, at_ms: int) -> list[Decoded]:
        if self._is_scan():
            text = self._text().removeprefix(self._timing.prefix)
            self._forget_run()
            self._scan_ended_at, self._typed_since_scan = at_ms, 0
            return [Scan(text)] if text else []
        settled = self._give_up_run()
        if self._is_soon_after_scan(at_ms) and self._typed_since_scan == 0:
            return settled
        return settled + self._typed(Key("enter") if key.name == "ctrl+j" else key, at_ms)

    def _is_scan(self) -> bool:
        if self._has_prefix():
            return True
        if len(self._run) < self._timing.length_min:
            return False
        gaps = [later - earlier for earlier, later in zip(self._times, self._times[1:], strict=False)]
        return median(gaps) <= self._timing.gap_ms

    def _has_prefix(self) -> bool:
        prefix = self._timing.prefix
        return bool(prefix) and self._text().startswith(prefix)

    def _continues_prefix(self, key: Key) -> bool:
        return bool(key.character) and self._timing.prefix.startswith(self._text() + key.character)

    def _is_soon_after_scan(self, at_ms: int) -> bool:
        ended = self._scan_ended_at
        return ended is not None and at_ms - ended <= self._timing.second_cr_ms

    def _give_up_run(self) -> list[Decoded]:
        run, last = self._run, self._times[-1] if self._times else 0
        self._forget_run()
        return [typed for key in run for typed in self._typed(key, last)]

    def _typed(self, key: Key, at_ms: int) -> list[Decoded]:
        is_soon = self._is_soon_after_scan(at_ms) and self._typed_since_scan < TYPED_IN_BETWEEN_MAX
        self._typed_since_scan += 1
        return [Typed(key, soon_after_scan=is_soon)]

    def _text(self) -> str:
        return "".join(key.character for key in self._run)

    def _forget_run(self) -> None:
        self._run, self._times = [], []
