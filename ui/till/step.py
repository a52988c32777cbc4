"""One step of a till: the state after an event and what to ask of the agent, and how to build it."""

import msgspec

from ui.till.commands import Command
from ui.till.decoder import Key
from ui.till.state import BUFFER_LENGTH_MAX, LastScan, Outcome, Refusal, State
from ui.till.words import Phrase, say


class Step(msgspec.Struct, frozen=True):
    """What an event leads to."""

    state: State
    commands: tuple[Command, ...] = ()


def change(state: State, **changes: object) -> State:
    """`state` with other fields."""
    return msgspec.structs.replace(state, **changes)


def clock_shows(state: State, now: int) -> State:
    """The shop's clock was put right: what was timed by it goes along, for no time has passed."""
    leap_ms = now - state.now
    return change(
        state,
        now=now,
        touched_at=state.touched_at + leap_ms,
        watched_at=state.watched_at + leap_ms,
        flash_until=state.flash_until + leap_ms,
    )


def stay(state: State) -> Step:
    """Nothing is asked of the agent."""
    return Step(state)


def refuse(state: State, word: Phrase, **params: str | int) -> Step:
    """Say in one line why the key did nothing, with a sound."""
    notice = Refusal("", say(state.language, word, **params), "")
    return Step(change(state, notice=notice, bells=state.bells + 1))


def tell(state: State, word: Phrase, **params: str | int) -> State:
    """`state` with a line that tells what was done; no sound."""
    return change(state, notice=Refusal("", say(state.language, word, **params), "", is_good=True))


def type_into(state: State, key: Key) -> Step:
    """Add a character to what was typed."""
    if not key.is_text:
        return stay(state)
    if len(state.buffer) >= BUFFER_LENGTH_MAX:
        return stay(change(state, bells=state.bells + 1))
    return stay(change(state, buffer=state.buffer + key.character))


def scanned(state: State, code: str, outcome: Outcome) -> State:
    """`state` with this as the last scan."""
    return change(state, last_scan=LastScan(code, outcome))
