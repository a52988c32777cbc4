"""A lane of the scripted day: a cashier who sells baskets through the API and keeps a tally of her own."""

import re
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from edge_agent.cli.demo_store import PIN, Shop
from edge_agent.cli.scripted_day.baskets import Basket, Payment, Pick
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.quantity import THOUSANDTHS
from edge_agent.wire.types import (
    CartView,
    CashTenderRequest,
    ChangeLine,
    ExternalTenderRequest,
    OpenShift,
    Problem,
    ScanRequest,
    SignIn,
    TenderRequest,
)
from ui.client import Client

FLOAT_FEN = 50_000
_TOTAL = re.compile(r"￥(\d+\.\d\d)$")

T = TypeVar("T")


class Tally:
    """What the cashiers know by themselves, without asking the agent: hands, goods, customers."""

    def __init__(self) -> None:
        self.sales = 0
        self.cash_fen = 0
        """Handed over less change given."""
        self.external_fen: Counter[str] = Counter()
        self.sold: Counter[str] = Counter()
        """Thousandths of each article that left the shop."""
        self.total_fen = 0
        """The prices of all that was sold, added up by the script."""
        self.paper: Counter[str] = Counter()
        """What each receipt number says was paid, in fen, read off the paper itself."""
        self.slips = 0
        self.voids = self.holds = self.cancelled = self.refused = 0


class Disagreement(Exception):
    """The agent answered what the script did not expect."""


class Lane:
    """One till, its cashier and its drawer."""

    def __init__(self, shop: Shop, till: str, staff: str, tally: Tally, folder: Path) -> None:
        self._shop = shop
        self._till = TillId(till)
        self._staff = StaffId(staff)
        self._tally = tally
        self._printer = shop.printers[till]
        self._client = Client(str(shop.settings.socket), folder / f"till-{till}.unanswered.json")
        self._printed = 0

    async def __aenter__(self) -> Self:
        """Sign in and open the drawer's shift."""
        try:
            taken(await self._client.sign_in(SignIn(self._staff, PIN, self._till)))
            taken(await self._client.open_shift(OpenShift(FLOAT_FEN)))
        except BaseException:
            await self._client.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Go home; whoever is called away in the middle does not sign out first."""
        try:
            if error is None:
                await self._client.sign_out()
        finally:
            await self._client.close()

    async def sell(self, basket: Basket) -> None:
        """Serve one customer; the next one is served when the receipt is on paper."""
        cart = taken(await self._client.open_cart())
        cart = await self._scan_all(cart, basket)
        if basket.is_held:
            cart = await self._hold_and_recall(cart)
        if basket.is_cancelled:
            taken(await self._client.cancel(cart))
            self._tally.cancelled += 1
            return
        await self._take_payment(cart, basket.payment)
        self._count_goods(basket)
        self._printed += 1
        await self._read_the_paper()

    async def _scan_all(self, cart: CartView, basket: Basket) -> CartView:
        for pick in basket.picks:
            cart = await self._scan(cart, pick)
        if basket.voided is not None:
            cart = await self._scan_and_void(cart, basket.voided)
        if _wants_more(basket):
            first = next(line for line in cart.lines if line.sku == basket.picks[0].sku and not line.voided)
            change = ChangeLine(first.quantity + (basket.more - 1) * THOUSANDTHS)
            cart = taken(await self._client.change_line(cart, first.no, change))
        if basket.unknown_code is not None:
            await self._scan_unknown(cart, basket.unknown_code)
        return cart

    async def _scan(self, cart: CartView, pick: Pick) -> CartView:
        symbology = "keyboard" if pick.typed else None
        return taken(await self._client.scan(cart, ScanRequest(pick.code, symbology))).cart

    async def _scan_and_void(self, cart: CartView, pick: Pick) -> CartView:
        """The customer changes his mind: of pieces that joined a line, one less is wanted."""
        answer = taken(
            await self._client.scan(cart, ScanRequest(pick.code, "keyboard" if pick.typed else None))
        )
        self._tally.voids += 1
        if not answer.joined:
            return taken(await self._client.void_line(answer.cart, answer.line_no))
        line = next(line for line in answer.cart.lines if line.no == answer.line_no)
        change = ChangeLine(line.quantity - THOUSANDTHS)
        return taken(await self._client.change_line(answer.cart, line.no, change))

    async def _scan_unknown(self, cart: CartView, code: str) -> None:
        answer = await self._client.scan(cart, ScanRequest(code))
        if not isinstance(answer, Problem) or answer.code != Code.SCAN_UNKNOWN:
            raise Disagreement(f"{code} is in no catalogue, and the agent took it")
        self._tally.refused += 1

    async def _hold_and_recall(self, cart: CartView) -> CartView:
        """The customer runs back for something; the next one would go first."""
        taken(await self._client.hold(cart))
        taken(await self._client.open_cart())
        held = next(one for one in taken(await self._client.held_carts()) if one.id == cart.id)
        self._tally.holds += 1
        return taken(await self._client.recall(held))

    async def _take_payment(self, cart: CartView, payment: Payment) -> None:
        total = cart.total_fen
        external = total if payment.kind == "external" else total // 2 if payment.kind == "both" else 0
        handed = _up_to(total - external, payment.note_fen)
        legs: list[TenderRequest] = []
        if external:
            legs.append(ExternalTenderRequest(payment.method, external))
        if handed or not external:
            legs.append(CashTenderRequest(handed))
        for leg in legs:
            answer = taken(await self._client.tender(cart, leg))
            cart = answer.cart
        if answer.sale is None:
            raise Disagreement(f"{total} fen were paid and the sale is not finished")
        self._tally.sales += 1
        self._tally.cash_fen += handed - answer.sale.change_fen
        self._tally.external_fen[payment.method] += external

    async def _read_the_paper(self) -> None:
        """Wait for the receipt, and note what it says."""
        await self._printer.until(lambda: self._printer.slips_printed >= self._printed)
        slip = self._printer.slips[-1]
        total = next(found[1] for row in slip.rows if (found := _TOTAL.search(row)))
        self._tally.slips += 1
        self._tally.paper[slip.qr[0]] += int(total.replace(".", ""))

    def _count_goods(self, basket: Basket) -> None:
        for pick in basket.picks:
            self._tally.sold[pick.sku] += pick.quantity
            self._tally.total_fen += pick.fen
        if _wants_more(basket):
            first = basket.picks[0]
            self._tally.sold[first.sku] += (basket.more - 1) * THOUSANDTHS
            self._tally.total_fen += (basket.more - 1) * first.fen


def _wants_more(basket: Basket) -> bool:
    first = basket.picks[0]
    return basket.more > 1 and first.quantity == THOUSANDTHS and not first.code.startswith(("21", "22"))


def _up_to(amount: int, note: int) -> int:
    return -(-amount // note) * note


def taken(answer: T | Problem) -> T:
    """The answer, when the agent did what it was asked."""
    if isinstance(answer, Problem):
        raise Disagreement(f"{answer.code}: {answer.title} {answer.hint}")
    return answer
