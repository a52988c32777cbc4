"""What every screen has: the status line above, and below what went wrong, the input and the keys."""

from edge_agent.wire.health import Health, LinkView, PrinterView
from ui.till.commands import Command, DoScan
from ui.till.keymap import Action
from ui.till.picture.clock import clock_text
from ui.till.picture.keys import help_row, label
from ui.till.picture.rows import Look, Row, Span, View, ends, line, row, typed_spans
from ui.till.state import LastScan, Need, Outcome, Refusal, SaleScreen, SearchScreen, State, TenderScreen
from ui.till.words import Word

LINKS = {"online": Word.ONLINE, "behind": Word.BEHIND, "offline": Word.OFFLINE, "stopped": Word.LINK_STOPPED}
PRINTERS = {
    "paper_near_end": Word.PRINTER_LOW,
    "paper_out": Word.PRINTER_OUT,
    "cover_open": Word.PRINTER_OPEN,
    "error": Word.PRINTER_ERROR,
    "unreachable": Word.PRINTER_GONE,
    "unknown": Word.PRINTER_UNKNOWN,
}
OUTCOMES = {
    Outcome.WAITING: (Word.SCAN_WAITING, Look.DIM),
    Outcome.ADDED: (Word.SCAN_ADDED, Look.GOOD),
    Outcome.MEMBER: (Word.SCAN_MEMBER, Look.GOOD),
    Outcome.COUPON: (Word.SCAN_COUPON, Look.GOOD),
    Outcome.PAYMENT: (Word.SCAN_PAYMENT, Look.GOOD),
    Outcome.RECEIPT: (Word.SCAN_RECEIPT, Look.GOOD),
    Outcome.PICKUP: (Word.SCAN_PICKUP, Look.DIM),
    Outcome.TICKET: (Word.SCAN_TICKET, Look.DIM),
    Outcome.REFUSED: (Word.SCAN_REFUSED, Look.BAD),
    Outcome.UNUSED: (Word.SCAN_UNUSED, Look.BAD),
    Outcome.UNPAID: (Word.SCAN_UNPAID, Look.BAD),
}
CODE_SHOWN_MAX = 24


def status_row(view: View) -> Row:
    """Store, lane, cashier; what is wrong; the link, what is unsent since when, and the clock."""
    state = view.state
    session, health = state.session, state.health
    store = session.store_name if session else health.store_name if health else ""
    who = f" {store} {session.lane_name} {session.staff_name}" if session else f" {store}"
    practice = [_alarm(view.say(Word.PRACTICE))] if session and session.is_practice else []
    right = [*practice, *_alarms(view), *_link(view, health.link if health else None)]
    clock = f"  {clock_text(view, state.now)} " if state.now and state.health else " "
    return ends(view.columns, [Span(who, Look.STATUS)], [*right, Span(clock, Look.STATUS)], Look.STATUS)


def foot(view: View) -> list[Row]:
    """What went wrong, what is typed, and the keys."""
    return [*notices(view), input_row(view), help_row(view)]


def notices(view: View) -> list[Row]:
    """The newest scan that nothing took, and why the last key did nothing."""
    state, shown = view.state, []
    if state.refusals:
        shown.extend(_refusal_rows(view, state.refusals[-1], len(state.refusals)))
    if state.notice is not None:
        shown.extend(_notice_rows(view, state.notice))
    return shown


def input_row(view: View) -> Row:
    """What is typed, what the next scan will be multiplied by, and the last scan with its outcome."""
    state = view.state
    last = _last_scan(view, state.last_scan) if state.last_scan else []
    extra = []
    if state.next_quantity is not None:
        extra = [Span(f"  {view.say(Word.NEXT_QUANTITY, n=state.next_quantity // 1000)}", Look.STRONG)]
    head = f" {view.say(_asked(state))}> "
    return ends(view.columns, [Span(head, Look.DIM), *typed_spans(view), *extra], last)


def _asked(state: State) -> Word:
    """What the input is for."""
    match state.screen:
        case SaleScreen() if state.asking is not None:
            return Word.GRAMS if state.asking.need is Need.WEIGHT else Word.UNIT_PRICE
        case TenderScreen(reference_for=None):
            return Word.AMOUNT
        case TenderScreen():
            return Word.REFERENCE
        case SearchScreen():
            return Word.SEARCH
        case _:
            return Word.INPUT


def _alarms(view: View) -> list[Span]:
    state = view.state
    if state.is_lost:
        return [_alarm(view.say(Word.AGENT_LOST))]
    if state.health is None:
        return [Span(view.say(Word.AGENT_UNSEEN), Look.STATUS)]
    return [
        *_clock_alarm(view, state.health),
        *_paper_alarms(view, state.health),
        *_open_payments(view, state.health),
        *_waiting(view),
    ]


def _clock_alarm(view: View, health: Health) -> list[Span]:
    """Shown for as long as nobody can say what time it is."""
    return [_alarm(view.say(Word.CLOCK_DOUBT))] if health.clock_doubt else []


def _paper_alarms(view: View, health: Health) -> list[Span]:
    troubled = [printer for printer in health.printers if printer.state in PRINTERS]
    alarms = [_alarm(_printer_text(view, printer, len(health.printers))) for printer in troubled]
    stuck = sum(printer.stuck for printer in health.printers)
    if stuck:
        alarms.append(_alarm(f"{view.say(Word.UNPRINTED, n=stuck)} {label(view, Action.JOBS)}"))
    return alarms


def _open_payments(view: View, health: Health) -> list[Span]:
    count = health.open_payments
    return [_alarm(view.say(Word.UNRESOLVED, n=count))] if count else []


def _printer_text(view: View, printer: PrinterView, count: int) -> str:
    """One of several by its name."""
    text = view.say(PRINTERS[printer.state])
    return text if count == 1 else f"{printer.name} {text}"


def _alarm(text: str) -> Span:
    return Span(f" {text} ", Look.ALARM)


def _waiting(view: View) -> list[Span]:
    waiting = view.state.waiting
    return [Span(f" {view.say(Word.WAITING, n=waiting)} ", Look.STATUS)] if waiting > 1 else []


def _link(view: View, link: LinkView | None) -> list[Span]:
    if link is None or view.state.is_lost or link.state not in LINKS:
        return []
    parts = [view.say(LINKS[link.state]), view.say(Word.UNSENT, n=link.unsent)]
    if link.oldest_unsent_at is not None:
        parts.append(view.say(Word.SINCE, time=clock_text(view, link.oldest_unsent_at)))
    return [Span(f"  {' '.join(parts)}", Look.STATUS)]


def _last_scan(view: View, last: LastScan) -> list[Span]:
    word, look = OUTCOMES[last.outcome]
    if view.state.session is None and last.outcome is Outcome.WAITING:
        word = Word.SCAN_KEPT
    code = last.code if len(last.code) <= CODE_SHOWN_MAX else f"{last.code[: CODE_SHOWN_MAX - 2]}.."
    return [Span(f"{view.say(Word.LAST_SCAN)} {code} ", Look.DIM), Span(f"{view.say(word)} ", look)]


def _refusal_rows(view: View, refusal: Refusal, count: int) -> list[Row]:
    left = Span(f" ! {refusal.what} {refusal.title}", Look.BAD)
    right = Span(f" {view.say(Word.REFUSED_COUNT, n=count)} ", Look.BAD)
    keys = view.say(Word.DISMISS, key=label(view, Action.ERASE))
    if refusal.need is Need.OFFER:
        keys = f"{view.say(Word.SELL_AT_PRICE, key=label(view, Action.PRICE))}  {keys}"
    if refusal.repeat is not None:
        keys = f"{_yes(view, refusal.repeat)}  {keys}"
    hint = Span(f"   {refusal.hint}", Look.PLAIN)
    return [
        ends(view.columns, [left], [right] if count > 1 else [], Look.BAD),
        ends(view.columns, [hint], [Span(f"  {keys} ", Look.STRONG)]),
    ]


def _notice_rows(view: View, notice: Refusal) -> list[Row]:
    if notice.is_good:
        return [line(view.columns, f" {notice.title}", Look.GOOD)]
    first = row(view.columns, Span(f" ! {notice.title}", Look.BAD), look=Look.BAD)
    keys = [Span(f"  {_yes(view, notice.repeat)} ", Look.STRONG)] if notice.repeat else []
    return [first, ends(view.columns, [Span(f"   {notice.hint}")], keys)] if notice.hint or keys else [first]


def _yes(view: View, repeat: Command) -> str:
    word = Word.ACCEPT if isinstance(repeat, DoScan) else Word.GO_ON
    return view.say(word, key=label(view, Action.ACCEPT))
