"""How many keys a person presses for what a shop does all day, in a real terminal; a scan costs none."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import pytest

from edge_agent.domain.gtin import check_digit
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.pickups import PickupView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleSummary, SaleView
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.tickets import OfItem, QueueView, TicketStory, TicketView
from ui.client import Client

if TYPE_CHECKING:
    from tests.ui.conftest import Shop, Terminal

T = TypeVar("T")


class Flow(msgspec.Struct, frozen=True):
    """What a person presses, scans left out, and what it may cost at most (the design's table)."""

    most: int
    keys: str
    """Their names, a space between two."""
    free: int = 0
    """Keys that are no work of the till's: the digits of a count."""

    @property
    def cost(self) -> int:
        """The keys by hand."""
        return len(self.keys.split()) - self.free


FLOWS = {
    "five items, exact cash": Flow(2, "+ Enter"),
    "five items, cash with 50": Flow(4, "+ 5 0 Enter"),
    "five items, wall code": Flow(3, "+ . 2"),
    "five items, payment code with a provider": Flow(0, ""),
    "weighed label": Flow(0, ""),
    "a drink with default options": Flow(2, "1 Enter"),
    "a drink with two choices": Flow(4, "1 Enter 2 3"),
    "member by code and payment code": Flow(0, ""),
    "20 cash, the rest by wall code": Flow(6, "+ 2 0 Enter . 2"),
    "hold": Flow(1, "F5"),
    "recall": Flow(2, "F5 Enter"),
    "return with receipt": Flow(4, "* + 1 Enter"),
    "pickup": Flow(1, "Enter"),
    "partial pickup": Flow(3, "1 3 Enter"),
    "call next": Flow(1, "F9"),
    "shift close, besides the count": Flow(6, "Ctrl+E 1 3 . 7 0 Enter Enter Enter Enter", free=5),
}
NAMED = {"Enter": "\r", "F5": "\x1b[15~", "F7": "\x1b[18~", "F9": "\x1b[20~", "Ctrl+E": "\x05"}
HAND_S = 0.06
"""Between two keys of a fast hand; a scanner's come within 30 ms."""
LOOK_S = 0.4
"""From a scan to the first key after it; an Enter within 300 ms of a scan is the scanner's own."""
FIVE = ("6909409012031", "6901845043112", "6909409012024", "6901845043112", "6909409012031")
"""13.70: nothing to round."""
WATER = "6909409012031"
MEMBER = "M:VIP1001"
PAYS = "134567890123456788"
COUNTED = Path(__file__).parent / "keys_by_hand.md"


def table() -> str:
    """The counted keys as the README shows them."""
    rows = [f"| {name} | {flow.cost} | {flow.most} |\n" for name, flow in FLOWS.items()]
    return "".join(("| flow | keys by hand | at most |\n", "|---|---|---|\n", *rows))


class Person:
    """Somebody at the till: looks, scans, and presses one key after the other."""

    def __init__(self, terminal: "Terminal") -> None:
        self.terminal = terminal
        self._has_scanned = False

    def scan(self, *codes: str) -> "Person":
        """In one burst each, as a scanner types."""
        for code in codes:
            self.terminal.write(f"{code}\r")
        self._has_scanned = True
        return self

    def sees(self, *texts: str) -> "Person":
        """Waits until the screen shows all of these."""
        self.terminal.sees(*texts)
        return self

    def does(self, name: str) -> "Person":
        """Presses the keys of a flow, all of them and no other."""
        return self.press(FLOWS[name].keys)

    def press(self, keys: str) -> "Person":
        """At the speed of a hand."""
        if self._has_scanned:
            time.sleep(LOOK_S)
            self._has_scanned = False
        for key in keys.split():
            self.terminal.write(NAMED.get(key, key))
            time.sleep(HAND_S)
        return self


@pytest.fixture(scope="module", autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """The table stands in the output of the tests."""
    yield
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        sys.stdout.write(f"\n{table()}")


@pytest.fixture
def person(days_shop: "Shop", open_till: "Callable[[Shop], Terminal]") -> Person:
    """小李, signed in, before an empty cart."""
    return Person(open_till(days_shop).sign_in().sees("请扫码"))


@pytest.fixture
def manager(days_shop: "Shop", open_till: "Callable[[Shop], Terminal]") -> Person:
    """店长, who needs nobody's approval."""
    return Person(open_till(days_shop).sign_in("9001").sees("请扫码"))


def taken(answer: T | Problem) -> T:
    assert not isinstance(answer, Problem), answer
    return answer


async def last_sale(client: Client) -> SaleView:
    newest = taken(await client.call("GET", "/v1/sales", tuple[SaleSummary, ...], params={"limit": "1"}))[0]
    return taken(await client.call("GET", f"/v1/sales/{newest.id}", SaleView))


def legs(sale: SaleView) -> list[tuple[str, str, int]]:
    """Kind, method and what the shop keeps of each leg."""
    return [(leg.kind, leg.method, leg.amount_fen) for leg in sale.tenders]


def phone_of(shop: "Shop", tail: str) -> tuple[str, str]:
    """The number of the demo's order of this phone, and what its screen shows now."""
    listed = hq(shop, "list", "--store", "S0731")
    (number,) = [line.split()[0] for line in listed.splitlines() if f"tail {tail} " in line]
    return number, hq(shop, "show", number, "--text").strip()


def hq(shop: "Shop", *words: str) -> str:
    """What headquarters' command line says of the demo's orders."""
    asked = ["order", *words, "--db", str(shop.folder / "hq.db")]
    command = [sys.executable, "-P", "-c", "from sync.hq.cli import main; raise SystemExit(main())", *asked]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


async def parcels_left(client: Client, number: str) -> list[int]:
    """The parcels of an order that are still in the store, counted from 0."""
    found = await client.call("GET", "/v1/pickups", tuple[PickupView, ...], params={"q": number})
    (order,) = taken(found)
    return [parcel.no for parcel in order.parcels if parcel.collected_at is None]


def test_no_flow_costs_more_than_was_promised() -> None:
    """The table of the design holds, and the file that the README is made from is of today."""
    assert [name for name, flow in FLOWS.items() if flow.cost > flow.most] == []
    if os.environ.get("EDGE_GOLDEN"):
        COUNTED.write_text(table(), "utf-8")
    assert COUNTED.read_text("utf-8") == table()


async def test_five_items_exact_cash(person: Person, days_colleague: Client) -> None:
    """Pay, and what is preselected."""
    person.scan(*FIVE).sees("件数 5").does("five items, exact cash").sees("不找零")
    sale = await last_sale(days_colleague)
    assert (sale.total_fen, legs(sale)) == (1370, [("cash", "", 1370)])
    assert sum(line.quantity for line in sale.lines) == 5_000


async def test_five_items_with_a_note(person: Person, days_colleague: Client) -> None:
    """The note's two digits are all that is typed; the change is told."""
    person.scan(*FIVE).sees("件数 5").does("five items, cash with 50").sees("￥36.30")
    sale = await last_sale(days_colleague)
    assert (sale.change_fen, sale.tenders[0].received_fen) == (3630, 5000)


async def test_five_items_by_wall_code(person: Person, days_colleague: Client) -> None:
    """The customer has scanned the code on the wall: pay, by, WeChat."""
    person.scan(*FIVE).sees("件数 5").does("five items, wall code").sees("S0731-1-")
    assert legs(await last_sale(days_colleague)) == [("external", "wechat", 1370)]


async def test_five_items_by_payment_code(person: Person, days_colleague: Client) -> None:
    """The code on the customer's phone pays for what is in the cart."""
    person.scan(*FIVE).sees("件数 5").scan(PAYS).sees("S0731-1-")
    (leg,) = (await last_sale(days_colleague)).tenders
    assert (leg.kind, leg.amount_fen, leg.payment is not None) == ("payment", 1370, True)


async def test_a_weighed_label(person: Person, days_colleague: Client) -> None:
    """The scale's label is a scan like any other: its amount is on the line."""
    digits = "210020100596"
    person.scan(f"{digits}{check_digit(digits)}").sees("前腿肉", "5.96").press("+ Enter").sees("不找零")
    (line,) = (await last_sale(days_colleague)).lines
    assert (line.sku, line.amount_fen) == ("W00201", 596)


async def test_a_drink_as_it_is(person: Person, days_colleague: Client) -> None:
    """Its menu number and Enter; what is usual stands."""
    person.does("a drink with default options").sees("幽兰拿铁", "[1 中杯]").press("+ Enter").sees("不找零")
    (line,) = (await last_sale(days_colleague)).lines
    assert (line.sku, line.amount_fen, line.options) == ("D01", 1800, ("中杯", "标准糖", "正常冰"))


async def test_a_drink_as_somebody_likes_it(person: Person, days_colleague: Client) -> None:
    """A digit per group, the next key goes on: large, half the sugar."""
    person.does("a drink with two choices").sees("幽兰拿铁", "[五分糖]", "￥21.00")
    person.press("+ Enter").sees("不找零")
    (line,) = (await last_sale(days_colleague)).lines
    assert (line.amount_fen, line.options) == (2100, ("大杯", "五分糖", "正常冰"))


async def test_a_member_who_shows_two_codes(person: Person, days_colleague: Client) -> None:
    """The member's code and the payment code, in the order in which the phone shows them."""
    person.scan(WATER, MEMBER).sees("尾号8937").scan(PAYS).sees("S0731-1-")
    sale = await last_sale(days_colleague)
    assert (sale.member is not None, sale.points_earned, sale.tenders[0].kind) == (True, 3, "payment")


async def test_cash_and_the_rest_by_wall_code(person: Person, days_colleague: Client) -> None:
    """Twenty in cash, then what is left without typing it."""
    person.scan(*FIVE, *FIVE).sees("件数 10").does("20 cash, the rest by wall code").sees("S0731-1-")
    assert legs(await last_sale(days_colleague)) == [("cash", "", 2000), ("external", "wechat", 740)]


async def test_a_cart_is_held_and_recalled(person: Person, days_colleague: Client) -> None:
    """One key puts it aside, the same key and Enter bring it back."""
    person.scan(*FIVE).sees("件数 5").does("hold").sees("已挂单", "请扫码")
    (held,) = taken(await days_colleague.held_carts())
    assert held.total_fen == 1370
    person.does("recall").sees("件数 5", "￥13.70")
    assert taken(await days_colleague.held_carts()) == ()
    person.press("+ Enter").sees("不找零")


async def test_a_return_with_its_receipt(manager: Person, days_colleague: Client) -> None:
    """The receipt is scanned; all of it comes back, because it was bad, in cash."""
    manager.scan(*FIVE).sees("件数 5").press("+ Enter").sees("不找零")
    sale = await last_sale(days_colleague)
    manager.scan(sale.receipt_no).sees("可退").does("return with receipt").sees("￥13.70", "退款单")
    assert (await last_sale(days_colleague)).refunded_fen == 1370


async def test_an_order_is_collected(person: Person, days_shop: "Shop", days_colleague: Client) -> None:
    """The customer's code is scanned, the parcels are on the screen, one key hands them over."""
    number, code = phone_of(days_shop, "8855")
    person.scan(code).sees(number, "惠宜香菇").does("pickup").sees(f"{number} 已交货 1 件")
    assert await parcels_left(days_colleague, number) == []


async def test_some_parcels_are_collected(person: Person, days_shop: "Shop", days_colleague: Client) -> None:
    """Two of three; the third stays for the next visit."""
    number, code = phone_of(days_shop, "1357")
    person.scan(code).sees(number, "惠宜腰果").does("partial pickup").sees("还有 1 件在店")
    assert await parcels_left(days_colleague, number) == [1]


async def test_the_next_number_is_called(person: Person, days_colleague: Client) -> None:
    """From the sale, which stays; one line says who, and where to."""
    queue = taken(await days_colleague.call("GET", "/v1/tickets", QueueView))
    (online,) = [ticket.no for ticket in queue.tickets if ticket.no.startswith("W")]
    made = await days_colleague.call("POST", f"/v1/tickets/{online}/ready", TicketView, body=OfItem())
    assert taken(made).state == "ready"
    person.does("call next").sees(f"叫号 {online}", "等候", "请扫码")
    story = taken(await days_colleague.call("GET", f"/v1/tickets/{online}", TicketStory))
    assert (story.ticket.state, story.ticket.calls) == ("called", 1)


async def test_a_shift_is_closed(shop: "Shop", open_till: "Callable[[Shop], Terminal]") -> None:
    """What is in the drawer; the float, and the devices without a sum, by Enter; then no shift is open."""
    person = Person(open_till(shop).sign_in().sees("请扫码"))
    person.scan(*FIVE).sees("件数 5").press("+ Enter").sees("不找零")
    person.does("shift close, besides the count").sees("日结单", "13.70")
    client = Client(str(shop.folder / "state" / "agent.sock"), shop.folder / "client.json")
    session = taken(await client.sign_in(SignIn(StaffId("9001"), "1234", TillId("1"))))
    await client.close()
    assert session.shift is None
