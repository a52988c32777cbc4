"""Payments seen through: customers pay, decline, think and vanish, and the agent dies at every step."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import pytest

from config.load import load
from config.settings import Settings
from drivers.choose import payment_provider
from drivers.simulated.payment import NO_MONEY, SimulatedPayments
from edge_agent.db.database import Database, StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.replay import table_rows
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.cart import Cart
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, DatabaseError, Refused
from edge_agent.domain.ids import PaymentId, RefundId, Sku, StaffId, StoreCode, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.payments import PaymentState
from edge_agent.domain.quantity import Unit
from edge_agent.ports.system import SystemChance
from edge_agent.services import (
    cart_scan,
    carts,
    payment_refunds,
    payment_views,
    payments,
    shifts,
    tenders,
)
from edge_agent.services.articles import save_articles
from edge_agent.services.carts import CartAt
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.who import Who
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.tenders import CashTenderRequest
from edge_agent.workers.payments import Payments

T = TypeVar("T")
NOON = Millis(1_795_320_000_000)
WATER = "6921168509256"
TOTAL_FEN = 200
CASHIER = Who(StaffId("1001"), TillId("1"))
SETTINGS = """
[payments]
provider = "simulated"
url = "{url}"
request_timeout_ms = 400
ask_every_ms = 10
wait_max_ms = 60_000
"""


def code(behaviour: str = "00") -> str:
    """A WeChat payment code whose owner behaves so."""
    return f"1345678901234567{behaviour}"


class ManualClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON
        self.monotonic = 0

    def now(self) -> Millis:
        """What the test has set."""
        return self.at

    def monotonic_ms(self) -> int:
        """What the test has set."""
        return self.monotonic


class DyingWriter:
    """The real writer, of an agent whose power fails right after its n-th commit, counted from 0."""

    def __init__(self, writer: StoreWriter, dies_after: int | None, died: asyncio.Event) -> None:
        self._writer = writer
        self._left = dies_after
        self._died = died

    async def run(self, unit: Callable[[JournalTx], T]) -> T:
        """As the real one, until the power fails: then nothing goes on, for ever."""
        answer = await self._writer.run(unit)
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._died.set()
                await asyncio.Event().wait()
        return answer


class Shop:
    """A till without a screen: its file, its provider, and workers that come and go."""

    def __init__(
        self, database: Database, twin: SimulatedPayments, settings: Settings, clock: ManualClock
    ) -> None:
        self.writer = database.writer
        self.twin = twin
        self.settings = settings
        self.clock = clock

    @asynccontextmanager
    async def agent(
        self, dies_after: int | None = None, writer: Any = None
    ) -> AsyncIterator[tuple[Payments, asyncio.Event]]:
        """A worker until the block ends, and the event of its death."""
        provider = payment_provider(self.settings.payments)
        assert provider is not None
        died = asyncio.Event()
        dying = writer or DyingWriter(self.writer, dies_after, died)
        worker = Payments(
            provider, cast("StoreWriter", dying), self.settings, self.clock, code_wait_s=5.0, pause_max_s=0.02
        )
        self._on_commit(worker.notice)
        task = asyncio.create_task(worker.run())
        try:
            yield worker, died
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await provider.close()

    async def do(self, unit: Callable[[JournalTx], T]) -> T:
        """Run a unit and commit it."""
        return await self.writer.run(unit)

    async def cart(self) -> Cart:
        """This till's cart as it is now."""
        opened = await self.do(lambda tx: carts.open_cart(tx, self.settings, CASHIER))
        assert isinstance(opened, CartChanged)
        return opened.cart

    async def scan(self, text: str, **more: Any) -> CartChanged | Refused:
        """Scan into this till's cart."""
        cart = await self.cart()
        at = CartAt(cart.id, cart.version)
        return await self.do(
            lambda tx: cart_scan.scan(tx, self.settings, CASHIER, at, ScanRequest(text, **more))
        )

    async def begin(self, behaviour: str = "00") -> tuple[PaymentId, str]:
        """A bottle of water, and the customer's code: the payment, and the code for the worker."""
        await self.scan(WATER)
        changed = await self.scan(code(behaviour))
        assert isinstance(changed, CartChanged)
        assert changed.payment is not None
        return changed.payment, changed.payment_code

    async def pay(self, worker: Payments, behaviour: str = "00") -> PaymentId:
        """The same, and the code handed over, as the route does."""
        payment, scanned = await self.begin(behaviour)
        worker.hand_over(payment, scanned)
        return payment

    async def view(self, payment: str) -> PaymentView:
        """A payment as it is now."""
        found = await self.do(lambda tx: payment_views.payment_now(tx, PaymentId(payment)))
        assert isinstance(found, PaymentView)
        return found

    async def until(self, payment: str, *states: str) -> PaymentView:
        """Return once the payment is in one of these states."""
        changed = asyncio.Event()
        self._on_commit(changed.set)
        while True:
            changed.clear()  # before the look: a change during it counts
            view = await self.view(payment)
            if view.state in states:
                return view
            await changed.wait()

    def _on_commit(self, listener: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()

        def tell(topics: frozenset[str]) -> None:
            if "payments" in topics:
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(listener)

        self.writer.listen(tell)

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """Everything in a table."""
        with opened(self.settings.database) as connection:
            return list(table_rows(connection, table))

    def states(self) -> list[str]:
        """What the journal says of the payments' states, in order."""
        with opened(self.settings.database) as connection:
            found = connection.execute(
                "SELECT body ->> '$.data.state' FROM journal WHERE type = 'payment.changed' ORDER BY pos"
            )
            return [state for (state,) in found.fetchall()]

    def prove(self) -> None:
        """The chain is whole, a replay makes the same tables, and no number was charged twice."""
        with opened(self.settings.database) as connection:
            verify(connection, self.settings.database)
        assert set(self.twin.charged.values()) <= {1}
        assert set(self.twin.pays.values()) <= {1}


@pytest.fixture
async def twin() -> AsyncIterator[SimulatedPayments]:
    async with SimulatedPayments(late_s=2.0) as provider:
        yield provider


@pytest.fixture
async def shop(tmp_path: Path, twin: SimulatedPayments) -> AsyncIterator[Shop]:
    """Water is on sale, and the shift is open."""
    config = tmp_path / "store.toml"
    config.write_text(SETTINGS.format(url=twin.url), "utf-8")
    settings, clock = load(config, state_dir=tmp_path / "state"), ManualClock()
    with Database(settings.database, StoreCode("S0123"), 1, clock, SystemChance()) as database:
        shop = Shop(database, twin, settings, clock)
        await shop.do(lambda tx: _stock(tx, settings))
        yield shop


def _stock(tx: JournalTx, settings: Settings) -> None:
    save_articles(tx, [Article(Sku("P1"), "农夫山泉", Unit.EACH, Fen(TOTAL_FEN), gtins=(WATER.zfill(14),))])
    shifts.open_shift(tx, settings, CASHIER, Fen(0))


# --- what becomes of a charge ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "states", "reason"),
    [
        ("00", ["sent", "paid"], ""),
        ("01", ["sent", "awaiting_customer", "paid"], ""),
        ("02", ["sent", "declined"], NO_MONEY),
        ("03", ["sent", "unknown", "paid"], ""),
        ("04", ["sent", "unknown", "paid"], ""),
        ("05", ["sent", "unknown", "reversed"], "no-answer"),
        ("06", ["sent", "unknown", "paid"], ""),
        ("09", ["sent", "awaiting_customer", "declined"], "顾客取消了支付"),
    ],
    ids=["pays", "asks", "declines", "late", "drops", "loses", "silent", "declines later"],
)
async def test_a_charge_comes_to_its_end(shop: Shop, behaviour: str, states: list[str], reason: str) -> None:
    """By the provider's word alone: paid is sold, anything else opens the cart again, nothing is twice."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, behaviour)
        view = await shop.until(payment, "paid", "declined", "reversed")

    assert shop.states() == states
    assert view.reason == reason
    sold = states[-1] == "paid"
    assert len(shop.rows("sale")) == sold
    assert shop.twin.kept_fen == TOTAL_FEN * sold
    assert (view.sale is not None) == sold
    cart = await shop.cart()
    assert (cart.id == view.cart) == (not sold)
    assert (cart.state, cart.pending) == ("open", None)
    shop.prove()


async def test_a_sale_names_the_payment_that_it_consumed(shop: Shop) -> None:
    """Its leg is the provider's, of all that was due, and no drawer opens."""
    topics: set[str] = set()
    shop.writer.listen(topics.update)
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker)
        await shop.until(payment, "paid")
    with opened(shop.settings.database) as connection:
        legs = connection.execute(
            "SELECT kind, method, amount_fen, received_fen, payment FROM sale_tender"
        ).fetchall()
    assert legs == [("payment", "wechat", TOTAL_FEN, TOTAL_FEN, payment)]
    assert {"payments", "carts", "sales"} <= topics
    assert not any(topic.startswith("drawer/") for topic in topics)


async def test_a_customer_who_never_confirms_is_given_up(shop: Shop) -> None:
    """After the longest wait the charge is reversed and the cart is the cashier's again."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, "07")
        await shop.until(payment, "awaiting_customer")
        shop.clock.monotonic += shop.settings.payments.wait_max_ms
        view = await shop.until(payment, "reversed")
    assert (view.reason, shop.states()) == ("waited", ["sent", "awaiting_customer", "reversing", "reversed"])
    assert shop.twin.kept_fen == 0
    assert (await shop.cart()).state == "open"
    shop.prove()


async def test_the_cashier_gives_a_charge_up(shop: Shop) -> None:
    """At once, without waiting for the next question; only while the customer thinks, and from this till."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, "07")
        await shop.until(payment, "awaiting_customer")
        other = Who(StaffId("1001"), TillId("2"))
        refused = await shop.do(lambda tx: payments.cancel(tx, shop.settings, other, payment))
        assert refused == Refused(Code.CART_OTHER_TILL, {"till": "1"})
        view = await shop.do(lambda tx: payments.cancel(tx, shop.settings, CASHIER, payment))
        assert isinstance(view, PaymentView)
        assert view.state == "reversing"
        view = await shop.until(payment, "reversed")
        again = await shop.do(lambda tx: payments.cancel(tx, shop.settings, CASHIER, payment))
    assert view.reason == "cancelled"
    assert again == Refused(Code.PAYMENT_STATE, {"state": "reversed", "action": "cancel"})
    shop.prove()


async def test_what_was_given_up_offline_is_reversed_as_soon_as_it_can_be(shop: Shop) -> None:
    """A reversal that reached nobody is not forgotten, neither by this agent nor by the next one."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, "07")
        await shop.until(payment, "awaiting_customer")
        await shop.twin.unplug()
        await shop.do(lambda tx: payments.cancel(tx, shop.settings, CASHIER, payment))
        await shop.until(payment, "unknown")
    await shop.twin.plug()
    async with shop.agent():
        view = await shop.until(payment, "reversed")
    assert (view.reason, shop.twin.kept_fen) == ("cancelled", 0)
    shop.prove()


async def test_a_charge_that_nobody_has_sent_is_given_up_without_a_word(shop: Shop) -> None:
    """Before its code is handed over it is declined by ourselves, and the code charges nothing any more."""
    async with shop.agent() as (worker, _):
        payment, scanned = await shop.begin()
        view = await shop.do(lambda tx: payments.cancel(tx, shop.settings, CASHIER, payment))
        assert isinstance(view, PaymentView)
        assert (view.state, view.reason) == ("declined", "cancelled")
        worker.hand_over(payment, scanned)
        again = await shop.pay(worker)
        await shop.until(again, "paid")
        assert not worker._codes
    assert payment not in {row[0] for row in shop.rows("sale_tender")}
    assert sum(shop.twin.pays.values()) == 1


async def test_a_customer_who_pays_at_the_last_moment_has_paid(shop: Shop) -> None:
    """A reversal that comes too late makes the sale."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, "08")
        await shop.until(payment, "awaiting_customer")
        await shop.do(lambda tx: payments.cancel(tx, shop.settings, CASHIER, payment))
        view = await shop.until(payment, "paid")
    assert view.sale is not None
    assert shop.states() == ["sent", "awaiting_customer", "reversing", "paid"]
    shop.prove()


async def test_an_unreachable_provider_declines(shop: Shop) -> None:
    """Not a byte left, so nothing is unknown: the cashier takes it another way at once."""
    await shop.twin.unplug()
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker)
        view = await shop.until(payment, "declined")
    assert (view.reason, shop.states()) == ("offline", ["sent", "declined"])
    cart = await shop.cart()
    assert (cart.state, cart.pending, cart.tenders) == ("open", None, ())
    sold = await shop.do(
        lambda tx: tenders.tender(
            tx, shop.settings, CASHIER, CartAt(cart.id, cart.version), CashTenderRequest(TOTAL_FEN)
        )
    )
    assert isinstance(sold, CartChanged)
    assert sold.sale is not None
    shop.prove()


async def test_a_mute_provider_leaves_it_unknown_until_it_speaks(shop: Shop) -> None:
    """The cart waits, the number is asked about again and again, and never charged again."""
    shop.twin.mute()
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker)
        await shop.until(payment, "unknown")
        assert (await shop.cart()).pending == payment
        asked = shop.twin.requests
        await shop.twin.until(lambda: shop.twin.requests >= asked + 2)
        shop.twin.unmute()
        view = await shop.until(payment, "reversed")
    assert view.reason == "no-answer"
    assert shop.twin.kept_fen == 0
    shop.prove()


async def test_a_question_that_is_not_answered_changes_nothing(shop: Shop) -> None:
    """While the customer thinks, a network that comes and goes is no reason to give up."""
    async with shop.agent() as (worker, _):
        payment = await shop.pay(worker, "07")
        await shop.until(payment, "awaiting_customer")
        await shop.twin.unplug()
        await shop.twin.plug()
        asked = shop.twin.requests
        await shop.twin.until(lambda: shop.twin.requests >= asked + 2)
        assert (await shop.view(payment)).state == "awaiting_customer"


async def test_two_lanes_do_not_wait_for_one_another(shop: Shop) -> None:
    """One customer thinks, and the payment of another is through."""
    async with shop.agent() as (worker, _):
        slow = await shop.pay(worker, "07")
        await shop.until(slow, "awaiting_customer")
        elsewhere = msgspec.structs.replace(await shop.cart(), till=TillId("2"))
        await shop.do(lambda tx: carts.saved(tx, elsewhere))
        quick = await shop.pay(worker)
        await shop.until(quick, "paid")
        assert (await shop.view(slow)).state == "awaiting_customer"


async def test_a_full_disk_loses_no_payment(shop: Shop) -> None:
    """What the provider said and the file could not take is asked for again."""
    broken = Counter[str]()

    class FullDisk:
        """Fails once, when the answer is to be kept."""

        async def run(self, unit: Callable[[JournalTx], T]) -> T:
            if shop.twin.pays and not broken["once"]:
                broken["once"] += 1
                raise DatabaseError(Code.DISK_FULL, path="store.db")
            return await shop.writer.run(unit)

    async with shop.agent(writer=FullDisk()) as (worker, _):
        payment = await shop.pay(worker)
        view = await shop.until(payment, "paid")
    assert broken["once"] == 1
    assert view.sale is not None
    shop.prove()


async def test_a_defect_ends_the_worker_for_no_payment(shop: Shop) -> None:
    """Whether all that is undecided could not be read, or one of it: it is read again."""
    asked = Counter[str]()

    class Defective:
        """Fails at the first reading of each kind."""

        async def run(self, unit: Callable[[JournalTx], T]) -> T:
            kind = "all" if unit is payments.undecided else "one"
            asked[kind] += 1
            if asked[kind] == 1:
                raise RuntimeError("a defect")
            return await shop.writer.run(unit)

    async with shop.agent(writer=Defective()) as (worker, _):
        payment = await shop.pay(worker)
        assert (await shop.until(payment, "paid")).sale is not None
    shop.prove()


# --- money back --------------------------------------------------------------------------------------------


async def _paid(shop: Shop, worker: Payments) -> PaymentId:
    payment = await shop.pay(worker)
    await shop.until(payment, "paid")
    return payment


async def _refund(shop: Shop, payment: PaymentId, fen: int) -> PaymentId:
    started = await shop.do(
        lambda tx: payment_refunds.start_refund(tx, shop.settings, CASHIER, payment, Fen(fen), RefundId("r"))
    )
    assert not isinstance(started, Refused), started
    return started


async def test_a_refund_goes_back_once(shop: Shop) -> None:
    """Under a number of its own, by itself, and in parts."""
    async with shop.agent() as (worker, _):
        payment = await _paid(shop, worker)
        for fen in (50, 150):
            view = await shop.until(await _refund(shop, payment, fen), "paid")
            assert (view.purpose, view.amount_fen, view.sale) == (
                "refund",
                fen,
                (await shop.view(payment)).sale,
            )
    assert shop.twin.kept_fen == 0
    assert len(shop.twin.refunds) == 2
    shop.prove()


async def test_a_refund_waits_for_the_network_and_resumes(shop: Shop) -> None:
    """Offline it stays pending; the next start, or the next minute, sends it."""
    async with shop.agent() as (worker, _):
        payment = await _paid(shop, worker)
    await shop.twin.unplug()
    async with shop.agent():
        back = await _refund(shop, payment, TOTAL_FEN)
        view = await shop.until(back, "unknown")
        assert view.reason == "offline"
    await shop.twin.plug()
    async with shop.agent():
        await shop.until(back, "paid")
    assert shop.twin.kept_fen == 0
    shop.prove()


async def test_a_refund_under_way_is_asked_about(shop: Shop) -> None:
    """A provider that takes its time is asked until it is through, and not asked to refund again."""
    shop.twin._refund_questions = 3
    async with shop.agent() as (worker, _):
        payment = await _paid(shop, worker)
        view = await shop.until(await _refund(shop, payment, TOTAL_FEN), "paid")
    assert shop.twin.refunds[view.order_no].questions == 3
    assert shop.twin.kept_fen == 0


async def test_no_more_goes_back_than_was_paid(shop: Shop) -> None:
    """Whatever is on its way counts; a payment that took nothing, or that nobody knows, gives nothing."""

    def refusal(payment: str, fen: int) -> Callable[[JournalTx], PaymentId | Refused]:
        return lambda tx: payment_refunds.start_refund(
            tx, shop.settings, CASHIER, PaymentId(payment), Fen(fen), RefundId("r")
        )

    async with shop.agent() as (worker, _):
        declined = await shop.pay(worker, "02")
        await shop.until(declined, "declined")
        changed = await shop.scan(code())
        assert isinstance(changed, CartChanged)
        assert changed.payment is not None
        worker.hand_over(changed.payment, changed.payment_code)
        await shop.until(changed.payment, "paid")
    payment = changed.payment
    await _refund(shop, payment, 120)
    before = shop.rows("journal")
    assert await shop.do(refusal(payment, 81)) == Refused(Code.PAYMENT_REFUND_ABOVE, {"left": "0.80"})
    assert await shop.do(refusal(payment, 0)) == Refused(Code.PAYMENT_REFUND_ABOVE, {"left": "0.80"})
    assert await shop.do(refusal(declined, 1)) == Refused(Code.PAYMENT_NOT_REFUNDABLE)
    assert await shop.do(refusal("none", 1)) == Refused(Code.PAYMENT_NOT_FOUND)
    assert shop.rows("journal") == before


# --- death -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", ["00", "01", "02", "04", "05", "09"])
async def test_an_agent_that_dies_after_any_commit_goes_on(shop: Shop, behaviour: str) -> None:
    """Killed after its n-th commit for every n, until one lives: paid is sold once, unpaid owes nothing."""
    for dies_after in range(40):
        charged = shop.twin.kept_fen
        async with shop.agent(dies_after) as (worker, died):
            payment = await shop.pay(worker, behaviour)
            lived = asyncio.create_task(shop.until(payment, "paid", "declined", "reversed"))
            killed = asyncio.create_task(died.wait())
            await asyncio.wait((lived, killed), return_when=asyncio.FIRST_COMPLETED)
            has_died = died.is_set()
            for waiting in (lived, killed):
                waiting.cancel()
                with suppress(asyncio.CancelledError):
                    await waiting
        async with shop.agent():
            view = await shop.until(payment, "paid", "declined", "reversed")
        sold = view.sale is not None
        assert sold == (view.state == "paid")
        assert shop.twin.kept_fen - charged == TOTAL_FEN * sold
        shop.prove()
        await _clear(shop)
        if not has_died:
            assert dies_after > 2
            return
    raise AssertionError("it never came to an end")


async def _clear(shop: Shop) -> None:
    """Sell what is left in the cart, so that the next customer finds it empty."""
    cart = await shop.cart()
    assert cart.pending is None
    if cart.lines:
        cash = CashTenderRequest(TOTAL_FEN)
        await shop.do(
            lambda tx: tenders.tender(tx, shop.settings, CASHIER, CartAt(cart.id, cart.version), cash)
        )


async def test_a_code_that_was_lost_charges_nothing(shop: Shop) -> None:
    """The agent died between the commit and the first byte: nothing was sent, and nothing will be."""
    payment, _ = await shop.begin()
    async with shop.agent():
        view = await shop.until(payment, "declined")
    assert view.reason == "code-lost"
    assert not shop.twin.pays
    assert (await shop.cart()).state == "open"


async def test_the_code_is_in_no_file(shop: Shop) -> None:
    """Neither in the store's file nor in its log, in whatever table or event."""
    async with shop.agent() as (worker, _):
        for behaviour in ("00", "02", "04"):
            await shop.until(await shop.pay(worker, behaviour), "paid", "declined")
            await _clear(shop)
    files = [path for path in shop.settings.state_dir.rglob("*") if path.is_file()]
    assert files
    assert not any(b"1345678901234567" in path.read_bytes() for path in files)


async def test_without_a_provider_what_is_left_is_for_people(shop: Shop) -> None:
    """A shop that gives its provider up finds what was undecided on the work list, and its cart again."""
    unsent, _ = await shop.begin()
    await shop.do(lambda tx: payments.doubt_undecided(tx, shop.settings))
    assert (await shop.view(unsent)).reason == "no-provider"
    assert (await shop.cart()).state == "open"
    changed = await shop.scan(code())
    assert isinstance(changed, CartChanged)
    sent = cast("PaymentId", changed.payment)
    await shop.do(lambda tx: payments.change(tx, shop.settings, sent, PaymentState.SENT))
    assert await shop.do(lambda tx: payments.doubt_undecided(tx, shop.settings)) == 1
    assert (await shop.view(sent)).state == "unknown"
    assert (await shop.cart()).pending == sent
