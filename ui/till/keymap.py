"""The keymap file: which key does what on which screen; what cannot work is refused in one sentence."""

import enum
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from ui.till.decoder import TERMINATORS, Key, Timing

PRESET = "cn-std"
NAMED = re.compile(
    r"(shift\+)?f([1-9]|1[0-2])|ctrl\+[a-z]|up|down|left|right|home|end|pageup|pagedown"
    r"|insert|delete|backspace|escape|enter|space"
)
CANNOT_BE_TOLD = ("ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m")
"""A terminal sends Backspace, Tab, a line feed and Enter for these."""


class Action(enum.StrEnum):
    """What a key can do."""

    CONFIRM = "confirm"
    ERASE = "erase"
    BACK = "back"
    UP = "up"
    DOWN = "down"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    HELP = "help"
    QUIT = "quit"
    QUANTITY = "quantity"
    VOID = "void"
    TENDER = "tender"
    SEARCH = "search"
    HOLD = "hold"
    CANCEL = "cancel"
    JOBS = "jobs"
    LOCK = "lock"
    ACCEPT = "accept"
    METHOD = "method"
    MORE = "more"
    PRICE = "price"
    OPTIONS = "options"
    LINE_DISCOUNT = "line_discount"
    ORDER_DISCOUNT = "order_discount"
    MEMBER = "member"
    INVOICE = "invoice"
    DRAWER = "drawer"
    COPY = "copy"
    REFUND = "refund"
    SHIFT_CLOSE = "shift_close"
    CASH = "cash"
    SOLD_OUT = "sold_out"
    PICKUP = "pickup"
    CALL = "call"
    CALL_AGAIN = "call_again"
    QUEUE = "queue"


class Section(enum.StrEnum):
    """The table of the file in which an action stands."""

    EVERYWHERE = "everywhere"
    SALE = "sale"
    TENDER = "tender"


SECTIONS: dict[Section, tuple[Action, ...]] = {
    Section.EVERYWHERE: (
        Action.CONFIRM,
        Action.ERASE,
        Action.BACK,
        Action.UP,
        Action.DOWN,
        Action.PAGE_UP,
        Action.PAGE_DOWN,
        Action.HELP,
        Action.QUIT,
        Action.ACCEPT,
        Action.INVOICE,
    ),
    Section.SALE: (
        Action.QUANTITY,
        Action.VOID,
        Action.TENDER,
        Action.SEARCH,
        Action.HOLD,
        Action.CANCEL,
        Action.JOBS,
        Action.LOCK,
        Action.MORE,
        Action.PRICE,
        Action.OPTIONS,
        Action.LINE_DISCOUNT,
        Action.ORDER_DISCOUNT,
        Action.MEMBER,
        Action.DRAWER,
        Action.COPY,
        Action.REFUND,
        Action.SHIFT_CLOSE,
        Action.CASH,
        Action.SOLD_OUT,
        Action.PICKUP,
        Action.CALL,
        Action.CALL_AGAIN,
        Action.QUEUE,
    ),
    Section.TENDER: (Action.METHOD,),
}


class KeymapError(Exception):
    """The keymap cannot be used; the message is one sentence that says why."""


class Keymap(msgspec.Struct, frozen=True):
    """The keys of a till, and how it tells its scanner from its cashier."""

    actions: dict[tuple[Section, str], Action]
    timing: Timing
    quantity_is_of_line: bool

    def action(self, section: Section, key: Key) -> Action | None:
        """What `key` does on a screen of `section`, or None when it only writes."""
        name = name_of(key)
        return self.actions.get((section, name)) or self.actions.get((Section.EVERYWHERE, name))

    def key_for(self, action: Action) -> str:
        """The first key of an action, as the file names it."""
        return next(key for (_, key), bound in self.actions.items() if bound is action)


class _Sale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    quantity_of: str = "line"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keys: dict[str, dict[str, str | list[str]]]
    sale: _Sale = _Sale()
    scanner: dict[str, int | str] = {}


def load_keymap(file: Path | None = None) -> Keymap:
    """The keymap in `file`, or the preset; raises KeymapError."""
    shown = str(file) if file else PRESET
    try:
        text = file.read_text("utf-8") if file else _preset()
        return parse_keymap(text)
    except OSError as error:
        raise KeymapError(f"{shown}: {error.strerror}; name a file that can be read.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, KeymapError) as error:
        raise KeymapError(f"{shown}: {error}.") from error


def parse_keymap(text: str) -> Keymap:
    """The keymap that `text` (TOML) means; raises KeymapError and what TOML and msgspec raise."""
    raw = msgspec.convert(tomllib.loads(text), _File)
    if raw.sale.quantity_of not in ("line", "next"):
        raise KeymapError('sale.quantity_of must be "line" or "next"')
    return Keymap(_actions(raw), _timing(raw), raw.sale.quantity_of == "line")


def name_of(key: Key) -> str:
    """A key's name in the file: its character when it writes one, else the terminal's name."""
    return "space" if key.character == " " else key.character if key.is_text else key.name


def _preset() -> str:
    return (files("config") / "keymaps" / f"{PRESET}.toml").read_text("utf-8")


def _timing(raw: _File) -> Timing:
    timing = msgspec.convert(raw.scanner, Timing)
    unknown = set(raw.scanner) - set(Timing.__struct_fields__)
    if unknown:
        raise KeymapError(f"scanner.{min(unknown)} is not a setting")
    for name in ("gap_ms", "length_min", "hold_ms", "lone_ms", "second_cr_ms"):
        if getattr(timing, name) < 1:
            raise KeymapError(f"scanner.{name} must be 1 or more")
    return timing


def _actions(raw: _File) -> dict[tuple[Section, str], Action]:
    _check_names(raw)
    actions: dict[tuple[Section, str], Action] = {}
    for section, action, key in _bindings(raw):
        _check_key(section, action, key)
        taken = _clash(actions, section, key)
        if taken is not None:
            raise KeymapError(f'"{key}" is both {taken} and {action}; give one of them another key')
        actions[section, key] = action
    return actions


def _check_names(raw: _File) -> None:
    for name, table in raw.keys.items():
        if name not in list(Section):
            raise KeymapError(f"keys.{name} is not a group of keys")
        for action in table:
            if action not in SECTIONS[Section(name)]:
                raise KeymapError(f"keys.{name}.{action} is not an action")


def _bindings(raw: _File) -> Iterator[tuple[Section, Action, str]]:
    for section, actions in SECTIONS.items():
        table = raw.keys.get(section, {})
        for action in actions:
            bound = table.get(action, [])
            keys = [bound] if isinstance(bound, str) else bound
            if not keys:
                raise KeymapError(f"keys.{section}.{action} has no key")
            for key in keys:
                yield section, action, "space" if key == " " else key


def _check_key(section: Section, action: Action, key: str) -> None:
    if key in CANNOT_BE_TOLD or (key in TERMINATORS and action is not Action.CONFIRM):
        raise KeymapError(f'"{key}" cannot be {action}: a terminal or a scanner sends it for something else')
    if len(key) == 1 and key.isprintable():
        if key.isalnum() and section in (Section.EVERYWHERE, Section.SALE, Section.TENDER):
            raise KeymapError(f'"{key}" cannot be {action}: it is part of codes and amounts')
    elif not NAMED.fullmatch(key):
        raise KeymapError(f'"{key}" is not a key (for {action})')


def _clash(actions: dict[tuple[Section, str], Action], section: Section, key: str) -> Action | None:
    where = list(Section) if section is Section.EVERYWHERE else [section, Section.EVERYWHERE]
    return next((actions[other, key] for other in where if (other, key) in actions), None)
