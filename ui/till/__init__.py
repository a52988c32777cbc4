"""The cashier's terminal: pure values and decisions, and a thin Textual shell around them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.till.practice_task import Practice

os.environ["TEXTUAL_FPS"] = "10000"
"""Textual reads this once, when it is imported: at its own 60 frames a key takes 11 ms to the screen."""


def run_till(
    *,
    agent: str,
    till: str,
    language: str | None,
    state_dir: Path,
    keymap: Path | None = None,
    hint: str = "",
    practice: "Practice | None" = None,
) -> int:
    """Open the till's screen on the agent at `agent` (a URL or its socket) until the cashier leaves it.

    `language` is the shop's own when None; `hint` stands on the sign-in screen; with `practice` it signs
    in by itself and leads through tasks. Returns an exit code; what
    cannot work is one sentence on standard error.
    """
    from ui.till.app import run  # noqa: PLC0415 only who opens a till pays for Textual

    return run(
        agent=agent,
        till=till,
        language=language,
        state_dir=state_dir,
        keymap=keymap,
        hint=hint,
        practice=practice,
    )
