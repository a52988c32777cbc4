"""Importing members: every bad row is named, the rest is taken, and points are the balance from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from config.demo import MEMBERS
from edge_agent.domain.cart import CartMember
from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.events import SaleCompleted
from edge_agent.domain.ids import CartId, DrawerId, MemberId, ReceiptNo, SaleId, ShiftId, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import ZERO
from edge_agent.services.members import find_member
from edge_agent.services.members_import import import_members
from edge_agent.services.who import Who

if TYPE_CHECKING:
    from tests.services.conftest import Store

WHO = Who(StaffId("1001"), TillId("1"))
FILE = """phone,code,name,points
17000000001,VIP0001,陈小雨,120
+86 170 0000 0002,,李雷,
17000000003,VIP0003,,-5
"""


def _found(store: Store, text: str) -> CartMember:
    found = store.do(lambda tx: find_member(tx, store.settings, WHO, text))
    assert isinstance(found, CartMember), found
    return found


def _earn(store: Store, member: MemberId, points: int) -> None:
    name = f"sale-{points}"
    sale = SaleCompleted(
        sale=SaleId(name),
        receipt_no=ReceiptNo(name),
        number=points,
        cart=CartId(name),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=Millis(0),
        lines=(),
        tenders=(),
        total_fen=ZERO,
        discount_fen=ZERO,
        change_fen=ZERO,
        member=member,
        points_earned=points,
    )
    store.do(
        lambda tx: tx.record(sale, actor=WHO.staff, till=WHO.till, business_date=BusinessDate("2026-11-22"))
    )


async def test_members_of_a_file_are_found(store: Store) -> None:
    """By number, tail and code, with their points; balances below zero come as they are."""
    answer = await import_members(store.writer, FILE.encode(), "en")

    assert (answer.taken, answer.refused) == (3, ())
    assert _found(store, "17000000001") == _found(store, "VIP0001")
    assert [_found(store, text).points for text in ("0001", "0002", "VIP0003")] == [120, 0, -5]


async def test_a_file_in_gb18030_is_read_too(store: Store) -> None:
    """As Chinese spreadsheets write it."""
    answer = await import_members(store.writer, FILE.encode("gb18030"), "en")

    assert answer.taken == 3
    assert {columns[4] for columns in store.rows("member")} == {"陈小雨", "李雷", ""}


async def test_the_same_file_again_makes_nobody_twice(store: Store) -> None:
    """A known number or code is that member: the id stays, empty fields keep what is known."""
    await import_members(store.writer, FILE.encode(), "en")
    before = _found(store, "17000000001")
    await import_members(store.writer, FILE.encode(), "en")
    await import_members(store.writer, b"phone,code\n17000000009,VIP0001\n", "en")

    assert _found(store, "17000000009") == CartMember(before.id, "0009", 120, may_spend=True)
    assert len(store.rows("member")) == 3


async def test_points_of_a_file_are_the_balance_of_that_moment(store: Store) -> None:
    """What was earned before the import is in them, what is earned after is added."""
    await import_members(store.writer, FILE.encode(), "en")
    member = _found(store, "VIP0001").id
    _earn(store, member, 30)
    assert _found(store, "VIP0001").points == 150

    await import_members(store.writer, b"phone,points\n17000000001,200\n", "en")
    assert _found(store, "VIP0001").points == 200
    _earn(store, member, 7)

    assert _found(store, "VIP0001").points == 207


async def test_every_bad_row_is_named(store: Store) -> None:
    """With its line and its reason, in order; the rest of the file is taken."""
    await import_members(store.writer, FILE.encode(), "en")
    bad = """phone,code,name,points
1380013800,,,
17000000010,a,,
17000000010,1234,,
17000000011,,,ten
17000000012,,,99999999999999999999
17000000013,,{name},
17000000014,VIP0014,,
17000000014,,,
17000000015,VIP0014,,
17000000001,VIP0003,,
17000000016,,,,more
17000000017,"VIP,,
17000000018,,,
""".format(name="长" * 41)

    answer = await import_members(store.writer, bad.encode(), "en")

    assert answer.taken == 2
    lines = [sentence.split(":")[0] for sentence in answer.refused]
    assert lines == [f"line {line}" for line in (2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13)]
    assert not any("17000000014" in sentence for sentence in answer.refused)


async def test_members_of_headquarters_are_not_changed_by_a_file(store: Store) -> None:
    """A feed owns its rows."""
    await import_members(store.writer, FILE.encode(), "en")

    def take(tx: Any) -> None:
        tx._connection.execute("UPDATE member SET owner = 'hq' WHERE code = 'VIP0001'")

    store.do(take)
    answer = await import_members(store.writer, b"phone,name\n17000000001,other\n", "en")

    assert answer.taken == 0
    assert answer.refused == ("line 2: headquarters keeps this member, not the shop",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\xff", Code.FILE_UNREADABLE),
        (b"", Code.FILE_HEADER),
        (b"code,name\nVIP1,x\n", Code.FILE_HEADER),
        (b"phone,phone\n", Code.FILE_HEADER),
        (b"phone,color\n", Code.FILE_HEADER),
    ],
)
async def test_what_is_no_file_of_members_is_refused_whole(store: Store, data: bytes, code: Code) -> None:
    """Nothing is taken, and nothing is on record."""
    before = store.rows("journal")
    with pytest.raises(TableError) as refused:
        await import_members(store.writer, data, "en")

    assert refused.value.code == code
    assert store.rows("journal") == before


async def test_the_members_of_the_demo_are_taken(store: Store) -> None:
    """All of them, and two share a tail, so that the number is asked for."""
    answer = await import_members(store.writer, MEMBERS.read_bytes(), "en")

    assert answer.refused == ()
    assert answer.taken == len(store.rows("member"))
    assert len({columns[2] for columns in store.rows("member")}) == answer.taken - 1


async def test_an_import_is_one_event_without_anybody(store: Store) -> None:
    """The file's hash and its counts; no number, no name."""
    await import_members(store.writer, FILE.encode(), "en")
    (imported,) = [columns for columns in store.rows("journal") if columns[4] == "members.imported"]

    assert '"rows_taken":3,"rows_refused":0' in str(imported[9])
    assert "陈小雨" not in str(imported[9])
