"""The proof of the day: what must agree, each asked of two sides that do not know each other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from config.settings import Settings
from edge_agent.cli.scripted_day.lane import Tally
from edge_agent.db.journal import JournalRow, event_of, rows
from edge_agent.db.queries import proof as queries
from edge_agent.db.reads import Reads
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.events import SaleCompleted
from sync.hq import views


class Proof(msgspec.Struct, frozen=True):
    """One thing that must hold, and what was found."""

    name: str
    holds: bool
    found: str


async def prove(folder: Path, settings: Settings, tally: Tally, customers: int) -> list[Proof]:
    """Every proof; the shop has closed, its file and headquarters' file are read as they lie on the disk."""
    path = settings.database
    with opened(path) as connection:
        journal = list(rows(connection))
        integrity = _integrity(path)
    reads = await Reads.open(path)
    try:
        return [
            _served(tally, customers),
            *await _money(reads, journal, tally),
            await _goods(reads, tally),
            await _receipts(reads, tally),
            await _cancelled(reads, tally),
            integrity,
            await _headquarters(folder, settings, journal),
        ]
    finally:
        await reads.close()


def enough_sales(tally: Tally, sales_min: int) -> Proof:
    """The day was a whole one."""
    return Proof(f"at least {sales_min} sales", tally.sales >= sales_min, str(tally.sales))


def _served(tally: Tally, customers: int) -> Proof:
    found = f"{tally.sales} bought, {tally.cancelled} left without buying, of {customers}"
    return Proof("every customer was served", tally.sales + tally.cancelled == customers, found)


async def _money(reads: Reads, journal: Iterable[JournalRow], tally: Tally) -> list[Proof]:
    told = list(_sales(journal))
    sales, lines = (await reads.all(queries.SALES))[0], (await reads.all(queries.LINES))[0]
    sums = {
        "script": tally.total_fen,
        "paper": sum(tally.paper.values()),
        "journal": sum(sale.total_fen for sale in told),
        "sales": sales.fen,
        "lines": lines.fen,
        "cash + external": tally.cash_fen + sum(tally.external_fen.values()),
    }
    counts = {"script": tally.sales, "paper": len(tally.paper), "journal": len(told), "sales": sales.rows}
    kept: Counter[str] = Counter()
    for tender in await reads.all(queries.TENDERS):
        kept[tender.method or tender.kind] += tender.fen
    expected = Counter({"cash": tally.cash_fen}) + tally.external_fen
    return [
        Proof("receipts = journal = cash + external", len(set(sums.values())) == 1, _listed(sums)),
        Proof("as many sales on each side", len(set(counts.values())) == 1, _listed(counts)),
        Proof("each tender as the cashiers counted it", +kept == +expected, _listed(kept)),
    ]


def _sales(journal: Iterable[JournalRow]) -> Iterator[SaleCompleted]:
    """The sales that the journal tells of; what cannot be read any more is missing from the sum."""
    for row in journal:
        with suppress(msgspec.DecodeError):
            data = event_of(row).data
            if isinstance(data, SaleCompleted):
                yield data


async def _goods(reads: Reads, tally: Tally) -> Proof:
    ledger = await reads.all(queries.LEDGER)
    wrong = [row.sku for row in ledger if not row.moves == row.level == -tally.sold[row.sku]]
    missing = set(tally.sold) - {row.sku for row in ledger}
    found = f"{len(ledger)} articles" if not wrong and not missing else f"wrong: {sorted({*wrong, *missing})}"
    return Proof("stock ledger = − sold, to the gram", not wrong and not missing, found)


async def _receipts(reads: Reads, tally: Tally) -> Proof:
    jobs = await reads.all(queries.RECEIPT_JOBS)
    wrong = [row.receipt_no for row in jobs if row.jobs != 1 or row.state != "printed"]
    on_paper = set(tally.paper) == {row.receipt_no for row in jobs} and tally.slips == len(jobs)
    found = f"{len(jobs)} jobs, {tally.slips} slips" + (f", wrong: {wrong[:5]}" if wrong else "")
    return Proof("each sale has one receipt job, and one slip of paper", not wrong and on_paper, found)


async def _cancelled(reads: Reads, tally: Tally) -> Proof:
    cancelled = (await reads.all(queries.CANCELLED))[0]
    return Proof("each cancelled cart is on record", cancelled.rows == tally.cancelled, str(cancelled.rows))


def _integrity(path: Path) -> Proof:
    name = "chain intact, replay identical"
    try:
        with opened(path) as connection:
            verified = verify(connection, path)
    except DatabaseError as error:
        return Proof(name, holds=False, found=str(error))
    return Proof(name, holds=True, found=f"{verified.events} events, {verified.tables} tables")


async def _headquarters(folder: Path, settings: Settings, journal: Iterable[JournalRow]) -> Proof:
    """Every epoch of the store's journal as headquarters gives it back, byte for byte."""
    here: dict[str, list[bytes]] = {}
    for row in journal:
        here.setdefault(row.epoch, []).append(row.body.encode())
    reads = await Reads.open(folder / "hq.db")
    try:
        held = await views.epochs(reads, settings.store.code)
        epochs = [view.head.epoch for view in held.epochs]
        there = {epoch: await _held(reads, settings, epoch) for epoch in epochs}
    finally:
        await reads.close()
    count = sum(map(len, there.values()))
    return Proof("headquarters holds the same journal, byte for byte", there == here, f"{count} events")


async def _held(reads: Reads, settings: Settings, epoch: str) -> list[bytes]:
    bodies: list[bytes] = []
    while True:
        batch = await views.journal(reads, settings.store.code, epoch, len(bodies))
        if batch is None or not batch.bodies:
            return bodies
        bodies += batch.bodies


def _listed(found: "Counter[str] | dict[str, int]") -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(found.items()))
