"""The sale that was just paid: the change in large digits, until the next article is scanned."""

from edge_agent.domain.ids import TicketNo
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.money import Fen, yuan
from edge_agent.wire.sales import SaleView, SoldTenderView
from ui.till.keymap import Action
from ui.till.picture.digits import large_fitting
from ui.till.picture.keys import label
from ui.till.picture.methods import method_name
from ui.till.picture.rows import Look, Row, Span, View, blank, ends, filled, line, widened
from ui.till.waiting import to_be_made
from ui.till.words import Word

INDENT = 4
COLUMNS_MAX = 76
PAPER = {"ask": (Word.WANTS_PAPER, Action.ACCEPT), "on_demand": (Word.PAPER_KEY, Action.COPY)}
"""What is said about paper, and the key for it, by the shop's setting."""


def after_sale_body(view: View, sale: SaleView, height: int) -> list[Row]:
    """What the customer gets back, and how it was paid."""
    columns = min(view.columns, COLUMNS_MAX)
    rows = [blank(columns), *_amounts(view, sale, columns), blank(columns), *_change(view, sale, columns)]
    rows += [blank(columns), *_paper(view, columns)]
    rows.append(line(columns, f"{' ' * INDENT}{view.say(Word.NEXT_SALE)}", Look.DIM))
    return widened(filled(rows, columns, height), view.columns - columns)


def _amounts(view: View, sale: SaleView, columns: int) -> list[Row]:
    receipt = line(columns, f"{' ' * INDENT}{view.say(Word.RECEIPT)} {sale.receipt_no}", Look.DIM)
    total = _pair(columns, view.say(Word.TOTAL), f"￥{yuan(sale.total_fen)}", Look.STRONG)
    rows = [receipt, total]
    if sale.ticket:
        rows.append(_pair(columns, view.say(Word.TICKET), _ticket(view, sale.ticket), Look.STRONG))
    for word, fen in ((Word.DISCOUNTED, sale.discount_fen), (Word.ROUNDING, sale.rounding_fen)):
        if fen:
            rows.append(_pair(columns, view.say(word), yuan(fen), Look.GOOD))
    rows += [_leg(view, leg, columns) for leg in sale.tenders]
    if sale.points_earned:
        rows.append(_pair(columns, view.say(Word.POINTS_EARNED), str(sale.points_earned), Look.PLAIN))
    return rows


def _ticket(view: View, no: TicketNo) -> str:
    """The number that the customer waits with, and the range that was told while it is still to be made."""
    ticket = to_be_made(view.state, no)
    if ticket is None or ticket.wait_low_ms is None or ticket.wait_high_ms is None:
        return no
    low, high = ticket.wait_low_ms // MINUTE, ticket.wait_high_ms // MINUTE
    return view.say(Word.TICKET_WAIT, no=no, low=low, high=high)


def _leg(view: View, leg: SoldTenderView, columns: int) -> Row:
    name = method_name(view, leg.kind, leg.method, view.state.methods)
    return _pair(columns, name, f"￥{yuan(leg.received_fen)}", Look.PLAIN)


def _change(view: View, sale: SaleView, columns: int) -> list[Row]:
    if sale.back:
        return _back(view, sale, columns)
    if not sale.change_fen:
        return [line(columns, f"{' ' * INDENT}{view.say(Word.NO_CHANGE)}", Look.GOOD)]
    head = _pair(columns, view.say(Word.CHANGE), f"￥{yuan(sale.change_fen)}", Look.GOOD)
    digits = widened(large_fitting(yuan(sale.change_fen), columns - INDENT), INDENT)
    return [head, blank(columns), *digits]


def _back(view: View, sale: SaleView, columns: int) -> list[Row]:
    """What an exchange leaves for the customer: from the drawer in large digits."""
    rows = [line(columns, f"{' ' * INDENT}{view.say(Word.MONEY_BACK)}", Look.GOOD)]
    rows += [_leg(view, leg, columns) for leg in sale.back]
    cash = Fen(sum(leg.amount_fen for leg in sale.back if leg.kind == "cash"))
    digits = widened(large_fitting(yuan(cash), columns - INDENT), INDENT) if cash else []
    return [*rows, blank(columns), *digits]


def _paper(view: View, columns: int) -> list[Row]:
    """A question or a hint, where a receipt is not printed by itself."""
    session = view.state.session
    asked = PAPER.get(session.receipt) if session else None
    if asked is None:
        return []
    word, action = asked
    return [line(columns, f"{' ' * INDENT}{view.say(word, key=label(view, action))}", Look.STRONG)]


def _pair(columns: int, label: str, amount: str, look: Look) -> Row:
    return ends(columns, [Span(f"{' ' * INDENT}{label}", look)], [Span(amount, look), Span(" " * INDENT)])
