"""The proofs of what was collected: headquarters' order book and journal, the shop's tables, the customers.

Nothing here asks the services: an order is what headquarters' book says, a batch is shared out anew, and what
happened is read in headquarters' copy of the journal as anybody reads JSON.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from edge_agent.cli.scripted_day.order_book import Order, handed_over
from edge_agent.cli.scripted_day.pickups import ELSEWHERE
from edge_agent.cli.scripted_day.shelf import Shelf
from edge_agent.cli.scripted_day.sides import Proof, agree, none_of
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.db.queries import proof as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.ids import StoreCode
from sync.hq.queries import orders as hq_queries

ORDERS_MAX = 10_000
NOBODY = "-"
"""Stands for the order where nobody knows which one was meant."""

Told = tuple[str, Mapping[str, Any]]
"""An event's type and what it says."""
Book = Mapping[str, Order]


async def read_book(reads: Reads, store: StoreCode) -> Book:
    """Headquarters' orders of this shop, and of the other one whose code is shown here; by id."""
    rows = [
        row for one in (store, ELSEWHERE) for row in await reads.all(hq_queries.OF_STORE, one, ORDERS_MAX)
    ]
    orders = [msgspec.json.decode(row.body, type=Order) for row in rows]
    return {order.id: order for order in orders}


def read_journal(bodies: Iterable[bytes]) -> Sequence[Told]:
    """What headquarters can read of its copy; what it cannot is missing from every sum."""
    told: list[Told] = []
    for body in bodies:
        with suppress(msgspec.DecodeError):
            event = msgspec.json.decode(body)
            told.append((event["type"], event["data"]))
    return told


async def prove_pickups(
    reads: Reads, book: Book, told: Sequence[Told], tally: Tally, shelf: Shelf
) -> list[Proof]:
    """All of them."""
    return [
        await _parcels(reads, book, told, tally),
        await _stock(reads, book, told, tally),
        _refusals(book, told, tally),
        await _tickets(reads, book, told, shelf),
    ]


async def _parcels(reads: Reads, book: Book, told: Sequence[Told], tally: Tally) -> Proof:
    """At every moment; in the end each side says the same of every parcel of every order."""
    name = "each parcel is handed over once, or never"
    there: Counter[tuple[str, int]] = Counter()
    wrong: list[str] = []
    for kind, data in told:
        for unit in data["units"] if kind in ("pickup.redeemed", "pickup.undone") else ():
            there[data["pickup"], unit] += 1 if kind == "pickup.redeemed" else -1
            if there[data["pickup"], unit] > 1:
                wrong.append(f"{_number(book, data)} parcel {unit} twice")
    here = Counter((row.pickup, row.unit) for row in await reads.all(queries.REDEMPTIONS))
    known = {(order.id, unit) for order in book.values() for unit in range(order.units)}
    customers = +tally.collected
    for pickup, unit in sorted(known | set(here) | set(+there) | set(customers)):
        parcel = (pickup, unit)
        times = {customers[parcel], here[parcel], there[parcel]}
        if len(times) > 1 or max(times) > int(parcel in known):
            wrong.append(f"{_number(book, {'pickup': pickup})} parcel {unit}")
    return none_of(name, wrong, f"{len(customers)} of {len(known)} parcels of {len(book)} orders")


async def _stock(reads: Reads, book: Book, told: Sequence[Told], tally: Tally) -> Proof:
    """Of an order that came later its own lines went in the end, instead of what was scanned."""
    left: Counter[str] = Counter()
    for kind, data in told:
        match kind:
            case "pickup.redeemed":
                _add(left, data.get("lines") or data.get("unlisted", ()), 1)
            case "pickup.itemised":
                _add(left, data["instead_of"], -1)
                _add(left, data["lines"], 1)
            case "pickup.undone":
                _add(left, data["lines"], -1)
            case _:
                pass
    moves = {row.sku: -row.moves for row in await reads.all(queries.PICKUP_MOVES)}
    ordered = handed_over(book, tally.collected, tally.came, tally.weighed)
    sides = {"order book": ordered, "stock": moves, "headquarters": left}
    proof = agree("what left by pickup is what was ordered, to the gram", sides)
    itemised = sum(kind == "pickup.itemised" for kind, _ in told)
    found = f"{len(ordered)} articles, {itemised} orders itemised later"
    return msgspec.structs.replace(proof, found=found) if proof.holds else proof


def _refusals(book: Book, told: Sequence[Told], tally: Tally) -> Proof:
    """Of each order that was asked for in vain, and why exactly."""
    name = "each refused pickup is on record with its reason"
    kept = Counter(
        f"{_number(book, data)} {data['reason']}" for kind, data in told if kind == "pickup.refused"
    )
    proof = agree(name, {"cashiers": tally.refusals, "headquarters": kept})
    reasons: Counter[str] = Counter()
    for said, times in sorted(kept.items()):
        reasons[said.partition(" ")[2]] += times
    found = ", ".join(f"{reason} {times}" for reason, times in sorted(reasons.items()))
    return msgspec.structs.replace(proof, found=found or "none") if proof.holds else proof


async def _tickets(reads: Reads, book: Book, told: Sequence[Told], shelf: Shelf) -> Proof:
    """One for each order of this shop with something to make; of whoever has it all, it is collected."""
    issued = Counter(
        data["pickup"] for kind, data in told if kind == "ticket.issued" and data.get("pickup") is not None
    )
    states = {row.pickup: row.state for row in await reads.all(queries.PICKUP_TICKETS)}
    have = Counter(row.pickup for row in await reads.all(queries.REDEMPTIONS))
    made = {
        order.id: order
        for order in book.values()
        if any(shelf.tag(line.sku).prep_seconds for line in order.lines)
    }
    wrong = [
        f"{order.number} {states.get(order.id, 'none')}"
        for order in made.values()
        if issued[order.id] != 1
        or states.get(order.id) not in _ends(order, is_gone=have[order.id] == order.units)
    ]
    wrong += sorted(_number(book, {"pickup": pickup}) for pickup in (set(issued) | set(states)) - set(made))
    name = "each online order of drinks has one ticket, which ends with it"
    return none_of(name, wrong, f"{len(made)} tickets")


def _ends(order: Order, *, is_gone: bool) -> tuple[str, ...]:
    """How the ticket of an order may end."""
    if is_gone:
        return ("collected",)
    return ("cancelled",) if order.is_cancelled else ("no_show", "expired")


def _add(sums: Counter[str], lines: Iterable[Mapping[str, Any]], sign: int) -> None:
    for line in lines:
        sums[line["sku"]] += sign * line["quantity"]


def _number(book: Book, data: Mapping[str, Any]) -> str:
    pickup: str = data.get("pickup") or NOBODY
    return book[pickup].number if pickup in book else pickup
