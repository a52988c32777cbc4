"""The goods of a customer: scanned, typed, weighed, with choices, at other prices; coupons and discounts."""

from edge_agent.cli.scripted_day.baskets import UNKNOWN_CODE, Basket, Pick
from edge_agent.cli.scripted_day.cashier import Cashier, Disagreement, taken
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.reckoning import Item, Ticket, half_up
from edge_agent.domain.errors import Code
from edge_agent.domain.gtin import check_digit
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import THOUSANDTHS
from edge_agent.wire.carts import CartDiscount, CartView, ChangeLine
from edge_agent.wire.goods import OptionPick
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer, ScanRequest

OPEN_PRICES = (("OPEN-1", "91", 350), ("OPEN-2", "92", 1280), ("OPEN-3", "93", 655), ("OPEN-4", "94", 800))
"""无码商品: own number, menu number, and the price that somebody types."""
LINE_PERMILLE, ORDER_PERMILLE = 900, 950
REPRICED_PERMILLE = 850
ONE_TIME_RULE, SHARE_RULE, SHARE_CODE = "K01", "K02", "CHAYIN80"


class Goods:
    """A cart being filled: the agent's, and the script's own of the same things."""

    def __init__(self, cashier: Cashier, cart: CartView, ticket: Ticket) -> None:
        self.cart = cart
        self.ticket = ticket
        self.items: dict[int, Item] = {}
        """By the number of the line; without those struck out."""
        self._cashier = cashier
        self._tally = cashier.tally

    async def fill(self, basket: Basket) -> None:
        """All that the customer brings."""
        for pick in basket.picks:
            no = await self.scan(pick)
            if basket.has("options"):
                await self._choose(no)
        if basket.voided is not None:
            await self._scan_and_void(basket.voided)
        if basket.more > 1:
            await self._more(basket.more)
        await self._unlisted(basket)
        await self._by_hand(basket)

    def done(self) -> None:
        """The ticket has what the cart has."""
        self.ticket.items = [self.items[no] for no in sorted(self.items)]

    async def scan(self, pick: Pick) -> int:
        """One thing; the number of the line that took it."""
        async with self._cashier.shelf.lock(pick.sku):
            answer = await self._scanned(pick)
            item = self._cashier.shelf.item(pick.sku, pick.quantity, answer.cart.updated_at)
        item.label_fen = pick.label_fen
        self._add(answer, item)
        return answer.line_no

    async def coupon(self, code: str, rule: str) -> None:
        """A coupon that joins the cart."""
        self.cart = taken(await self._cashier.client.scan(self.cart, ScanRequest(f"C:{code}"))).cart
        self.ticket.coupons.append((code, rule))

    async def used_coupon(self, code: str) -> None:
        """One that has been used already."""
        answer = await self._cashier.client.scan(self.cart, ScanRequest(f"C:{code}"))
        self._cashier.refused(answer, Code.COUPON_USED)
        self._tally.told["used coupons refused"] += 1

    async def discount(self) -> None:
        """整单折扣, with the manager's approval."""
        self.ticket.permille = ORDER_PERMILLE
        path = f"/v1/carts/{self.cart.id}/discount"
        body = CartDiscount(pay_permille=ORDER_PERMILLE)
        self.cart = await self._cashier.does(CartView, "POST", path, body, self.cart.version)
        self._cashier.count("cart_discounts")

    # --- one line -----------------------------------------------------------------------------------------

    async def _scanned(self, pick: Pick) -> ScanAnswer:
        """What asks for a weight gets it; what is sold out and lies on the counter is sold all the same."""
        client, symbology = self._cashier.client, "keyboard" if pick.typed else None
        request = ScanRequest(pick.code, symbology)
        answer = await client.scan(self.cart, request)
        if pick.is_typed_weight:
            self._cashier.refused(answer, Code.SCAN_WEIGHT_NEEDED)
            self._tally.told["weights typed"] += 1
            request = ScanRequest(pick.code, symbology, weight_grams=pick.quantity)
            answer = await client.scan(self.cart, request)
        if isinstance(answer, Problem) and answer.code in (Code.SCAN_SOLD_OUT, Code.SCAN_LABEL_REPEATED):
            again = ScanRequest(pick.code, symbology, weight_grams=request.weight_grams, confirm=True)
            answer = await client.scan(self.cart, again)
        return taken(answer)

    def _add(self, answer: ScanAnswer, item: Item) -> None:
        self.cart = answer.cart
        if answer.joined:
            self.items[answer.line_no].quantity += item.quantity
        else:
            self.items[answer.line_no] = item

    async def _choose(self, no: int) -> None:
        """Of a drink that has a line of its own, what this customer likes."""
        item = self.items[no]
        wishes = self._cashier.shelf.wishes(item.sku)
        if not wishes or item.extra_fen or item.quantity != THOUSANDTHS:
            return
        change = ChangeLine(options=tuple(OptionPick(*wish) for wish in wishes))
        self.cart = taken(await self._cashier.client.change_line(self.cart, no, change))
        item.extra_fen = sum(wishes.values())
        item.unit_fen += item.extra_fen
        if item.member_fen is not None:
            item.member_fen += item.extra_fen
        self._tally.told["drinks with options"] += 1

    async def _scan_and_void(self, pick: Pick) -> None:
        """The customer changes his mind: of pieces that joined a line, one less is wanted."""
        before = set(self.items)
        no = await self.scan(pick)
        client, item = self._cashier.client, self.items[no]
        if no in before:
            item.quantity -= pick.quantity
            self.cart = taken(await client.change_line(self.cart, no, ChangeLine(item.quantity)))
            return
        del self.items[no]
        self.cart = taken(await client.void_line(self.cart, no))
        self._cashier.count("voids")

    async def _more(self, count: int) -> None:
        piece = next((no for no, item in self.items.items() if self._is_plain(item)), None)
        if piece is not None:
            item = self.items[piece]
            item.quantity += (count - 1) * THOUSANDTHS
            change = ChangeLine(item.quantity)
            self.cart = taken(await self._cashier.client.change_line(self.cart, piece, change))

    # --- what the catalogue lacks, and prices by hand -------------------------------------------------------

    async def _unlisted(self, basket: Basket) -> None:
        if basket.has("unknown"):
            answer = await self._cashier.client.scan(self.cart, ScanRequest(UNKNOWN_CODE))
            self._cashier.refused(answer, Code.SCAN_UNKNOWN)
            self._tally.told["unknown codes refused"] += 1
        if basket.has("open_price"):
            sku, menu_no, fen = OPEN_PRICES[times("open_price", basket.number) % len(OPEN_PRICES)]
            await self._open_price(sku, ScanRequest(menu_no, "keyboard", price_fen=fen), fen)
        if basket.has("open_code"):
            sku, _, fen = OPEN_PRICES[times("open_code", basket.number) % len(OPEN_PRICES)]
            digits = f"69{basket.number:010d}"
            code = digits + check_digit(digits)
            await self._open_price(sku, ScanRequest(code, price_fen=fen, open_sku=Sku(sku)), fen)

    async def _open_price(self, sku: str, request: ScanRequest, fen: int) -> None:
        answer = taken(await self._cashier.client.scan(self.cart, request))
        item = self._cashier.shelf.item(sku, THOUSANDTHS, answer.cart.updated_at)
        item.unit_fen = fen
        self._add(answer, item)
        self._tally.told["open prices"] += 1

    async def _by_hand(self, basket: Basket) -> None:
        no = next((no for no, item in self.items.items() if self._is_plain(item)), None)
        if no is None:
            return
        item = self.items[no]
        if basket.has("reprice"):
            item.unit_fen, item.repriced = half_up(item.unit_fen * REPRICED_PERMILLE, 1000), True
            await self._change(no, ChangeLine(price_fen=item.unit_fen))
            self._cashier.count("reprices")
        if basket.has("line_discount"):
            item.permille = LINE_PERMILLE
            await self._change(no, ChangeLine(pay_permille=LINE_PERMILLE))
            self._cashier.count("line_discounts")

    async def _change(self, no: int, change: ChangeLine) -> None:
        path = f"/v1/carts/{self.cart.id}/lines/{no}"
        self.cart = await self._cashier.does(CartView, "PATCH", path, change, self.cart.version)

    def _is_plain(self, item: Item) -> bool:
        return item.is_each and item.keeps_stock and item.label_fen is None


def open_items(goods: Goods) -> tuple[Item, ...]:
    """Those of the ticket; raises Disagreement when the cart has another number of lines."""
    if goods.cart.count != len(goods.items):
        raise Disagreement(f"{goods.cart.count} lines are in the cart, and {len(goods.items)} were scanned")
    return tuple(goods.ticket.items)
