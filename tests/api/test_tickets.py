"""`/v1/tickets`: from the sale of a drink to its customer, over the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import DAY, MINUTE, SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.ticket_due import tend

if TYPE_CHECKING:
    from drivers.simulated.printer import SimulatedPrinter
    from tests.api.conftest import Json, OpenShop, Shop, Till

TEA, SOUP, WATER = "81", "82", "6921168509256"
MORE = """
[[counters]]
id = "1"
name = "1号台"
kind = "making"

[[counters]]
id = "2"
name = "2号台"
kind = "service"

[[stations]]
id = "bar"
name = "水吧"
"""


def _menu(tx: JournalTx) -> None:
    sugar = OptionGroup("sugar", "糖", (Choice("less", "少糖"), Choice("full", "全糖")), defaults=("less",))
    save_articles(
        tx,
        [
            Article(
                Sku("T1"),
                "珍珠奶茶",
                Unit.EACH,
                Fen(1_500),
                menu_no=TEA,
                station="bar",
                prep_seconds=60,
                options=(sugar,),
            ),
            Article(
                Sku("S1"), "牛肉汤", Unit.EACH, Fen(2_000), menu_no=SOUP, station="kitchen", prep_seconds=300
            ),
        ],
    )


@pytest.fixture
async def cafe(open_shop: OpenShop) -> AsyncIterator[Shop]:
    """A shop without printers that makes tea and soup, with a making and a service counter."""
    async with open_shop(more=MORE) as shop:
        await shop.agent.writer.run(_menu)
        yield shop


async def _open(shop: Shop) -> Till:
    await shop.till.open()
    return shop.till


async def _order(till: Till, *codes: str) -> str:
    """A paid sale; its ticket's number."""
    queue = {one["no"] for one in (await till.do("GET", "/tickets"))["tickets"]}
    await till.sell(*codes)
    new = {one["no"] for one in (await till.do("GET", "/tickets"))["tickets"]} - queue
    assert len(new) == 1
    return str(new.pop())


async def _act(till: Till, no: str, act: str, **body: Json) -> Json:
    needs_none = act in ("skip", "serve", "reinstate")
    return await till.do("POST", f"/tickets/{no}/{act}", None if needs_none else body)


async def _next(till: Till, counter: str = "1") -> str:
    return str((await till.do("POST", "/tickets/call-next", {"counter": counter}))["no"])


async def test_a_drink_is_sold_made_called_and_served(cafe: Shop) -> None:
    """The whole way of a ticket, each step told in its story with its person, and proved by a replay."""
    till = await _open(cafe)
    no = await _order(till, TEA)
    made = await _act(till, no, "ready")
    called = await till.do("POST", "/tickets/call-next", {"counter": "1"})
    served = await _act(till, no, "serve")

    story = await till.do("GET", f"/tickets/{no}")
    assert [no, "ready", "called", "collected"] == ["A001", made["state"], called["state"], served["state"]]
    assert [(one["what"], one["staff"], one.get("counter", "")) for one in story["moments"]] == [
        ("issued", "1001", ""),
        ("ready", "1001", ""),
        ("called", "1001", "1"),
        ("collected", "1001", ""),
    ]
    assert cafe.events("sale.completed")[0]["data"]["ticket"] == no
    assert (await till.do("GET", "/tickets"))["tickets"] == []
    cafe.prove()


async def test_a_sale_without_anything_to_make_has_no_ticket(cafe: Shop) -> None:
    """Water is taken along."""
    till = await _open(cafe)
    await till.sell(WATER)

    assert cafe.events("ticket.issued") == []
    assert "ticket" not in cafe.events("sale.completed")[0]["data"]


async def test_each_piece_is_an_item_with_its_choices_and_station(cafe: Shop) -> None:
    """Two teas and a soup are three items; the ticket is as ready as the slowest of them."""
    till = await _open(cafe)
    no = await _order(till, TEA, TEA, WATER, SOUP)
    first = await till.do("GET", f"/tickets/{no}")
    states = [
        (await _act(till, no, "start", item=1))["state"],
        (await _act(till, no, "ready", item=1))["state"],
        (await _act(till, no, "ready", item=3))["state"],
        (await _act(till, no, "ready"))["state"],
    ]

    items = first["ticket"]["items"]
    assert [(item["no"], item["name"], item["station"]) for item in items] == [
        (1, "珍珠奶茶", "bar"),
        (2, "珍珠奶茶", "bar"),
        (3, "牛肉汤", "kitchen"),
    ]
    assert [item.get("options") for item in items] == [["少糖"], ["少糖"], None]
    assert first["ticket"]["wait_high_ms"] > first["ticket"]["wait_low_ms"]
    assert states == ["preparing", "preparing", "preparing", "ready"]


async def test_a_cup_labels_code_makes_its_item_ready(cafe: Shop) -> None:
    """And nothing else does: another day's label, or what is no label, is refused in words."""
    till = await _open(cafe)
    await _order(till, TEA, TEA)
    one = await till.do("POST", "/tickets/scan", {"code": "L:1122A00101"})
    both = await till.do("POST", "/tickets/scan", {"code": "L:1122A00102\r"})

    assert [item["state"] for item in one["items"]] == ["ready", "ordered"]
    assert both["state"] == "ready"


async def test_a_ticket_by_hand_is_called_at_a_service_counter(cafe: Shop) -> None:
    """取号 has no items: the service counter calls it as it is ordered, the making counter never does."""
    till = await _open(cafe)
    issued = await till.do("POST", "/tickets", {})
    at_making = await till.call("POST", "/tickets/call-next", {"counter": "1"})
    called = await till.do("POST", "/tickets/call-next", {"counter": "2"})

    assert (issued["no"], issued["state"]) == ("A001", "ordered")
    assert at_making.json()["code"] == "ticket.none-waiting"
    assert (called["no"], called["state"], called["counter"]) == ("A001", "called", "2")


async def test_at_most_three_calls_and_not_at_once(cafe: Shop) -> None:
    """A recall comes twenty seconds after the call; after the third it is a no-show."""
    till = await _open(cafe)
    await till.do("POST", "/tickets", {})
    await _next(till, "2")
    told = []
    for _ in range(3):
        refused = await till.call("POST", "/tickets/A001/recall", {"counter": "2"})
        told.append((refused.json()["code"], refused.json()["params"].get("seconds")))
        cafe.clock.at = Millis(cafe.clock.at + 20 * SECOND)
        again = await till.call("POST", "/tickets/A001/recall", {"counter": "2"})
    skipped = await _act(till, "A001", "skip")

    assert told == [
        ("ticket.called-just-now", 20),
        ("ticket.called-just-now", 20),
        ("ticket.calls-spent", None),
    ]
    assert (again.json()["code"], skipped["state"]) == ("ticket.calls-spent", "no_show")
    assert [event["data"]["times"] for event in cafe.events("ticket.called")] == [1, 2, 3]


async def test_nobody_came_by_the_clock(cafe: Shop) -> None:
    """Twenty seconds after the third call, or ten minutes after the first, a ticket is a no-show."""
    till = await _open(cafe)
    for _ in range(3):
        await till.do("POST", "/tickets", {})
    for _ in range(2):
        await _next(till, "2")
    for _ in range(2):
        cafe.clock.at = Millis(cafe.clock.at + 20 * SECOND)
        await _act(till, "A001", "recall", counter="2")

    async def states_after(ms: int) -> list[str]:
        cafe.clock.at = Millis(cafe.clock.at + ms)
        await cafe.agent.writer.run(lambda tx: tend(tx, cafe.settings))
        return [(await till.do("GET", f"/tickets/A00{no}"))["ticket"]["state"] for no in (1, 2, 3)]

    assert await states_after(19 * SECOND) == ["called", "called", "ordered"]
    assert await states_after(SECOND) == ["no_show", "called", "ordered"]
    assert await states_after(10 * MINUTE) == ["no_show", "no_show", "ordered"]


async def test_who_comes_after_all_is_put_back_three_places_behind(cafe: Shop) -> None:
    """By hand, or by a scan of the slip; its calls begin anew."""
    till = await _open(cafe)
    for _ in range(6):
        await till.do("POST", "/tickets", {})
    assert await _next(till, "2") == "A001"
    await _act(till, "A001", "skip")
    back = await till.do("POST", "/tickets/scan", {"code": "L:1122A00100"})

    assert (back["state"], back.get("calls", 0)) == ("ready", 0)
    assert [await _next(till, "2") for _ in range(6)] == ["A002", "A003", "A004", "A001", "A005", "A006"]


async def test_a_remake_goes_before_all_others(cafe: Shop) -> None:
    """What was spilt is made first, called first, and counted with its reason; nothing is paid."""
    till = await _open(cafe)
    spilt, other = await _order(till, TEA), await _order(till, TEA)
    await _act(till, spilt, "ready")
    await _act(till, spilt, "serve")
    await _act(till, other, "ready")
    remade = await _act(till, spilt, "remake", item=1, reason="洒了")
    queue = [one["no"] for one in (await till.do("GET", "/tickets"))["tickets"]]
    await _act(till, spilt, "ready")

    assert (remade["state"], remade["items"][0]["remakes"]) == ("ordered", 1)
    assert queue == [spilt, other]
    assert [await _next(till), await _next(till)] == [spilt, other]
    assert [event["data"]["reason"] for event in cafe.events("ticket.remade")] == ["洒了"]
    cafe.prove()


async def test_what_nobody_has_begun_of_a_refund_is_not_made(cafe: Shop) -> None:
    """Of three cups, one begun, two refunded: both unstarted ones go, and the begun one is still made."""
    till = await _open(cafe)
    cart = await till.scan(await till.do("POST", "/carts"), TEA, TEA, TEA)
    sale = (await till.pay(cart, cart["total_fen"]))["sale"]
    await _act(till, "A001", "start", item=1)
    await till.sign_in("9001")
    line = sale["lines"][0]["no"]
    await till.do(
        "POST",
        f"/sales/{sale['id']}/refunds",
        {"lines": [{"line": line, "quantity": 2_000, "goods": "kept"}]},
    )
    after = (await till.do("GET", "/tickets/A001"))["ticket"]
    made = await _act(till, "A001", "ready")

    assert [item["state"] for item in after["items"]] == ["preparing", "cancelled", "cancelled"]
    assert made["state"] == "ready"


async def test_the_last_cup_calls_by_itself_where_the_shop_wants_it(open_shop: OpenShop) -> None:
    """To the first making counter, once."""
    async with open_shop(more=MORE + "[queue]\ncalls_when_ready = true\n") as shop:
        await shop.agent.writer.run(_menu)
        till = await _open(shop)
        await _order(till, TEA, TEA)
        half = await _act(till, "A001", "ready", item=1)
        whole = await _act(till, "A001", "ready", item=2)

    assert (half["state"], whole["state"], whole["counter"], whole["calls"]) == (
        "preparing",
        "called",
        "1",
        1,
    )


async def test_a_cancelled_ticket_takes_a_right_and_a_reason(cafe: Shop) -> None:
    """A supervisor gives it up, item by item or whole; with its last item the ticket is cancelled."""
    till = await _open(cafe)
    await _order(till, TEA, TEA)
    asked = await till.call("POST", "/tickets/A001/cancel", {"reason": "顾客走了"})
    await till.sign_in("8001")
    bare = await till.call("POST", "/tickets/A001/cancel", {"reason": " "})
    one = await _act(till, "A001", "cancel", item=1, reason="少一杯")
    all_ = await _act(till, "A001", "cancel", reason="顾客走了")

    assert (asked.json()["code"], bare.json()["code"]) == ("right.needed", "reason.needed")
    assert [one["state"], all_["state"]] == ["ordered", "cancelled"]
    assert (await till.do("GET", "/tickets"))["tickets"] == []


async def test_what_is_left_of_a_day_expires_and_numbers_begin_anew(cafe: Shop) -> None:
    """After the cutoff, with no shift open: the story stays, the next morning's first number is the first."""
    till = await _open(cafe)
    await _order(till, TEA)
    await till.do("POST", "/tickets", {})
    await till.sign_in("9001")
    await cafe.agent.writer.run(lambda tx: tend(tx, cafe.settings))
    before = len(cafe.events("ticket.expired"))
    await till.do("POST", "/shifts/current/close", {"counted_fen": 21_500, "float_left_fen": 20_000})
    cafe.clock.at = Millis(cafe.clock.at + DAY)
    await cafe.agent.writer.run(lambda tx: tend(tx, cafe.settings))
    ended = [event["data"]["ticket"] for event in cafe.events("ticket.expired")]
    await till.open()
    first = await till.do("POST", "/tickets", {})

    assert (before, len(ended)) == (0, 2)
    assert first["no"] == "A001"
    cafe.prove()


async def test_labels_come_from_the_stations_printer_and_the_number_from_the_receipt(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """A label a cup with its place, its choices and its code; the receipt has the number in huge type."""
    more = MORE + 'printer = "counter"\n'
    async with open_shop(printer.address, more=more) as shop:
        await shop.agent.writer.run(_menu)
        till = await _open(shop)
        await _order(till, TEA, TEA)
        await printer.until(lambda: printer.slips_printed >= 3)

    labels = [slip for slip in printer.slips if "L:1122A001" in str(slip)]
    receipt = next(slip for slip in printer.slips if "S0731-1-" in str(slip))
    assert [("1/2" in str(one), "2/2" in str(one), "少糖" in str(one)) for one in labels] == [
        (True, False, True),
        (False, True, True),
    ]
    assert "A001" in str(receipt)


@pytest.mark.parametrize(
    ("act", "body", "status", "code"),
    [
        ("call-next", {"counter": "9"}, 422, "ticket.counter-unknown"),
        ("call-next", {"counter": "1"}, 409, "ticket.none-waiting"),
        ("scan", {"code": "6921168509256"}, 422, "ticket.label-unreadable"),
        ("scan", {"code": "L:1121A00101"}, 409, "ticket.label-other-day"),
        ("scan", {"code": "L:1122A00109"}, 404, "ticket.item-unknown"),
        ("B001/start", {}, 404, "ticket.unknown"),
        ("A001/serve", None, 409, "ticket.state"),
        ("A001/skip", None, 409, "ticket.state"),
        ("A001/recall", {"counter": "1"}, 409, "ticket.state"),
        ("A001/remake", {"item": 1, "reason": "洒了"}, 409, "ticket.item-state"),
        ("A001/start", {"item": 7}, 404, "ticket.item-unknown"),
        ("A001/start", {"item": 2}, 409, "ticket.item-state"),
        ("A002/ready", {}, 409, "ticket.no-items"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_changes_nothing(
    cafe: Shop, act: str, body: Json, status: int, code: str
) -> None:
    """Each with its own code and words; every table but the kept answers stays as it was."""
    till = await _open(cafe)
    await _order(till, TEA, TEA)
    await till.do("POST", "/tickets", {})
    await _act(till, "A001", "start", item=2)
    before = cafe.tables("request_answer")
    response = await till.call("POST", f"/tickets/{act}", body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["title"]
    assert before == cafe.tables("request_answer")
