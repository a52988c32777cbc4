"""What a key is called, and which keys each screen has, for the help line and the help screen alike."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, TypeAlias, assert_never

import msgspec

from ui.till.decoder import Key
from ui.till.generic.kinds import FormScreen, Label, List, ListScreen, PageScreen
from ui.till.keymap import Action
from ui.till.office import pickups
from ui.till.office.all import ACTIVITIES
from ui.till.picture.rows import Look, Row, Span, View, row
from ui.till.state import (
    AskScreen,
    FloatScreen,
    HelpScreen,
    SaleScreen,
    Screen,
    SearchScreen,
    SignInScreen,
    TenderScreen,
    TroubleScreen,
)
from ui.till.text import clean, width
from ui.till.words import Phrase, Word


class Narrow(Phrase):
    """Words that let eighty columns hold the whole help line; an English one begins large at its key."""

    VOID = "删行", "del"
    MEMBER = "会员", "Memb"
    SEARCH = "查", "Find"
    HOLD = "挂/取", "Hold"
    REFUND = "退", "Return"
    PICKUP = "自提", "Pick"
    CALL = "叫号", "Call"
    MORE = "更多", "More"
    INSERT = "Insert", "Ins"


NAMES = {"escape": "Esc", "enter": "Enter", "pageup": "PgUp", "pagedown": "PgDn"}
SPOKEN = {"right": Word.RIGHT, "space": Word.SPACE, "backspace": Word.BACKSPACE}
SPOKEN_NARROW = {"insert": Narrow.INSERT}
NARROW_COLUMNS = 100
"""A help line below this may use its narrow words."""


class Hint(msgspec.Struct, frozen=True):
    """A key of a screen and what it does there, short for the help line and full for the help screen."""

    action: Action | str
    """Of the keymap, or a key by its name."""
    short: Label
    full: Label | None = None
    narrow: Label | None = None
    """Shorter still, where that shows more keys on a narrow terminal."""


Shown: TypeAlias = tuple[Hint, tuple[Span, ...]]
"""A hint and how it is written."""
DIGITS = "1-9"
WAYS = ((2, False), (1, False), (1, True))
"""The cells between two hints, and whether in narrow words: the first way that shows the most of them."""
MOVE = Hint(Action.DOWN, Word.KEY_MOVE)
SCROLL = Hint(Action.DOWN, Word.KEY_SCROLL)
BACK = Hint(Action.ERASE, Word.KEY_BACK, Word.KEY_ERASE)
HELP = Hint(Action.HELP, Word.KEY_HELP)
QUIT = Hint(Action.QUIT, Word.KEY_QUIT)
CONFIRM = Hint(Action.CONFIRM, Word.KEY_CONFIRM)
MORE = Hint(Action.MORE, Word.MORE, None, Narrow.MORE)
TO_THE_OTHERS = (HELP, MORE)
"""Where there are more keys than fit, these tell of the others."""
DIRECT = {
    activity.action: Hint(activity.action, activity.title) for activity in ACTIVITIES if activity.action
}
"""The keys that lead from the sale to an activity."""
WHILE_PAYING = tuple(
    DIRECT[activity.action] for activity in ACTIVITIES if activity.action and activity.while_paying
)


def _narrowed(hint: Hint, narrow: Narrow) -> Hint:
    return msgspec.structs.replace(hint, narrow=narrow)


SALE = (
    Hint(Action.QUANTITY, Word.KEY_QUANTITY),
    Hint(Action.PRICE, Word.KEY_PRICE, Word.KEY_PRICE_MORE),
    Hint(Action.VOID, Word.KEY_VOID, Word.KEY_VOID_MORE, Narrow.VOID),
    Hint(Action.TENDER, Word.KEY_TENDER),
    _narrowed(DIRECT[Action.MEMBER], Narrow.MEMBER),
    Hint(Action.SEARCH, Word.KEY_SEARCH, None, Narrow.SEARCH),
    Hint(Action.HOLD, Word.KEY_HOLD, Word.KEY_HOLD_MORE, Narrow.HOLD),
    _narrowed(DIRECT[Action.REFUND], Narrow.REFUND),
    Hint(Action.PICKUP, Word.KEY_PICKUP, pickups.Said.TITLE, Narrow.PICKUP),
    Hint(Action.CALL, Word.KEY_CALL, Word.KEY_CALL_MORE, Narrow.CALL),
    HELP,
    MORE,
    Hint(Action.CANCEL, Word.KEY_CANCEL),
    Hint(Action.LOCK, Word.KEY_LOCK),
    Hint(Action.LINE_DISCOUNT, Word.KEY_DISCOUNT, Word.KEY_DISCOUNT_MORE),
    Hint(Action.OPTIONS, Word.KEY_OPTIONS),
)
SALE_MORE = (
    Hint(Action.CONFIRM, Word.KEY_CONFIRM, Word.CODE_ENTRY),
    MOVE,
    Hint(Action.PAGE_DOWN, Word.KEY_PAGE),
    Hint(Action.ERASE, Word.KEY_ERASE),
    Hint(Action.BACK, Word.KEY_BACK),
    Hint(Action.ACCEPT, Word.KEY_ACCEPT),
    QUIT,
)


def hints(screen: Screen) -> tuple[Hint, ...]:  # noqa: C901, PLR0911 one case per screen
    """The keys of a screen, the most needed first."""
    match screen:
        case SaleScreen():
            return SALE
        case SignInScreen() | FloatScreen():
            return (CONFIRM, BACK, HELP, QUIT)
        case TenderScreen():
            return (CONFIRM, Hint(Action.METHOD, Word.KEY_METHOD), MOVE, BACK, HELP)
        case SearchScreen():
            takes = Word.KEY_SELL if screen.choose is None else Word.KEY_CHOOSE
            return (Hint(Action.CONFIRM, takes), MOVE, BACK)
        case AskScreen():
            return (Hint(Action.CONFIRM, Word.YES), Hint(Action.ERASE, Word.NO))
        case HelpScreen():
            return (BACK, Hint(Action.HELP, Word.TROUBLE))
        case TroubleScreen():
            return (BACK,)
        case FormScreen():
            is_last = screen.at + 1 == len(screen.fields)
            return (Hint(Action.CONFIRM, screen.form.verb if is_last else Word.KEY_NEXT), BACK)
        case ListScreen():
            return (*_of_list(screen.listing), MOVE, BACK, HELP)
        case PageScreen():
            return (*(Hint(does.key, does.label) for does in screen.page.do), SCROLL, BACK, HELP)
        case _:
            assert_never(screen)


def _of_list(listing: List[Any, Any]) -> tuple[Hint, ...]:
    own = tuple(Hint(does.key, does.label) for does in listing.all_do)
    number = listing.do_number
    return own if number is None else (*own, Hint(DIGITS, number.label))


def hints_in_full(screen: Screen) -> tuple[Hint, ...]:
    """Every key of a screen."""
    if isinstance(screen, TenderScreen):
        return (*hints(screen), *WHILE_PAYING)
    if not isinstance(screen, SaleScreen):
        return hints(screen)
    known = {hint.action for hint in SALE}
    return (*SALE, *(hint for hint in DIRECT.values() if hint.action not in known), *SALE_MORE)


def help_row(view: View) -> Row:
    """The help line: as many keys as fit, each of which can be touched; where some do not, how to see all."""
    ways = [way for way in WAYS if not way[1] or view.columns < NARROW_COLUMNS]
    shown, gap = max((_written(view, gap, is_narrow) for gap, is_narrow in ways), key=_count)
    spans = [span for _, pieces in shown for span in (*pieces, Span(" " * gap))]
    return row(view.columns, Span(" "), *spans[:-1])


def _written(view: View, gap: int, is_narrow: bool) -> tuple[tuple[Shown, ...], int]:
    every = tuple((hint, _hint_spans(view, hint, is_narrow)) for hint in hints(view.state.screen))
    return _shown(every, view.columns - 1, gap), gap


def hint_text(view: View, label: Label) -> str:
    """What a key does: the title of an activity begins small among hints."""
    text = view.label(label)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _count(one: tuple[tuple[Shown, ...], int]) -> int:
    return len(one[0])


def _shown(every: tuple[Shown, ...], columns: int, gap: int) -> tuple[Shown, ...]:
    """The first ones that fit, and how to see the others."""
    shown = _fitting(every, columns, gap)
    last = tuple(one for one in every if one[0] in TO_THE_OTHERS)
    if len(shown) == len(every) or all(one in shown for one in last):
        return shown
    room = columns - sum(_cells(spans) + gap for _, spans in last)
    return (*_fitting([one for one in every if one not in last], room, gap), *last)


def _hint_spans(view: View, hint: Hint, is_narrow: bool) -> tuple[Span, ...]:
    key, text = key_span(view, hint.action), hint_text(view, hint.short)
    name = _name(view, hint.action)
    if is_narrow and name in SPOKEN_NARROW:
        key = msgspec.structs.replace(key, text=view.say(SPOKEN_NARROW[name]))
    if is_narrow and hint.narrow is not None:
        text = view.label(hint.narrow)
    return key, Span(f" {text}" if _would_run_on(key.text, text) else text, Look.DIM)


def _fitting(every: Sequence[Shown], columns: int, gap: int) -> tuple[Shown, ...]:
    """The first ones, as many as there is room for."""
    ends = accumulate(_cells(spans) + gap for _, spans in every)
    return tuple(one for one, end in zip(every, ends, strict=True) if end - gap <= columns)


def _cells(spans: tuple[Span, ...]) -> int:
    return sum(width(clean(span.text)) for span in spans)


def key_span(view: View, action: Action | str) -> Span:
    """The key of an action, or a key by its name, to be read and to be touched."""
    return Span(label(view, action), Look.KEY, key_named(_name(view, action)))


def label(view: View, action: Action | str) -> str:
    """What the key of an action, or a key by its name, is called."""
    if action in (Action.UP, Action.DOWN) and view.keymap.key_for(Action.DOWN) == "down":
        return view.say(Word.UP_DOWN)
    if action in (Action.PAGE_UP, Action.PAGE_DOWN):
        return "/".join(_spoken(view, _name(view, one)) for one in (Action.PAGE_UP, Action.PAGE_DOWN))
    return _spoken(view, _name(view, action))


def _spoken(view: View, name: str) -> str:
    if name in SPOKEN:
        return view.say(SPOKEN[name])
    if name in NAMES:
        return NAMES[name]
    return "+".join(part.capitalize() for part in name.split("+")) if len(name) > 1 else name


def _name(view: View, action: Action | str) -> str:
    return view.keymap.key_for(action) if isinstance(action, Action) else action


def key_named(name: str) -> Key:
    """The key that a keymap names."""
    if name == "space":
        return Key("space", " ")
    return Key(name, name) if len(name) == 1 else Key(name)


def _would_run_on(key: str, text: str) -> bool:
    """`F3查询`, `*qty` and `F3Find` read well, `F3search` does not."""
    return (key[-1] + text[0]).isascii() and key[-1].isalnum() and not text[0].isupper()
