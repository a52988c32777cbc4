"""A form: Enter goes to the next field and submits after the last, Up and Down move, Backspace goes back."""

import msgspec

from ui.till.decoder import Key
from ui.till.generic.kinds import FormScreen, Kind, Value, Values
from ui.till.generic.moves import back
from ui.till.generic.values import read
from ui.till.keymap import Action
from ui.till.screens.moving import moved
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, type_into
from ui.till.words import Phrase, Word

NUMBERED_MAX = 9
"""With more choices than digits the number is typed and confirmed."""
SCANNED = (Kind.TEXT, Kind.DIGITS)


def on_key(  # noqa: PLR0911 one case per key
    state: State, screen: FormScreen, action: Action | None, key: Key
) -> Step:
    """A key on a form; what writes something is always text here."""
    match action:
        case Action.CONFIRM:
            return _on_confirm(state, screen)
        case _ if key.is_text:
            return _on_text(state, screen, key)
        case Action.UP | Action.DOWN:
            return stay(at_field(state, screen, moved(screen.at, action, len(screen.fields))))
        case Action.ERASE if state.buffer:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.ERASE if screen.at:
            return stay(at_field(state, screen, screen.at - 1))
        case Action.ERASE | Action.BACK:
            return back(state)
        case _:
            return stay(state)


def on_scan(state: State, screen: FormScreen, code: str) -> Step:
    """What the form makes of a scan; else it fills a field that can hold it."""
    if screen.form.on_scan is not None:
        return screen.form.on_scan(state, screen.subject, code)
    if screen.field.kind not in SCANNED:
        return refuse(state, Word.SCAN_NOT_HERE, code=code)
    return _on_confirm(change(state, buffer=code), screen)


def acts(screen: FormScreen) -> bool:
    """A digit does something by itself."""
    return 0 < len(screen.field.options) <= NUMBERED_MAX


def at_field(state: State, screen: FormScreen, at: int) -> State:
    """`state` with another field being filled in; what was typed stays in its own."""
    typed = typed_so_far(state, screen)
    return change(state, screen=_screen(screen, typed, at), buffer=typed[at])


def for_correction(state: State, code: str) -> State:
    """`state` after a refusal: at the field that its code names, else at the first secret, else where it was.

    What was typed stays, but for secrets, which are asked again.
    """
    screen = state.screen
    if not isinstance(screen, FormScreen):
        return state
    secret = next((at for at, field in enumerate(screen.fields) if field.kind is Kind.SECRET), None)
    named = _named(screen, code)
    texts = zip(screen.fields, typed_so_far(state, screen), strict=True)
    typed = tuple("" if field.kind is Kind.SECRET else text for field, text in texts)
    at = named if named is not None else screen.at if secret is None else secret
    return change(state, screen=_screen(screen, typed, at), buffer=typed[at])


def _on_text(state: State, screen: FormScreen, key: Key) -> Step:
    if acts(screen):
        return _on_confirm(change(state, buffer=key.character), screen)
    return type_into(state, key)


def _on_confirm(state: State, screen: FormScreen) -> Step:
    found = read(screen.field, state.buffer)
    if isinstance(found, Phrase):
        wrong = change(state, buffer="") if acts(screen) else state
        return refuse(wrong, found)
    if screen.at + 1 < len(screen.fields):
        return stay(at_field(state, screen, screen.at + 1))
    return _submit(state, screen)


def _submit(state: State, screen: FormScreen) -> Step:
    values: dict[str, Value] = {}
    for at, (field, typed) in enumerate(zip(screen.fields, typed_so_far(state, screen), strict=True)):
        found = read(field, typed)
        if isinstance(found, Phrase):
            return refuse(at_field(state, screen, at), found)
        values[field.name] = found.value
    return screen.form.submit(state, screen.subject, Values(values))


def typed_so_far(state: State, screen: FormScreen) -> tuple[str, ...]:
    """What stands in each field."""
    return tuple(state.buffer if at == screen.at else text for at, text in enumerate(screen.typed))


def _named(screen: FormScreen, code: str) -> int | None:
    """The field that a refusal is about: `staff.pin-invalid` is about `pin` rather than `staff`."""
    fields = {word: at for at, field in enumerate(screen.fields) for word in (field.name, *field.about)}
    words = reversed(code.replace("-", ".").split("."))
    return next((fields[word] for word in words if word in fields), None)


def _screen(screen: FormScreen, typed: tuple[str, ...], at: int) -> FormScreen:
    return msgspec.structs.replace(screen, typed=typed, at=at)
