"""Goods that come and go beside the sales: deliveries, write-offs, transfers; each document in one event."""

from collections.abc import Iterable, Sequence
from datetime import date

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import stock as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import (
    Direction,
    ReceivedLine,
    StockLine,
    StockReceived,
    StockTransferred,
    StockWrittenOff,
)
from edge_agent.domain.ids import DocumentId, Sku, StaffId
from edge_agent.domain.moments import business_date_at
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.domain.stock import MoveKind
from edge_agent.domain.stock_documents import (
    check_cost,
    check_expired,
    check_expiry,
    check_number,
    check_quantity,
    check_size,
    check_store,
    check_supplier,
)
from edge_agent.services.articles import find_article
from edge_agent.services.rights import may
from edge_agent.services.who import Who
from edge_agent.wire.stock import (
    CountLine,
    GoodsLine,
    LevelView,
    ReceiveStock,
    StockPosted,
    TransferStock,
    WriteOffStock,
)


def receive(tx: JournalTx, settings: Settings, who: Who, asked: ReceiveStock) -> StockPosted | Refused:
    """Take a delivery in; a supplier's note is posted once."""
    lines = _received_lines(tx, settings, asked)
    if isinstance(lines, Refused):
        return lines
    refused = check_supplier(asked.supplier) or _check_note(
        tx, MoveKind.RECEIPT, asked.supplier, asked.document
    )
    if refused:
        return refused
    by = may(tx, settings, who, Right.RECEIVE_STOCK, asked.document or subject_of(lines))
    if isinstance(by, Refused):
        return by
    document = DocumentId(tx.new_id())
    received = StockReceived(document, lines, asked.document, asked.supplier, approver(who, by))
    return _posted(tx, who, received, lines)


def write_off(tx: JournalTx, settings: Settings, who: Who, asked: WriteOffStock) -> StockPosted | Refused:
    """Take what nobody can sell any more off the ledger, with the reason."""
    lines = goods_of(tx, asked.lines)
    if isinstance(lines, Refused):
        return lines
    refused = check_reason(asked.reason)
    if refused:
        return refused
    by = may(tx, settings, who, Right.WRITE_OFF, subject_of(lines))
    if isinstance(by, Refused):
        return by
    document = DocumentId(tx.new_id())
    return _posted(tx, who, StockWrittenOff(document, lines, asked.reason.strip(), approver(who, by)), lines)


def transfer(tx: JournalTx, settings: Settings, who: Who, asked: TransferStock) -> StockPosted | Refused:
    """Send goods to another store, or take in what came from it; a transfer note is posted once."""
    lines = goods_of(tx, asked.lines)
    if isinstance(lines, Refused):
        return lines
    direction = Direction.IN if asked.from_store is not None else Direction.OUT
    named = [store for store in (asked.from_store, asked.to_store) if store is not None]
    other = named[0] if len(named) == 1 else ""
    kind = MoveKind.TRANSFER_IN if direction is Direction.IN else MoveKind.TRANSFER_OUT
    refused = check_store(other, settings.store.code) or _check_note(tx, kind, other, asked.document)
    if refused:
        return refused
    by = may(tx, settings, who, Right.TRANSFER_STOCK, asked.document or subject_of(lines))
    if isinstance(by, Refused):
        return by
    document = DocumentId(tx.new_id())
    moved = StockTransferred(document, direction, other, lines, asked.document, approver(who, by))
    return _posted(tx, who, moved, lines)


def article_of(tx: Tx, sku: Sku) -> Article | Refused:
    """The article of a document's line."""
    found = find_article(tx, (ArticleKey(KeyKind.SKU, sku),))
    return found or Refused(Code.STOCK_SKU, {"sku": sku})


def subject_of(lines: Sequence[ReceivedLine | StockLine | CountLine]) -> str:
    """What a document is about, the same whenever it is sent again: an approval names it."""
    more = len(lines) - 1
    return f"{lines[0].sku} +{more}" if more else lines[0].sku


def approver(who: Who, by: StaffId) -> StaffId | None:
    """Who answers for it, when it is somebody else."""
    return None if by == who.staff else by


def on_hand(tx: Tx, sku: Sku) -> Milli:
    """The sum of an article's moves."""
    row = tx.one(queries.ON_HAND, sku)
    return Milli(row.quantity if row else 0)


def levels(tx: Tx, skus: Iterable[Sku]) -> tuple[LevelView, ...]:
    """Each article once, with what is on hand now."""
    rows = [tx.one(queries.LEVEL, sku) for sku in dict.fromkeys(skus)]
    return tuple(level_view(row) for row in rows if row is not None)


def level_view(row: queries.LevelRow) -> LevelView:
    """A level as the wire shows it."""
    return LevelView(Sku(row.sku), Milli(row.quantity), row.name or "", row.unit or "each")


def _posted(
    tx: JournalTx,
    who: Who,
    event: StockReceived | StockWrittenOff | StockTransferred,
    lines: Sequence[ReceivedLine | StockLine],
) -> StockPosted:
    tx.record(event, actor=who.staff, till=who.till)
    tx.touch("stock")
    return StockPosted(event.document, levels(tx, (line.sku for line in lines)))


def _received_lines(tx: Tx, settings: Settings, asked: ReceiveStock) -> tuple[ReceivedLine, ...] | Refused:
    refused = check_size(asked.lines)
    if refused:
        return refused
    today = _today(tx, settings)
    lines: list[ReceivedLine] = []
    expired: list[str] = []
    for line in asked.lines:
        article = article_of(tx, line.sku)
        if isinstance(article, Refused):
            return article
        refused = (
            check_quantity(article, line.quantity)
            or check_cost(article, line.cost_fen)
            or check_expiry(article, line.expiry, today)
        )
        if refused:
            return refused
        cost = None if line.cost_fen is None else Fen(line.cost_fen)
        lines.append(ReceivedLine(article.sku, Milli(line.quantity), cost, line.expiry))
        if line.expiry is not None and line.expiry < today.isoformat():
            expired.append(f"{article.name} {line.expiry}")
    return check_expired(expired, confirmed=asked.confirm) or tuple(lines)


def _today(tx: Tx, settings: Settings) -> date:
    store = settings.store
    return date.fromisoformat(business_date_at(tx.now, store.zone, store.cutoff_minutes, None))


def goods_of(tx: Tx, asked: Sequence[GoodsLine]) -> tuple[StockLine, ...] | Refused:
    """The goods that somebody names by their numbers, each with a quantity that its unit can have."""
    refused = check_size(asked)
    if refused:
        return refused
    lines: list[StockLine] = []
    for line in asked:
        article = article_of(tx, line.sku)
        if isinstance(article, Refused):
            return article
        refused = check_quantity(article, line.quantity)
        if refused:
            return refused
        lines.append(StockLine(article.sku, Milli(line.quantity)))
    return tuple(lines)


def _check_note(tx: Tx, kind: MoveKind, party: str, number: str) -> Refused | None:
    refused = check_number(number)
    if refused or not number:
        return refused
    known = tx.one(queries.NOTE, kind, party, number)
    return Refused(Code.STOCK_NOTE_TWICE, {"number": number}) if known else None
