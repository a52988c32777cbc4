"""What a program prints: when whoever reads it has gone, has no room for it, or has another alphabet."""

import io
import os
import sys


def print_what_the_terminal_can() -> None:
    """A name that the terminal's encoding lacks is printed with question marks."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # it may be closed by whoever started the program
        sys.stdout.reconfigure(errors="replace")


def flush() -> None:
    """Print what waits; raises OSError here, and not Python on its way out."""
    if sys.stdout is not None:
        sys.stdout.flush()


def forget() -> None:
    """Nobody can read it any more: say no more there."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def flush_or_forget() -> None:
    """Print what waits, if it can be printed, before a failure is told."""
    try:
        flush()
    except OSError:
        forget()
