"""What a form, a list and a page are, as values; an activity is a few of them and plain functions.

The functions in them are named ones of a module, never closures: a screen stays a value that can be compared.
"""

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import msgspec

from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from ui.till.words import Phrase, Word

if TYPE_CHECKING:
    from ui.till.commands import Call
    from ui.till.picture.rows import View
    from ui.till.state import Screen, State
    from ui.till.step import Step

S = TypeVar("S")
R = TypeVar("R")


class Worded(msgspec.Struct, frozen=True):
    """A text of the till that holds something's name; said in the language of the moment."""

    phrase: Phrase
    params: dict[str, str]


Label: TypeAlias = Phrase | Worded | str
"""A text of the till in both languages, or a name that the shop gave."""
Value: TypeAlias = str | int | bool | None
"""What a field means: text, fen, thousandths, a count, yes or no; None when it was left empty."""

T = TypeVar("T")


def _is_a(kind: type[T], value: Value) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


# --- a form ----------------------------------------------------------------------------------------------


class Kind(enum.StrEnum):
    """What may be typed into a field, and what it means."""

    TEXT = "text"
    """Anything; a scan fills it."""
    DIGITS = "digits"
    """A number that is a name: a phone, a PLU; a scan fills it."""
    NUMBER = "number"
    """A count, as an int."""
    YUAN = "yuan"
    """`27.85`, as Fen."""
    PIECES = "pieces"
    """Whole pieces, as thousandths."""
    KILOGRAMS = "kilograms"
    """`0.532`, as grams."""
    DISCOUNT = "discount"
    """`88` is 8.8 折, as what is left to pay in thousandths: 880."""
    DATE = "date"
    """`2026-11-22` or `20261122`, as `2026-11-22`."""
    CHOICE = "choice"
    """One of the field's choices by its number, as the choice's value."""
    YES_NO = "yes_no"
    """1 or 2, as a bool."""
    SECRET = "secret"  # noqa: S105 the name of a kind
    """A PIN: shown as stars, forgotten after a refusal."""


def kind_of_quantity(unit: Unit) -> Kind:
    """How much of an article is typed: pieces, or kilograms."""
    return Kind.KILOGRAMS if unit is Unit.KG else Kind.PIECES


def hint_of_quantity(unit: Unit) -> "Label":
    """What the number means where a cashier may take it for grams."""
    return Word.IN_KILOGRAMS if unit is Unit.KG else ""


class Choice(msgspec.Struct, frozen=True):
    """One thing that a field may be; its number is its place."""

    value: str
    label: Label


YES_NO = (Choice("yes", Word.YES), Choice("no", Word.NO))


class Field(msgspec.Struct, frozen=True):
    """One line of a form."""

    name: str
    """Under which `Values` has it; a refusal whose code has this word (`price.invalid`) is about it."""
    label: Label
    kind: Kind = Kind.TEXT
    is_needed: bool = True
    proposed: str = ""
    """What Enter takes when nothing is typed, written as it would be typed."""
    choices: tuple[Choice, ...] = ()
    check: Callable[[Value], Phrase | None] | None = None
    """Why a readable value will not do."""
    hint: Label = ""
    """Stands beside the field while it is being filled in."""
    about: tuple[str, ...] = ()
    """Other words of codes of refusals that are about it."""

    @property
    def options(self) -> tuple[Choice, ...]:
        """What may be chosen by a number."""
        return YES_NO if self.kind is Kind.YES_NO else self.choices


class Values(msgspec.Struct, frozen=True):
    """A form as it was filled in; asking for a field as something that it is not raises TypeError."""

    of: dict[str, Value]

    def has(self, name: str) -> bool:
        """It was not left empty."""
        return self.of[name] is not None

    def text(self, name: str) -> str:
        """A text, a number that is a name, a date, a choice's value or a secret; empty when left empty."""
        value = self.of[name]
        return "" if value is None else _is_a(str, value)

    def fen(self, name: str) -> Fen:
        """An amount."""
        return Fen(self.number(name))

    def milli(self, name: str) -> Milli:
        """A quantity in thousandths."""
        return Milli(self.number(name))

    def number(self, name: str) -> int:
        """A count, or what is left to pay in thousandths."""
        return _is_a(int, self.of[name])

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return _is_a(bool, self.of[name])


class Form(msgspec.Struct, Generic[S], frozen=True):
    """Fields to fill in, about a subject of type S; Enter after the last one submits."""

    title: Label
    fields: tuple[Field, ...]
    submit: "Callable[[State, S, Values], Step]"
    note: "Callable[[View, S], tuple[str, ...]] | None" = None
    """Lines above the fields: what the form is about."""
    on_scan: "Callable[[State, S, str], Step] | None" = None
    """Without it a scan fills a TEXT or DIGITS field, and is refused elsewhere."""
    verb: Label = Word.KEY_CONFIRM
    """What Enter does after the last field."""


class FormScreen(msgspec.Struct, frozen=True, tag=True):
    """A form being filled in; what is typed into the current field is the till's buffer."""

    form: Form[Any]
    subject: Any
    fields: tuple[Field, ...]
    typed: tuple[str, ...]
    back: "Screen"
    at: int = 0
    buffer_below: str = ""
    """What was typed on the screen below, to be found again."""

    @property
    def field(self) -> Field:
        """The one that is being filled in."""
        return self.fields[self.at]


# --- a list ----------------------------------------------------------------------------------------------


class Column(msgspec.Struct, frozen=True):
    """A column of a list or a grid; `cells` 0 takes what the others leave."""

    head: Label
    cells: int = 0
    right: bool = False


class Do(msgspec.Struct, Generic[R], frozen=True):
    """What a key does with the selected row of a list, or with the subject of a page."""

    key: str
    """As a keymap names keys: `enter`, `space`, `1`, `+`, `delete`."""
    label: Label
    run: "Callable[[State, R], Step]"


class DoAnyway(msgspec.Struct, frozen=True):
    """What a key does on a list, whatever row is selected, even in an empty one."""

    key: str
    label: Label
    run: "Callable[[State], Step]"


class DoNumber(msgspec.Struct, frozen=True):
    """What a digit from 1 to 9 does on a list, given the digit."""

    label: Label
    run: "Callable[..., Step]"
    """With the state, and the digit as `number`."""


class List(msgspec.Struct, Generic[S, R], frozen=True):
    """Rows of type R about a subject of type S."""

    title: Label
    columns: tuple[Column, ...]
    cells: "Callable[[View, R], tuple[str, ...]]"
    """A row's texts, one per column."""
    do: tuple[Do[R], ...] = ()
    do_anyway: tuple[DoAnyway, ...] = ()
    do_number: DoNumber | None = None
    load: "Callable[[State, S], Call[tuple[R, ...]]] | None" = None
    """Asked when the list is opened and when one comes back to it; its `then` is `show_rows`."""
    empty: Label = Word.NOTHING_HERE
    note: "Callable[[View, S, tuple[R, ...]], tuple[str, ...]] | None" = None
    """Lines below the rows: sums, what to do; in their place where none fit what was typed (`on_typed`)."""
    about: "Callable[[View, S, tuple[R, ...]], tuple[str, ...]] | None" = None
    """What somebody approves of who is asked for it here; without it the selected row."""
    on_scan: "Callable[[State, str], Step] | None" = None
    """Without it a scan goes to the sale."""
    takes_number: bool = False
    """Digits are typed (into the buffer) and mean something to `do`; no digit may be a key then."""
    takes_letters: bool = False
    """And letters: `W003`."""
    on_typed: "Callable[[State], State] | None" = None
    """After each digit that was typed or taken back: to show fewer rows."""
    is_menu: bool = False
    """At most nine rows, numbered: a digit does with its row what the first of `do` does."""

    @property
    def all_do(self) -> "tuple[Do[R] | DoAnyway, ...]":
        """Everything that a key does here."""
        return (*self.do, *self.do_anyway)


class ListScreen(msgspec.Struct, frozen=True, tag=True):
    """A list on the screen; rows are None until the agent has answered."""

    listing: List[Any, Any]
    subject: Any
    back: "Screen"
    rows: tuple[Any, ...] | None = None
    selected: int = 0
    buffer_below: str = ""
    """What was typed on the screen below, where that is to be found again."""

    @property
    def row(self) -> Any | None:
        """The selected one."""
        return self.rows[self.selected] if self.rows else None

    def at(self, selected: int) -> "ListScreen":
        """With another row selected."""
        return msgspec.structs.replace(self, selected=selected)


# --- a page ----------------------------------------------------------------------------------------------


class Heading(msgspec.Struct, frozen=True):
    """Begins a part of a page."""

    text: str


class Text(msgspec.Struct, frozen=True):
    """A paragraph; wrapped to the page's width."""

    text: str
    is_alarm: bool = False


class Pair(msgspec.Struct, frozen=True):
    """A name on the left and a value on the right."""

    name: str
    value: str
    is_strong: bool = False


class Bar(msgspec.Struct, frozen=True):
    """A name, a bar as long as `value` is of `most`, and the value in words."""

    name: str
    value: int
    most: int
    shown: str


class Grid(msgspec.Struct, frozen=True):
    """A small table."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Gap(msgspec.Struct, frozen=True):
    """An empty line."""


Part: TypeAlias = Heading | Text | Pair | Bar | Grid | Gap


class Page(msgspec.Struct, Generic[S], frozen=True):
    """What is to be read about a subject of type S; Up and Down scroll."""

    title: Label
    parts: "Callable[[View, S], tuple[Part, ...]]"
    do: tuple[Do[S], ...] = ()
    """To print it is one of these."""
    load: "Callable[[State], Call[S]] | None" = None
    """Asked when the page is opened and when one comes back to it; its `then` is `show_subject`."""


class PageScreen(msgspec.Struct, frozen=True, tag=True):
    """A page on the screen; the subject is None until the agent has answered."""

    page: Page[Any]
    back: "Screen"
    subject: Any = None
    top: int = 0
    """The first part row that is shown."""
    buffer_below: str = ""
    """As on a list."""

    def at(self, _selected: int) -> "PageScreen":
        """Nothing can be picked on a page."""
        return self
