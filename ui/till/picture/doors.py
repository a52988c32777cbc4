"""Sign-in, the float, a question, and the keys of a screen."""

from edge_agent.domain.money import yuan
from edge_agent.domain.quantity import THOUSANDTHS, Unit
from ui.till.picture.keys import Hint, hint_text, hints_in_full, key_span
from ui.till.picture.rows import Look, Row, Span, View, blank, centred, filled, line, row, typed_spans
from ui.till.state import AskScreen, HelpScreen, Question, SignInScreen
from ui.till.text import fit, wrap
from ui.till.words import Word

FORM_COLUMNS = 40
LABEL_COLUMNS = 14
KEY_COLUMNS = 10
TWO_COLUMNS_FROM = 70


def sign_in_body(view: View, screen: SignInScreen, height: int) -> list[Row]:
    """Who are you; scans that came too early are counted."""
    health = view.state.health
    rows = [
        centred(view.columns, health.store_name if health else "", Look.STRONG),
        blank(view.columns),
        centred(view.columns, view.say(Word.SIGN_IN), Look.STRONG),
        blank(view.columns),
        *_fields(view, screen),
    ]
    if view.state.hint:
        lines = view.state.hint.splitlines()
        rows += [blank(view.columns), *(centred(view.columns, line, Look.DIM) for line in lines)]
    if view.state.kept:
        rows += [
            blank(view.columns),
            centred(view.columns, view.say(Word.KEPT, n=len(view.state.kept)), Look.GOOD),
        ]
    return _lowered(view, rows, height)


def float_body(view: View, height: int) -> list[Row]:
    """How much is in the drawer; the last shift's rest is proposed."""
    session = view.state.session
    expected = yuan(session.expected_float_fen) if session else ""
    rows = [
        centred(view.columns, view.say(Word.OPEN_SHIFT), Look.STRONG),
        blank(view.columns),
        _field(view, Word.FLOAT, typed_spans(view)),
        blank(view.columns),
        centred(view.columns, view.say(Word.FLOAT_EXPECTED, amount=expected), Look.DIM),
    ]
    if view.state.kept:
        rows += [
            blank(view.columns),
            centred(view.columns, view.say(Word.KEPT, n=len(view.state.kept)), Look.GOOD),
        ]
    return _lowered(view, rows, height)


def ask_body(view: View, screen: AskScreen, height: int) -> list[Row]:
    """The question, in large room."""
    asked = wrap(_question(view, screen.question), view.columns - 8, 4)
    return _lowered(view, [centred(view.columns, part, Look.STRONG) for part in asked], height)


def help_body(view: View, screen: HelpScreen, height: int) -> list[Row]:
    """Every key of the screen below, in as many columns as they take."""
    head = [line(view.columns, f" {view.say(Word.HELP)}", Look.HEAD), blank(view.columns)]
    close = [blank(view.columns), line(view.columns, f"  {view.say(Word.HELP_CLOSE)}", Look.DIM)]
    every, room = hints_in_full(screen.back), max(height - len(head) - len(close), 1)
    is_wide = len(every) > room and view.columns >= TWO_COLUMNS_FROM
    half = (len(every) + 1) // 2 if is_wide else len(every)
    columns = view.columns // 2 if is_wide else view.columns
    left = [_key_row(view, hint, columns) for hint in every[:half]]
    if is_wide:
        rest = view.columns - columns
        right = filled([_key_row(view, hint, rest) for hint in every[half:]], rest, half)
        left = [Row((*one.spans, *other.spans)) for one, other in zip(left, right, strict=True)]
    return filled([*head, *left, *close], view.columns, height)


def _key_row(view: View, hint: Hint, columns: int) -> Row:
    key = key_span(view, hint.action)
    name = Span(fit(key.text, KEY_COLUMNS), Look.KEY, key.key)
    return row(columns, Span("  "), name, Span(hint_text(view, hint.full or hint.short)))


def _fields(view: View, screen: SignInScreen) -> list[Row]:
    if screen.staff is None:
        return [_field(view, Word.STAFF, typed_spans(view)), _field(view, Word.PIN, [])]
    staff = [Span(screen.staff, Look.STRONG)]
    return [_field(view, Word.STAFF, staff), _field(view, Word.PIN, typed_spans(view, is_secret=True))]


def _field(view: View, word: Word, value: list[Span]) -> Row:
    indent = max((view.columns - FORM_COLUMNS) // 2, 0)
    name = Span(fit(view.say(word), LABEL_COLUMNS), Look.DIM)
    return row(view.columns, Span(" " * indent), name, *value)


def _question(view: View, question: Question) -> str:
    state = view.state
    pieces = sum(shown.quantity // THOUSANDTHS if shown.unit is Unit.EACH else 1 for shown in state.lines)
    match question:
        case Question.CANCEL:
            total = yuan(state.cart.total_fen) if state.cart else ""
            return view.say(Word.ASK_CANCEL, n=pieces, amount=total)
        case Question.GIVE_BACK:
            return view.say(Word.ASK_GIVE_BACK, amount=yuan(state.cart.received_fen) if state.cart else "")
        case Question.QUIT:
            return view.say(Word.ASK_QUIT)


def _lowered(view: View, rows: list[Row], height: int) -> list[Row]:
    above = max((height - len(rows)) // 3, 0)
    return filled([*(blank(view.columns) for _ in range(above)), *rows], view.columns, height)
