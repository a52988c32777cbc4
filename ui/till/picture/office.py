"""How a form, a list and a page look, whatever they are about."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, assert_never

from ui.till.generic.form import NUMBERED_MAX
from ui.till.generic.kinds import (
    Bar,
    Column,
    Field,
    FormScreen,
    Gap,
    Grid,
    Heading,
    Kind,
    Label,
    ListScreen,
    Page,
    PageScreen,
    Pair,
    Part,
    Text,
)
from ui.till.picture.rows import Look, Row, Span, View, blank, ends, filled, line, row, typed_spans
from ui.till.text import clean, fit, fit_right, width, wrap
from ui.till.words import Word

LABEL_COLUMNS_MIN = 14
LABEL_COLUMNS_MAX = 30
PAGE_COLUMNS_MAX = 100
BAR_NAME_COLUMNS = 10
BAR_SHOWN_COLUMNS = 12
MARK = 3


def office_body(view: View, screen: FormScreen | ListScreen | PageScreen, height: int) -> list[Row]:
    """Whichever of the three it is."""
    match screen:
        case FormScreen():
            return form_body(view, screen, height)
        case ListScreen():
            return list_body(view, screen, height)
        case PageScreen():
            return page_body(view, screen, height)
        case _:
            assert_never(screen)


def _title(view: View, title: Label) -> Row:
    """A verb that a list calls by a key begins a title as well."""
    text = view.label(title)
    return line(view.columns, f" {text[:1].upper()}{text[1:]}", Look.STRONG)


# --- a form ----------------------------------------------------------------------------------------------


def form_body(view: View, screen: FormScreen, height: int) -> list[Row]:
    """The title, what it is about, and a line per field; a long form scrolls with the current one."""
    head = [_title(view, screen.form.title), blank(view.columns)]
    if screen.form.note is not None:
        for text in screen.form.note(view, screen.subject):
            head += [line(view.columns, f"   {part}") for part in wrap(text, view.columns - 6, 3)]
        head.append(blank(view.columns))
    fields = [(at, shown) for at in range(len(screen.fields)) for shown in _field_rows(view, screen, at)]
    room = max(height - len(head), 1)
    current = max((index for index, (at, _) in enumerate(fields) if at == screen.at), default=0)
    first = max(0, min(current - room + 1 + (current < len(fields) - 1), len(fields) - room))
    return filled([*head, *(shown for _, shown in fields[first : first + room])], view.columns, height)


def _field_rows(view: View, screen: FormScreen, at: int) -> list[Row]:
    """The field; below the current one what may be chosen, or what may be said about it."""
    field, is_current = screen.fields[at], at == screen.at
    columns = _label_columns(view, screen.fields)
    mark = Span(" > " if is_current else "   ", Look.KEY)
    name = Span(fit(view.label(field.label), columns), Look.STRONG if is_current else Look.DIM)
    shown = row(view.columns, mark, name, *_value_spans(view, screen, at), pick=at)
    return [shown, *_help_rows(view, field, columns)] if is_current else [shown]


def _value_spans(view: View, screen: FormScreen, at: int) -> list[Span]:
    field, is_current = screen.fields[at], at == screen.at
    if is_current and not field.options:
        spans = typed_spans(view, is_secret=field.kind is Kind.SECRET)
        if not view.state.buffer + view.echo and field.proposed:
            return [*spans, Span(f" {field.proposed}", Look.DIM)]
        return spans
    typed = view.state.buffer + view.echo if is_current else screen.typed[at]
    if field.kind is Kind.SECRET:
        return [Span("*" * len(typed), Look.PLAIN)]
    text = filled_in(view, field, typed)
    look = Look.STRONG if typed else Look.DIM
    return [Span(text, look), *([Span("_", Look.KEY)] if is_current else [])]


def filled_in(view: View, field: Field, typed: str) -> str:
    """What stands in a field that is not secret: the name of a choice, and what is proposed for nothing."""
    text = typed or field.proposed
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return view.label(field.options[number - 1].label) if 0 < number <= len(field.options) else text


def _help_rows(view: View, field: Field, columns: int) -> list[Row]:
    indent = " " * (MARK + columns)
    choices = [f"{no} {view.label(choice.label)}" for no, choice in enumerate(field.options, 1)]
    texts = _in_rows(choices, 3 if len(choices) <= NUMBERED_MAX else 4, view.columns - len(indent))
    hint = view.label(field.hint)
    if not field.is_needed:
        hint = f"{hint}  {view.say(Word.OPTIONAL)}" if hint else view.say(Word.OPTIONAL)
    texts += [hint] if hint else []
    return [line(view.columns, f"{indent}{text}", Look.HEAD) for text in texts]


def _in_rows(choices: list[str], most: int, room: int) -> list[str]:
    """As many on a row as fit, `most` at best: every choice is read in full before a digit takes it."""
    texts: list[str] = []
    count = 0
    for choice in choices:
        longer = f"{texts[-1]}   {choice}" if texts else ""
        if texts and count < most and width(clean(longer)) <= room:
            texts[-1], count = longer, count + 1
        else:
            texts.append(choice)
            count = 1
    return texts


def _label_columns(view: View, fields: Sequence[Field]) -> int:
    widest = max((width(clean(view.label(field.label))) for field in fields), default=0) + 2
    return max(LABEL_COLUMNS_MIN, min(widest, LABEL_COLUMNS_MAX))


# --- a list ----------------------------------------------------------------------------------------------


def list_body(view: View, screen: ListScreen, height: int) -> list[Row]:
    """The title, the heads, as many rows as fit around the selected one, and what the list says below."""
    listing, rows = screen.listing, screen.rows
    head = [_title(view, listing.title), _heads(view, listing.columns)]
    if not rows:
        told = [line(view.columns, f"   {text}", Look.DIM) for text in _instead_of_rows(view, screen)]
        return filled([*head, blank(view.columns), *told], view.columns, height)
    notes = listing.note(view, screen.subject, rows) if listing.note else ()
    below = [
        line(view.columns, f"   {part}", Look.STRONG)
        for text in notes
        for part in wrap(text, view.columns - 4, 2)
    ]
    room = max(height - len(head) - len(below), 1)
    first = first_shown(screen.selected, room, len(rows))
    shown = [_list_row(view, screen, at) for at in range(first, min(first + room, len(rows)))]
    return [*filled([*head, *shown], view.columns, height - len(below)), *below][: max(height, 0)]


def _instead_of_rows(view: View, screen: ListScreen) -> tuple[str, ...]:
    """Why there are none: not read yet, none that fit what was typed, or none at all."""
    listing = screen.listing
    if screen.rows is None:
        return (view.say(Word.LOADING),)
    if listing.on_typed is not None and listing.note is not None and view.state.buffer:
        return listing.note(view, screen.subject, ())
    return (view.label(listing.empty),)


def first_shown(selected: int, room: int, count: int) -> int:
    """The first of `count` rows, when `room` fit and the selected one and the one after it shall be seen."""
    return max(0, min(selected - room + 1 + (selected < count - 1), count - room))


def _heads(view: View, columns: tuple[Column, ...]) -> Row:
    texts = tuple(view.label(column.head) for column in columns)
    return line(view.columns, f"{' ' * MARK}{cells(texts, columns, view.columns - MARK - 1)}", Look.HEAD)


def _list_row(view: View, screen: ListScreen, at: int) -> Row:
    listing, is_selected = screen.listing, at == screen.selected
    mark = (
        f"{'>' if is_selected else ' '}{at + 1} " if listing.is_menu else f"{'>' if is_selected else ' '}  "
    )
    texts = listing.cells(view, (screen.rows or ())[at])
    look = Look.SELECTED if is_selected else Look.PLAIN
    text = cells(texts, listing.columns, view.columns - MARK - 1)
    return row(view.columns, Span(f"{mark}{text}", look), look=look, pick=at)


@lru_cache(maxsize=1024)
def cells(texts: tuple[str, ...], columns: tuple[Column, ...], room: int) -> str:
    """The texts in their columns, an empty cell between two; two cells where a number would touch a text."""
    gaps = [2 if one.right and not other.right else 1 for one, other in pairwise(columns)]
    fixed = sum(column.cells for column in columns) + sum(gaps)
    open_columns = sum(column.cells == 0 for column in columns)
    rest = max((room - fixed) // open_columns, 1) if open_columns else 0
    pad = (fit_right if column.right else fit for column in columns)
    parts = (put(text, column.cells or rest) for put, text, column in zip(pad, texts, columns, strict=True))
    return "".join(f"{part}{' ' * gap}" for part, gap in zip(parts, (*gaps, 0), strict=True))


# --- a page ----------------------------------------------------------------------------------------------


def page_body(view: View, screen: PageScreen, height: int) -> list[Row]:
    """The title, and the parts from where it was scrolled to."""
    title = _title(view, screen.page.title)
    if screen.subject is None:
        loading = line(view.columns, f"   {view.say(Word.LOADING)}", Look.DIM)
        return filled([title, blank(view.columns), loading], view.columns, height)
    rows = page_rows(view, screen.page, screen.subject)
    top = max(0, min(screen.top, len(rows) - height + 1))
    return filled([title, *rows[top:]], view.columns, height)


def page_rows(view: View, page: Page[Any], subject: Any) -> list[Row]:
    """All rows of a page."""
    return [shown for part in page.parts(view, subject) for shown in _part_rows(view, part)]


def _part_rows(view: View, part: Part) -> list[Row]:
    columns = min(view.columns, PAGE_COLUMNS_MAX)
    match part:
        case Heading():
            return [blank(view.columns), line(view.columns, f"   {part.text}", Look.HEAD)]
        case Text():
            look = Look.BAD if part.is_alarm else Look.PLAIN
            return [line(view.columns, f"   {text}", look) for text in wrap(part.text, columns - 6, 8)]
        case Pair():
            return [row(view.columns, *pair.spans) for pair in _pair(part, columns - MARK)]
        case Bar():
            return [_bar(view, part, columns)]
        case Grid():
            return _grid(view, part, columns)
        case Gap():
            return [blank(view.columns)]
        case _:
            assert_never(part)


def _pair(pair: Pair, columns: int) -> list[Row]:
    """On one row; on two when it is too long for one, the value below."""
    look = Look.STRONG if pair.is_strong else Look.PLAIN
    name, value = Span(f"{' ' * MARK}{pair.name}", look), Span(pair.value, look)
    if width(clean(name.text)) + width(clean(value.text)) < columns:
        return [ends(columns, [name], [value])]
    return [row(columns, name), ends(columns, [], [value])]


def _bar(view: View, bar: Bar, columns: int) -> Row:
    room = max(columns - MARK - BAR_NAME_COLUMNS - BAR_SHOWN_COLUMNS - 4, 1)
    length = bar.value * room // bar.most if bar.most > 0 and bar.value > 0 else 0
    name = Span(f"{' ' * MARK}{fit(bar.name, BAR_NAME_COLUMNS)} ")
    shown = Span(f" {' ' * (room - min(length, room))}{fit_right(bar.shown, BAR_SHOWN_COLUMNS)}")
    return row(view.columns, name, Span(" " * min(length, room), Look.BAR), shown)


def _grid(view: View, grid: Grid, columns: int) -> list[Row]:
    room = columns - 2 * MARK
    heads = tuple(view.label(column.head) for column in grid.columns)
    rows = [line(view.columns, f"{' ' * MARK}{cells(heads, grid.columns, room)}", Look.HEAD)]
    rows += [line(view.columns, f"{' ' * MARK}{cells(texts, grid.columns, room)}") for texts in grid.rows]
    return rows
