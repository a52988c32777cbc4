"""Settling a sale in one transaction: journal, lines, tenders, stock, receipt job; and sales read again."""

from collections.abc import Sequence

from config.settings import Lane, Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as queries
from edge_agent.db.queries import staff as staff_queries
from edge_agent.db.reads import Reads
from edge_agent.domain.cart import Cart
from edge_agent.domain.events import SaleCompleted
from edge_agent.domain.ids import CartId, ReceiptNo, SaleId, Sku, StaffId, TillId, receipt_no
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.receipt import Slip, compose
from edge_agent.domain.sale import Numbered, complete
from edge_agent.domain.shifts import Shift
from edge_agent.services.printing import add_job
from edge_agent.services.who import Who
from edge_agent.wire.types import SaleSummary, SaleView, SoldLineView, SoldTenderView

_ABOVE_EVERY_ID = "~"


def settle(
    tx: JournalTx, settings: Settings, who: Who, shift: Shift, cart: Cart, priced: PricedCart
) -> SaleId:
    """The sale of a fully tendered cart, with its receipt job; its lane is configured, its shift open."""
    sale = complete(cart, priced, shift, _numbered(tx, settings, shift))
    tx.record(sale, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.touch("sales")
    lane = settings.lane(who.till)
    if lane is not None and lane.printer is not None and settings.printing.receipt == "always":
        _print_receipt(tx, settings, lane, who, sale)
    return sale.sale


async def read_sale(reads: Reads, sale: str) -> SaleView | None:
    """A finished sale by its id or its receipt number."""
    row = await reads.one(queries.BY_ID, sale)
    if row is None:
        row = await reads.one(queries.BY_RECEIPT_NO, sale)
    if row is None:
        return None
    lines = await reads.all(queries.LINES, row.id)
    return _view(row, lines, await reads.all(queries.TENDERS, row.id))


async def latest_sales(reads: Reads, limit: int, before: str | None) -> tuple[SaleSummary, ...]:
    """The latest sales, newest first; `before` is the id to go on from."""
    rows = await reads.all(queries.LATEST, before or _ABOVE_EVERY_ID, limit)
    return tuple(
        SaleSummary(
            id=SaleId(row.id),
            receipt_no=ReceiptNo(row.receipt_no),
            at=row.at,
            till=TillId(row.till),
            cashier=StaffId(row.cashier),
            total_fen=Fen(row.total_fen),
        )
        for row in rows
    )


def _numbered(tx: JournalTx, settings: Settings, shift: Shift) -> Numbered:
    last = tx.one(queries.LAST_NUMBER, shift.business_date)
    number = (last.number if last else 0) + 1
    store = settings.store
    name = receipt_no(store.code, store.generation, shift.business_date, number)
    return Numbered(SaleId(tx.new_id()), name, number)


def _print_receipt(tx: JournalTx, settings: Settings, lane: Lane, who: Who, sale: SaleCompleted) -> None:
    cashier = tx.one(staff_queries.BY_ID, who.staff)
    english = settings.store.language == "en"
    slip = Slip(
        sale=sale,
        at=tx.now,
        zone=settings.store.zone,
        shop=settings.store.name,
        cashier=cashier.name if cashier else who.staff,
        lane=lane.name,
        method_names={method.id: method.name_en if english else method.name for method in settings.methods},
    )
    paper = compose(slip, settings.printing.template)
    add_job(tx, sale=sale.sale, template="receipt", printer=lane.printer or "", paper=paper)


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
        tenders=tuple(
            SoldTenderView(
                tender.kind, Fen(tender.amount_fen), Fen(tender.received_fen), tender.method, tender.reference
            )
            for tender in tenders
        ),
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
    )
