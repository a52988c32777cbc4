"""Online orders in the queue: each joins in time to be made when its customer comes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from config.settings import Lane, PrinterSettings, Station
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import clock as clocks
from edge_agent.db.queries import print_jobs, tickets
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupRedeemed, Proof
from edge_agent.domain.ids import DrawerId, HandoverId, PickupId, SaleId, Sku, StaffId, TicketNo, TillId
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.clock import heard
from edge_agent.services.orders import keep_order
from edge_agent.services.ticket_due import tend
from edge_agent.services.ticket_issue import Origin, issue
from edge_agent.services.ticket_remake import cancel_refunded
from edge_agent.services.tickets import collect_for_pickup, ready, serve, start
from edge_agent.services.tickets_online import LOOKED_AT_MAX, join
from edge_agent.services.who import Who

if TYPE_CHECKING:
    from tests.services.conftest import Store

PICKUP, OTHER = PickupId("0123456789abcdef"), PickupId("f" * 16)
WHO = Who(StaffId("1001"), TillId("1"))


@pytest.fixture
def cafe(store: Store) -> Store:
    """A shop that makes tea at its bar, whose labels come from the bar's printer."""
    bar = PrinterSettings("bar", "tcp://127.0.0.1:1", 32, 1_000, 10_000)
    queue = msgspec.structs.replace(store.settings.queue, stations=(Station("bar", "水吧", 1, "bar"),))
    lanes = (Lane(TillId("1"), "01机", DrawerId("1"), "bar"),)
    store.settings = msgspec.structs.replace(store.settings, queue=queue, printers=(bar,), lanes=lanes)
    tea = Article(Sku("T1"), "珍珠奶茶", Unit.EACH, Fen(1_500), station="bar", prep_seconds=120)
    water = Article(Sku("P1"), "水", Unit.EACH, Fen(200))
    store.do(lambda tx: save_articles(tx, [tea, water]))
    return store


def _order(store: Store, sku: str = "T1", **more: Any) -> PickupOrder:
    line = OrderLine(1, Sku(sku), "珍珠奶茶", Unit.EACH, Milli(2_000), Fen(3_000), options=("少糖",))
    now = store.clock.at
    order = PickupOrder(PICKUP, "W1122-0042", Channel.ONLINE, now, Millis(now + DAY), (line,), Fen(3_000))
    return msgspec.structs.replace(order, **more)


def _take(store: Store, order: PickupOrder, version: int = 1) -> TicketNo | None:
    def unit(tx: JournalTx) -> TicketNo | None:
        keep_order(tx, order, version)
        return join(tx, store.settings, order)

    return store.do(unit)


def _hand_over(store: Store, unit: int, pickup: PickupId = PICKUP) -> None:
    handed = PickupRedeemed(pickup, HandoverId(f"{pickup}-{unit}"), Proof.CODE, (unit,), 0, None)
    store.do(lambda tx: tx.record(handed))


def _tend(store: Store) -> int:
    return store.do(lambda tx: tend(tx, store.settings))


def _labels(store: Store) -> list[str]:
    rows = store.do(lambda tx: tx.all(print_jobs.IN_STATE, "queued", 100))
    return [row.printer for row in rows if row.template == "cup_label"]


def _row(store: Store) -> tickets.TicketRow | None:
    found = store.do(lambda tx: tx.one(tickets.OF_PICKUP, PICKUP))
    return store.do(lambda tx: tx.one(tickets.BY_ID, found.id)) if found else None


def test_what_is_wanted_now_joins_at_once_and_its_labels_print(cafe: Store) -> None:
    """A number with the letter of the mini-program, a label a cup at its station, and only once."""
    order = _order(cafe)
    assert (_take(cafe, order), _take(cafe, order, 2)) == ("W001", None)
    assert _labels(cafe) == ["bar", "bar"]
    assert len(cafe.rows("ticket")) == 1


def test_what_is_taken_along_has_no_ticket(cafe: Store) -> None:
    """Nothing of it is made to order."""
    assert _take(cafe, _order(cafe, "P1")) is None
    assert cafe.rows("ticket") == cafe.rows("ticket_due") == []


def test_an_order_for_later_joins_by_itself_before_its_slot(cafe: Store) -> None:
    """At its slot less what it takes: not before, and without anybody's touch."""
    slot = Millis(cafe.clock.at + HOUR)
    assert _take(cafe, _order(cafe, wanted_at=slot)) is None
    cafe.clock.at = Millis(slot - 10 * MINUTE)
    before = _tend(cafe)
    cafe.clock.at = Millis(slot - 3 * MINUTE)
    joined = _tend(cafe)

    row = _row(cafe)
    assert (before, joined, _tend(cafe)) == (0, 1, 0)
    assert row is not None
    assert (row.no, row.wanted_at) == ("W001", slot)
    assert _labels(cafe) == ["bar", "bar"]
    assert cafe.rows("ticket_due") == []


def test_a_parcel_that_went_before_its_time_is_not_made_again(cafe: Store) -> None:
    """Handed over before the order came, or before its slot: only what is left joins."""
    first = _order(cafe, units=2).lines[0]
    lines = (first, msgspec.structs.replace(first, no=2, parcel=1))
    _hand_over(cafe, 0)
    slot = Millis(cafe.clock.at + HOUR)
    _take(cafe, _order(cafe, units=2, lines=lines, wanted_at=slot))
    cafe.clock.at = slot
    assert (_tend(cafe), _labels(cafe)) == (1, ["bar", "bar"])

    _hand_over(cafe, 0, OTHER)
    assert _take(cafe, _order(cafe, id=OTHER)) is None
    assert len(cafe.rows("ticket")) == 1


def test_a_long_queue_lets_it_join_earlier(cafe: Store) -> None:
    """The current wait is taken off its slot too."""
    slot = Millis(cafe.clock.at + HOUR)
    crowd = _order(cafe, id=PickupId("f" * 16))
    line = msgspec.structs.replace(crowd.lines[0], quantity=Milli(20_000))
    _take(cafe, msgspec.structs.replace(crowd, lines=(line,)))
    _take(cafe, _order(cafe, wanted_at=slot))
    cafe.clock.at = Millis(slot - 30 * MINUTE)

    assert _tend(cafe) == 1


def test_a_cancelled_order_leaves_the_queue_as_far_as_nobody_has_begun_it(cafe: Store) -> None:
    """Before its slot without a trace; in the queue its unstarted cups are not made."""
    later = _order(cafe, wanted_at=Millis(cafe.clock.at + HOUR))
    _take(cafe, later)
    _take(cafe, msgspec.structs.replace(later, is_cancelled=True), 2)
    assert cafe.rows("ticket_due") == []

    now = _order(cafe)
    _take(cafe, now, 3)
    cafe.do(lambda tx: start(tx, WHO, "W001", 1))
    _take(cafe, msgspec.structs.replace(now, is_cancelled=True), 4)
    items = cafe.do(lambda tx: tx.all(tickets.LIVING_ITEMS, 10))
    assert [item.state for item in items] == ["preparing", "cancelled"]


def test_an_order_whose_codes_have_expired_is_not_made(cafe: Store) -> None:
    """A PC that was off all day prints no labels of yesterday."""
    slot = Millis(cafe.clock.at + HOUR)
    _take(cafe, _order(cafe, wanted_at=slot))
    cafe.clock.at = Millis(cafe.clock.at + 2 * DAY)

    assert _tend(cafe) == 0
    assert cafe.rows("ticket") == cafe.rows("ticket_due") == []


@pytest.mark.parametrize("why", ["unheard", "jumped"])
def test_a_clock_in_doubt_forgets_no_order(cafe: Store, why: str) -> None:
    """It stands two days ahead; put right, the order joins at its slot."""
    slot = Millis(cafe.clock.at + HOUR)
    _take(cafe, _order(cafe, wanted_at=slot))
    cafe.clock.at = Millis(cafe.clock.at + 2 * DAY)
    cafe.do(lambda tx: tx.run(clocks.KEEP, tx.now, None, "", 0, why, tx.now, 0, None))
    assert (_tend(cafe), len(cafe.rows("ticket_due"))) == (0, 1)
    cafe.do(lambda tx: heard(tx, slot))
    assert _tend(cafe) == 1


def test_a_clock_that_jumped_lets_no_order_join(cafe: Store) -> None:
    """Tomorrow's would be made today; by one of which nobody has heard yet, they are made."""
    _take(cafe, _order(cafe, wanted_at=Millis(cafe.clock.at + HOUR)))
    cafe.clock.at = Millis(cafe.clock.at + HOUR)
    joined = []
    for why in ("jumped", "unheard"):
        cafe.do(partial(_doubt, why=why))
        joined.append(_tend(cafe))
    assert joined == [0, 1]


@pytest.mark.parametrize("made", [(), (1,), (1, 2)])
def test_the_hand_over_of_the_order_ends_its_ticket(cafe: Store, made: tuple[int, ...]) -> None:
    """Once; what nobody had said was made is made by then. An order without a ticket has none to end."""
    _take(cafe, _order(cafe))
    for item in made:
        cafe.do(partial(ready, settings=cafe.settings, who=WHO, no="W001", item=item))
    collected = [cafe.do(lambda tx: collect_for_pickup(tx, WHO, PICKUP)) for _ in range(2)]
    other = cafe.do(lambda tx: collect_for_pickup(tx, WHO, PickupId("f" * 16)))

    row = _row(cafe)
    assert (collected, other) == (["W001", None], None)
    assert row is not None
    items = cafe.do(lambda tx: tx.all(tickets.ITEMS, row.id))
    assert (row.state, [item.state for item in items]) == ("collected", ["ready", "ready"])


def test_the_number_alone_collects_no_online_order(cafe: Store) -> None:
    """Its goods are worth its code, once; what is left on the counter after a hand-over may be cleared."""
    _take(cafe, _order(cafe))
    cafe.do(partial(ready, settings=cafe.settings, who=WHO, no="W001", item=None))
    assert cafe.do(lambda tx: serve(tx, WHO, "W001")) == Refused(Code.TICKET_BY_CODE, {"no": "W001"})

    _hand_over(cafe, 0)
    cafe.do(lambda tx: serve(tx, WHO, "W001"))
    row = _row(cafe)
    assert (row and row.state) == "collected"


def test_what_was_handed_over_before_its_time_is_not_made_any_more(cafe: Store) -> None:
    """Its customer came early and has it: nothing joins when the slot comes."""
    slot = Millis(cafe.clock.at + HOUR)
    _take(cafe, _order(cafe, wanted_at=slot))
    cafe.do(lambda tx: collect_for_pickup(tx, WHO, PICKUP))
    cafe.clock.at = slot

    assert (_tend(cafe), cafe.rows("ticket_due"), cafe.rows("ticket")) == (0, [], [])


def test_a_crowd_of_orders_hides_none_behind_it(cafe: Store) -> None:
    """More wait for a slot than one run looks at: the last one, which takes long to make, joins in time."""
    slot = Millis(cafe.clock.at + 3 * HOUR)
    for number in range(2 * LOOKED_AT_MAX):
        _take(cafe, _order(cafe, id=PickupId(f"{number:016x}"), wanted_at=slot))
    large = msgspec.structs.replace(_order(cafe).lines[0], quantity=Milli(40_000))
    _take(cafe, _order(cafe, lines=(large,), wanted_at=Millis(slot + MINUTE)))
    cafe.clock.at = Millis(slot - HOUR)
    joined = [_tend(cafe) for _ in range(3)]

    row = _row(cafe)
    assert (joined, row and row.no) == ([0, 0, 1], "W001")


def test_an_order_of_which_nothing_is_made_any_more_is_forgotten(cafe: Store) -> None:
    """The catalogue changed while it waited: it does not stand in the way of those behind it."""
    slot = Millis(cafe.clock.at + HOUR)
    _take(cafe, _order(cafe, wanted_at=slot))
    bottled = Article(Sku("T1"), "珍珠奶茶", Unit.EACH, Fen(1_500))
    cafe.do(lambda tx: save_articles(tx, [bottled]))
    cafe.clock.at = slot

    assert (_tend(cafe), cafe.rows("ticket_due"), cafe.rows("ticket")) == (0, [], [])


def test_numbers_pass_over_what_still_lives(cafe: Store) -> None:
    """After the last number they begin anew; with every one taken they go on above it."""
    queue = msgspec.structs.replace(cafe.settings.queue, first=1, last=3)
    settings = msgspec.structs.replace(cafe.settings, queue=queue)
    origin = Origin(Channel.COUNTER, WHO.staff, WHO.till)

    def give_out() -> str:
        return cafe.do(lambda tx: issue(tx, settings, origin, ()).event.no)

    def close(no: str) -> None:
        cafe.do(lambda tx: serve(tx, WHO, no))

    first = [give_out() for _ in range(4)]
    close("A002")
    again = give_out()
    assert (first, again) == (["A001", "A002", "A003", "A004"], "A002")


def test_a_refund_of_a_sale_without_a_ticket_changes_nothing(cafe: Store) -> None:
    """Water has none to change."""
    cafe.do(lambda tx: cancel_refunded(tx, cafe.settings, WHO, SaleId("s"), ""))
    assert cafe.rows("ticket_moment") == []


def _doubt(tx: JournalTx, why: str) -> None:
    tx.run(clocks.KEEP, tx.now, None, "", 0, why, tx.now, 0, None)
