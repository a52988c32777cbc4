"""Errands against the real agent: in order, on the newest cart, none lost; glances, the newest only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from edge_agent.cli.demo_store import Shop, demo_store
from edge_agent.domain.ids import CartId, StaffId, TillId
from edge_agent.wire.approvals import ApprovalView, AskApproval
from edge_agent.wire.carts import CartView, ChangeLine
from edge_agent.wire.health import Health
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer, ScanRequest
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.shifts import OpenShift
from edge_agent.wire.tenders import CashTenderRequest, TenderAnswer
from edge_agent.wire.tickets import QueueView
from ui.client import Client
from ui.notebook import Notebook, Unanswered
from ui.till.carts import change_line, void_line
from ui.till.commands import (
    Answer,
    Called,
    Command,
    DoApproved,
    DoCountPickups,
    DoFind,
    DoOpenCart,
    DoReadHealth,
    DoReadQueue,
    DoScan,
    Found,
    ToCollect,
)
from ui.till.errands import Errands
from ui.till.generic.calls import post
from ui.till.screens.options import ask_options
from ui.till.state import State
from ui.till.step import Step, stay

CRISPS, BISCUIT, UNKNOWN = "6909409012031", "6901845043112", "6900000000007"


class Counter:
    """A till reduced to its state, and the answers as they came."""

    def __init__(self, client: Client) -> None:
        self.state = State()
        self.answers: list[tuple[Command, Answer]] = []
        self.errands = Errands(client, TillId("1"), lambda: self.state, self._on_answer)
        self._came = asyncio.Event()

    async def until(self, count: int) -> list[Answer]:
        """Wait for so many answers."""
        while len(self.answers) < count:
            await self._came.wait()
            self._came.clear()
        return [answer for _, answer in self.answers]

    def _on_answer(self, command: Command, answer: Answer) -> None:
        self.answers.append((command, answer))
        cart = answer.cart if isinstance(answer, ScanAnswer) else answer
        if isinstance(cart, CartView):
            self.state = msgspec.structs.replace(self.state, cart=cart)
        self._came.set()


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The demo's shop in this process."""
    async with demo_store(tmp_path) as one:
        yield one


@pytest.fixture
async def client(shop: Shop, tmp_path: Path) -> AsyncIterator[Client]:
    """Signed in at till 1, the shift open."""
    one = Client(str(shop.settings.socket), tmp_path / "till.json")
    await one.sign_in(SignIn(StaffId("1001"), "1234", TillId("1")))
    await one.open_shift(OpenShift(0))
    yield one
    await one.close()


@pytest.fixture
async def counter(client: Client) -> AsyncIterator[Counter]:
    """Both lanes running."""
    one = Counter(client)
    lanes = [asyncio.create_task(one.errands.run_queue()), asyncio.create_task(one.errands.run_glances())]
    yield one
    for lane in lanes:
        lane.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await lane


async def test_scans_are_sold_in_order_each_on_the_cart_before(counter: Counter) -> None:
    """Ten at once: each is sent with the version that the one before was answered with."""
    counter.errands.send(DoOpenCart())
    for code in (CRISPS, BISCUIT) * 5:
        counter.errands.send(DoScan(code))
    answers = await counter.until(11)
    versions = [answer.cart.version for answer in answers if isinstance(answer, ScanAnswer)]
    assert versions == list(range(2, 12))
    assert [line.quantity for line in (counter.state.cart and counter.state.cart.lines) or ()] == [5000, 5000]


async def test_who_waits_is_read_beside_the_errands(counter: Counter) -> None:
    """The queue with its counters, and how many orders lie ready."""
    counter.errands.send(DoReadQueue())
    counter.errands.send(DoCountPickups())
    queue, ready = sorted(await counter.until(2), key=lambda answer: isinstance(answer, ToCollect))
    assert isinstance(queue, QueueView)
    assert [one.id for one in queue.counters][:1] == ["1"]
    assert ready == ToCollect(0)


async def test_a_refused_scan_does_not_hold_up_the_next(counter: Counter) -> None:
    """The refusal is an answer like any other."""
    for code in (UNKNOWN, CRISPS):
        counter.errands.send(DoScan(code))
    refused, taken = await counter.until(2)
    assert isinstance(refused, Problem)
    assert refused.code == "scan.unknown"
    assert isinstance(taken, ScanAnswer)


async def test_a_cart_that_has_moved_on_is_fetched_and_the_errand_repeated(
    counter: Counter, client: Client
) -> None:
    """The till shows version 1, somebody made it 2: the scan is sold on 2, nobody notices."""
    counter.errands.send(DoOpenCart())
    (opened,) = await counter.until(1)
    assert isinstance(opened, CartView)
    await client.scan(opened, ScanRequest(BISCUIT))
    counter.errands.send(DoScan(CRISPS))
    _, answer = await counter.until(2)
    assert isinstance(answer, ScanAnswer)
    assert (answer.cart.version, len(answer.cart.lines)) == (3, 2)


async def test_a_scan_into_a_cart_that_is_gone_goes_into_a_new_one(counter: Counter) -> None:
    """Nobody is told that there is no such cart; nothing else is done to a cart that nobody has seen."""
    counter.errands.send(DoOpenCart())
    (opened,) = await counter.until(1)
    assert isinstance(opened, CartView)
    counter.state = msgspec.structs.replace(
        counter.state, cart=msgspec.structs.replace(opened, id=CartId("gone"))
    )
    counter.errands.send(void_line(1))
    counter.errands.send(DoScan(CRISPS))
    _, refused, taken = await counter.until(3)
    assert isinstance(refused, Problem)
    assert refused.code == "cart.unknown"
    assert isinstance(taken, ScanAnswer)
    assert (taken.cart.id, taken.cart.count) == (opened.id, 1)


async def test_an_errand_without_a_cart_opens_one(counter: Counter) -> None:
    """A scan that finds no cart on the till's side is not lost."""
    counter.errands.send(DoScan(CRISPS))
    (answer,) = await counter.until(1)
    assert isinstance(answer, ScanAnswer)
    assert (answer.line_no, answer.cart.count) == (1, 1)


async def test_a_void_strikes_the_line_out(counter: Counter) -> None:
    """The line stays in the cart, voided."""
    for command in (DoScan(CRISPS), void_line(1)):
        counter.errands.send(command)
    _, answer = await counter.until(2)
    assert isinstance(answer, Called)
    assert [line.voided for line in answer.value.lines] == [True]


async def test_a_payment_whose_answer_was_lost_is_told_again_and_not_paid_again(
    counter: Counter, client: Client, shop: Shop, tmp_path: Path
) -> None:
    """The till dies with the tender committed and unanswered: the next one gets the same sale."""
    counter.errands.send(DoScan(CRISPS))
    (taken,) = await counter.until(1)
    assert isinstance(taken, ScanAnswer)
    unanswered = Unanswered("0197-a-tender", taken.cart.id, taken.cart.version, CashTenderRequest(1000))
    paid = await client._send_tender(unanswered)
    assert isinstance(paid, TenderAnswer)
    Notebook(tmp_path / "till.json").write(unanswered)

    next_till = Client(str(shop.settings.socket), tmp_path / "till.json")
    await next_till.sign_in(SignIn(StaffId("1001"), "1234", TillId("1")))
    opened = await next_till.open_cart()
    assert isinstance(opened, CartView)
    again = await next_till.repeat_tender(opened)
    await next_till.close()
    assert isinstance(again, TenderAnswer)
    assert again.sale is not None
    assert (again.sale, again.sale.change_fen) == (paid.sale, 650)


async def test_only_the_newest_search_is_made(counter: Counter) -> None:
    """Typed faster than answered: the last query wins, beside a look at the health."""
    for query in ("上", "上好", "上好佳"):
        counter.errands.send(DoFind(query))
    counter.errands.send(DoReadHealth())
    found, health = await counter.until(2)
    assert isinstance(found, Found)
    assert found.query == "上好佳"
    assert {article.name[:3] for article in found.articles} == {"上好佳"}
    assert isinstance(health, Health)


async def test_an_approved_errand_is_done_once(counter: Counter) -> None:
    """A cashier's price is refused; with the manager's approval it is taken; the approval is used up."""
    price = change_line(1, ChangeLine(price_fen=100))
    counter.errands.send(DoScan(CRISPS))
    counter.errands.send(price)
    _, refused = await counter.until(2)
    assert isinstance(refused, Problem)
    assert refused.code == "right.needed"
    params = refused.params
    asking = AskApproval(StaffId("9001"), "1234", str(params["right"]), str(params["subject"]))
    counter.errands.send(post("/v1/approvals", asking, ApprovalView, _nothing))
    approval = (await counter.until(3))[2]
    assert isinstance(approval, Called)
    counter.errands.send(DoApproved(price, approval.value.id))
    counter.errands.send(price)
    changed, again = (await counter.until(5))[3:]
    assert isinstance(changed, Called)
    assert changed.value.lines[0].price_fen == 100
    assert isinstance(again, Problem)


async def test_a_call_reads_on_the_tills_own_cart(counter: Counter) -> None:
    """The choices of a drink's line, as the line has them: decoded as the call says."""
    for command in (DoScan("4", typed=True), ask_options(1)):
        counter.errands.send(command)
    taken, asked = await counter.until(2)
    assert isinstance(taken, ScanAnswer)
    assert isinstance(asked, Called)
    assert asked.value == taken.options
    assert any(choice.chosen for group in taken.options for choice in group.choices)


def _nothing(state: State, _answer: object) -> Step:
    return stay(state)
