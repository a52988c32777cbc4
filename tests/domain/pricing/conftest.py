"""What the tests of pricing share: any rule set and any cart, made by chance.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from collections.abc import Sequence
from random import Random

import msgspec
import pytest

from edge_agent.domain.cart import Cart, CartCoupon, CartMember, ChosenOption, Label, Line, OrderDiscount
from edge_agent.domain.ids import CartId, CouponCode, MemberId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import HOUR, MINUTE, Millis
from edge_agent.domain.money import Fen
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
from edge_agent.domain.promotions_check import check_rule
from edge_agent.domain.quantity import Milli, Unit, pieces

NOON = Millis(1_795_320_000_000)
"""Sunday, 22 November 2026, 12:00 in Shanghai."""
SKUS = tuple(Sku(name) for name in ("A", "B", "C", "D", "E", "W"))
CATEGORIES = ("饮料", "零食", "蔬菜")


# --- any rule ---------------------------------------------------------------------------------------------


def some_scope(chance: Random) -> Scope:
    kind = chance.randrange(4)
    if kind == 0:
        return Scope(everything=True, but_skus=tuple(chance.sample(SKUS, chance.randint(0, 2))))
    if kind == 1:
        return Scope(categories=tuple(chance.sample(CATEGORIES, chance.randint(1, 2))))
    return Scope(skus=tuple(chance.sample(SKUS, chance.randint(1, 4))))


def some_common(chance: Random, no: int) -> dict[str, object]:
    """The fields that every rule has; most rules hold always."""
    common: dict[str, object] = {"id": RuleId(f"R{no}"), "name": f"促销{no}", "version": chance.randint(1, 3)}
    if chance.random() < 0.1:
        common["valid_from"] = NOON + chance.randint(-1, 1) * HOUR
    elif chance.random() < 0.1:
        common["valid_until"] = NOON + chance.randint(-1, 2) * HOUR
    if chance.random() < 0.1:
        common["weekdays"] = tuple(sorted(chance.sample(range(1, 8), 4)))
    if chance.random() < 0.2:
        common["from_minute"], common["until_minute"] = chance.sample((0, 660, 710, 725, 740, 1380), 2)
    common["members_only"] = chance.random() < 0.1
    return common


def some_price(chance: Random) -> dict[str, object]:
    if chance.random() < 0.5:
        return {"price_fen": Fen(chance.choice((0, 1, 150, 299, 450)))}
    return {"pay_permille": chance.choice((0, 333, 500, 800, 1000))}


def some_rule(chance: Random, no: int) -> Rule:
    """A rule that makes sense, of any kind."""
    common = some_common(chance, no)
    scoped = {**common, "scope": some_scope(chance)}
    off = chance.choice((1, 100, 500))
    makers: Sequence[tuple[type[Rule], dict[str, object]]] = (
        (MemberPrice, {**scoped, **some_price(chance)}),
        (TimedPrice, {**scoped, **some_price(chance)}),
        (
            TimedPrice,
            {**scoped, "from_minute": 700, "until_minute": 760, "pay_permille": 800, "later": (LATER,)},
        ),
        (NthPiece, {**scoped, "n": chance.randint(2, 4), "pay_permille": chance.choice((0, 500, 700))}),
        (BuyGet, {**scoped, "buy": chance.randint(1, 3), "free": chance.randint(1, 2)}),
        (
            NForPrice,
            {**scoped, "count": chance.randint(1, 4), "price_fen": Fen(chance.choice((0, 300, 999)))},
        ),
        (Bundle, {**common, "parts": some_parts(chance), "price_fen": Fen(chance.choice((0, 399, 1200)))}),
        (SpendSave, {**scoped, "tiers": some_tiers(chance)}),
        (SpendSave, {**scoped, "tiers": some_tiers(chance)[:1], "every": True}),
        (Coupon, {**scoped, "off_fen": Fen(off), "min_fen": Fen(chance.choice((0, off + 1, 2000)))}),
        (Coupon, {**scoped, "pay_permille": chance.choice((0, 800, 950)), "min_fen": Fen(1000)}),
    )
    kind, fields = chance.choice(makers)
    rule: Rule = kind(**fields)  # type: ignore[arg-type]
    assert check_rule(rule) is None, (check_rule(rule), rule)
    return rule


LATER = LaterPrice(from_minute=730, pay_permille=600)


def some_parts(chance: Random) -> tuple[Part, ...]:
    return tuple(Part(some_scope(chance), chance.randint(1, 2)) for _ in range(chance.randint(1, 3)))


def some_tiers(chance: Random) -> tuple[Tier, ...]:
    at = chance.choice((600, 1000, 2500))
    return tuple(
        Tier(Fen(at * no), Fen(chance.randint(1, 200) + 250 * (no - 1)))
        for no in range(1, chance.randint(2, 4))
    )


def some_rules(chance: Random, most: int = 6) -> Rules:
    return make_rules([some_rule(chance, no) for no in range(chance.randint(0, most))])


# --- any cart ---------------------------------------------------------------------------------------------


def some_line(chance: Random, no: int) -> Line:
    sku = chance.choice(SKUS)
    weighed = sku == "W"
    price_fen = Fen(1280) if weighed else Fen(chance.choice((0, 1, 199, 350, 600, 1250)))
    line = Line(
        no=no,
        sku=sku,
        name=sku,
        unit=Unit.KG if weighed else Unit.EACH,
        quantity=Milli(chance.randint(1, 2500)) if weighed else pieces(chance.randint(1, 4)),
        price_fen=price_fen,
        code=sku,
        added_at=Millis(NOON + chance.choice((-15, -5, 0, 5, 15)) * MINUTE),
        category=CATEGORIES[ord(sku) % 3],
        voided_at=NOON if chance.random() < 0.05 else None,
    )
    changes: dict[str, object] = {}
    if weighed and chance.random() < 0.6:
        changes["label"] = Label("L", Fen(chance.randint(1, 4000)) if chance.random() < 0.7 else None)
    if chance.random() < 0.2:
        changes["member_price_fen"] = Fen(price_fen * 9 // 10)
    if chance.random() < 0.1:
        changes["list_price_fen"] = Fen(price_fen + 100)
    if chance.random() < 0.1:
        changes["pay_permille"] = chance.choice((0, 500, 880))
    if chance.random() < 0.1 and not weighed and price_fen >= 200:
        changes["options"] = (ChosenOption("杯型", "L", "大杯", Fen(200)),)
    return msgspec.structs.replace(line, **changes)


def some_cart(chance: Random, rules: Rules, most: int = 8) -> Cart:
    coupons = [rule.id for rule in rules.rules if isinstance(rule, Coupon)]
    shown = [chance.choice(coupons) for _ in range(chance.randint(0, 2))] if coupons else []
    return Cart(
        CartId("cart"),
        TillId("1"),
        StaffId("1001"),
        NOON,
        lines=tuple(some_line(chance, no) for no in range(1, chance.randint(1, most) + 1)),
        opened_at=NOON,
        utc_offset_minutes=480,
        rules=rules.hash,
        member=CartMember(MemberId("m"), "5678", 100) if chance.random() < 0.5 else None,
        coupons=tuple(CartCoupon(CouponCode(f"CODE{no}"), rule) for no, rule in enumerate(shown)),
        order_discount=some_discount(chance),
        points_fen=Fen(chance.choice((0, 0, 0, 1, 500, 100_000))),
    )


def some_discount(chance: Random) -> OrderDiscount | None:
    kind = chance.randrange(8)
    if kind == 0:
        return OrderDiscount(pay_permille=chance.choice((500, 950)))
    return OrderDiscount(total_fen=Fen(chance.choice((0, 1000)))) if kind == 1 else None


class AnyShop:
    """Rules and carts of no shop in particular."""

    noon = NOON
    rule = staticmethod(some_rule)
    rules = staticmethod(some_rules)
    cart = staticmethod(some_cart)


@pytest.fixture(scope="session")
def any_shop() -> AnyShop:
    return AnyShop()
