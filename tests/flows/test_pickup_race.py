"""Eight tills, each a process of its own, race for the same five hundred orders."""

import asyncio
import sys
from pathlib import Path

from argon2 import PasswordHasher

from config.load import load
from edge_agent.app import running
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import orders as queries
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.pickup import Seconds, Ticket
from edge_agent.domain.pickup.cose import ED25519, kid_of
from edge_agent.domain.pickup.issue import issue, present, public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.services.orders import keep_order
from edge_agent.services.staff import add_staff
from edge_agent.wire.staff import AddStaff

TILLS = 8
ORDERS = 500
NOW = 1_795_320_000
DAY_S = 24 * 60 * 60
HQ, PHONE, ROOT = (signing_key(seed * 32) for seed in (b"H", b"P", b"R"))
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_LANE = '[[lanes]]\ntill = "{no}"\nname = "{no}"\ndrawer = "{no}"\n'


class StandingClock:
    """The codes stay fresh, however long the race takes."""

    def now(self) -> Millis:
        """The moment at which the codes were shown."""
        return Millis(NOW * 1_000)

    def monotonic_ms(self) -> int:
        """The same."""
        return NOW * 1_000


async def test_every_order_is_handed_over_once(tmp_path: Path) -> None:
    """Of eight tills that scan the same codes exactly one hands each order over; the others are told why."""
    config = tmp_path / "store.toml"
    root = f'[pickup]\nroots = ["{bytes(public_key(ROOT)).hex()}"]\n'
    lanes = "".join(_LANE.format(no=no) for no in range(1, TILLS + 1))
    config.write_text(f'[store]\ncode = "S0731"\nname = "五一店"\n{lanes}{root}', "utf-8")
    settings = load(config, state_dir=tmp_path / "state")
    codes = tmp_path / "codes"
    codes.write_text("\n".join(_code(no) for no in range(ORDERS)), "utf-8")

    async with running(settings, StandingClock()) as agent:
        await agent.writer.run(_stock)
        outcomes = await _race(settings.socket, codes)

    assert sum(till.get("ok", 0) for till in outcomes) == ORDERS
    assert sum(till.get("pickup.replayed-screen", 0) for till in outcomes) == (TILLS - 1) * ORDERS
    with opened(settings.database) as connection:
        verify(connection, settings.database)
        redeemed = "SELECT count(*) FROM journal WHERE type = 'pickup.redeemed'"
        assert connection.execute(redeemed).fetchone() == (ORDERS,)
        assert connection.execute("SELECT quantity FROM stock_level").fetchall() == [(-ORDERS * ONE,)]


async def _race(socket: Path, codes: Path) -> list[dict[str, int]]:
    """Start when all are signed in; how often each till met each outcome."""
    program = [sys.executable, "-P", str(Path(__file__).with_name("pickup_till.py")), str(socket)]
    pipe = asyncio.subprocess.PIPE
    tills = [
        await asyncio.create_subprocess_exec(
            *program, str(no), f"100{no}", str(codes), stdin=pipe, stdout=pipe
        )
        for no in range(1, TILLS + 1)
    ]
    for till in tills:
        assert till.stdout is not None
        assert await till.stdout.readline() == b"ready\n"
    told = await asyncio.gather(*(till.communicate(b"\n") for till in tills))
    return [
        {outcome: int(count) for outcome, count in (pair.split("=") for pair in out.decode().split())}
        for out, _ in told
    ]


def _id(no: int) -> PickupId:
    return PickupId(f"{no:016x}")


def _code(no: int) -> str:
    ticket = Ticket("S0731", Seconds(NOW + DAY_S), _id(no), 0, 1, public_key(PHONE))
    return present(issue(ticket, HQ), PHONE, Seconds(NOW))


def _stock(tx: JournalTx) -> None:
    """The people, the keys and the orders."""
    for no in range(1, TILLS + 1):
        add_staff(tx, AddStaff(f"100{no}", f"小{no}", "cashier", "1234"), _CHEAP.hash("1234"))
    public = public_key(HQ)
    entry = SigningKeyEntry(kid_of(public), ED25519, public, NOW - DAY_S, NOW + 60 * DAY_S)
    keys = sign_key_set(KeySetBody(1, NOW - DAY_S, NOW + DAY_S, (entry,)), ROOT)
    tx.run(queries.SAVE_KEY_SET, 1, NOW - DAY_S, NOW + DAY_S, keys)
    for no in range(ORDERS):
        order = PickupOrder(
            id=_id(no),
            number=f"W-{no:04d}",
            channel=Channel.ONLINE,
            placed_at=Millis(0),
            expires_at=Millis((NOW + DAY_S) * 1_000),
            lines=(OrderLine(1, Sku("P1"), "水", Unit.EACH, ONE, Fen(200)),),
            total_fen=Fen(200),
        )
        keep_order(tx, order, 1)
