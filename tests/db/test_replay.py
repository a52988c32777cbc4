"""Replay: whatever happened, the tables are what the journal says; and how they are made anew."""

import asyncio
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from edge_agent.db.connection import open_writer
from edge_agent.db.database import APPLICATION_ID, Database
from edge_agent.db.journal import JournalRow, JournalTx, event_of, rows
from edge_agent.db.projections import PROJECTED_TABLES, PROJECTIONS
from edge_agent.db.projections.projection import Projection
from edge_agent.db.replay import bring_up, check_chain, check_tables, replay_into, table_rows
from edge_agent.domain.errors import Code, DatabaseDamaged
from edge_agent.domain.events import (
    AccessRefused,
    ApprovalGiven,
    ArticleSoldOut,
    BatchClosed,
    BatchReceived,
    BatchSplit,
    BatchWeighed,
    CashKind,
    CashMoved,
    CountedGoods,
    CountedLine,
    Counts,
    Data,
    Direction,
    DrawerOpened,
    EpochOpened,
    Estimate,
    Event,
    Figures,
    GoodsGo,
    HandedLine,
    JournalHead,
    MemberLookedUp,
    NoShow,
    OpenedLine,
    PaidTender,
    PaymentChanged,
    PaymentSettledByHand,
    PaymentStarted,
    PickupItemised,
    PickupReady,
    PickupRedeemed,
    PickupRefused,
    PickupShown,
    PickupUndone,
    PriceChanged,
    Proof,
    ReceiptReprinted,
    ReceivedLine,
    RefundedLine,
    RefundLeg,
    ReviewedLine,
    RightUsed,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    SessionOpened,
    SettledOrder,
    Share,
    ShareLine,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    SoldLine,
    StaffChange,
    StaffChanged,
    StaffUnlocked,
    StockCounted,
    StockLine,
    StockOpened,
    StockReceived,
    StockReviewed,
    StockTransferred,
    StockWrittenOff,
    TenderCorrected,
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketExpired,
    TicketIssued,
    TicketItem,
    TicketNoShow,
    TicketReady,
    TicketReinstated,
    TicketRemade,
    TicketStarted,
    UsedCoupon,
)
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel
from edge_agent.domain.payments import PaymentState
from edge_agent.domain.quantity import Unit
from edge_agent.domain.rights import Right

Open = Callable[[], Database]
Sell = Callable[[JournalTx], Event]
Alter = Callable[..., None]
Ask = Callable[..., list[Any]]

# Every event that a projection takes, from few names, so that they meet: the same sale twice, a drawer that
# is open already, an article sold in many sales. What the tables refuse is undone with its unit.

_ids = st.sampled_from([f"0199-{number}" for number in range(20)])
_fen = st.integers(0, 1_000_000)
_drawers = st.sampled_from("123")
_staff = st.sampled_from(["1001", "9001"])


def _numbered(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(msgspec.structs.replace(part, no=no) for no, part in enumerate(parts, 1))


_PICKUPS = ["0123456789abcdef", "00000000000000ff"]
_item_nos = st.lists(st.integers(1, 3), max_size=3, unique=True).map(tuple)
_items = st.lists(
    st.builds(
        TicketItem,
        no=st.just(0),
        sku=st.just("T1"),
        name=st.just("珍珠奶茶"),
        station=st.sampled_from(["bar", "kitchen"]),
        prep_seconds=st.sampled_from([30, 60]),
        servers=st.integers(1, 2),
        pieces=st.sampled_from([1, 120]),
    ),
    max_size=3,
).map(_numbered)
_batches = st.sampled_from(["G1", "G2"])
_shares = st.builds(
    Share,
    pickup=st.sampled_from(_PICKUPS),
    number=st.just("T1"),
    bag=st.sampled_from(["T001", "T002"]),
    lines=st.lists(
        st.builds(
            ShareLine,
            line=st.just(0),
            sku=st.just("6901"),
            given=st.integers(0, 9),
            short=st.integers(0, 9),
        ),
        max_size=2,
    ).map(lambda lines: tuple(msgspec.structs.replace(one, line=no) for no, one in enumerate(lines, 1))),
)
_members = st.none() | st.sampled_from(["0199-m1", "0199-m2"])
_points = st.integers(0, 1_000)
_lines = st.lists(
    st.builds(
        SoldLine,
        no=st.just(0),
        sku=st.sampled_from(["6901", "6902", "香蕉"]),
        name=st.text(max_size=5),
        unit=st.sampled_from(Unit),
        quantity=st.integers(0, 9_999_000),
        price_fen=_fen,
        gross_fen=_fen,
        amount_fen=_fen,
        code=st.sampled_from(["6901", "7", "x-1", "6921168509256"]),
        added_at=st.just(0),
        voided_at=st.none() | st.just(1),
        is_open_price=st.booleans(),
    ),
    max_size=4,
).map(_numbered)
_tenders = st.lists(
    st.builds(
        PaidTender,
        no=st.just(0),
        kind=st.sampled_from(["cash", "external", "payment", "exchange", "cash", "barter"]),
        amount_fen=_fen,
        received_fen=st.just(1_000_000),
        method=st.sampled_from(["", "wechat"]),
        reference=st.none() | st.text(max_size=3),
        payment=st.none() | _ids,
    ),
    max_size=2,
).map(_numbered)
_coupons = st.lists(
    st.builds(UsedCoupon, code=st.sampled_from(["SPRING8", "VIP50"]), rule=st.just("K1")), max_size=2
).map(tuple)


def _sales(name: str) -> st.SearchStrategy[SaleCompleted]:
    return st.builds(
        SaleCompleted,
        sale=st.just(name),
        receipt_no=st.just(name),
        number=st.integers(1, 2**40),
        cart=st.just(name),
        shift=_ids,
        drawer=st.just("1"),
        opened_at=st.just(0),
        lines=_lines,
        tenders=_tenders,
        total_fen=_fen,
        discount_fen=st.integers(-100, 0),
        change_fen=_fen,
        coupons=_coupons,
        member=_members,
        points_earned=_points,
        points_spent=_points,
        rounding_fen=st.integers(-9, 0),
    )


_skus = st.sampled_from(["6901", "6902", "香蕉"])
_quantity = st.integers(1, 9_999_000)
_parcels = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(tuple)
_handed = st.lists(st.builds(HandedLine, sku=_skus, quantity=_quantity), max_size=2).map(tuple)
_goods = st.lists(st.builds(StockLine, sku=_skus, quantity=_quantity), max_size=3).map(tuple)
_expiry = st.none() | st.sampled_from(["2026-12-01", "2027-01-31"])
_numbers = st.sampled_from(["", "", "N1", "N2"])


def _refunds(name: str) -> st.SearchStrategy[SaleRefunded]:
    line = st.builds(
        RefundedLine,
        no=st.just(0),
        sku=_skus,
        name=st.text(max_size=5),
        unit=st.sampled_from(Unit),
        quantity=_quantity | st.integers(1, 9),
        amount_fen=_fen | st.integers(0, 9),
        goods=st.sampled_from(GoodsGo),
        sale_line=st.none() | st.integers(1, 4),
        is_open_price=st.booleans(),
    )
    leg = st.builds(
        RefundLeg,
        no=st.just(0),
        kind=st.sampled_from(["cash", "external", "payment", "exchange", "barter"]),
        amount_fen=st.integers(0, 9),
        of_tender=st.none() | st.integers(1, 2),
    )
    return st.builds(
        SaleRefunded,
        refund=st.just(name),
        receipt_no=st.just(f"R{name}"),
        number=st.integers(1, 2**40),
        shift=_ids,
        drawer=st.just("1"),
        lines=st.lists(line, max_size=3).map(_numbered),
        legs=st.lists(leg, max_size=2).map(_numbered),
        total_fen=_fen | st.integers(0, 9),
        rounding_fen=st.integers(-1, 0),
        sale=st.none() | _ids,
        member=_members,
        coupons_returned=st.lists(st.sampled_from(["SPRING8", "VIP50"]), max_size=2).map(tuple),
        points_taken=_points,
        points_returned=_points,
    )


_EVENTS: Mapping[type[Data], st.SearchStrategy[Data]] = {
    ShiftOpened: st.builds(
        ShiftOpened, shift=_ids, drawer=st.sampled_from("123"), float_fen=_fen, expected_fen=_fen
    ),
    SaleCompleted: _ids.flatmap(_sales),
    SaleCancelled: st.builds(SaleCancelled, cart=_ids, opened_at=st.just(0), lines=_lines, total_fen=_fen),
    PriceChanged: st.builds(
        PriceChanged,
        sku=st.sampled_from(["6901", "6902"]),
        price_fen=_fen,
        member_price_fen=st.none() | _fen,
        old_price_fen=_fen,
        old_member_price_fen=st.none() | _fen,
        approved_by=st.none() | _staff,
    ),
    ArticleSoldOut: st.builds(
        ArticleSoldOut,
        sku=st.sampled_from(["6901", "6902"]),
        sold_out=st.booleans(),
        group=st.sampled_from(["", "cup"]),
        choice=st.sampled_from(["", "l"]),
    ),
    AccessRefused: st.builds(AccessRefused, what=st.sampled_from(["pin", "pin", "refund"]), staff=_staff),
    SaleRefunded: _ids.flatmap(_refunds),
    TenderCorrected: st.builds(
        TenderCorrected,
        sale=_ids,
        tender=st.integers(1, 2),
        shift=_ids,
        amount_fen=_fen,
        from_kind=st.just("cash"),
        from_method=st.just(""),
        to_kind=st.sampled_from(["cash", "external", "barter"]),
        to_method=st.sampled_from(["", "wechat"]),
    ),
    ReceiptReprinted: st.builds(
        ReceiptReprinted, receipt_no=_ids | _ids.map("R{}".format), copy=st.integers(1, 9)
    ),
    PaymentStarted: st.builds(
        PaymentStarted,
        payment=_ids,
        order_no=_ids,
        provider=st.just("wechat"),
        amount_fen=_fen,
        purpose=st.sampled_from(["sale", "refund", "gift"]),
        cart=st.none() | _ids,
        refund_of=st.none() | _ids,
    ),
    PaymentChanged: st.builds(
        PaymentChanged,
        payment=_ids,
        state=st.sampled_from([*PaymentState, "lost"]),
        provider_ref=st.none() | _ids,
        reason=st.sampled_from(["", "offline"]),
    ),
    PaymentSettledByHand: st.builds(
        PaymentSettledByHand, payment=_ids, state=st.sampled_from(PaymentState), reason=st.just("查过")
    ),
    MemberLookedUp: st.builds(MemberLookedUp, by=st.just("tail"), found=st.integers(0, 2), member=_members),
    StockReceived: st.builds(
        StockReceived,
        document=_ids,
        lines=st.lists(
            st.builds(ReceivedLine, sku=_skus, quantity=_quantity, expiry=_expiry), max_size=3
        ).map(tuple),
        number=_numbers,
        supplier=st.sampled_from(["", "米业"]),
    ),
    StockCounted: st.builds(
        StockCounted,
        document=_ids,
        lines=st.lists(
            st.builds(
                CountedLine,
                no=st.just(0),
                sku=_skus,
                counted=_quantity,
                counted_at=st.integers(0, 9),
                book=st.integers(-9, 9),
            ),
            max_size=3,
        ).map(_numbered),
    ),
    StockReviewed: st.builds(
        StockReviewed,
        document=_ids,
        lines=st.lists(
            st.builds(ReviewedLine, no=st.just(0), sku=_skus, difference=st.integers(-9, 9)), max_size=3
        ).map(_numbered),
    ),
    StockWrittenOff: st.builds(StockWrittenOff, document=_ids, lines=_goods, reason=st.just("破损")),
    StockTransferred: st.builds(
        StockTransferred,
        document=_ids,
        direction=st.sampled_from(Direction),
        store=st.sampled_from(["S0001", "S0002"]),
        lines=_goods,
        number=_numbers,
    ),
    StockOpened: st.builds(
        StockOpened,
        file_sha256=st.sampled_from("ab"),
        lines=st.lists(
            st.builds(OpenedLine, sku=_skus, quantity=_quantity, expiry=_expiry),
            max_size=2,
            unique_by=lambda line: line.sku,
        ).map(tuple),
    ),
    CashMoved: st.builds(
        CashMoved,
        shift=_ids,
        drawer=_drawers,
        kind=st.sampled_from(CashKind),
        amount_fen=_fen,
        reason=st.text(),
    ),
    DrawerOpened: st.builds(DrawerOpened, drawer=_drawers, shift=st.none() | _ids, reason=st.text()),
    ShiftCounted: st.builds(ShiftCounted, shift=_ids, counted_fen=_fen),
    ShiftClosed: st.builds(
        ShiftClosed,
        shift=_ids,
        drawer=_drawers,
        z_no=st.integers(1, 99),
        opened_at=st.just(0),
        opened_by=_staff,
        float_expected_fen=_fen,
        figures=st.just(Figures(Fen(0), (), (), (), Counts())),
        counted_fen=_fen,
        expected_fen=_fen,
        left_fen=_fen,
        head=st.just(JournalHead("0" * 32, 1, "0" * 64)),
    ),
    SessionOpened: st.builds(SessionOpened, staff=_staff, drawer=_drawers),
    ApprovalGiven: st.builds(ApprovalGiven, approval=_ids, staff=_staff, right=st.sampled_from(Right)),
    RightUsed: st.builds(
        RightUsed,
        right=st.sampled_from(Right),
        subject=st.text(),
        approved_by=st.none() | _staff,
        shift=st.none() | _ids,
    ),
    StaffChanged: st.builds(StaffChanged, staff=_staff, change=st.sampled_from(StaffChange)),
    StaffUnlocked: st.builds(StaffUnlocked, staff=_staff),
    TicketIssued: st.builds(
        TicketIssued,
        ticket=_ids,
        no=st.sampled_from(["A001", "A002", "W001"]),
        channel=st.sampled_from(Channel),
        number=st.integers(1, 3),
        items=_items,
        estimate=st.none() | st.just(Estimate(0, 300_000, 60_000)),
        pickup=st.none() | st.sampled_from(_PICKUPS),
    ),
    TicketStarted: st.builds(TicketStarted, ticket=_ids, items=_item_nos),
    TicketReady: st.builds(TicketReady, ticket=_ids, items=_item_nos),
    TicketCalled: st.builds(TicketCalled, ticket=_ids, counter=st.just("1"), times=st.integers(1, 3)),
    TicketCollected: st.builds(TicketCollected, ticket=_ids),
    TicketNoShow: st.builds(TicketNoShow, ticket=_ids),
    TicketReinstated: st.builds(TicketReinstated, ticket=_ids, rank=st.integers(1, 99)),
    TicketCancelled: st.builds(TicketCancelled, ticket=_ids, items=_item_nos),
    TicketExpired: st.builds(TicketExpired, ticket=_ids),
    TicketRemade: st.builds(
        TicketRemade, ticket=_ids, item=st.integers(1, 3), reason=st.just("洒了"), times=st.just(1)
    ),
    PickupReady: st.builds(
        PickupReady,
        pickup=st.sampled_from(_PICKUPS),
        number=st.just("W1"),
        place=st.sampled_from(["A-1", "B-2"]),
        units=_parcels,
    ),
    PickupRedeemed: st.builds(
        PickupRedeemed,
        pickup=st.sampled_from(_PICKUPS),
        handover=_ids,
        proof=st.sampled_from(Proof),
        units=_parcels,
        generation=st.integers(0, 2),
        lines=st.none() | _handed,
        unlisted=_handed,
        proof_at=st.none() | st.integers(0, 9),
    ),
    PickupItemised: st.builds(
        PickupItemised,
        pickup=st.sampled_from(_PICKUPS),
        handover=_ids,
        number=st.just("W1"),
        lines=_handed,
        instead_of=_handed,
        differs=st.booleans(),
    ),
    PickupShown: st.builds(PickupShown, pickup=st.sampled_from(_PICKUPS), generation=st.integers(0, 2)),
    PickupUndone: st.builds(
        PickupUndone,
        pickup=st.sampled_from(_PICKUPS),
        handover=_ids,
        units=_parcels,
        lines=_handed,
        reason=st.just("拿错"),
    ),
    PickupRefused: st.builds(
        PickupRefused,
        reason=st.sampled_from(["short-code", "short-code", "revoked"]),
        proof=st.sampled_from(Proof),
        pickup=st.none() | st.sampled_from(_PICKUPS),
        generation=st.none() | st.integers(0, 2),
    ),
    BatchReceived: st.builds(
        BatchReceived,
        batch=_batches,
        document=_ids,
        lines=st.lists(
            st.builds(
                CountedGoods, sku=_skus, counted=st.integers(0, 9_000), moved=st.integers(-9_000, 9_000)
            ),
            max_size=3,
        ).map(tuple),
    ),
    BatchSplit: st.builds(
        BatchSplit,
        batch=_batches,
        orders=st.lists(_shares, max_size=2).map(tuple),
        last_bag=st.integers(1, 3),
    ),
    BatchWeighed: st.builds(
        BatchWeighed, batch=_batches, pickup=st.sampled_from(_PICKUPS), number=st.just("T1"), lines=_handed
    ),
    BatchClosed: st.builds(
        BatchClosed,
        batch=_batches,
        orders=st.lists(
            st.builds(
                SettledOrder,
                pickup=st.sampled_from(_PICKUPS),
                number=st.just("T1"),
                outcome=st.sampled_from(NoShow),
                lines=_handed,
            ),
            max_size=2,
        ).map(tuple),
    ),
    EpochOpened: st.nothing(),  # only a start records it: every example has one
}
_one_event = st.one_of(_EVENTS[SaleCompleted], *_EVENTS.values(), _EVENTS[SaleCompleted])


# `open_at` keeps nothing between examples but the time: each has a file of its own.
_settings = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)


class Recorded(msgspec.Struct, frozen=True):
    """Some events in one transaction, and whether it fails after them."""

    events: tuple[Data, ...]
    fails: bool

    def __call__(self, tx: JournalTx) -> None:
        """Run as a unit."""
        for data in self.events:
            tx.record(data, actor=StaffId("1001"), till=TillId("1"), business_date=BusinessDate("2026-11-22"))
        if self.fails:
            raise LookupError


_units = st.builds(
    Recorded,
    events=st.lists(_one_event, min_size=1, max_size=3).map(tuple),
    fails=st.sampled_from([False, False, True]),
)


def test_every_event_that_a_projection_takes_is_generated_here() -> None:
    """A projection that takes a new event is not proved until that event is among `_EVENTS`."""
    taken = {event_type for projection in PROJECTIONS for event_type in projection.handlers}
    assert taken <= {kind.TYPE for kind in _EVENTS}


@hypothesis.settings(_settings, max_examples=60)
@hypothesis.given(groups=st.lists(st.lists(_units, min_size=1, max_size=6), min_size=2, max_size=4))
def test_the_tables_are_the_journals_replay(
    tmp_path_factory: pytest.TempPathFactory,
    open_at: Callable[[Path], Database],
    groups: list[list[Recorded]],
) -> None:
    """Whatever was recorded, in whatever groups, and whatever was undone."""
    path = tmp_path_factory.mktemp("replay") / "store.db"
    with open_at(path) as store:
        asyncio.run(_run_all(store, groups))
        with closing(sqlite3.connect(path)) as connection:
            assert check_chain(rows(connection)) is None
            assert check_tables(connection) is None
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as again:
                assert replay_into(rows(connection), again, Path(":memory:")) == _count(connection)
                assert [list(table_rows(again, table)) for table in sorted(PROJECTED_TABLES)] == [
                    list(table_rows(connection, table)) for table in sorted(PROJECTED_TABLES)
                ]


async def _run_all(store: Database, groups: Iterable[Iterable[Recorded]]) -> None:
    for group in groups:
        await asyncio.gather(*(store.writer.run(unit) for unit in group), return_exceptions=True)


def _count(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    return count


@hypothesis.settings(_settings, max_examples=20)
@hypothesis.given(units=st.lists(_units, min_size=3, max_size=8))
def test_a_projection_finds_its_rows_by_an_index(
    tmp_path_factory: pytest.TempPathFactory, open_at: Callable[[Path], Database], units: list[Recorded]
) -> None:
    """No statement of any projection reads a whole table, however long the shop's history."""
    path = tmp_path_factory.mktemp("plans") / "store.db"
    statements: set[str] = set()
    with open_at(path) as store:
        store.writer._connection.set_trace_callback(statements.add)
        asyncio.run(_run_all(store, [units]))
        store.writer._connection.set_trace_callback(None)
        verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
        plans = {sql: _plan(path, sql) for sql in statements if sql.lstrip().startswith(verbs)}
    hypothesis.assume(plans)
    assert not {sql: plan for sql, plan in plans.items() if "SCAN" in plan}


def _plan(path: Path, sql: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())


# Versions of projections.


def _with_version(name: str, version: int) -> tuple[Projection, ...]:
    return tuple(
        msgspec.structs.replace(projection, version=version) if projection.name == name else projection
        for projection in PROJECTIONS
    )


@pytest.fixture
def sold(open_store: Open, sell: Sell, path: Path) -> Iterator[sqlite3.Connection]:
    """A writer's connection to a store that has sold something."""
    with open_store() as store:
        for _ in range(3):
            store.writer.call(sell)
    with closing(open_writer(path, APPLICATION_ID)) as connection:
        yield connection


def test_a_projection_of_another_version_is_made_anew_and_no_other(
    sold: sqlite3.Connection, alter: Alter, ask: Ask
) -> None:
    """Its tables are dropped and replayed; the tables of the others are not even looked at."""
    before = ask("SELECT * FROM sale ORDER BY id")
    alter("ALTER TABLE sale ADD COLUMN left_over TEXT")
    alter("DELETE FROM sale_line")
    alter("UPDATE stock_level SET quantity = 77")
    assert bring_up(sold, _with_version("sales", 99)) == ("sales",)
    assert ask("SELECT * FROM sale ORDER BY id") == before
    assert ask("SELECT count(*) FROM sale_line") == [(6,)]
    assert ask("SELECT DISTINCT quantity FROM stock_level") == [(77,)]
    assert ask("SELECT version FROM projection WHERE name = 'sales'") == [(99,)]
    assert bring_up(sold, _with_version("sales", 99)) == ()


def test_a_new_projection_is_filled_from_the_whole_journal(sold: sqlite3.Connection, ask: Ask) -> None:
    """An upgrade that brings a new aggregate finds the sales of before it in its tables."""
    sold.execute("DROP TABLE stock_move")
    sold.execute("DROP TABLE stock_level")
    sold.execute("DELETE FROM projection WHERE name = 'stock'")
    assert bring_up(sold) == ("stock",)
    assert ask("SELECT sku, quantity FROM stock_level ORDER BY sku") == [("6901", -3_000), ("6902", -6_000)]
    assert check_tables(sold) is None


def test_what_a_release_does_not_know_is_made_anew_by_the_one_that_does(
    sold: sqlite3.Connection, open_store: Open, sell: Sell
) -> None:
    """After a release back and forth, a projection has what was sold in between."""
    older = tuple(projection for projection in PROJECTIONS if projection.name != "stock")
    assert bring_up(sold, older) == ()
    sold.close()
    with open_store() as store:
        store.writer.call(sell)
        with closing(sqlite3.connect(store.path)) as connection:
            assert check_tables(connection) is None


def test_a_replay_that_fails_leaves_everything_as_it_was(
    sold: sqlite3.Connection, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that cannot be read stops the start, names its place, and no table is half made."""
    before = {table: list(table_rows(sold, table)) for table in PROJECTED_TABLES}
    versions = ask("SELECT * FROM projection")
    count = itertools.count(1)

    def fail_at_three(row: JournalRow) -> Event:
        if next(count) == 3:
            raise msgspec.DecodeError("torn")
        return event_of(row)

    monkeypatch.setattr("edge_agent.db.replay.event_of", fail_at_three)
    with pytest.raises(DatabaseDamaged) as caught:
        bring_up(sold, _with_version("sales", 99))
    assert (caught.value.code, caught.value.params["pos"]) == (Code.JOURNAL_BROKEN, 4)
    assert {table: list(table_rows(sold, table)) for table in PROJECTED_TABLES} == before
    assert ask("SELECT * FROM projection") == versions


def test_a_long_replay_says_how_far_it_is(sold: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start of a store with years of sales is not silent."""
    monkeypatch.setattr("edge_agent.db.replay._TOLD_EVERY_EVENTS", 2)
    told: list[int] = []
    bring_up(sold, _with_version("stock", 99), told.append)
    assert told == [2, 4]


# What `check_tables` finds.


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE sale SET total_fen = total_fen + 1 WHERE id = (SELECT max(id) FROM sale)", "sale"),
        ("DELETE FROM sale_tender WHERE sale = (SELECT min(sale) FROM sale_tender)", "sale_tender"),
        ("INSERT INTO stock_level (sku, quantity) VALUES ('0000', 1)", "stock_level"),
        ("UPDATE sale_line SET name = CAST(x'ff' AS TEXT)", "sale_line"),
        ("UPDATE epoch SET generation = 9", "epoch"),
        ("DROP TABLE stock_move", "stock_move"),
        ("ALTER TABLE stock_move ADD COLUMN more TEXT", "stock_move"),
    ],
)
def test_a_table_that_is_not_the_journals_is_named(
    sold: sqlite3.Connection, alter: Alter, sql: str, named: str
) -> None:
    """A changed, missing or added row, in the middle or at either end, and a table that is gone."""
    alter(sql)
    sold.text_factory = lambda stored: stored.decode("utf-8", "replace")
    fault = check_tables(sold)
    assert fault is not None
    assert fault.what.startswith(f"table {named} ")
