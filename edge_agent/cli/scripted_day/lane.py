"""A lane of the scripted day: its cashier serves each customer from the first scan to the paper."""

from collections.abc import Mapping, Sequence

from edge_agent.cli.scripted_day.baskets import Basket
from edge_agent.cli.scripted_day.cashier import Cashier, taken
from edge_agent.cli.scripted_day.customers import FEN_PER_POINT, POINTS_SPENT, Person, tail
from edge_agent.cli.scripted_day.goods import (
    ONE_TIME_RULE,
    SHARE_CODE,
    SHARE_RULE,
    Goods,
    open_items,
)
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.paying import Paid, pay
from edge_agent.cli.scripted_day.poster import Offer
from edge_agent.cli.scripted_day.reckoning import Ticket, due
from edge_agent.cli.scripted_day.tally import Served
from edge_agent.domain.errors import Code
from edge_agent.wire.carts import CartMemberRequest, CartMemberView, CartView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanRequest


class Lane:
    """One lane, with what its customers can read and who they are."""

    def __init__(self, cashier: Cashier, poster: Mapping[str, Offer], people: Sequence[Person]) -> None:
        self.cashier = cashier
        self.poster = poster
        self.people = people

    async def sell(self, basket: Basket) -> Served | None:
        """Serve one customer; None for one who leaves without buying."""
        cart = taken(await self.cashier.client.open_cart())
        goods = Goods(self.cashier, cart, Ticket())
        member = await self._member(goods, basket)
        await goods.fill(basket)
        await self._coupons(goods, basket)
        if basket.has("hold"):
            goods.cart = await self._hold_and_recall(goods.cart)
        if basket.has("order_discount"):
            await goods.discount()
        points = await self._spend_points(goods, basket, member)
        if basket.has("cancel"):
            await self._cancel(goods)
            return None
        goods.done()
        return await self.settle(goods, basket, member, points)

    async def settle(
        self, goods: Goods, basket: Basket, member: str | None, points: int = 0, kind: str | None = None
    ) -> Served:
        """Take the money, wait for the paper, and remember all of it."""
        paid = await pay(self.cashier, goods.cart, basket, kind)
        return await self.book(goods, paid, member, points)

    async def book(self, goods: Goods, paid: Paid, member: str | None, points: int = 0) -> Served:
        """Wait for the receipt of what was paid, and remember the sale."""
        wanted, paper = due(goods.ticket, self.poster), await self.cashier.receipt()
        served = Served(
            till=self.cashier.till,
            receipt_no=paper.receipt_no,
            ticket=goods.ticket,
            items=open_items(goods),
            due_fen=wanted.fen,
            legs=paid.legs,
            rounding_fen=paid.rounding_fen,
            member=member,
            points_spent=points,
            coupons=wanted.used,
            view=paid.sale,
            paper=paper,
        )
        self._remember(served, paid)
        return served

    def _remember(self, served: Served, paid: Paid) -> None:
        tally = self.cashier.tally
        tally.sales[served.receipt_no] = served
        tally.book(served.till, paid.legs, 1)
        self.cashier.count("sales")
        for item in served.items:
            if item.keeps_stock:
                tally.stock[item.sku] -= item.quantity
        if served.member is not None:
            tally.points[served.member] += served.due_fen // FEN_PER_POINT - served.points_spent
        for code, rule in served.ticket.coupons:
            if code in served.coupons:
                tally.redeemed.append((code, served.receipt_no))
            if rule == ONE_TIME_RULE:
                (tally.coupons_used if code in served.coupons else tally.coupons).append(code)

    # --- who buys -----------------------------------------------------------------------------------------

    async def _member(self, goods: Goods, basket: Basket) -> str | None:
        """The member's phone number, when there is one."""
        if basket.has("enrol"):
            return await self._enrol(goods, basket)
        if not basket.has("member"):
            return None
        nth = times("member", basket.number)
        person = self.people[nth % len(self.people)]
        way = ("code", "phone", "tail")[nth % 3]
        if basket.has("points") and way == "tail":
            way = "phone"
        await self._say(goods, person, "phone" if way == "code" and not person.code else way)
        goods.ticket.has_member = True
        self.cashier.tally.told["members"] += 1
        return person.phone

    async def _say(self, goods: Goods, person: Person, way: str) -> None:
        client = self.cashier.client
        if way == "code":
            goods.cart = taken(await client.scan(goods.cart, ScanRequest(f"M:{person.code}"))).cart
        else:
            answer = await self._ask(goods, tail(person) if way == "tail" else person.phone)
            if isinstance(answer, Problem):
                self.cashier.refused(answer, Code.MEMBER_MANY)
                self.cashier.tally.told["tails of two members"] += 1
                answer = taken(await self._ask(goods, person.phone))
            goods.cart = answer
        self._known(goods.cart.member, person.phone)

    async def _enrol(self, goods: Goods, basket: Basket) -> str:
        phone = f"1990{basket.number:07d}"
        goods.cart = taken(await self._ask(goods, phone, enrol=True))
        self._known(goods.cart.member, phone)
        goods.ticket.has_member = True
        self.cashier.tally.told["members enrolled"] += 1
        return phone

    def _known(self, member: CartMemberView | None, phone: str) -> None:
        if member is not None:
            self.cashier.tally.member_ids[phone] = member.id

    async def _ask(self, goods: Goods, text: str, *, enrol: bool = False) -> CartView | Problem:
        path = f"/v1/carts/{goods.cart.id}/member"
        body = CartMemberRequest(text=text, enrol=enrol)
        return await self.cashier.tries(CartView, "POST", path, body, goods.cart.version)

    async def _spend_points(self, goods: Goods, basket: Basket, member: str | None) -> int:
        if member is None or not basket.has("points") or self.cashier.tally.points[member] < POINTS_SPENT:
            return 0
        path, body = f"/v1/carts/{goods.cart.id}/member", CartMemberRequest(points=POINTS_SPENT)
        goods.cart = await self.cashier.does(CartView, "POST", path, body, goods.cart.version)
        goods.ticket.points_fen = POINTS_SPENT
        self.cashier.tally.told["points spent"] += POINTS_SPENT
        return POINTS_SPENT

    # --- what happens to the cart ---------------------------------------------------------------------------

    async def _coupons(self, goods: Goods, basket: Basket) -> None:
        tally = self.cashier.tally
        if basket.has("coupon"):
            await goods.coupon(SHARE_CODE, SHARE_RULE)
        if basket.has("coupon_once") and tally.coupons:
            await goods.coupon(tally.coupons.pop(0), ONE_TIME_RULE)
        elif basket.has("coupon_again") and tally.coupons_used:
            await goods.used_coupon(tally.coupons_used[0])  # a later one may be on its way back

    async def _hold_and_recall(self, cart: CartView) -> CartView:
        """The customer runs back for something; the next one would go first."""
        client = self.cashier.client
        taken(await client.hold(cart))
        taken(await client.open_cart())
        held = next(one for one in taken(await client.held_carts()) if one.id == cart.id)
        self.cashier.tally.told["holds"] += 1
        return taken(await client.recall(held))

    async def _cancel(self, goods: Goods) -> None:
        await self.cashier.does(
            CartView, "POST", f"/v1/carts/{goods.cart.id}/cancel", version=goods.cart.version
        )
        self.cashier.count("cancelled_carts")
