"""A promotions file: the demo's, and all that people make of theirs."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.demo import CATALOGUE, PROMOTIONS
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.ids import CouponCode, RuleId, Sku
from edge_agent.domain.moments import Millis
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
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
    scopes_of,
)
from edge_agent.domain.promotions_check import RuleReason
from edge_agent.domain.promotions_file import CodeInFile, PromotionsFile, parse_promotions

MIDNIGHT = Millis(1_793_462_400_000)
"""1 November 2026, 00:00 in Shanghai."""


def parse(head: str, *rows: str) -> PromotionsFile:
    return parse_promotions("\n".join([head, *rows]).encode())


def one(head: str, row: str) -> Rule:
    file = parse(head, row)
    assert file.refused == ()
    return file.rules[0].rule


def refused(head: str, *rows: str) -> RefusedRow:
    [found] = parse(head, *rows).refused
    return found


# --- the demo's -------------------------------------------------------------------------------------------


def test_the_demo_s_promotions_are_taken_whole() -> None:
    """Every kind of rule, a few codes, and nothing but articles and categories that its catalogue has."""
    file = parse_promotions(PROMOTIONS.read_bytes())
    articles = parse_catalogue(CATALOGUE.read_bytes()).articles
    skus, categories = {article.sku for article in articles}, {article.category for article in articles}
    assert file.refused == ()
    assert len({type(row.rule) for row in file.rules}) == 8
    assert len(file.codes) == 6
    for row in file.rules:
        for scope in scopes_of(row.rule):
            assert skus >= {*scope.skus, *scope.but_skus}
            assert categories >= set(scope.categories)


# --- what a row may hold ----------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["nth_piece", "第n件", "Nth_Piece"])
def test_a_kind_has_two_names(written: str) -> None:
    """The one of the API, and the shop's own."""
    rule = one("id,kind,name,skus,n,pay_permille", f"H1,{written},第二件半价,p1 P2;P3,2,500")
    scope = Scope(skus=(Sku("P1"), Sku("P2"), Sku("P3")))
    assert rule == NthPiece(id=RuleId("H1"), name="第二件半价", scope=scope, n=2, pay_permille=500)


def test_each_kind_has_its_columns() -> None:
    """One row of each, as the docstring of the file format tells them."""
    assert one(
        "id,kind,name,categories,pay_permille,members_only", "A,会员价,九折,饮料;罐头,900,0"
    ) == MemberPrice(id=RuleId("A"), name="九折", scope=Scope(categories=("饮料", "罐头")), pay_permille=900)
    assert one(
        "id,kind,name,skus,price_fen,hours,later", "A,限时价,晚市,*,990,22:00-2:00,23:30=800;1:00=0"
    ) == TimedPrice(
        id=RuleId("A"),
        name="晚市",
        scope=Scope(everything=True),
        price_fen=Fen(990),
        from_minute=1320,
        until_minute=120,
        later=(
            LaterPrice(from_minute=1410, price_fen=Fen(800)),
            LaterPrice(from_minute=60, price_fen=Fen(0)),
        ),
    )
    assert one("id,kind,name,skus,but_skus,n,free", "A,买送,买二送一,*,P1,2,1") == BuyGet(
        id=RuleId("A"), name="买二送一", scope=Scope(everything=True, but_skus=(Sku("P1"),)), buy=2, free=1
    )
    assert one("id,kind,name,skus,n,price_fen", "A,一口价,三件,*,3,1000") == NForPrice(
        id=RuleId("A"), name="三件", scope=Scope(everything=True), count=3, price_fen=Fen(1000)
    )
    assert one("id,kind,name,parts,price_fen", "A,套餐,早餐,P1|p2*2; @小吃,990") == Bundle(
        id=RuleId("A"),
        name="早餐",
        parts=(Part(Scope(skus=(Sku("P1"), Sku("P2"))), 2), Part(Scope(categories=("小吃",)))),
        price_fen=Fen(990),
    )
    assert one("id,kind,name,skus,tiers,every", "A,满减,每满,*,1000=100,1") == SpendSave(
        id=RuleId("A"),
        name="每满",
        scope=Scope(everything=True),
        tiers=(Tier(Fen(1000), Fen(100)),),
        every=True,
    )
    assert one("id,kind,name,skus,off_fen,min_fen,uses_max", "A,优惠券,五元,*,500,2000,3") == Coupon(
        id=RuleId("A"),
        name="五元",
        scope=Scope(everything=True),
        off_fen=Fen(500),
        min_fen=Fen(2000),
        uses_max=3,
    )


@pytest.mark.parametrize(
    ("begins", "ends", "valid"),
    [
        ("2026-11-01", "2026-11-01", (MIDNIGHT, MIDNIGHT + 86_400_000)),
        ("20261101", "20261101", (MIDNIGHT, MIDNIGHT + 86_400_000)),
        ("2026-11-01 08:00", "2026-11-01T20:00", (MIDNIGHT + 28_800_000, MIDNIGHT + 72_000_000)),
        ("2026-10-31T16:00:00+00:00", "", (MIDNIGHT, None)),
    ],
)
def test_times_are_the_shop_s(begins: str, ends: str, valid: tuple[int, int | None]) -> None:
    """A date alone is good until its end; an offset that is written wins."""
    rule = one("id,kind,name,skus,n,pay_permille,from,until", f"H,nth_piece,半价,*,2,500,{begins},{ends}")
    assert valid == (rule.valid_from, rule.valid_until)


def test_another_zone_has_other_times() -> None:
    """The file's times are read in the zone of the shop's configuration."""
    data = b"id,kind,name,skus,n,pay_permille,from\nH,nth_piece,x,*,2,500,2026-11-01"
    [row] = parse_promotions(data, timezone(timedelta(hours=9))).rules
    assert row.rule.valid_from == MIDNIGHT - 3_600_000


def test_codes_of_a_coupon() -> None:
    """In its own row, and in rows of their own with an end and a number of uses."""
    file = parse(
        "id,kind,name,skus,off_fen,uses_max,until,codes",
        "K,coupon,五元券,*,500,2,,aaaa BBBB",
        "K,codes,,,,1,2026-10-31,CCCC;DDDD",
        "K,codes,,,,,,EEEE",
    )
    assert file.refused == ()
    assert file.codes == (
        CodeInFile(2, CouponCode("AAAA"), RuleId("K"), None, 2),
        CodeInFile(2, CouponCode("BBBB"), RuleId("K"), None, 2),
        CodeInFile(3, CouponCode("CCCC"), RuleId("K"), MIDNIGHT, 1),
        CodeInFile(3, CouponCode("DDDD"), RuleId("K"), MIDNIGHT, 1),
        CodeInFile(4, CouponCode("EEEE"), RuleId("K"), None, None),
    )


# --- what a row may not hold ------------------------------------------------------------------------------

HEAD = (
    "id,kind,name,skus,n,pay_permille,price_fen,hours,weekdays,from,until,tiers,parts,codes,"
    "members_only,later"
)


@pytest.mark.parametrize(
    ("row", "reason", "params"),
    [
        ("H,第三件,半价", RowReason.PROMOTION_KIND, {"value": "第三件"}),
        ("H,nth_piece,半价,*,2,500,990", RowReason.PROMOTION_EXTRA, {"column": "price_fen"}),
        ("H,bundle,套餐,*", RowReason.PROMOTION_EXTRA, {"column": "skus"}),
        ("H,nth_piece,半价,*,2", RowReason.PROMOTION_MISSING, {"column": "pay_permille"}),
        ("H,n_for_price,三件,*,,,990", RowReason.PROMOTION_MISSING, {"column": "n"}),
        ("H,codes", RowReason.PROMOTION_MISSING, {"column": "codes"}),
        ("H,codes,名", RowReason.PROMOTION_EXTRA, {"column": "name"}),
        ("H,nth_piece,半价,*,2.0,500", RowReason.PROMOTION_VALUE, {"column": "n", "value": "2.0"}),
        ("H,nth_piece,半价,*,-2,500", RowReason.PROMOTION_VALUE, {"column": "n", "value": "-2"}),
        ("H,nth_piece,半价,*,٢,500", RowReason.PROMOTION_VALUE, {"column": "n", "value": "٢"}),
        (
            "H,nth_piece,半价,*,9999999999,1",
            RowReason.PROMOTION_VALUE,
            {"column": "n", "value": "9999999999"},
        ),
        ("H,nth_piece,半价,*,2,500,,19点", RowReason.PROMOTION_VALUE, {"column": "hours", "value": "19点"}),
        (
            "H,nth_piece,半价,*,2,500,,9-24:00",
            RowReason.PROMOTION_VALUE,
            {"column": "hours", "value": "9-24:00"},
        ),
        ("H,nth_piece,半价,*,2,500,,,六", RowReason.PROMOTION_VALUE, {"column": "weekdays", "value": "六"}),
        ("H,nth_piece,半价,*,2,500,,,,昨天", RowReason.PROMOTION_VALUE, {"column": "from", "value": "昨天"}),
        (
            "H,codes,,,,,,,,,2026-13-01,,,AAAA",
            RowReason.PROMOTION_VALUE,
            {"column": "until", "value": "2026-13-01"},
        ),
        ("H,spend_save,满减,*,,,,,,,,100", RowReason.PROMOTION_VALUE, {"column": "tiers", "value": "100"}),
        ("H,bundle,套餐,,,,1,,,,,,P1*x", RowReason.PROMOTION_VALUE, {"column": "parts", "value": "P1*x"}),
        (
            "H,nth_piece,半价,*,2,500,,,,,,,,,是",
            RowReason.PROMOTION_VALUE,
            {"column": "members_only", "value": "是"},
        ),
        (
            "H,timed_price,价,*,,800,,,,,,,,,,20点=1",
            RowReason.PROMOTION_VALUE,
            {"column": "later", "value": "20点=1"},
        ),
        ("H,nth_piece,半价,*,1,500", RowReason.PROMOTION_SENSE, {"reasons": RuleReason.COUNT}),
        ("H,nth_piece,,*,2,500", RowReason.PROMOTION_SENSE, {"reasons": RuleReason.NAME}),
        (",nth_piece,半价,*,2,500", RowReason.PROMOTION_SENSE, {"reasons": RuleReason.ID}),
        ("H,nth_piece,半价,,2,500", RowReason.PROMOTION_SENSE, {"reasons": RuleReason.SCOPE}),
        ("H,codes,,,,,,,,,,,,A-1", RowReason.COUPON_CODE, {"value": "A-1"}),
    ],
)
def test_a_bad_row_is_named_with_its_reason(
    row: str, reason: RowReason, params: dict[str, str | int]
) -> None:
    """And with the column or the value, so that it can be found and mended."""
    assert RefusedRow(2, reason, params) == refused(HEAD, row)


def test_what_stands_twice_is_refused_with_its_first_line() -> None:
    """An id, and a code; the first ones are taken."""
    head = "id,kind,name,skus,off_fen,codes"
    first = "K,coupon,五元券,*,500,AAAA"
    again = refused(head, first, "K,coupon,六元券,*,600,")
    assert again == RefusedRow(3, RowReason.PROMOTION_TWICE, {"value": "K", "line": 2})
    again = refused(head, first, "K,codes,,,,BBBB aaaa")
    assert again == RefusedRow(3, RowReason.COUPON_CODE_TWICE, {"value": "AAAA", "line": 2})


def test_the_rest_of_a_file_is_taken() -> None:
    """Bad rows cost nothing but themselves."""
    file = parse(HEAD, "A,nth_piece,半价,*,2,500", "B,nth_piece", "C,nth_piece,半价,*,2,400", '"')
    assert [row.rule.id for row in file.rules] == ["A", "C"]
    assert [row.line for row in file.refused] == [3, 5]


def test_a_file_of_other_columns_is_no_promotions_file() -> None:
    """It is refused as a whole, with what is wrong in its heading."""
    with pytest.raises(TableError) as caught:
        parse("sku,name", "P1,水")
    assert caught.value.code is Code.FILE_HEADER


fields = st.text("0123456789AB*=;:@|- 六促", max_size=8)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["nth_piece", "timed_price", "bundle", "spend_save", "codes"]),
            st.lists(fields, min_size=14, max_size=14),
        )
    )
)
def test_any_row_is_taken_or_named(rows: list[tuple[str, list[str]]]) -> None:
    """Whatever stands in it: never an exception, and no line is lost."""
    head = HEAD.replace("id,kind,", "kind,id,")
    file = parse(head, *(",".join([kind, *values]) for kind, values in rows))
    named = (
        {row.line for row in file.rules}
        | {row.line for row in file.codes}
        | {row.line for row in file.refused}
    )
    assert named == set(range(2, len(rows) + 2))
