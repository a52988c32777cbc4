"""Promotions as the shop changes them: versions, rule sets, and what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from config.demo import PROMOTIONS
from edge_agent.db.journal import rows as journal_rows
from edge_agent.db.snapshot import opened
from edge_agent.domain.cart import Cart, CartCoupon
from edge_agent.domain.errors import Code, Refused, TableError
from edge_agent.domain.events import (
    Data,
    GoodsGo,
    PromotionChanged,
    PromotionsImported,
    RefundedLine,
    RefundLeg,
    SaleCompleted,
    SaleRefunded,
    UsedCoupon,
    decode,
)
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    DrawerId,
    ReceiptNo,
    RefundId,
    RuleId,
    RulesHash,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.promotions import NO_RULES, NthPiece, Rule, Scope, make_rules
from edge_agent.domain.promotions_check import RULES_MAX
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services import promotions
from edge_agent.services.coupons import coupons_still_good, find_coupon
from edge_agent.services.promotions_import import import_promotions
from edge_agent.services.rules import rules_in_force, rules_of
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.promotions import PromotionAnswer
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

WHO = Who(StaffId("9001"), TillId("1"))
HALF = NthPiece(id=RuleId("H1"), name="第二件半价", scope=Scope(everything=True), n=2, pay_permille=500)
HEAD = "id,kind,name,skus,n,pay_permille,off_fen,min_fen,uses_max,until,codes"
FILE = f"""{HEAD}
H1,nth_piece,第二件半价,*,2,500,,,,,
K1,coupon,五元券,*,,,500,2000,2,,AAAA BBBB
K1,codes,,,,,,,1,2026-12-31,CCCC
""".encode()


@pytest.fixture(autouse=True)
def _manager(store: Store) -> None:
    """Somebody who may change promotions, as far as the table of staff knows."""
    store.do(lambda tx: add_staff(tx, AddStaff("9001", "店长", "manager", "1234"), "no PIN"))


def put(store: Store, rule: Rule, name: str | None = None) -> PromotionAnswer | Refused:
    return store.do(lambda tx: promotions.put_promotion(tx, store.settings, WHO, name or rule.id, rule))


def stop(store: Store, name: str) -> PromotionAnswer | Refused:
    return store.do(lambda tx: promotions.stop_promotion(tx, store.settings, WHO, name))


def in_force(store: Store) -> tuple[Rule, ...]:
    return store.do(lambda tx: rules_of(tx, rules_in_force(tx))).rules


def recorded(store: Store) -> list[Data]:
    """The events of promotions."""
    with opened(store.settings.database) as connection:
        events = [decode(row.body) for row in journal_rows(connection)]
    return [event.data for event in events if isinstance(event.data, PromotionChanged | PromotionsImported)]


def rebuilt(events: list[Data]) -> RulesHash:
    """The rule set as headquarters puts it together from the events; its hash is checked after each."""
    rules: dict[RuleId, Rule] = {}
    found = NO_RULES.hash
    for event in events:
        if isinstance(event, PromotionChanged):
            rules.pop(event.promotion, None)
            if event.rule is not None:
                rules[event.promotion] = event.rule
        elif isinstance(event, PromotionsImported):
            rules |= {rule.id: rule for rule in event.taken}
        found = make_rules(rules.values()).hash
        assert found == event.rules  # type: ignore[attr-defined]
    return found


# --- one promotion ----------------------------------------------------------------------------------------


def test_a_promotion_is_in_force_at_once(store: Store) -> None:
    """It has a version, and the rule set a new hash."""
    answer = put(store, HALF)
    assert isinstance(answer, PromotionAnswer)
    assert (answer.id, answer.version) == ("H1", 1)
    assert in_force(store) == (HALF,)
    assert answer.rules == store.do(rules_in_force) == make_rules([HALF]).hash


def test_each_change_has_the_next_version(store: Store) -> None:
    """Stopped and started again it goes on counting: id and version name one content for good."""
    put(store, HALF)
    put(store, msgspec.structs.replace(HALF, pay_permille=400))
    stopped = stop(store, "H1")
    assert isinstance(stopped, PromotionAnswer)
    assert (stopped.version, stopped.rules, in_force(store)) == (3, "", ())
    again = put(store, msgspec.structs.replace(HALF, version=99))
    assert isinstance(again, PromotionAnswer)
    assert again.version == 4


def test_a_cart_opened_before_keeps_its_rules(store: Store) -> None:
    """By the hash that it has noted."""
    first = put(store, HALF)
    stop(store, "H1")
    assert isinstance(first, PromotionAnswer)
    assert store.do(lambda tx: rules_of(tx, first.rules)).rules == (HALF,)


def test_headquarters_can_rebuild_every_rule_set(store: Store) -> None:
    """From the events alone, hash for hash."""
    put(store, HALF)
    put(store, msgspec.structs.replace(HALF, id=RuleId("H2")))
    put(store, msgspec.structs.replace(HALF, pay_permille=300))
    stop(store, "H2")
    assert rebuilt(recorded(store)) == store.do(rules_in_force)


def test_what_is_refused_changes_nothing(store: Store) -> None:
    """A senseless rule, another id than the path's, one that is not there, and somebody without the right."""
    put(store, HALF)
    before = store.rows("journal"), store.rows("rule_set"), store.rows("promotion")
    assert put(store, msgspec.structs.replace(HALF, pay_permille=2000)) == Refused(
        Code.PROMOTION_INVALID, {"reasons": "rule-share"}
    )
    assert put(store, HALF, "H2") == Refused(Code.PROMOTION_INVALID, {"reasons": "rule-id"})
    assert stop(store, "H9") == Refused(Code.PROMOTION_UNKNOWN, {"id": "H9"})
    assert before == (store.rows("journal"), store.rows("rule_set"), store.rows("promotion"))
    nobody = Who(StaffId("1001"), TillId("1"))
    refused = store.do(lambda tx: promotions.put_promotion(tx, store.settings, nobody, "H1", HALF))
    assert isinstance(refused, Refused)
    assert refused.code is Code.RIGHT_NEEDED
    assert before[1:] == (store.rows("rule_set"), store.rows("promotion"))


async def test_a_shop_has_so_many_promotions_and_no_more(store: Store) -> None:
    """One that is there can still be changed; of a file the rows that fit are taken."""
    rows = "\n".join(f"P{no},nth_piece,半价,*,2,500,,,,," for no in range(RULES_MAX + 2))
    answer = await import_promotions(store.writer, f"{HEAD}\n{rows}".encode(), "en")
    assert answer.taken == RULES_MAX
    assert answer.refused == (
        "line 1002: too many promotions, at most 1000",
        "line 1003: too many promotions, at most 1000",
    )
    assert put(store, HALF) == Refused(Code.PROMOTION_INVALID, {"reasons": "rule-too-many"})
    assert isinstance(put(store, msgspec.structs.replace(HALF, id=RuleId("P1"))), PromotionAnswer)


# --- a file -----------------------------------------------------------------------------------------------


async def test_a_file_is_in_force_as_a_whole(store: Store) -> None:
    """One rule set for all of it, one event, and codes that can be used."""
    answer = await import_promotions(store.writer, FILE, "en")
    assert (answer.taken, answer.refused) == (3, ())
    assert [rule.id for rule in in_force(store)] == ["H1", "K1"]
    [event] = recorded(store)
    assert isinstance(event, PromotionsImported)
    assert (event.rows_taken, event.rows_refused, event.codes_taken) == (3, 0, 3)
    assert rebuilt([event]) == store.do(rules_in_force)
    assert len(store.rows("rule_set")) == 1


async def test_the_demo_s_file(store: Store) -> None:
    """It is taken whole."""
    answer = await import_promotions(store.writer, PROMOTIONS.read_bytes(), "zh-CN")
    assert (answer.taken, answer.refused) == (16, ())
    assert len(in_force(store)) == 15


async def test_the_same_file_again_changes_no_version(store: Store) -> None:
    """And so no hash: only the event says that it was done."""
    await import_promotions(store.writer, FILE, "en")
    before = store.do(rules_in_force)
    await import_promotions(store.writer, FILE, "en")
    assert before == store.do(rules_in_force)
    assert len(recorded(store)) == 2


async def test_what_a_file_does_not_name_stays(store: Store) -> None:
    """A promotion of the shop's own goes on beside it; one of the same id is replaced, a version later."""
    put(store, msgspec.structs.replace(HALF, id=RuleId("H9")))
    put(store, msgspec.structs.replace(HALF, pay_permille=900))
    await import_promotions(store.writer, FILE, "en")
    assert [(rule.id, rule.version) for rule in in_force(store)] == [("H1", 2), ("H9", 1), ("K1", 1)]
    assert rebuilt(recorded(store)) == store.do(rules_in_force)


async def test_bad_rows_are_named_and_the_rest_is_taken(store: Store) -> None:
    """Codes for a promotion that is no coupon, or not there, are named with their line too."""
    data = f"{HEAD}\nH1,nth_piece,第二件半价,*,2,1001\nK9,codes,,,,,,,,,DDDD EEEE\nK8,coupon,券,*,,,1\n"
    answer = await import_promotions(store.writer, data.encode(), "zh-CN")
    assert answer.taken == 1
    assert answer.refused == (
        "第 2 行:折扣应为 0 到 1000 千分之几",
        "第 3 行:没有优惠券 K9,券码无处可用",
    )
    assert store.rows("coupon") == []
    [event] = recorded(store)
    assert isinstance(event, PromotionsImported)
    assert (event.rows_taken, event.rows_refused, event.codes_taken) == (1, 2, 0)


async def test_codes_may_follow_in_a_file_of_their_own(store: Store) -> None:
    """For a coupon that the shop has; their uses are the rule's unless the file says otherwise."""
    await import_promotions(store.writer, FILE, "en")
    data = f"{HEAD}\nK1,codes,,,,,,,,,DDDD\n".encode()
    assert (await import_promotions(store.writer, data, "en")).taken == 1
    assert ("DDDD", "K1", None, 2, "store") in store.rows("coupon")


async def test_what_headquarters_keeps_no_file_changes(store: Store) -> None:
    """Its promotion and its code are named with their lines; at the counter the shop may still stop."""
    await import_promotions(store.writer, FILE, "en")
    rules = store.do(rules_in_force)
    store.do(lambda tx: tx._connection.execute("UPDATE promotion SET owner = 'hq' WHERE id = 'H1'"))
    store.do(lambda tx: tx._connection.execute("UPDATE coupon SET owner = 'hq' WHERE code = 'CCCC'"))
    answer = await import_promotions(store.writer, FILE.replace(b"2,500,,,", b"2,400,,,"), "en")
    assert answer.refused == (
        "line 2: headquarters keeps promotion H1: no file of the shop changes it",
        "line 4: headquarters keeps the code CCCC: no file of the shop changes it",
    )
    assert rules == store.do(rules_in_force)
    assert isinstance(stop(store, "H1"), PromotionAnswer)


async def test_a_file_that_is_none(store: Store) -> None:
    """Nothing of it is taken, and nothing is on record."""
    with pytest.raises(TableError):
        await import_promotions(store.writer, b"sku,name\nP1,x\n", "en")
    assert recorded(store) == []


# --- coupons ----------------------------------------------------------------------------------------------


def cart_now(store: Store) -> Cart:
    return Cart(CartId("cart"), TillId("1"), StaffId("9001"), store.clock.at, rules=store.do(rules_in_force))


def find(store: Store, cart: Cart, code: str) -> CartCoupon | Refused:
    return store.do(lambda tx: find_coupon(tx, cart, code))


def sell(store: Store, name: str, *codes: str) -> None:
    """A sale that used coupons."""
    sale = SaleCompleted(
        sale=SaleId(name),
        receipt_no=ReceiptNo(name),
        number=1,
        cart=CartId(name),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=Millis(0),
        lines=(),
        tenders=(),
        total_fen=Fen(1),
        discount_fen=ZERO,
        change_fen=ZERO,
        coupons=tuple(UsedCoupon(CouponCode(code), RuleId("K1")) for code in codes),
    )
    _record(store, sale)


def refund(store: Store, name: str, *codes: str) -> None:
    """A refund that gives coupons back."""
    line = RefundedLine(1, Sku("P1"), "水", Unit.EACH, Milli(1_000), Fen(1), GoodsGo.KEPT)
    _record(
        store,
        SaleRefunded(
            refund=RefundId(f"refund of {name}"),
            receipt_no=ReceiptNo(f"refund of {name}"),
            number=2,
            shift=ShiftId("shift"),
            drawer=DrawerId("1"),
            lines=(line,),
            legs=(RefundLeg(1, "cash", Fen(1)),),
            total_fen=Fen(1),
            sale=SaleId(name),
            coupons_returned=tuple(CouponCode(code) for code in codes),
        ),
    )


def _record(store: Store, data: Data) -> None:
    date = BusinessDate("2026-11-22")
    store.do(lambda tx: tx.record(data, actor=WHO.staff, till=WHO.till, business_date=date))


async def test_a_code_finds_its_coupon(store: Store) -> None:
    """However it is typed; what no coupon has is unknown."""
    await import_promotions(store.writer, FILE, "en")
    cart = cart_now(store)
    assert find(store, cart, " aaaa\r") == CartCoupon(CouponCode("AAAA"), RuleId("K1"))
    assert find(store, cart, "ZZZZ") == Refused(Code.COUPON_UNKNOWN, {"code": "ZZZZ"})
    assert find(store, cart, "券") == Refused(Code.COUPON_UNKNOWN, {"code": "券"})


async def test_a_coupon_is_used_up_by_sales_and_given_back_by_refunds(store: Store) -> None:
    """AAAA is good for two sales; a full refund of one makes it good again, of that sale and no other."""
    await import_promotions(store.writer, FILE, "en")
    cart = cart_now(store)
    sell(store, "one", "AAAA", "CCCC")
    assert isinstance(find(store, cart, "AAAA"), CartCoupon)
    sell(store, "two", "AAAA")
    assert find(store, cart, "AAAA") == Refused(Code.COUPON_USED, {"code": "AAAA"})
    refund(store, "one", "AAAA")
    assert isinstance(find(store, cart, "AAAA"), CartCoupon)
    assert find(store, cart, "CCCC") == Refused(Code.COUPON_USED, {"code": "CCCC"})
    assert [columns[:2] for columns in store.rows("coupon_use")] == [("AAAA", "two"), ("CCCC", "one")]


async def test_two_carts_hold_one_code_and_the_first_to_pay_has_it(store: Store) -> None:
    """The other one is told when it wants to pay."""
    await import_promotions(store.writer, FILE, "en")
    found = find(store, cart_now(store), "CCCC")
    assert isinstance(found, CartCoupon)
    cart = msgspec.structs.replace(cart_now(store), coupons=(found,))
    assert store.do(lambda tx: coupons_still_good(tx, cart)) is None
    sell(store, "other", "CCCC")
    assert store.do(lambda tx: coupons_still_good(tx, cart)) == Refused(Code.COUPON_USED, {"code": "CCCC"})


async def test_a_coupon_goes_by_the_rules_of_its_cart(store: Store) -> None:
    """A cart opened before the promotion began cannot use it; one opened before it was stopped still can."""
    before = cart_now(store)
    await import_promotions(store.writer, FILE, "en")
    during = cart_now(store)
    stop(store, "K1")
    assert find(store, before, "AAAA") == Refused(Code.COUPON_NO_RULE, {"code": "AAAA"})
    assert isinstance(find(store, during, "AAAA"), CartCoupon)
    assert find(store, cart_now(store), "AAAA") == Refused(Code.COUPON_NO_RULE, {"code": "AAAA"})


async def test_a_code_ends(store: Store) -> None:
    """CCCC is good until the end of the year, for carts opened by then."""
    await import_promotions(store.writer, FILE, "en")
    store.clock.at = Millis(1_798_732_800_000)
    assert find(store, cart_now(store), "CCCC") == Refused(Code.COUPON_NOT_VALID, {"code": "CCCC"})
    assert isinstance(find(store, cart_now(store), "AAAA"), CartCoupon)
