"""Members: who is found by what, what is left behind of it, and who may spend how many points."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_agent.db.queries import push
from edge_agent.domain.cart import CartMember
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import Data, SaleCompleted, SaleRefunded
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    MemberId,
    ReceiptNo,
    RefundId,
    SaleId,
    ShiftId,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import DAY, MINUTE, BusinessDate, Millis
from edge_agent.domain.money import ZERO
from edge_agent.domain.rights import Right
from edge_agent.services.members import check_points, enrol, enrol_member, erase, find_member
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.members import EnrolMember
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

BOSS, CASHIER = Who(StaffId("9001"), TillId("1")), Who(StaffId("1001"), TillId("1"))
PHONE = "17000005678"
_numbers = itertools.count(1)


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with a manager and a cashier."""
    for staff, role in (("9001", "manager"), ("1001", "cashier")):
        store.do(partial(add_staff, added=AddStaff(staff, staff, role, "1234"), pin_hash="hash"))
    return store


def _enrolled(shop: Store, phone: str = PHONE, code: str | None = None) -> CartMember:
    asked = EnrolMember(phone, consent=True, code=code)
    made = shop.do(lambda tx: enrol(tx, shop.settings, BOSS, asked))
    assert not isinstance(made, Refused), made
    return CartMember(made.id, made.tail, made.points, made.may_spend)


def _found(shop: Store, text: str) -> CartMember | Refused:
    return shop.do(lambda tx: find_member(tx, shop.settings, CASHIER, text))


def _sale(member: MemberId | None, earned: int = 0, spent: int = 0) -> SaleCompleted:
    """Without lines: here it only moves points."""
    number = next(_numbers)
    return SaleCompleted(
        sale=SaleId(f"sale-{number}"),
        receipt_no=ReceiptNo(f"R{number}"),
        number=number,
        cart=CartId(f"cart-{number}"),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=Millis(0),
        lines=(),
        tenders=(),
        total_fen=ZERO,
        discount_fen=ZERO,
        change_fen=ZERO,
        member=member,
        points_earned=earned,
        points_spent=spent,
    )


def _refund(member: MemberId | None, taken: int = 0, returned: int = 0) -> SaleRefunded:
    number = next(_numbers)
    return SaleRefunded(
        refund=RefundId(f"refund-{number}"),
        receipt_no=ReceiptNo(f"R{number}"),
        number=number,
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        lines=(),
        legs=(),
        total_fen=ZERO,
        member=member,
        points_taken=taken,
        points_returned=returned,
    )


def _record(shop: Store, data: Data) -> None:
    shop.do(
        lambda tx: tx.record(
            data, actor=CASHIER.staff, till=CASHIER.till, business_date=BusinessDate("2026-11-22")
        )
    )


def _checked(shop: Store, member: CartMember, points: int) -> Refused | None:
    return shop.do(lambda tx: check_points(tx, shop.settings, member, points))


def _with_headquarters(shop: Store) -> None:
    """The shop belongs to a chain, whose headquarters has not said a word."""
    away = msgspec.structs.replace(shop.settings.headquarters, url="http://hq")
    shop.settings = msgspec.structs.replace(shop.settings, headquarters=away)


# --- found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [PHONE, " 170 0000-5678 ", "+86 17000005678", "008617000005678", "\uff11\uff17000005678"]
)
def test_a_member_is_found_by_the_number_however_it_is_written(shop: Store, text: str) -> None:
    """A country code, spaces, hyphens and wide digits are the same number, which may spend points."""
    member = _enrolled(shop)

    assert _found(shop, text) == member
    assert member.may_spend


@pytest.mark.parametrize("text", ["VIP0042", "M:VIP0042"])
def test_a_member_is_found_by_the_code(shop: Store, text: str) -> None:
    """With its prefix, as a scanner reads it, and without, as it is typed."""
    assert _found(shop, text) == Refused(Code.MEMBER_UNKNOWN)
    member = _enrolled(shop, code="VIP0042")

    assert _found(shop, text) == member


def test_the_last_four_digits_find_one_member_and_spend_nothing(shop: Store) -> None:
    """Whoever says four digits earns points; several members of one tail are asked for the number."""
    member = _enrolled(shop)

    assert _found(shop, "5678") == msgspec.structs.replace(member, may_spend=False)
    _enrolled(shop, "17100005678")
    assert _found(shop, "5678") == Refused(Code.MEMBER_MANY)
    assert _found(shop, PHONE) == member


@pytest.mark.parametrize("text", ["", "123", "1380013800", "12000005678", "M:12", "会员 5678", "5678;"])
def test_what_finds_nobody_is_said(shop: Store, text: str) -> None:
    """Unreadable or unknown, each in words; neither is a defect."""
    _enrolled(shop)
    refused = _found(shop, text)

    assert isinstance(refused, Refused)
    assert refused.code in (Code.MEMBER_TEXT, Code.MEMBER_UNKNOWN)


def test_look_ups_are_counted_for_each_cashier(shop: Store) -> None:
    """How often, and how often somebody was found; what cannot be read is no look-up."""
    _enrolled(shop)
    for text in (PHONE, "5678", "17000000000", "?"):
        _found(shop, text)

    assert shop.rows("member_look_up") == [("2026-11-22", "1001", 3, 2)]


def test_neither_numbers_nor_hashes_nor_tails_are_in_the_journal(shop: Store) -> None:
    """An event names a member by a random id, and nothing else."""
    member = _enrolled(shop, code="VIP0042")
    for text in (PHONE, "5678", "VIP0042", "17000009999"):
        _found(shop, text)
    shop.do(lambda tx: enrol_member(tx, shop.settings, BOSS, PHONE))
    (row,) = shop.rows("member")
    shop.do(lambda tx: erase(tx, shop.settings, BOSS, member.id))
    journal = "\n".join(str(columns[9]) for columns in shop.rows("journal"))

    assert member.id in journal
    phone_hash = row[1]
    assert isinstance(phone_hash, bytes)
    for secret in (PHONE, "5678", "VIP0042", "9999", phone_hash.hex()):
        assert secret not in journal


def test_the_hash_of_a_number_is_another_in_another_store(shop: Store) -> None:
    """The key is made at the first enrolment, at random, and kept."""
    _enrolled(shop)
    ((name, key),) = shop.rows("secret")
    _enrolled(shop, "17100001111")

    assert name == "phone"
    assert isinstance(key, bytes)
    assert len(key) == 32
    assert shop.rows("secret") == [(name, key)]


# --- enrolled and erased ----------------------------------------------------------------------------------


def test_a_number_is_enrolled_once(shop: Store) -> None:
    """The second time it is told whose it is, by its tail."""
    _enrolled(shop)

    again = shop.do(lambda tx: enrol_member(tx, shop.settings, BOSS, f"+86{PHONE}"))

    assert again == Refused(Code.MEMBER_EXISTS, {"tail": "5678"})


def test_enrolling_takes_the_right(shop: Store) -> None:
    """Without it nobody is enrolled, and the till asks for somebody who may."""
    none = msgspec.structs.replace(shop.settings.rights, of_role={})
    shop.settings = msgspec.structs.replace(shop.settings, rights=none)

    refused = shop.do(lambda tx: enrol_member(tx, shop.settings, CASHIER, PHONE))

    assert refused == Refused(Code.RIGHT_NEEDED, {"right": Right.ENROL_MEMBER, "subject": ""})
    assert (shop.rows("member"), shop.rows("secret")) == ([], [])


def test_an_erased_member_is_unknown_and_the_points_stay_nameless(shop: Store) -> None:
    """Number, tail, code and name are gone; the journal and its tables keep an id that names nobody."""
    member = _enrolled(shop, code="VIP0042")
    _record(shop, _sale(member.id, earned=10))

    gone = shop.do(lambda tx: erase(tx, shop.settings, BOSS, member.id))

    assert not isinstance(gone, Refused)
    assert shop.rows("member") == []
    for text in (PHONE, "VIP0042", "5678"):
        assert _found(shop, text) == Refused(Code.MEMBER_UNKNOWN)
    assert shop.rows("member_points") == [(member.id, 10)]
    assert shop.do(lambda tx: erase(tx, shop.settings, BOSS, member.id)) == Refused(Code.MEMBER_GONE)
    assert _checked(shop, member, 1) == Refused(Code.MEMBER_GONE)
    assert _enrolled(shop, code="VIP0042").id != member.id


# --- points -----------------------------------------------------------------------------------------------

_bookings = st.lists(st.tuples(st.booleans(), st.integers(0, 500), st.integers(0, 500)), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bookings=_bookings)
def test_a_balance_is_what_was_booked(shop: Store, bookings: list[tuple[bool, int, int]]) -> None:
    """Earned and given back, less spent and taken back; below zero too, and nameless sales move nothing."""
    phone = f"170{next(_numbers):08d}"
    member = _enrolled(shop, phone)
    for is_sale, plus, minus in bookings:
        made: Any = _sale if is_sale else _refund
        _record(shop, made(member.id, plus, minus) if is_sale else made(member.id, minus, plus))
        _record(shop, made(None, plus, minus))
    found = _found(shop, phone)

    assert isinstance(found, CartMember)
    assert found.points == sum(plus - minus for _, plus, minus in bookings)


def test_nobody_spends_more_than_the_balance_of_now(shop: Store) -> None:
    """The balance is read again: what the cart remembers may be old."""
    member = _enrolled(shop)
    assert _checked(shop, member, 1) == Refused(Code.POINTS_SHORT, {"points": 0})
    _record(shop, _sale(member.id, earned=100))

    assert _checked(shop, member, 100) is None
    assert _checked(shop, member, 101) == Refused(Code.POINTS_SHORT, {"points": 100})
    assert _checked(shop, member, -1) == Refused(Code.POINTS_SHORT, {"points": 100})
    _record(shop, _sale(member.id, spent=250))
    assert _checked(shop, member, 1) == Refused(Code.POINTS_SHORT, {"points": 0})
    assert _checked(shop, member, 0) is None


def test_four_digits_spend_no_points(shop: Store) -> None:
    """Spending needs the code or the full number, whatever the balance."""
    member = _enrolled(shop)
    _record(shop, _sale(member.id, earned=100))

    by_tail = msgspec.structs.replace(member, may_spend=False)

    assert _checked(shop, by_tail, 1) == Refused(Code.POINTS_CODE_NEEDED)
    assert _checked(shop, by_tail, 0) is None


def test_a_shop_whose_points_are_worth_nothing_spends_none(shop: Store) -> None:
    """`point_value_fen = 0` switches spending off."""
    member = _enrolled(shop)
    worthless = msgspec.structs.replace(shop.settings.members, point_value_fen=0)
    shop.settings = msgspec.structs.replace(shop.settings, members=worthless)

    assert _checked(shop, member, 1) == Refused(Code.POINTS_OFF)


def test_points_are_limited_for_a_day_while_headquarters_is_silent(shop: Store) -> None:
    """2,000 in any 24 hours; points that came back may be spent again, and a new day is a new allowance."""
    _with_headquarters(shop)
    member = _enrolled(shop)
    _record(shop, _sale(member.id, earned=9_000))

    assert _checked(shop, member, 2_001) == Refused(Code.POINTS_OFFLINE, {"points": 2_000})
    assert _checked(shop, member, 2_000) is None
    _record(shop, _sale(member.id, spent=1_500))
    assert _checked(shop, member, 501) == Refused(Code.POINTS_OFFLINE, {"points": 500})
    _record(shop, _refund(member.id, returned=1_000))
    assert _checked(shop, member, 1_500) is None
    shop.clock.at = Millis(shop.clock.at + DAY + 1)
    assert _checked(shop, member, 2_000) is None


def test_points_are_not_limited_while_headquarters_answers(shop: Store) -> None:
    """It has acknowledged events within five minutes; a store without any headquarters has no limit."""
    member = _enrolled(shop)
    _record(shop, _sale(member.id, earned=9_000))
    assert _checked(shop, member, 9_000) is None
    _with_headquarters(shop)

    def acknowledged(tx: Any) -> None:
        tx.run(push.SET_CURSOR, tx.head.epoch, tx.head.seq, tx.now)

    shop.do(acknowledged)
    assert _checked(shop, member, 9_000) is None
    acknowledged_at = shop.clock.at
    for off_ms in (5 * MINUTE + 1, -DAY):  # a clock that is set back makes the word no fresher
        shop.clock.at = Millis(acknowledged_at + off_ms)
        assert _checked(shop, member, 9_000) == Refused(Code.POINTS_OFFLINE, {"points": 2_000})
