"""Settling a sale in one transaction: journal, lines, tenders, stock, receipt job; and sales found again."""

from collections.abc import Sequence
from datetime import date

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import (
    CartId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
    TicketNo,
    TillId,
    receipt_no,
)
from edge_agent.domain.members import points_earned
from edge_agent.domain.moments import DAY, Millis, parse_rfc3339
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.sale import Numbered, complete
from edge_agent.domain.shifts import Shift
from edge_agent.services.printing import add_receipt
from edge_agent.services.ticket_issue import ticket_for_sale
from edge_agent.services.who import Who
from edge_agent.wire.sales import RefundSummary, SaleSummary, SaleView, SoldLineView, SoldTenderView

FIND_DAYS, FIND_DAYS_MAX = 31, 92
"""How far back a search goes that says nothing of it, and at most: it reads the sales of all these days."""
_DIGITS_MAX = 6
"""Of the last digits of a receipt number."""
_DATE_LASTS_MAX = 8 * DAY
"""From its midnight in UTC, whatever the shop's clock: a shift that nobody closes keeps its business date."""
_AMOUNT_MAX = 10**9
_ABOVE_EVERY_ID = "~"
_MILLIS_MAX = (1 << 48) - 1


class Search(msgspec.Struct, frozen=True):
    """What somebody knows of a sale; whatever is set must hold."""

    receipt: str | None = None
    """The number in full, or its last digits."""
    date: str | None = None
    """The business date, `2026-11-22`: `since` and `until` are not looked at."""
    since: Millis | None = None
    until: Millis | None = None
    amount_fen: int | None = None
    sku: str | None = None
    before: str | None = None
    """The id of a sale: older ones."""

    @property
    def is_one(self) -> bool:
        """A receipt number in full: whenever that was."""
        return self.receipt is not None and "-" in self.receipt

    @property
    def is_open(self) -> bool:
        """Nothing is known: the latest sales."""
        known = (self.receipt, self.date, self.since, self.until, self.amount_fen, self.sku)
        return all(one is None for one in known)


def settle(
    tx: JournalTx,
    settings: Settings,
    who: Who,
    shift: Shift,
    cart: Cart,
    priced: PricedCart,
    exchange_of: RefundId | None = None,
) -> SaleId:
    """The sale of a fully tendered cart, with ticket and receipt job; its lane and its shift are there."""
    earned = points_earned(priced.total_fen, settings.members.fen_per_point) if cart.member else 0
    number, name = next_receipt(tx, settings, shift)
    sale_id = SaleId(tx.new_id())
    ticket = ticket_for_sale(tx, settings, who, shift.business_date, cart, sale_id)
    numbered = Numbered(sale_id, name, number, exchange_of, ticket)
    sale = complete(cart, priced, shift, numbered, settings.selling.rounding, earned)
    tx.record(sale, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.touch("sales")
    lane = settings.lane(who.till)
    if lane is not None and lane.printer is not None and settings.printing.receipt == "always":
        add_receipt(tx, sale.sale, lane.printer)
    return sale.sale


def next_receipt(tx: Tx, settings: Settings, shift: Shift) -> tuple[int, ReceiptNo]:
    """The next number of the shift's business date, for a sale or a refund, and the slip's name by it."""
    last = tx.one(queries.LAST_NUMBER, shift.business_date)
    number = (last.number if last else 0) + 1
    store = settings.store
    return number, receipt_no(store.code, store.generation, shift.business_date, number)


def find_sale(tx: Tx, sale: str) -> queries.SaleRow | None:
    """A sale by its id or its receipt number."""
    named = tx.one(queries.ID_OF_RECEIPT, sale)
    return tx.one(queries.BY_ID, named.id if named else sale)


async def read_sale(reads: Reads, sale: str) -> SaleView | None:
    """The same as a till shows it, with what is left to refund."""
    named = await reads.one(queries.ID_OF_RECEIPT, sale)
    row = await reads.one(queries.BY_ID, named.id if named else sale)
    if row is None:
        return None
    lines = await reads.all(queries.LINES, row.id)
    legs = await reads.all(queries.REFUND_LEGS, row.exchange_of) if row.exchange_of else ()
    back = tuple(_back_view(leg) for leg in legs if leg.kind != "exchange")
    refunds = await reads.all(queries.REFUNDS_OF, row.id) if row.refunds else ()
    view = _view(row, lines, await reads.all(queries.TENDERS, row.id))
    return msgspec.structs.replace(view, back=back, refunds=tuple(_refund_summary(one) for one in refunds))


async def search_sales(
    reads: Reads, now: Millis, search: Search, limit: int
) -> tuple[SaleSummary, ...] | Refused:
    """The sales that fit, newest first."""
    since, until = _range(search, now)
    refused = _check(search, since, until)
    if refused:
        return refused
    if search.is_one:
        named = await reads.one(queries.ID_OF_RECEIPT, search.receipt)
        return await _found(reads, named.id, f"{named.id}{_ABOVE_EVERY_ID}", search, limit) if named else ()
    before = search.before or _ABOVE_EVERY_ID
    if search.is_open:  # those too that a clock set back by now has put into the future
        return await _found(reads, "", before, search, limit)
    return await _found(reads, _first_id(since), min(before, _first_id(Millis(until + 1))), search, limit)


async def _found(reads: Reads, low: str, high: str, search: Search, limit: int) -> tuple[SaleSummary, ...]:
    number = None if search.receipt is None or search.is_one else int(search.receipt)
    rows = await reads.all(queries.FIND, low, high, number, search.amount_fen, search.sku, limit, search.date)
    return tuple(_summary(row) for row in rows)


def _check(search: Search, since: Millis, until: Millis) -> Refused | None:
    receipt = search.receipt
    is_number = receipt is None or (receipt.isascii() and receipt.isdigit() and len(receipt) <= _DIGITS_MAX)
    is_sound = {
        "receipt": is_number or search.is_one,
        "date": search.date is None or _midnight(search.date) is not None,
        "from": 0 <= since <= until,
        "to": until <= _MILLIS_MAX and until - since <= FIND_DAYS_MAX * DAY,
        "amount_fen": 0 <= (search.amount_fen or 0) <= _AMOUNT_MAX,
    }
    wrong = " ".join(name for name, sound in is_sound.items() if not sound)
    return Refused(Code.FIND_INVALID, {"detail": wrong, "days": FIND_DAYS_MAX}) if wrong else None


def _range(search: Search, now: Millis) -> tuple[Millis, Millis]:
    day = None if search.date is None else _midnight(search.date)
    if day is not None:
        return Millis(max(0, day - DAY)), Millis(day + _DATE_LASTS_MAX)
    until = max(now, search.since or now) if search.until is None else search.until
    since = max(0, until - FIND_DAYS * DAY) if search.since is None else search.since
    return Millis(since), Millis(until)


def _midnight(day: str) -> Millis | None:
    """With which a date begins, in UTC; None when it is none."""
    try:
        return parse_rfc3339(f"{date.fromisoformat(day).isoformat()}T00:00:00Z")
    except ValueError:
        return None


def _first_id(at: Millis) -> str:
    """Where the ids of a moment begin: a sale's name tells when it was made (UUIDv7)."""
    digits = f"{at:012x}"
    return f"{digits[:8]}-{digits[8:]}"


def _summary(row: queries.SaleSummaryRow) -> SaleSummary:
    return SaleSummary(
        id=SaleId(row.id),
        receipt_no=ReceiptNo(row.receipt_no),
        at=row.at,
        till=TillId(row.till),
        cashier=StaffId(row.cashier),
        total_fen=Fen(row.total_fen),
        refunded_fen=Fen(row.refunded_fen),
        first=row.first,
        count=row.count,
    )


def _view(
    row: queries.SaleRow,
    lines: Sequence[queries.SaleLineRow],
    tenders: Sequence[queries.SaleTenderRow],
) -> SaleView:
    return SaleView(
        id=SaleId(row.id),
        receipt_no=ReceiptNo(row.receipt_no),
        business_date=row.business_date,
        at=row.at,
        cashier=StaffId(row.cashier),
        till=TillId(row.till),
        cart=CartId(row.cart),
        total_fen=Fen(row.total_fen),
        change_fen=Fen(row.change_fen),
        lines=tuple(_line_view(line) for line in lines),
        tenders=tuple(_tender_view(tender) for tender in tenders),
        discount_fen=Fen(row.discount_fen),
        rounding_fen=Fen(row.rounding_fen),
        member=MemberId(row.member) if row.member else None,
        points_earned=row.points_earned,
        points_spent=row.points_spent,
        refunded_fen=Fen(row.refunded_fen),
        copies=row.copies,
        shift_is_open=bool(row.shift_is_open),
        exchange_of=RefundId(row.exchange_of) if row.exchange_of else None,
        ticket=TicketNo(row.ticket),
    )


def _line_view(line: queries.SaleLineRow) -> SoldLineView:
    return SoldLineView(
        no=line.no,
        sku=Sku(line.sku),
        name=line.name,
        unit=Unit(line.unit),
        quantity=Milli(line.quantity),
        price_fen=Fen(line.price_fen),
        amount_fen=Fen(line.amount_fen),
        voided=bool(line.voided),
        options=tuple(line.options.splitlines()),
        left=Milli(0 if line.voided else line.quantity - line.refunded_quantity),
        left_fen=Fen(0 if line.voided else line.amount_fen - line.refunded_fen),
    )


def _back_view(leg: queries.RefundLegRow) -> SoldTenderView:
    amount = Fen(leg.amount_fen)
    payment = PaymentId(leg.payment) if leg.payment else None
    return SoldTenderView(leg.kind, amount, amount, leg.method, leg.reference, payment=payment)


def _refund_summary(row: queries.RefundSummaryRow) -> RefundSummary:
    return RefundSummary(
        id=RefundId(row.id),
        receipt_no=ReceiptNo(row.receipt_no),
        at=row.at,
        till=TillId(row.till),
        cashier=StaffId(row.cashier),
        back_fen=Fen(row.back_fen),
    )


def _tender_view(tender: queries.SaleTenderRow) -> SoldTenderView:
    return SoldTenderView(
        kind=tender.kind,
        amount_fen=Fen(tender.amount_fen),
        received_fen=Fen(tender.received_fen),
        method=tender.method,
        reference=tender.reference,
        no=tender.no,
        payment=PaymentId(tender.payment) if tender.payment else None,
        left_fen=Fen(tender.amount_fen - tender.refunded_fen),
    )
