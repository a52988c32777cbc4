"""`price.100`: a cart of a hundred lines by two hundred rules, beside adding up the same lines without rules.

The shop has 1,500 articles in 24 categories. Its rules are those of a busy month: special prices of single
articles, an evening price in steps on what must go today, member prices, deals on a handful of articles each
(second at half price, buy two get one, three for a price), bundles of a drink with something to eat, five
满减 and ten coupons. The cart is a member's, in the evening: a hundred different articles, one to three
pieces of each, every eighth weighed, and one coupon.
"""

import gc
import random
import time
from collections.abc import Iterator

from edge_agent.cli.bench.figures import Figure, alternated
from edge_agent.domain.cart import Cart, CartCoupon, CartMember, Line
from edge_agent.domain.ids import CartId, CouponCode, MemberId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import price
from edge_agent.domain.promotions import (
    Bundle,
    BuyGet,
    Coupon,
    LaterPrice,
    MemberPrice,
    NForPrice,
    NthPiece,
    Part,
    Rule,
    Rules,
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
    make_rules,
)
from edge_agent.domain.quantity import Milli, Unit, pieces

LINES, ARTICLES, CATEGORIES = 100, 1_500, 24
TARGET_MS = 1.0
ROUNDS = 15
PRICES_PER_ROUND = 20

_NIGHTFALL = Millis(1_795_320_000_000 + 8 * HOUR)
"""20:00 in the shop."""


def measure() -> list[Figure]:
    """The figure; its floor is the same cart without any rule."""
    rules, cart = shop_rules(), evening_cart()
    gc.collect()
    gc.freeze()
    floor, priced = alternated(ROUNDS, lambda: _seconds(cart, Rules()), lambda: _seconds(cart, rules))
    value, limit = priced * 1000, floor * 1000
    figure = Figure("price.100", value, "ms", limit, value / limit, f"≤ {TARGET_MS:g} ms", value <= TARGET_MS)
    return [figure]


def shop_rules() -> Rules:
    """Two hundred rules, the same ones each time."""
    rules = [*_price_rules(), *_deals(), *_bundles(), *_order_rules()]
    return make_rules(rules)


def evening_cart() -> Cart:
    """A hundred lines, the same ones each time."""
    chance = random.Random(100)  # noqa: S311 the same cart in every run
    lines = [
        _line(no, article, chance) for no, article in enumerate(chance.sample(range(ARTICLES), LINES), 1)
    ]
    return Cart(
        CartId("cart"),
        TillId("1"),
        StaffId("1001"),
        _NIGHTFALL,
        lines=tuple(lines),
        opened_at=_NIGHTFALL,
        utc_offset_minutes=480,
        member=CartMember(MemberId("member"), "5678", 120),
        coupons=(CartCoupon(CouponCode("SPRING8"), RuleId("K03")),),
    )


def _seconds(cart: Cart, rules: Rules) -> float:
    started = time.perf_counter()
    for _ in range(PRICES_PER_ROUND):
        price(cart, rules)
    return (time.perf_counter() - started) / PRICES_PER_ROUND


def _line(no: int, article: int, chance: random.Random) -> Line:
    weighed = article % 8 == 0
    return Line(
        no=no,
        sku=_sku(article),
        name=f"商品{article}",
        unit=Unit.KG if weighed else Unit.EACH,
        quantity=Milli(chance.randint(200, 1_500)) if weighed else pieces(chance.randint(1, 3)),
        price_fen=_price(article),
        code=_sku(article),
        added_at=_NIGHTFALL,
        category=_category(article),
        member_price_fen=Fen(_price(article) * 95 // 100) if article % 10 == 0 else None,
    )


def _sku(article: int) -> Sku:
    return Sku(f"P{article:04d}")


def _category(article: int) -> str:
    return f"类{article % CATEGORIES:02d}"


def _price(article: int) -> Fen:
    return Fen(150 + article * 37 % 2_850)


def _some(first: int, count: int) -> Scope:
    """Neighbouring articles, as of one brand."""
    return Scope(skus=tuple(_sku((first + no) % ARTICLES) for no in range(count)))


def _price_rules() -> Iterator[Rule]:
    for no in range(60):
        scope = _some(no * 25, 1 + no % 5)
        yield TimedPrice(id=RuleId(f"T{no:02d}"), name=f"特价{no}", scope=scope, pay_permille=850)
    for no in range(6):
        yield TimedPrice(
            id=RuleId(f"E{no:02d}"),
            name="日清",
            scope=Scope(categories=(_category(no),)),
            pay_permille=800,
            later=(LaterPrice(from_minute=20 * 60, pay_permille=600),),
            from_minute=19 * 60,
            until_minute=22 * 60,
        )
    for no in range(29):
        scope = _some(no * 50 + 7, 2)
        yield MemberPrice(id=RuleId(f"M{no:02d}"), name="会员价", scope=scope, pay_permille=900)


def _deals() -> Iterator[Rule]:
    for no in range(30):
        scope = _some(no * 48 + 3, 2 + no % 5)
        yield NthPiece(id=RuleId(f"H{no:02d}"), name="第二件半价", scope=scope, n=2, pay_permille=500)
    for no in range(20):
        yield BuyGet(id=RuleId(f"G{no:02d}"), name="买二送一", scope=_some(no * 70 + 11, 4), buy=2, free=1)
    for no in range(20):
        scope = _some(no * 66 + 5, 8)
        yield NForPrice(
            id=RuleId(f"N{no:02d}"), name="三件一口价", scope=scope, count=3, price_fen=Fen(1_990)
        )


def _bundles() -> Iterator[Rule]:
    for no in range(20):
        drink, food = Scope(skus=(_sku(no * 60 + 9),)), _some(no * 60 + 17, 6)
        parts = (Part(drink), Part(food))
        yield Bundle(id=RuleId(f"B{no:02d}"), name="早餐套餐", parts=parts, price_fen=Fen(990))


def _order_rules() -> Iterator[Rule]:
    tiers = (Tier(Fen(10_000), Fen(1_000)), Tier(Fen(20_000), Fen(2_500)))
    yield SpendSave(id=RuleId("S0"), name="满减", scope=Scope(everything=True), tiers=tiers)
    for no in range(1, 5):
        scope = Scope(categories=(_category(no * 5), _category(no * 5 + 1)))
        tier = Tier(Fen(3_000), Fen(400))
        yield SpendSave(id=RuleId(f"S{no}"), name="每满减", scope=scope, tiers=(tier,), every=True)
    for no in range(10):
        yield Coupon(
            id=RuleId(f"K{no:02d}"),
            name="优惠券",
            scope=Scope(everything=True),
            off_fen=Fen(500),
            min_fen=Fen(3_000 + no * 500),
        )
