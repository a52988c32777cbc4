"""Prices: what an import brings now or later, and what the shop sets; the last word holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import pytest

from edge_agent.db.reads import Reads
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import Sku, StaffId, TillId
from edge_agent.domain.moments import DAY, HOUR, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services import goods
from edge_agent.services.articles import PRICES_KEPT_DAYS, Taken, find_by_sku, import_articles, save_articles
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.goods import ArticleView, ChangePrice, PriceChangeView
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22)
MANAGER = Who(StaffId("9001"), TillId("1"))
CASHIER = Who(StaffId("1001"), TillId("1"))


def _water(price: int, member: int | None = None) -> Article:
    member_price = None if member is None else Fen(member)
    return Article(Sku("P1"), "水", Unit.EACH, Fen(price), member_price_fen=member_price)


def _import(store: Store, price: int, member: int | None = None, later: int = 0) -> Taken:
    """A file with the article; its price holds `later` milliseconds after the import."""
    store.clock.at = Millis(store.clock.at + 1)
    valid_from = {Sku("P1"): Millis(store.clock.at + later)} if later else {}
    return store.do(lambda tx: import_articles(tx, [_water(price, member)], valid_from))


def _set(store: Store, price: int, member: int | None = None, who: Who = MANAGER) -> ArticleView | Refused:
    store.clock.at = Millis(store.clock.at + 1)
    asked = ChangePrice(price, member)
    return store.do(lambda tx: goods.change_price(tx, store.settings, who, Sku("P1"), asked))


def _now(store: Store, later: int = 0) -> tuple[int, int | None]:
    """Price and member price, so many milliseconds from now."""
    at = store.clock.at
    store.clock.at = Millis(at + later)
    article = store.do(lambda tx: find_by_sku(tx, "P1"))
    store.clock.at = at
    assert article is not None
    return article.price_fen, article.member_price_fen


async def _changes(
    store: Store, day: date = TODAY, limit: int = 100, after: str | None = None
) -> list[PriceChangeView]:
    reads = await Reads.open(store.settings.database)
    try:
        found = await goods.price_changes(reads, day, ZONE, limit, after)
    finally:
        await reads.close()
    assert not isinstance(found, Refused)
    return list(found)


@pytest.fixture
def people(store: Store) -> Store:
    """The store with a cashier and a manager, and water at ￥2.00."""
    for staff, role in (("1001", "cashier"), ("9001", "manager")):
        added = AddStaff(staff, "小李", role, "1234")
        store.do(lambda tx, added=added: add_staff(tx, added, "no PIN"))  # type: ignore[misc]
    _import(store, 200, 180)
    return store


async def test_a_price_waits_for_its_moment(people: Store) -> None:
    """Nobody does anything: a look-up before it finds the old price, one at that moment the new one."""
    _import(people, 250, 220, later=HOUR)
    assert _now(people) == _now(people, HOUR - 1) == (200, 180)
    assert _now(people, HOUR) == _now(people, 10 * DAY) == (250, 220)
    [change] = await _changes(people)
    assert (change.old_price_fen, change.price_fen, change.source) == (200, 250, "planned")
    assert (change.old_member_price_fen, change.member_price_fen) == (180, 220)
    assert change.since == people.clock.at + HOUR


async def test_several_prices_wait_and_each_has_its_time(people: Store) -> None:
    """From one, two and three days on; the file that named each may come in any order."""
    for days, price in ((3, 200), (1, 150), (2, 170)):
        _import(people, price, later=days * DAY)
    assert [_now(people, days * DAY + 10)[0] for days in range(5)] == [200, 150, 170, 200, 200]
    [second] = await _changes(people, date(2026, 11, 24))
    assert (second.old_price_fen, second.price_fen) == (150, 170)


def test_a_moment_that_has_passed_is_now(people: Store) -> None:
    """A file of yesterday holds at once."""
    people.do(lambda tx: import_articles(tx, [_water(300)], {Sku("P1"): Millis(tx.now - DAY)}))
    assert _now(people) == (300, None)


def test_a_new_article_has_no_older_price_to_wait_with(store: Store) -> None:
    """It is on sale at once, and that is told."""
    taken = _import(store, 250, later=DAY)
    assert [article.sku for article in taken.at_once] == ["P1"]
    assert _now(store) == (250, None)


async def test_an_import_changes_a_price_at_once(people: Store) -> None:
    """And the list of the day tells both prices; the first price of an article is no change."""
    assert await _changes(people) == []
    _import(people, 250)
    assert _now(people) == (250, None)
    [change] = await _changes(people)
    assert change == PriceChangeView(
        id=f"{people.clock.at}.import.P1",
        sku=Sku("P1"),
        name="水",
        unit="each",
        price_unit="kg",
        since=people.clock.at,
        price_fen=Fen(250),
        old_price_fen=Fen(200),
        source="import",
        old_member_price_fen=Fen(180),
    )


async def test_the_shop_s_own_price_holds_until_an_import_brings_another(people: Store) -> None:
    """The same file again changes nothing; another price in it does."""
    changed = _set(people, 150)
    assert isinstance(changed, ArticleView)
    assert (changed.price_fen, changed.member_price_fen) == _now(people) == (150, None)
    _import(people, 200, 180)
    assert _now(people) == (150, None)
    _import(people, 220, 180)
    assert _now(people) == (220, 180)
    told = [(one.source, one.old_price_fen, one.price_fen, one.staff) for one in await _changes(people)]
    assert told == [("hand", 200, 150, "9001"), ("import", 150, 220, None)]


async def test_a_planned_price_comes_after_what_the_shop_set_meanwhile(people: Store) -> None:
    """And the list tells the price that really held before."""
    _import(people, 250, later=HOUR)
    _set(people, 190)
    assert _now(people) == (190, None)
    assert _now(people, HOUR) == (250, None)
    planned = (await _changes(people))[-1]
    assert (planned.source, planned.old_price_fen, planned.old_member_price_fen) == ("planned", 190, None)


def test_the_shop_may_change_a_planned_price_that_has_come(people: Store) -> None:
    """Its own word is the later one."""
    _import(people, 250, later=HOUR)
    people.clock.at = Millis(people.clock.at + 2 * HOUR)
    _set(people, 240, 230)
    assert _now(people) == (240, 230)
    _import(people, 250)
    assert _now(people) == (240, 230), "the file says what it said before"


async def test_a_price_that_stays_is_no_change(people: Store) -> None:
    """A file for tomorrow names the whole catalogue: no new tag for what costs the same."""
    _import(people, 200, 180, later=HOUR)
    _import(people, 250, later=2 * HOUR)
    _import(people, 250, later=3 * HOUR)
    assert [(one.old_price_fen, one.price_fen) for one in await _changes(people)] == [(200, 250)]
    assert _now(people, 3 * HOUR) == (250, None)


async def test_what_the_shop_set_already_is_no_change(people: Store) -> None:
    """The tag on the shelf is right before the file comes."""
    _set(people, 250, 220)
    _import(people, 250, 220)
    _import(people, 250, 220, later=HOUR)
    assert [one.source for one in await _changes(people)] == ["hand"]


async def test_the_changes_come_in_pages(people: Store) -> None:
    """Each begins behind the last of the page before, of one moment too, and together they are all."""
    others = [Article(Sku(f"Q{no}"), "茶", Unit.EACH, Fen(100)) for no in range(5)]
    people.do(lambda tx: save_articles(tx, others))
    people.clock.at = Millis(people.clock.at + 1)
    dearer = [msgspec.structs.replace(article, price_fen=Fen(110)) for article in others]
    people.do(lambda tx: import_articles(tx, dearer, {}))
    _set(people, 190)
    _import(people, 250, later=HOUR)
    everything = await _changes(people)
    assert [one.sku for one in everything] == ["Q0", "Q1", "Q2", "Q3", "Q4", "P1", "P1"]
    pages: list[PriceChangeView] = []
    while page := await _changes(people, limit=2, after=pages[-1].id if pages else None):
        assert len(page) <= 2
        pages += page
    assert pages == everything


async def test_prices_of_long_ago_are_forgotten(people: Store) -> None:
    """Not the last of them, which still holds, nor one that waits; the price of now is what it was."""
    for price in (210, 220, 230):
        _import(people, price, later=DAY)
        people.clock.at = Millis(people.clock.at + 2 * DAY)
    people.clock.at = Millis(people.clock.at + PRICES_KEPT_DAYS * DAY)
    assert len(people.rows("article_price")) == 3
    _import(people, 240, later=DAY)
    assert [row[2] for row in people.rows("article_price")] == [230, 240]
    assert (_now(people)[0], _now(people, DAY)[0]) == (230, 240)
    tomorrow = datetime.fromtimestamp(people.clock.at // 1_000, ZONE).date() + timedelta(days=1)
    [planned] = await _changes(people, tomorrow)
    assert (planned.old_price_fen, planned.price_fen) == (230, 240)


async def test_a_day_begins_at_midnight_in_the_shop(people: Store) -> None:
    """Noon to midnight is twelve hours: the millisecond before belongs to today."""
    midnight = 12 * HOUR - (people.clock.at - 1_795_320_000_000)
    _import(people, 210, later=midnight - 2)
    _import(people, 220, later=midnight - 2)
    assert [one.price_fen for one in await _changes(people)] == [210]
    assert [one.price_fen for one in await _changes(people, date(2026, 11, 23))] == [220]


@pytest.mark.parametrize(
    ("price", "member", "code"),
    [
        (0, None, Code.ARTICLE_PRICE_INVALID),
        (-100, None, Code.ARTICLE_PRICE_INVALID),
        (100_000_001, None, Code.ARTICLE_PRICE_INVALID),
        (200, 0, Code.ARTICLE_PRICE_INVALID),
        (200, -1, Code.ARTICLE_PRICE_INVALID),
        (200, 201, Code.ARTICLE_MEMBER_PRICE),
    ],
)
def test_what_is_no_price_is_refused(people: Store, price: int, member: int | None, code: Code) -> None:
    """Nothing is on record, and no approval is used up for it."""
    before = people.rows("journal")
    refused = _set(people, price, member)
    assert isinstance(refused, Refused)
    assert refused.code is code
    assert people.rows("journal") == before


def test_a_price_below_what_the_options_take_off_is_refused(people: Store) -> None:
    """The cheapest choice must not be paid to the customer."""
    cup = OptionGroup("cup", "杯", (Choice("m", "中"), Choice("s", "小", Fen(-120))), 1, 1, ("m",))
    people.do(lambda tx: save_articles(tx, [msgspec.structs.replace(_water(200), options=(cup,))]))
    refused = _set(people, 119)
    assert isinstance(refused, Refused)
    assert refused.code is Code.ARTICLE_PRICE_OPTIONS
    assert isinstance(_set(people, 120), ArticleView)


def test_a_cashier_may_not_change_a_price(people: Store) -> None:
    """It needs the right, and the refusal is on record; the price stays."""
    refused = _set(people, 100, who=CASHIER)
    assert refused == Refused(Code.RIGHT_NEEDED, {"right": "change_price", "subject": "P1"})
    assert _now(people) == (200, 180)


def test_an_article_that_nobody_knows(people: Store) -> None:
    """Has no price to change."""
    asked = ChangePrice(100)
    outcome = people.do(lambda tx: goods.change_price(tx, people.settings, MANAGER, Sku("P9"), asked))
    assert outcome == Refused(Code.ARTICLE_UNKNOWN, {"sku": "P9"})


def test_the_price_that_holds_already_is_no_change(people: Store) -> None:
    """Nothing is recorded, nor asked of anybody."""
    before = people.rows("journal")
    assert isinstance(_set(people, 200, 180, who=CASHIER), ArticleView)
    assert people.rows("journal") == before
