"""Every kind of rule, in the words of a shop."""

import msgspec
import pytest

from edge_agent.domain.cart import Cart, CartCoupon, CartMember, ChosenOption, Label, Line, OrderDiscount
from edge_agent.domain.ids import CartId, CouponCode, MemberId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import HOUR, MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart, Step, StepKind, price
from edge_agent.domain.promotions import (
    NO_RULES,
    Bundle,
    BuyGet,
    Coupon,
    LaterPrice,
    MemberPrice,
    NForPrice,
    NthPiece,
    Part,
    Rule,
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
    make_rules,
)
from edge_agent.domain.quantity import Milli, Unit, pieces

NOON = Millis(1_795_320_000_000)
"""Sunday, 22 November 2026, 12:00 in the shop."""
ALL = Scope(everything=True)
DRINKS = Scope(categories=("饮料",))
COLA, TEA, CRISPS = (
    Line(1, Sku("P1"), "可乐", Unit.EACH, pieces(1), Fen(300), "1", NOON, category="饮料"),
    Line(1, Sku("P2"), "茶派", Unit.EACH, pieces(1), Fen(500), "2", NOON, category="饮料"),
    Line(1, Sku("P3"), "薯片", Unit.EACH, pieces(1), Fen(700), "3", NOON, category="零食"),
)
GREENS = Line(1, Sku("W1"), "上海青", Unit.KG, Milli(750), Fen(598), "4", NOON, category="蔬菜")
MEMBER = CartMember(MemberId("m"), "5678", 100)


def cart(*lines: Line, **more: object) -> Cart:
    numbered = tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, 1))
    empty = Cart(CartId("c"), TillId("1"), StaffId("1"), NOON, opened_at=NOON, utc_offset_minutes=480)
    return msgspec.structs.replace(empty, lines=numbered, **more)


def of(line: Line, count: int = 1, **more: object) -> Line:
    return msgspec.structs.replace(line, quantity=pieces(count), **more)


def total(rule: Rule | None, *lines: Line, **more: object) -> int:
    rules = make_rules([rule]) if rule else NO_RULES
    return price(cart(*lines, **more), rules).total_fen


def amounts(priced: PricedCart) -> list[int]:
    return [line.amount_fen for line in priced.lines]


def at(hour: int, minute: int = 0, day: int = 0) -> Millis:
    """A time in the shop, so many days after Sunday."""
    return Millis(NOON + (hour - 12) * HOUR + minute * MINUTE + day * 24 * HOUR)


# --- prices -----------------------------------------------------------------------------------------------


def test_member_price() -> None:
    """会员价: the article's own, as soon as there is a member, or a rule's; the lower of the two."""
    own = msgspec.structs.replace(COLA, member_price_fen=Fen(280))
    rule = MemberPrice(id=RuleId("M"), name="饮料会员九折", scope=DRINKS, pay_permille=900)
    assert total(None, own) == 300
    assert total(None, own, member=MEMBER) == 280
    assert total(rule, own, member=MEMBER) == 270
    assert total(rule, own) == 300


@pytest.mark.parametrize(
    ("time", "fen"),
    [
        (at(18, 59), 449),
        (at(19), 359),
        (at(19, 59), 359),
        (at(20), 269),
        (at(21, 59), 269),
        (at(22), 449),
    ],
)
def test_evening_price_in_steps(time: Millis, fen: int) -> None:
    """限时价: 蔬菜 19:00 八折, 20:00 六折, until 22:00: 0.75 kg at ￥5.98, ￥4.78 and ￥3.59."""
    rule = TimedPrice(
        id=RuleId("T"),
        name="晚市",
        scope=Scope(categories=("蔬菜",)),
        pay_permille=800,
        from_minute=19 * 60,
        until_minute=22 * 60,
        later=(LaterPrice(from_minute=20 * 60, pay_permille=600),),
    )
    assert total(rule, msgspec.structs.replace(GREENS, added_at=time)) == fen


@pytest.mark.parametrize(
    ("time", "fen"), [(at(22), 200), (at(1, 59, day=1), 200), (at(2, day=1), 300), (at(1), 300)]
)
def test_a_window_past_midnight_is_its_first_day_s(time: Millis, fen: int) -> None:
    """Sundays 22:00 to 02:00: at one in the night it is Monday, and still the window of Sunday."""
    rule = TimedPrice(
        id=RuleId("T"),
        name="夜宵",
        scope=ALL,
        price_fen=Fen(200),
        weekdays=(7,),
        from_minute=22 * 60,
        until_minute=2 * 60,
    )
    assert total(rule, msgspec.structs.replace(COLA, added_at=time)) == fen


def test_each_line_keeps_its_own_time() -> None:
    """What was scanned before the hour keeps its price, whenever it is paid."""
    rule = TimedPrice(
        id=RuleId("T"), name="晚市", scope=ALL, pay_permille=500, from_minute=1140, until_minute=1320
    )
    early, late = (
        msgspec.structs.replace(COLA, added_at=at(18, 59)),
        msgspec.structs.replace(COLA, added_at=at(19)),
    )
    assert amounts(price(cart(early, late), make_rules([rule]))) == [300, 150]


def test_a_fixed_price_is_the_article_s() -> None:
    """特价 9.90 on a milk tea: 大杯 is ￥3.00 more, as ever."""
    rule = TimedPrice(id=RuleId("T"), name="特价", scope=ALL, price_fen=Fen(990))
    large = (ChosenOption("杯型", "L", "大杯", Fen(300)),)
    tea = Line(1, Sku("D1"), "奶茶", Unit.EACH, pieces(2), Fen(1500), "", NOON, options=large)
    assert total(rule, tea) == 2 * 1290


def test_validity_goes_by_the_opening_of_the_cart() -> None:
    """A promotion that ends at one holds for a cart that was opened at noon, whenever a line is added."""
    rule = TimedPrice(id=RuleId("T"), name="上午场", scope=ALL, pay_permille=500, valid_until=at(13))
    late = msgspec.structs.replace(COLA, added_at=at(14))
    assert total(rule, late) == 150
    assert total(rule, late, opened_at=at(13)) == 300


def test_prices_by_hand_and_on_labels_stay() -> None:
    """改价 and a label's money take no timed price."""
    rule = TimedPrice(id=RuleId("T"), name="半价", scope=ALL, pay_permille=500)
    label = msgspec.structs.replace(GREENS, label=Label("2100001004497", Fen(449)))
    weight = msgspec.structs.replace(GREENS, label=Label("2200001007505"))
    changed = msgspec.structs.replace(COLA, list_price_fen=Fen(350))
    assert amounts(price(cart(label, weight, changed), make_rules([rule]))) == [449, 224, 300]


# --- deals ------------------------------------------------------------------------------------------------


def test_second_at_half_price() -> None:
    """第二件半价: of each two the cheaper one; the third one waits for a fourth."""
    rule = NthPiece(id=RuleId("H"), name="第二件半价", scope=DRINKS, n=2, pay_permille=500)
    assert total(rule, of(TEA, 2)) == 750
    assert total(rule, TEA, COLA) == 650
    assert total(rule, of(TEA, 3)) == 1250
    assert total(rule, TEA) == 500


def test_buy_two_get_one() -> None:
    """买二送一: the cheapest of three; of 买二送二 one may be taken alone."""
    rule = BuyGet(id=RuleId("G"), name="买二送一", scope=DRINKS, buy=2, free=1)
    assert total(rule, of(TEA, 2), COLA) == 1000
    assert total(rule, of(TEA, 2)) == 1000
    assert total(rule, of(COLA, 7)) == 5 * 300
    two = BuyGet(id=RuleId("G"), name="买二送二", scope=DRINKS, buy=2, free=2)
    assert total(two, of(TEA, 3)) == 1000


def test_three_for_ten() -> None:
    """三件十元: the dearest ones, and never when they cost less by themselves."""
    rule = NForPrice(id=RuleId("N"), name="三件十元", scope=DRINKS, count=3, price_fen=Fen(1000))
    assert total(rule, of(TEA, 3), COLA) == 1300
    assert total(rule, of(COLA, 3)) == 900


def test_bundle() -> None:
    """套餐: a drink and crisps for ￥9.90, with the dearest drink, as often as it goes."""
    parts = (Part(DRINKS), Part(Scope(skus=(CRISPS.sku,))))
    rule = Bundle(id=RuleId("B"), name="下午茶", parts=parts, price_fen=Fen(990))
    assert total(rule, TEA, COLA, CRISPS) == 990 + 300
    assert total(rule, of(TEA, 2), of(CRISPS, 3)) == 2 * 990 + 700
    assert total(rule, of(CRISPS, 2)) == 1400


def test_a_piece_serves_one_deal() -> None:
    """The bundle takes the crisps, so that half a price is left for the drinks: whichever way saves most."""
    half = NthPiece(id=RuleId("H"), name="第二件半价", scope=ALL, n=2, pay_permille=500)
    parts = (Part(DRINKS), Part(Scope(skus=(CRISPS.sku,))))
    bundle = Bundle(id=RuleId("B"), name="下午茶", parts=parts, price_fen=Fen(900))
    priced = price(cart(of(TEA, 2), CRISPS), make_rules([half, bundle]))
    assert priced.total_fen == 1400  # the bundle saves 300, half a tea would save 250
    assert {step.rule for line in priced.lines for step in line.steps} == {"B"}


def test_a_deal_is_shared_by_its_pieces() -> None:
    """What 第二件半价 saves is spread over both pieces: whoever brings one back gets its part."""
    rule = NthPiece(id=RuleId("H"), name="第二件半价", scope=DRINKS, n=2, pay_permille=500, version=4)
    priced = price(cart(TEA, COLA), make_rules([rule]))
    assert amounts(priced) == [406, 244]
    assert priced.lines[0].steps == (Step(StepKind.MULTI, Fen(-94), RuleId("H"), 4, "第二件半价"),)


def test_what_is_weighed_is_no_piece() -> None:
    """Deals on pieces leave weighed goods and labels alone."""
    rule = NthPiece(id=RuleId("H"), name="第二件半价", scope=ALL, n=2, pay_permille=0)
    assert total(rule, GREENS, GREENS) == 2 * 449


# --- the whole order --------------------------------------------------------------------------------------


def test_spend_and_save() -> None:
    """满10减1, 满20减3: the highest tier; a label's money counts."""
    tiers = (Tier(Fen(1000), Fen(100)), Tier(Fen(2000), Fen(300)))
    rule = SpendSave(id=RuleId("S"), name="满减", scope=ALL, tiers=tiers)
    label = msgspec.structs.replace(GREENS, label=Label("2100001005008", Fen(500)))
    assert total(rule, TEA) == 500
    assert total(rule, TEA, label) == 900
    assert total(rule, of(TEA, 4)) == 1700


def test_every_ten() -> None:
    """每满10减1."""
    rule = SpendSave(
        id=RuleId("S"), name="每满10减1", scope=ALL, tiers=(Tier(Fen(1000), Fen(100)),), every=True
    )
    assert total(rule, of(TEA, 7)) == 3500 - 300


def test_a_line_counts_for_one_spend_and_save() -> None:
    """Of two 满减 on the same goods the better one holds; the other one keeps what is left."""
    drinks = SpendSave(id=RuleId("S1"), name="饮料满5减1", scope=DRINKS, tiers=(Tier(Fen(500), Fen(100)),))
    everything = SpendSave(id=RuleId("S2"), name="满10减2", scope=ALL, tiers=(Tier(Fen(1000), Fen(200)),))
    rules = make_rules([drinks, everything])
    assert price(cart(TEA, CRISPS), rules).total_fen == 1000
    assert price(cart(TEA), rules).total_fen == 400


def test_a_timed_price_costs_nobody_a_spend_and_save() -> None:
    """￥10.00 less 2 is better than ￥9.90: then the special price of 10 fen is left out."""
    special = TimedPrice(id=RuleId("T"), name="特价", scope=Scope(skus=(TEA.sku,)), price_fen=Fen(490))
    save = SpendSave(id=RuleId("S"), name="满10减2", scope=ALL, tiers=(Tier(Fen(1000), Fen(200)),))
    priced = price(cart(TEA, TEA), make_rules([special, save]))
    assert priced.total_fen == 800
    assert {step.kind for line in priced.lines for step in line.steps} == {StepKind.SPEND_SAVE}


def test_a_coupon() -> None:
    """满6减2: below its minimum it stays and takes nothing off; its scope is what counts for it."""
    rule = Coupon(id=RuleId("K"), name="饮料券", scope=DRINKS, off_fen=Fen(200), min_fen=Fen(600))
    coupons = (CartCoupon(CouponCode("ABCD"), RuleId("K")),)
    low = price(cart(TEA, CRISPS, coupons=coupons), make_rules([rule]))
    assert (low.total_fen, low.coupons_fen) == (1200, (0,))
    high = price(cart(TEA, COLA, CRISPS, coupons=coupons), make_rules([rule]))
    assert (high.total_fen, high.coupons_fen) == (1300, (200,))
    assert amounts(high) == [375, 225, 700]
    assert total(rule, TEA, COLA) == 800


def test_two_coupons() -> None:
    """A share comes before an amount, in whichever order they were shown; both minima go by what was due."""
    share = Coupon(id=RuleId("K1"), name="八折券", scope=ALL, pay_permille=800, min_fen=Fen(1000))
    off = Coupon(id=RuleId("K2"), name="三元券", scope=ALL, off_fen=Fen(300), min_fen=Fen(1000))
    shown = (CartCoupon(CouponCode("OFF3"), RuleId("K2")), CartCoupon(CouponCode("P800"), RuleId("K1")))
    for coupons, offs in ((shown, (300, 200)), (shown[::-1], (200, 300))):
        priced = price(cart(TEA, TEA, coupons=coupons), make_rules([share, off]))
        assert (priced.total_fen, priced.coupons_fen) == (500, offs)


def test_a_coupon_without_its_rule() -> None:
    """Its promotion was stopped before the cart was opened: it takes nothing off."""
    coupons = (CartCoupon(CouponCode("ABCD"), RuleId("K")),)
    assert total(None, TEA, coupons=coupons) == 500


# --- by hand ----------------------------------------------------------------------------------------------


def test_discounts_by_hand() -> None:
    """A line at 八八折, then the whole at 九折 or for what was agreed; never above what it was."""
    line = msgspec.structs.replace(TEA, pay_permille=880)
    assert total(None, line) == 440
    assert total(None, line, CRISPS, order_discount=OrderDiscount(pay_permille=900)) == 1026
    assert total(None, line, CRISPS, order_discount=OrderDiscount(total_fen=Fen(1000))) == 1000
    assert total(None, line, order_discount=OrderDiscount(total_fen=Fen(1000))) == 440


def test_points_as_money() -> None:
    """Never more of them than is due, and after everything else."""
    assert total(None, TEA, points_fen=Fen(120)) == 380
    assert total(None, TEA, points_fen=Fen(9_999)) == 0


def test_everything_at_once_is_explained_in_order() -> None:
    """Each step of a line says which rule, in which version, took what."""
    rules = make_rules(
        [
            TimedPrice(id=RuleId("T"), name="特价", scope=DRINKS, price_fen=Fen(400), version=2),
            NthPiece(id=RuleId("H"), name="第二件半价", scope=DRINKS, n=2, pay_permille=500, version=3),
            SpendSave(id=RuleId("S"), name="满5减1", scope=ALL, tiers=(Tier(Fen(500), Fen(100)),)),
            Coupon(id=RuleId("K"), name="九折券", scope=ALL, pay_permille=900),
        ]
    )
    line = of(TEA, 2, pay_permille=950)
    priced = price(
        cart(
            line,
            coupons=(CartCoupon(CouponCode("ABCD"), RuleId("K")),),
            order_discount=OrderDiscount(total_fen=Fen(400)),
            points_fen=Fen(60),
        ),
        rules,
    )
    assert priced.lines[0].steps == (
        Step(StepKind.TIMED, Fen(-200), RuleId("T"), 2, "特价"),
        Step(StepKind.MULTI, Fen(-200), RuleId("H"), 3, "第二件半价"),
        Step(StepKind.MANUAL, Fen(-30)),
        Step(StepKind.SPEND_SAVE, Fen(-100), RuleId("S"), 1, "满5减1"),
        Step(StepKind.ORDER, Fen(-70)),
        Step(StepKind.COUPON, Fen(-40), RuleId("K"), 1, "九折券"),
        Step(StepKind.POINTS, Fen(-60)),
    )
    assert priced.total_fen == 300
