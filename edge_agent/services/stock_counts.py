"""Counting stock while selling: a count waits, its review posts the difference, whatever was sold between."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import stock as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import CountedLine, ReviewedLine, StockCounted, StockReviewed
from edge_agent.domain.ids import DocumentId, Sku, StaffId, id_floor, id_time
from edge_agent.domain.moments import Millis
from edge_agent.domain.quantity import Milli
from edge_agent.domain.rights import Right
from edge_agent.domain.stock_documents import check_counted_at, check_quantity, check_size
from edge_agent.services.rights import may
from edge_agent.services.stock import approver, article_of, on_hand, subject_of
from edge_agent.services.who import Who
from edge_agent.wire.stock import CountLine, CountLineView, CountStock, CountView, ReviewCount


def count(tx: JournalTx, settings: Settings, who: Who, asked: CountStock) -> CountView | Refused:
    """Put down what was counted, beside what the ledger had at that moment; it moves nothing yet."""
    refused = check_size(asked.lines) or _check_lines(tx, asked.lines)
    if refused:
        return refused
    by = may(tx, settings, who, Right.COUNT_STOCK, subject_of(asked.lines))
    if isinstance(by, Refused):
        return by
    document = DocumentId(tx.new_id())
    tx.record(
        StockCounted(document, _counted_lines(tx, asked.lines), approver(who, by)),
        actor=who.staff,
        till=who.till,
    )
    tx.touch("stock")
    return _view_of(tx, document)


def review(
    tx: JournalTx, settings: Settings, who: Who, document: DocumentId, asked: ReviewCount
) -> CountView | Refused:
    """Accept lines of a count and reject the others; what is accepted moves by its difference."""
    found = tx.one(queries.COUNT, document)
    if found is None:
        return Refused(Code.STOCK_COUNT_UNKNOWN)
    if found.state != "waiting":
        return Refused(Code.STOCK_COUNT_REVIEWED)
    lines = _accepted(tx, document, asked)
    if isinstance(lines, Refused):
        return lines
    by = may(tx, settings, who, Right.REVIEW_COUNT, document)
    if isinstance(by, Refused):
        return by
    tx.record(StockReviewed(document, lines, approver(who, by)), actor=who.staff, till=who.till)
    tx.touch("stock")
    return _view_of(tx, document)


async def read_counts(reads: Reads, state: str, limit: int) -> tuple[CountView, ...]:
    """The latest counts in a state, newest first."""
    rows = await reads.all(queries.COUNTS, state, limit)
    return tuple([_view(row, await reads.all(queries.COUNT_LINES, row.id)) for row in rows])


def _check_lines(tx: Tx, lines: Sequence[CountLine]) -> Refused | None:
    seen: set[Sku] = set()
    for line in lines:
        article = article_of(tx, line.sku)
        if isinstance(article, Refused):
            return article
        if line.sku in seen:
            return Refused(Code.STOCK_COUNT_TWICE, {"name": article.name})
        seen.add(line.sku)
        at = _moment(tx, line)
        refused = check_quantity(article, line.counted, least=0) or check_counted_at(article, at, tx.now)
        if refused:
            return refused
        if at < _last_counted(tx, line.sku):
            return Refused(Code.STOCK_COUNT_OVERTAKEN, {"name": article.name})
    return None


def _counted_lines(tx: Tx, lines: Sequence[CountLine]) -> tuple[CountedLine, ...]:
    since = _moved_since(tx, lines)
    return tuple(
        CountedLine(
            no=no,
            sku=line.sku,
            counted=Milli(line.counted),
            counted_at=_moment(tx, line),
            book=Milli(on_hand(tx, line.sku) - since[line.sku]),
        )
        for no, line in enumerate(lines, 1)
    )


def _moved_since(tx: Tx, lines: Sequence[CountLine]) -> Mapping[Sku, int]:
    """What has moved of each article since it was counted: one pass over what moved since the first."""
    moments = {line.sku: Millis(line.counted_at) for line in lines if line.counted_at is not None}
    moved: dict[Sku, int] = defaultdict(int)
    if not moments:
        return moved
    for move in tx.all(queries.MOVES_AFTER, id_floor(min(moments.values()) + 1)):
        counted_at = moments.get(Sku(move.sku))
        if counted_at is not None and id_time(move.event) > counted_at:
            moved[Sku(move.sku)] += move.quantity
    return moved


def _accepted(tx: Tx, document: DocumentId, asked: ReviewCount) -> tuple[ReviewedLine, ...] | Refused:
    counted = {line.no: line for line in tx.all(queries.COUNT_LINES, document)}
    wanted = (asked.lines if asked.lines is not None else tuple(counted)) if asked.accept else ()
    accepted: list[ReviewedLine] = []
    for no in dict.fromkeys(wanted):
        line = counted.get(no)
        if line is None:
            return Refused(Code.STOCK_COUNT_LINE, {"line": no})
        if line.counted_at < _last_counted(tx, Sku(line.sku)):
            return Refused(Code.STOCK_COUNT_OVERTAKEN, {"name": line.name or line.sku})
        accepted.append(ReviewedLine(no, Sku(line.sku), _difference(tx, line)))
    return tuple(accepted)


def _difference(tx: Tx, line: queries.CountLineRow) -> Milli:
    """Counted less the ledger of then, less what other counts have corrected since."""
    since = tx.one(queries.COUNTED_SINCE, line.sku, line.counted_at)
    return Milli(line.counted - line.book - (since.quantity if since else 0))


def _last_counted(tx: Tx, sku: Sku) -> int:
    row = tx.one(queries.LAST_COUNTED, sku)
    return (row and row.counted_at) or 0


def _moment(tx: Tx, line: CountLine) -> Millis:
    return tx.now if line.counted_at is None else Millis(line.counted_at)


def _view_of(tx: Tx, document: DocumentId) -> CountView:
    row = tx.one(queries.COUNT, document)
    assert row is not None  # noqa: S101 its event has just been recorded
    return _view(row, tx.all(queries.COUNT_LINES, document))


def _view(row: queries.CountRow, lines: Sequence[queries.CountLineRow]) -> CountView:
    return CountView(
        document=DocumentId(row.id),
        at=row.at,
        staff=StaffId(row.staff),
        state=row.state,
        reviewed_by=StaffId(row.reviewed_by) if row.reviewed_by else None,
        lines=tuple(_line_view(line) for line in lines),
    )


def _line_view(line: queries.CountLineRow) -> CountLineView:
    return CountLineView(
        no=line.no,
        sku=Sku(line.sku),
        name=line.name or "",
        unit=line.unit or "each",
        counted=Milli(line.counted),
        counted_at=line.counted_at,
        book=Milli(line.book),
        difference=Milli(line.counted - line.book),
        posted=None if line.difference is None else Milli(line.difference),
    )
