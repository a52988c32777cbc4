"""The lines of a cart: what joins, what is refused or asked about, and what may be done to one."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import cart_lines as lines
from edge_agent.domain.cart import (
    LINES_MAX,
    Cart,
    Change,
    ChosenOption,
    Label,
    Line,
    OrderDiscount,
)
from edge_agent.domain.cart_limits import QUANTITY_MAX, TOTAL_MAX, WEIGHT_MAX
from edge_agent.domain.cart_lines import (
    Added,
    Addition,
    LineChange,
)
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article, Choice, OptionGroup, PriceUnit
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen, amount_of
from edge_agent.domain.quantity import ONE, Milli, Unit, pieces

NOW = Millis(1_795_321_865_000)
EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
WATER = Article(Sku("P1039"), "农夫山泉", Unit.EACH, Fen(200), category="饮料", prep_seconds=0)
TEA = Article(Sku("D02"), "声声乌龙", Unit.EACH, Fen(1500), prep_seconds=70)
LARGE, SMALL = Choice("l", "大杯", Fen(300)), Choice("s", "小杯", Fen(-200))
CUP = OptionGroup("cup", "杯型", (Choice("m", "中杯"), LARGE, SMALL), defaults=("m",))
LATTE = Article(Sku("D03"), "拿铁", Unit.EACH, Fen(1600), member_price_fen=Fen(1500), options=(CUP,))
AS_LARGE = (ChosenOption("cup", "l", "大杯", Fen(300)),)
OPEN = Article(Sku("X1"), "无码商品", Unit.EACH, Fen(0), is_open_price=True)
PORK = Article(Sku("W00202"), "五花肉", Unit.KG, Fen(2980), plu="00202")
ARTICLES = (WATER, TEA, Article(Sku("P1"), "免费", Unit.EACH, Fen(0)))


def add(cart: Cart, addition: Addition) -> Added:
    added = lines.add(cart, addition, NOW)
    assert isinstance(added, Added)
    return added


def cart_of(*additions: Addition) -> Cart:
    cart = EMPTY
    for addition in additions:
        cart = add(cart, addition).cart
    return cart


def some(article: Article, count: int = 1, *, confirmed: bool = False) -> Addition:
    return Addition(article, pieces(count), "typed", confirmed=confirmed)


def weighed(code: str = "2100202015852", amount: int | None = 1585, weight: int | None = None) -> Addition:
    addition = lines.labelled(
        PORK, code, None if amount is None else Fen(amount), None if weight is None else Milli(weight)
    )
    assert isinstance(addition, Addition)
    return addition


def changed(cart: Cart, change: LineChange) -> Line:
    """The first line after a change that must be taken."""
    after = lines.change_line(cart, 1, change)
    assert isinstance(after, Cart)
    return after.lines[0]


def openly(fen: int, code: str = "6900000000000") -> Addition:
    article = lines.at_typed_price(OPEN, Fen(fen))
    assert isinstance(article, Article)
    return Addition(article, ONE, code)


def typed(grams: int, *, confirmed: bool = False) -> Addition:
    return Addition(PORK, Milli(grams), "202", typed_weight=True, confirmed=confirmed)


def refused(cart: Cart, change: LineChange) -> Code:
    """Why a change of the first line is refused."""
    return code_of(lines.change_line(cart, 1, change))


def code_of(change: Change | Added | Article) -> Code:
    assert isinstance(change, Refused)
    return change.code


# --- lines ------------------------------------------------------------------------------------------------


def test_a_first_line_opens_the_cart() -> None:
    """A line holds all that its price and its stock will need; the cart remembers when it began."""
    added = add(EMPTY, some(TEA, 2))
    assert added == Added(added.cart, 1, joined=False)
    assert added.cart.opened_at == NOW
    assert added.cart.lines == (
        Line(1, Sku("D02"), "声声乌龙", Unit.EACH, pieces(2), Fen(1500), "typed", NOW, prep_seconds=70),
    )
    assert lines.add(added.cart, some(WATER), Millis(NOW + 5)) != added
    assert add(added.cart, some(WATER)).cart.opened_at == NOW


def test_the_same_article_joins_its_line() -> None:
    """More pieces at the same price go on the line that is there, others do not."""
    cart = cart_of(some(WATER), some(TEA))
    added = add(cart, some(WATER, 3))
    assert (added.line_no, added.joined, added.cart.lines[0].quantity) == (1, True, pieces(4))
    dearer = msgspec.structs.replace(WATER, price_fen=Fen(250))
    assert not add(cart, some(dearer)).joined


def test_a_voided_line_is_not_joined() -> None:
    """What was struck out stays struck out, and its number is not used again."""
    voided = lines.void(cart_of(some(WATER)), 1, NOW)
    assert isinstance(voided, Cart)
    added = add(voided, some(WATER))
    assert (added.line_no, added.joined) == (2, False)
    assert [line.voided_at for line in added.cart.lines] == [NOW, None]
    assert [line.no for line in added.cart.live_lines] == [2]


def test_a_line_is_voided_once() -> None:
    """A line that is void or was never there is unknown."""
    voided = lines.void(cart_of(some(WATER)), 1, NOW)
    assert isinstance(voided, Cart)
    assert code_of(lines.void(voided, 1, NOW)) is Code.CART_LINE_UNKNOWN
    assert code_of(lines.void(voided, 7, NOW)) is Code.CART_LINE_UNKNOWN
    assert code_of(lines.change_line(voided, 1, LineChange(quantity=pieces(2)))) is Code.CART_LINE_UNKNOWN


@pytest.mark.parametrize("quantity", [0, -1000, 1500, QUANTITY_MAX + 1000])
def test_what_is_no_quantity_of_pieces(quantity: int) -> None:
    """Nothing, less than nothing, half a piece and far too much are refused, confirmed or not."""
    cart = cart_of(some(WATER))
    addition = Addition(WATER, Milli(quantity), "typed", confirmed=True)
    assert code_of(lines.add(cart, addition, NOW)) is Code.QUANTITY_INVALID
    assert (
        code_of(lines.change_line(cart, 1, LineChange(quantity=Milli(quantity), confirmed=True)))
        is Code.QUANTITY_INVALID
    )


def test_more_than_99_is_asked_once() -> None:
    """By one addition, by joining, and by typing a quantity; a yes takes it."""
    cart = cart_of(some(WATER, 99))
    assert code_of(lines.add(EMPTY, some(WATER, 100), NOW)) is Code.QUANTITY_CONFIRM
    assert code_of(lines.add(cart, some(WATER), NOW)) is Code.QUANTITY_CONFIRM
    assert code_of(lines.change_line(cart, 1, LineChange(quantity=pieces(100)))) is Code.QUANTITY_CONFIRM
    assert add(cart, some(WATER, confirmed=True)).cart.lines[0].quantity == pieces(100)
    assert isinstance(lines.change_line(cart, 1, LineChange(quantity=pieces(100), confirmed=True)), Cart)


def test_a_line_above_the_shop_s_limit_is_asked_once() -> None:
    """A new line, a joined one and a typed quantity; exactly the limit passes."""
    limit = Fen(4500)
    cart = cart_of(some(TEA, 3))
    one_more = msgspec.structs.replace(some(TEA), confirm_above_fen=limit)
    assert isinstance(
        lines.add(EMPTY, msgspec.structs.replace(some(TEA, 3), confirm_above_fen=limit), NOW), Added
    )
    assert lines.add(cart, one_more, NOW) == Refused(
        Code.AMOUNT_CONFIRM, {"name": "声声乌龙", "amount": "60.00"}
    )
    assert isinstance(lines.add(cart, msgspec.structs.replace(one_more, confirmed=True), NOW), Added)
    assert (
        code_of(lines.change_line(cart, 1, LineChange(quantity=pieces(4), confirm_above_fen=limit)))
        is Code.AMOUNT_CONFIRM
    )
    assert isinstance(
        lines.change_line(cart, 1, LineChange(quantity=pieces(4), confirm_above_fen=limit, confirmed=True)),
        Cart,
    )


def test_a_cart_has_an_end() -> None:
    """500 lines are taken, one more is not, a piece that joins is."""
    many = tuple(
        Line(no, Sku(f"P{no}"), "水", Unit.EACH, ONE, Fen(1), "", NOW) for no in range(1, LINES_MAX + 1)
    )
    cart = msgspec.structs.replace(EMPTY, lines=many)
    assert code_of(lines.add(cart, some(WATER), NOW)) is Code.CART_FULL
    assert add(cart, some(Article(Sku("P7"), "水", Unit.EACH, Fen(1)))).joined


def test_a_cart_has_a_largest_total() -> None:
    """A million yuan may be sold at once, a fen more may not."""
    gold = Article(Sku("G"), "金条", Unit.EACH, TOTAL_MAX)
    cart = cart_of(some(gold))
    assert (
        code_of(lines.add(cart, some(Article(Sku("P"), "糖", Unit.EACH, Fen(1))), NOW))
        is Code.AMOUNT_TOO_LARGE
    )
    assert code_of(lines.change_line(cart, 1, LineChange(quantity=pieces(2)))) is Code.AMOUNT_TOO_LARGE


# --- weighed labels ---------------------------------------------------------------------------------------


def test_money_on_a_label_fixes_the_amount() -> None:
    """The weight is worked out for the stock and marked as such; the amount is the label's."""
    [line] = cart_of(weighed()).lines
    assert (line.gross_fen, line.quantity) == (1585, 532)
    assert line.label == Label("2100202015852", Fen(1585), weight_derived=True)


def test_weight_on_a_label_is_priced() -> None:
    """Without money the amount is price × weight."""
    [line] = cart_of(weighed("22", None, 532)).lines
    assert (line.gross_fen, line.label) == (1585, Label("22"))


def test_money_and_weight_that_disagree_are_flagged() -> None:
    """The price has changed since the label was printed; a fen of rounding is no change."""
    same = weighed("26", 1586, 532).label
    other = weighed("26", 1600, 532).label
    assert same is not None
    assert other is not None
    assert (same.price_differs, other.price_differs) == (False, True)


@pytest.mark.parametrize(("amount", "weight"), [(0, None), (None, 0), (0, 532), (1585, 0)])
def test_a_label_of_nothing_is_refused(amount: int | None, weight: int | None) -> None:
    """Zero money or zero weight is a scale's mistake."""
    refused = lines.labelled(
        PORK, "21", None if amount is None else Fen(amount), None if weight is None else Milli(weight)
    )
    assert isinstance(refused, Refused)
    assert refused.code is Code.SCAN_LABEL_ZERO


def test_the_same_label_twice_is_asked() -> None:
    """An identical label is not added, unless a person says so or the first one is void."""
    cart = cart_of(weighed())
    again = weighed()
    assert code_of(lines.add(cart, again, NOW)) is Code.SCAN_LABEL_REPEATED
    confirmed = msgspec.structs.replace(again, confirmed=True)
    assert [line.no for line in add(cart, confirmed).cart.live_lines] == [1, 2]
    voided = lines.void(cart, 1, NOW)
    assert isinstance(voided, Cart)
    assert add(voided, again).line_no == 2


def test_labels_never_join() -> None:
    """Two bags of the same pork are two lines."""
    assert not add(cart_of(weighed()), weighed("2100202020009", 2000)).joined


def test_a_label_s_weight_is_not_the_cashier_s() -> None:
    """A weighed line keeps its weight."""
    assert (
        code_of(lines.change_line(cart_of(weighed()), 1, LineChange(quantity=Milli(1000))))
        is Code.QUANTITY_WEIGHED
    )


def test_a_weighed_article_needs_its_weight() -> None:
    """By its number alone it is not sold."""
    assert code_of(lines.add(EMPTY, some(PORK), NOW)) is Code.SCAN_WEIGHT_NEEDED


# --- for any scanning -------------------------------------------------------------------------------------

additions = st.builds(
    lambda article, count, confirmed: some(article, count, confirmed=confirmed),
    st.sampled_from(ARTICLES),
    st.integers(-1, 120),
    st.booleans(),
) | st.builds(weighed, st.sampled_from(["21a", "21b", "21c"]), st.integers(1, 9_999))
steps = st.lists(additions | st.integers(1, 6), max_size=30)


@given(steps)
def test_no_piece_is_lost_or_invented(taken_steps: list[Addition | int]) -> None:
    """After any scans and voids the live lines hold what was taken and not voided, each article once."""
    cart, expected = EMPTY, dict[Sku, int]()
    for step in taken_steps:
        if isinstance(step, int):
            change = lines.void(cart, step, NOW)
            if isinstance(change, Cart):
                line = cart.lines[step - 1]
                expected[line.sku] -= line.quantity
                cart = change
        else:
            added = lines.add(cart, step, NOW)
            if isinstance(added, Added):
                expected[step.article.sku] = expected.get(step.article.sku, 0) + step.quantity
                cart = added.cart
    held = dict.fromkeys(expected, 0)
    for line in cart.live_lines:
        held[line.sku] += line.quantity
    assert held == expected
    joinable = [line.sku for line in cart.live_lines if lines.can_join(line)]
    assert len(joinable) == len(set(joinable))
    assert [line.no for line in cart.lines] == list(range(1, len(cart.lines) + 1))


@given(steps)
def test_a_refusal_changes_nothing_and_a_change_counts(taken_steps: list[Addition | int]) -> None:
    """Every change raises the version by one; a refused one leaves the value as it was."""
    cart = EMPTY
    for step in taken_steps:
        before = msgspec.json.encode(cart)
        change = lines.void(cart, step, NOW) if isinstance(step, int) else lines.add(cart, step, NOW)
        assert msgspec.json.encode(cart) == before
        if not isinstance(change, Refused):
            after = change.cart if isinstance(change, Added) else change
            assert after.version == cart.version + 1
            cart = after


@given(st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(1, 9)), min_size=1, max_size=10))
def test_gross_is_price_times_quantity(bought: list[tuple[Article, int]]) -> None:
    """Lines of pieces cost what their pieces cost, however they were scanned."""
    cart = cart_of(*(some(article, count) for article, count in bought))
    total = sum(article.price_fen * count for article, count in bought)
    assert sum(line.gross_fen for line in cart.live_lines) == total
    assert all(line.gross_fen == amount_of(line.price_fen, line.quantity) for line in cart.lines)


# --- choices ----------------------------------------------------------------------------------------------


def test_choices_are_in_the_unit_price() -> None:
    """What the choices add is in the price and in the member price of the line."""
    line = changed(cart_of(some(LATTE)), LineChange(options=AS_LARGE))
    assert (line.price_fen, line.member_price_fen, line.options) == (1900, 1800, AS_LARGE)
    cheaper = changed(
        cart_of(some(LATTE)), LineChange(options=(ChosenOption("cup", "s", "小杯", Fen(-200)),))
    )
    assert (cheaper.price_fen, cheaper.member_price_fen) == (1400, 1300)


def test_other_choices_are_another_line() -> None:
    """The same drink with the same choices joins, with others it does not."""
    cart = lines.change_line(cart_of(some(LATTE)), 1, LineChange(options=AS_LARGE))
    assert isinstance(cart, Cart)
    second = add(cart, some(LATTE))
    assert (second.line_no, second.joined) == (2, False)
    third = add(second.cart, some(LATTE, 2))
    assert (third.line_no, third.joined, third.cart.lines[1].quantity) == (2, True, pieces(3))


def test_lines_that_become_equal_stay_apart() -> None:
    """The line that the cashier sees does not move under the hand; the next scan joins the first of them."""
    cart = lines.change_line(cart_of(some(LATTE)), 1, LineChange(options=AS_LARGE))
    assert isinstance(cart, Cart)
    again = lines.change_line(add(cart, some(LATTE)).cart, 2, LineChange(options=AS_LARGE))
    assert isinstance(again, Cart)
    assert [line.options for line in again.live_lines] == [AS_LARGE, AS_LARGE]


def test_choices_never_make_a_price_negative() -> None:
    """A cheaper choice than the article itself costs is refused."""
    cart = cart_of(some(WATER))
    assert (
        refused(cart, LineChange(options=(ChosenOption("cup", "s", "小杯", Fen(-201)),)))
        is Code.PRICE_INVALID
    )
    assert changed(cart, LineChange(options=(ChosenOption("cup", "s", "小杯", Fen(-200)),))).price_fen == 0
    member = Article(Sku("M"), "水", Unit.EACH, Fen(200), member_price_fen=Fen(100))
    assert refused(cart_of(some(member)), LineChange(options=(ChosenOption("a", "b", "c", Fen(-101)),))) is (
        Code.PRICE_INVALID
    )


# --- typed weights ----------------------------------------------------------------------------------------


def test_a_typed_weight_is_marked() -> None:
    """A weighed article without a label is sold by what a person typed (手输), and never joins."""
    cart = cart_of(typed(532), typed(532))
    assert [(line.quantity, line.typed_weight, line.gross_fen) for line in cart.lines] == [
        (532, True, 1585)
    ] * 2


@pytest.mark.parametrize("grams", [0, -1, WEIGHT_MAX + 1])
def test_what_is_no_weight(grams: int) -> None:
    """Nothing and a hundred kilograms are refused, confirmed or not, typed first or changed to."""
    assert code_of(lines.add(EMPTY, typed(grams, confirmed=True), NOW)) is Code.WEIGHT_INVALID
    assert (
        refused(cart_of(typed(500)), LineChange(quantity=Milli(grams), confirmed=True)) is Code.WEIGHT_INVALID
    )


def test_pieces_have_no_weight() -> None:
    """A weight for what is sold by the piece is refused."""
    addition = Addition(WATER, Milli(500), "typed", typed_weight=True)
    assert code_of(lines.add(EMPTY, addition, NOW)) is Code.WEIGHT_INVALID


def test_a_typed_weight_may_be_typed_again() -> None:
    """It is the cashier's, unlike a label's."""
    assert changed(cart_of(typed(532)), LineChange(quantity=Milli(1))).quantity == 1
    assert changed(cart_of(typed(532)), LineChange(quantity=Milli(99_000))).quantity == 99_000
    assert refused(cart_of(typed(532)), LineChange(quantity=Milli(99_001))) is Code.QUANTITY_CONFIRM


# --- typed and changed prices -----------------------------------------------------------------------------


@pytest.mark.parametrize("fen", [0, -1, PRICE_FEN_MAX + 1])
def test_what_is_no_typed_price(fen: int) -> None:
    """Nothing, less, and above a million yuan: at the scan, and when it is typed again."""
    assert code_of(lines.at_typed_price(OPEN, Fen(fen))) is Code.PRICE_INVALID
    assert refused(cart_of(openly(500)), LineChange(price_fen=Fen(fen), confirmed=True)) is Code.PRICE_INVALID


def test_what_the_catalogue_lacks_joins_by_its_own_code() -> None:
    """The same unknown code at the same price is the same thing; another code is another."""
    cart = add(cart_of(openly(500)), openly(500)).cart
    assert [(line.quantity, line.code) for line in cart.lines] == [(pieces(2), "6900000000000")]
    assert not add(cart, openly(500, "6911111111111")).joined
    assert not add(cart, openly(600)).joined


def test_a_typed_price_typed_again_is_no_changed_price() -> None:
    """An open-price line has no other price than the one that a person typed."""
    line = changed(cart_of(openly(500)), LineChange(price_fen=Fen(450)))
    assert (line.price_fen, line.list_price_fen, line.is_open_price) == (450, None, True)


def test_a_changed_price_remembers_the_first_one() -> None:
    """However often it is changed; changed back, it was never changed."""
    cart = lines.change_line(cart_of(some(WATER)), 1, LineChange(price_fen=Fen(150)))
    assert isinstance(cart, Cart)
    assert (cart.lines[0].price_fen, cart.lines[0].list_price_fen) == (150, 200)
    again = changed(cart, LineChange(price_fen=Fen(120)))
    assert (again.price_fen, again.list_price_fen) == (120, 200)
    back = changed(cart, LineChange(price_fen=Fen(200)))
    assert (back.price_fen, back.list_price_fen) == (200, None)


def test_choices_of_a_line_with_a_changed_price() -> None:
    """They add the same to the price that was agreed on and to the one before."""
    cart = lines.change_line(cart_of(some(LATTE)), 1, LineChange(price_fen=Fen(1000)))
    assert isinstance(cart, Cart)
    line = changed(cart, LineChange(options=AS_LARGE))
    assert (line.price_fen, line.list_price_fen, line.member_price_fen) == (1300, 1900, 1800)


def test_a_price_of_nothing_is_asked_once() -> None:
    """Given away only when a person says so."""
    cart = cart_of(some(WATER))
    assert refused(cart, LineChange(price_fen=Fen(0))) is Code.PRICE_CONFIRM
    assert changed(cart, LineChange(price_fen=Fen(0), confirmed=True)).price_fen == 0


@pytest.mark.parametrize("fen", [-1, PRICE_FEN_MAX + 1])
def test_what_is_no_price(fen: int) -> None:
    """Below nothing and above a million yuan, confirmed or not."""
    assert refused(cart_of(some(WATER)), LineChange(price_fen=Fen(fen), confirmed=True)) is Code.PRICE_INVALID


def test_a_changed_price_above_the_shop_s_limit_is_asked_once() -> None:
    """A line that became dearer than the limit; one that became cheaper is not asked about."""
    cart = cart_of(some(TEA, 3))
    limit = Fen(4000)
    assert refused(cart, LineChange(price_fen=Fen(1600), confirm_above_fen=limit)) is Code.AMOUNT_CONFIRM
    assert changed(cart, LineChange(price_fen=Fen(1400), confirm_above_fen=limit)).price_fen == 1400


def test_a_label_keeps_its_price() -> None:
    """Its line is discounted, not repriced."""
    cart = cart_of(weighed())
    assert refused(cart, LineChange(price_fen=Fen(2000))) is Code.PRICE_LABELLED
    assert changed(cart, LineChange(pay_permille=900)).pay_permille == 900


@pytest.mark.parametrize("permille", [0, -1, 1001])
def test_what_is_no_discount(permille: int) -> None:
    """For nothing, for less, and for more than the price."""
    assert refused(cart_of(some(WATER)), LineChange(pay_permille=permille)) is Code.DISCOUNT_INVALID


def test_a_discount_is_taken_back() -> None:
    """1000 pays all of it again."""
    cart = lines.change_line(cart_of(some(WATER)), 1, LineChange(pay_permille=880))
    assert isinstance(cart, Cart)
    assert cart.lines[0].pay_permille == 880
    assert changed(cart, LineChange(pay_permille=1000)).pay_permille is None


@pytest.mark.parametrize("change", [LineChange(price_fen=Fen(150)), LineChange(pay_permille=900)])
def test_a_line_that_a_person_priced_takes_no_more(change: LineChange) -> None:
    """What was granted for these pieces is not granted for the next one that is scanned."""
    cart = lines.change_line(cart_of(some(WATER)), 1, change)
    assert isinstance(cart, Cart)
    assert add(cart, some(WATER)).line_no == 2


def test_all_of_a_change_or_nothing() -> None:
    """Parts are done together and count as one change; one bad part refuses the whole."""
    cart = cart_of(some(LATTE))
    both = LineChange(quantity=pieces(2), options=AS_LARGE, price_fen=Fen(1000))
    after = lines.change_line(cart, 1, both)
    assert isinstance(after, Cart)
    assert after.version == cart.version + 1
    assert (after.lines[0].quantity, after.lines[0].price_fen) == (pieces(2), 1000)
    assert refused(cart, LineChange(quantity=pieces(2), pay_permille=2000)) is Code.DISCOUNT_INVALID


def test_an_agreed_total_is_for_the_lines_it_was_agreed_for() -> None:
    """Another line, or another quantity, takes it off; a share holds for whatever comes."""
    agreed = msgspec.structs.replace(cart_of(some(WATER)), order_discount=OrderDiscount(total_fen=Fen(100)))
    share = msgspec.structs.replace(agreed, order_discount=OrderDiscount(pay_permille=900))
    assert add(agreed, some(TEA)).cart.order_discount is None
    after = lines.change_line(agreed, 1, LineChange(quantity=pieces(2)))
    assert isinstance(after, Cart)
    assert after.order_discount is None
    assert add(share, some(TEA)).cart.order_discount == OrderDiscount(pay_permille=900)


def test_a_line_holds_all_that_its_price_and_paper_will_need() -> None:
    """Whatever the catalogue says of the article now, it says of the line for good."""
    ham = Article(
        Sku("H"),
        "火腿",
        Unit.EACH,
        Fen(900),
        category="肉",
        tax_class="9",
        tax_code="1030207990000000000",
        station="hot",
        prep_seconds=70,
        member_price_fen=Fen(800),
        price_unit=PriceUnit.JIN,
    )
    [line] = cart_of(some(ham)).lines
    for field in set(Article.__struct_fields__) & set(Line.__struct_fields__) - {"options"}:
        assert getattr(line, field) == getattr(ham, field), field
