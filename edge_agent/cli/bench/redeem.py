"""`pickup.redeem`: a pickup code over the Unix socket, verified, handed over and durable.

The floor is what that cannot do without: the two raw verifications, a bare commit, and the same bodies over a
socket without a database. Every code is of an order of its own, and signed by the phone just before. Between
two rounds nobody comes for a moment, and the agent moves its log; the bare file's log just grows.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import msgspec

from config.settings import Settings
from edge_agent.cli.bench.figures import Figure, at_most
from edge_agent.cli.bench.pickup import HQ, PHONE, raw
from edge_agent.cli.bench.processes import program, wait_for
from edge_agent.cli.bench.shop import make_store, run_agent, signed_in, wait_until_ready
from edge_agent.db.bare import Bare
from edge_agent.db.database import Database
from edge_agent.db.queries import orders as queries
from edge_agent.db.tx import Tx
from edge_agent.db.writer import IDLE_CHECKPOINT_AFTER_S
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.pickup import Seconds, Ticket
from edge_agent.domain.pickup.cose import ED25519, kid_of
from edge_agent.domain.pickup.issue import issue, present, public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.orders import keep_order
from edge_agent.wire.pickups import PickupDone, RedeemPickup
from ui.client import Client

ROUNDS = 5
REDEMPTIONS = 80
WARM_UP_ROUNDS = 2
QUIET_S = 2 * IDLE_CHECKPOINT_AFTER_S
TARGET = 1.4
_ORDERS = (WARM_UP_ROUNDS + ROUNDS) * REDEMPTIONS

_ROOT = signing_key(b"R" * 32)
_DAY_S = 24 * 60 * 60
_SKU = Sku("A0")


class Taken(msgspec.Struct, frozen=True):
    """What one hand-over took, and what its parts took at the least, in milliseconds."""

    redeemed: float
    verified: float
    posted: float
    committed: float


def measure(folder: Path) -> list[Figure]:
    """The figure, from the medians of hand-overs and of their parts, which took turns."""
    taken = times(folder)
    value = median(one.redeemed for one in taken)
    floor = sum(
        median(part)
        for part in (
            [one.verified for one in taken],
            [one.posted for one in taken],
            [one.committed for one in taken],
        )
    )
    return [at_most("pickup.redeem", value, "ms", floor, TARGET)]


def times(folder: Path) -> list[Taken]:
    """Every hand-over but those that warmed the agent up."""
    config = folder / "redeem.toml"
    config.write_text(f'[pickup]\nroots = ["{bytes(public_key(_ROOT)).hex()}"]\n', "utf-8")
    settings = make_store(folder / "redeem-store", 1, config)
    _bring(settings)
    bare = Bare(make_store(folder / "redeem-bare-store", 1).database)
    empty = folder / "redeem-empty.sock"
    agent, server = run_agent(settings, config), ["-m", "edge_agent.cli.bench.empty_server", str(empty)]
    with program(agent), program(server):
        wait_until_ready(settings)
        wait_for(empty.exists)
        taken = asyncio.run(_redeem_all(settings, empty, bare, folder))
    bare.close()
    return taken[WARM_UP_ROUNDS * REDEMPTIONS :]


async def _redeem_all(settings: Settings, empty: Path, bare: Bare, folder: Path) -> list[Taken]:
    client = await signed_in(settings.socket, folder / "redeem-notebook")
    other = Client(str(empty), folder / "redeem-other-notebook")
    taken = []
    for no, code in enumerate(_codes(settings)):
        if no % REDEMPTIONS == 0:
            await asyncio.sleep(QUIET_S)
        taken.append(await _redeem(client, other, bare, code))
    await client.close()
    await other.close()
    return taken


async def _redeem(client: Client, other: Client, bare: Bare, code: str) -> Taken:
    """In turn, so that each contender finds the machine as the other three left it."""
    verify, body = raw(code), RedeemPickup(code=code)
    started = time.perf_counter()
    await _done(client, body)
    redeemed = time.perf_counter()
    verify()
    verified = time.perf_counter()
    await _done(other, body)
    posted = time.perf_counter()
    bare.commit_one_row()
    committed = time.perf_counter()
    return Taken(
        (redeemed - started) * SECOND,
        (verified - redeemed) * SECOND,
        (posted - verified) * SECOND,
        (committed - posted) * SECOND,
    )


async def _done(client: Client, body: RedeemPickup) -> None:
    answer = await client.call("POST", "/v1/pickups/redeem", PickupDone, body=body)
    if not isinstance(answer, PickupDone):
        raise TypeError(f"a benchmark's call was refused: {answer.code}")


def _codes(settings: Settings) -> Iterator[str]:
    """A fresh screen for each order; its ticket was issued before."""
    expires = Seconds(int(time.time()) + _DAY_S)
    phone = public_key(PHONE)
    tickets = [issue(Ticket(settings.store.code, expires, _id(no), 0, 1, phone), HQ) for no in range(_ORDERS)]
    for ticket in tickets:
        yield present(ticket, PHONE, Seconds(int(time.time())))


def _id(no: int) -> PickupId:
    return PickupId(f"{no:016x}")


def _bring(settings: Settings) -> None:
    """Keys and orders, as the feed would."""
    with Database(settings.database, settings.store.code, 1, SystemClock(), SystemChance()) as database:
        database.writer.call(_bring_keys)
        for first in range(0, _ORDERS, REDEMPTIONS):
            database.writer.call(_bring_orders(range(first, min(first + REDEMPTIONS, _ORDERS))))


def _bring_keys(tx: Tx) -> None:
    now, public = tx.now // SECOND, public_key(HQ)
    entry = SigningKeyEntry(kid_of(public), ED25519, public, now - _DAY_S, now + 30 * _DAY_S)
    issued, expires = now - _DAY_S, now + _DAY_S
    keys = sign_key_set(KeySetBody(1, issued, expires, (entry,)), _ROOT)
    tx.run(queries.SAVE_KEY_SET, 1, issued, expires, keys)


def _bring_orders(numbers: range) -> Callable[[Tx], None]:
    def unit(tx: Tx) -> None:
        for no in numbers:
            keep_order(tx, _order(no, tx.now), 1)

    return unit


def _order(no: int, now: Millis) -> PickupOrder:
    return PickupOrder(
        id=_id(no),
        number=f"W1122-{no:06d}",
        channel=Channel.ONLINE,
        placed_at=now,
        expires_at=Millis(now + _DAY_S * SECOND),
        lines=(OrderLine(1, _SKU, "商品", Unit.EACH, ONE, Fen(350)),),
        total_fen=Fen(350),
    )
