"""The proof of the day: what must agree, each asked of sides that do not know each other."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from config.settings import Settings
from edge_agent.cli.scripted_day.goods import SHARE_CODE
from edge_agent.cli.scripted_day.lived import Lived
from edge_agent.cli.scripted_day.proof_money import prove_money
from edge_agent.cli.scripted_day.proof_pickup import Book, prove_pickups, read_book, read_journal
from edge_agent.cli.scripted_day.proof_queue import prove_queue
from edge_agent.cli.scripted_day.sides import Proof, agree, none_of
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.db.journal import JournalRow, event_of, rows
from edge_agent.db.queries import proof as queries
from edge_agent.db.reads import Reads
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.events import Data
from edge_agent.wire.shifts import CloseCheck
from sync.hq import views


async def prove(folder: Path, lived: Lived) -> list[Proof]:
    """Every proof; the shop has closed, its file and headquarters' file are read as they lie on the disk."""
    path = lived.settings.database
    with opened(path) as connection:
        journal = list(rows(connection))
        integrity = _integrity(path)
    there, book = await _headquarters(folder, lived.settings)
    told = read_journal(body for bodies in there.values() for body in bodies)
    reads = await Reads.open(path)
    try:
        return [
            _served(lived.tally, lived.customers),
            *await prove_money(reads, list(_told(journal)), lived),
            *await _goods_and_people(reads, lived.tally),
            *await prove_queue(reads, list(_told(journal)), lived.tally),
            *await prove_pickups(reads, book, told, lived.tally, lived.shelf),
            await _paper(reads, lived.tally),
            await _cancelled(reads, lived.tally),
            _may_switch_off(lived.evening.close_check),
            integrity,
            _same_journal(journal, there),
        ]
    finally:
        await reads.close()


def enough_sales(tally: Tally, sales_min: int) -> Proof:
    """The day was a whole one."""
    return Proof(f"at least {sales_min} sales", len(tally.sales) >= sales_min, str(len(tally.sales)))


def _told(journal: Sequence[JournalRow]) -> Iterator[Data]:
    """What the journal tells of; what cannot be read any more is missing from every sum."""
    for row in journal:
        with suppress(msgspec.DecodeError):
            data = event_of(row).data
            if isinstance(data, Data):
                yield data


def _served(tally: Tally, customers: int) -> Proof:
    """Everybody bought something or left; an exchange and a bill made anew are a customer's second sale."""
    again = tally.told["exchanges"] + tally.told["sales reopened"]
    left = sum(tally.counts[till, "cancelled_carts"] for till in tally.closed)
    found = f"{len(tally.sales) - again} bought, {left} left without buying, of {customers}"
    return Proof("every customer was served", len(tally.sales) - again + left == customers, found)


async def _goods_and_people(reads: Reads, tally: Tally) -> list[Proof]:
    ledger = await reads.all(queries.LEDGER)
    levels = {row.sku: row.level or 0 for row in ledger}
    moves = {row.sku: row.moves for row in ledger}
    shelf = agree("stock, to the gram", {"script": tally.stock, "moves": moves, "levels": levels})
    return [
        msgspec.structs.replace(shelf, found=f"{len(ledger)} articles") if shelf.holds else shelf,
        await _points(reads, tally),
        await _coupons(reads, tally),
    ]


async def _points(reads: Reads, tally: Tally) -> Proof:
    """Of everybody whom somebody looked up; a failure names the end of the phone number."""
    balances = {row.member: row.points for row in await reads.all(queries.POINTS)}
    script = {f"尾号{phone[-4:]}": tally.points[phone] for phone in tally.member_ids}
    shop = {f"尾号{phone[-4:]}": balances.get(member, 0) for phone, member in tally.member_ids.items()}
    proof = agree("each member's points", {"script": script, "shop": shop})
    found = f"{len(script)} members, {sum(script.values())} points"
    return msgspec.structs.replace(proof, found=found) if proof.holds else proof


async def _coupons(reads: Reads, tally: Tally) -> Proof:
    """Every use as the cashiers remember it; a one-time code is used once at most."""
    used = [(row.code, row.receipt_no) for row in await reads.all(queries.COUPONS)]
    wrong = [" on ".join(use) for use in sorted(set(used) ^ set(tally.redeemed))]
    once = [code for code, _ in used if code != SHARE_CODE]
    wrong += sorted({f"{code} twice" for code in once if once.count(code) > 1})
    return none_of("each coupon is used where it was shown, one-time codes once", wrong, f"{len(used)} uses")


async def _paper(reads: Reads, tally: Tally) -> Proof:
    """Each sale and each refund has one first slip; and there is a piece of paper for every job."""
    papers = set(tally.sales) | {given.paper.receipt_no for given in tally.refunds}
    jobs = [*await reads.all(queries.RECEIPT_JOBS), *await reads.all(queries.REFUND_JOBS)]
    wrong = [row.receipt_no for row in jobs if row.jobs != 1 or row.state != "printed"]
    wrong += sorted(papers ^ {row.receipt_no for row in jobs})
    printed = (await reads.all(queries.PRINTED))[0]
    if printed.jobs != tally.slips or printed.unprinted:
        wrong.append(f"{printed.jobs} jobs, {printed.unprinted} of them unprinted, {tally.slips} slips")
    found = f"{printed.jobs} jobs, {tally.slips} slips"
    return none_of("each sale and refund is on paper once, each job is one slip", wrong, found)


async def _cancelled(reads: Reads, tally: Tally) -> Proof:
    rows = (await reads.all(queries.CANCELLED))[0].rows
    left = sum(tally.counts[till, "cancelled_carts"] for till in tally.closed)
    return agree("each cancelled cart is on record", {"cashiers": {"carts": left}, "table": {"carts": rows}})


def _may_switch_off(check: CloseCheck) -> Proof:
    return Proof("one may switch off", check.can_switch_off, "; ".join(check.reasons) or check.sentence)


def _integrity(path: Path) -> Proof:
    name = "chain intact, replay identical"
    try:
        with opened(path) as connection:
            verified = verify(connection, path)
    except DatabaseError as error:
        return Proof(name, holds=False, found=str(error))
    return Proof(name, holds=True, found=f"{verified.events} events, {verified.tables} tables")


async def _headquarters(folder: Path, settings: Settings) -> tuple[dict[str, list[bytes]], Book]:
    """Every epoch of the store's journal as headquarters gives it back, and its order book."""
    reads = await Reads.open(folder / "hq.db")
    try:
        held = await views.epochs(reads, settings.store.code)
        epochs = [view.head.epoch for view in held.epochs]
        there = {epoch: await _held(reads, settings, epoch) for epoch in epochs}
        return there, await read_book(reads, settings.store.code)
    finally:
        await reads.close()


def _same_journal(journal: Sequence[JournalRow], there: dict[str, list[bytes]]) -> Proof:
    here: dict[str, list[bytes]] = {}
    for row in journal:
        here.setdefault(row.epoch, []).append(row.body.encode())
    count = sum(map(len, there.values()))
    return Proof("headquarters holds the same journal, byte for byte", there == here, f"{count} events")


async def _held(reads: Reads, settings: Settings, epoch: str) -> list[bytes]:
    bodies: list[bytes] = []
    while True:
        batch = await views.journal(reads, settings.store.code, epoch, len(bodies))
        if batch is None or not batch.bodies:
            return bodies
        bodies += batch.bodies
