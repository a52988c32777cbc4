"""From headquarters to the counter: an order is placed, shown, handed over, given away, taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import Sku, StaffId, TillId
from edge_agent.domain.moments import DAY, MINUTE, SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.issue import present, signing_key
from edge_agent.domain.quantity import Unit
from edge_agent.services import pickups
from edge_agent.services.articles import save_articles
from edge_agent.services.pickup_keys import Desk, KeysHeld
from edge_agent.services.who import Who
from edge_agent.wire.pickups import HandoverView, PickupDone, RedeemPickup
from edge_agent.wire.stock import GoodsLine
from sync.hq import keys, orders
from sync.hq.cli.lines import lines_of

if TYPE_CHECKING:
    from sync.hq.orders import Placed
    from tests.services.feed.conftest import Both

ROOT = b"R" * 32
PHONE, OTHER_PHONE = b"p" * 32, b"q" * 32
WHO = Who(StaffId("1001"), TillId("1"))
TEA = Article(Sku("T1"), "奶茶", Unit.EACH, Fen(1200), station="吧台", prep_seconds=60)


class Counter:
    """The store's counter, where phones are shown."""

    def __init__(self, both: Both) -> None:
        self.both = both
        self.desk = Desk(both.store.settings, KeysHeld(both.store.settings))

    def look(self, held: Placed, phone: bytes = PHONE) -> HandoverView | Refused:
        """Scan what the phone shows now; a second later than before."""
        self.both.clock.at = Millis(self.both.clock.at + SECOND)
        text = present(held.ticket, signing_key(phone), Seconds(self.both.clock.at // SECOND))
        judged = self.desk.keys.judge(text, self.both.clock.at)
        return self.both.store.writer.call(lambda tx: pickups.look(tx, self.desk, WHO, judged))

    def hand_over(self, held: Placed, phone: bytes = PHONE, **asked: Any) -> PickupDone | Refused:
        """Scan and hand over."""
        looked = self.look(held, phone)
        if isinstance(looked, Refused):
            return looked
        wanted = RedeemPickup(handover=looked.handover, **asked)
        return self.both.store.writer.call(lambda tx: pickups.redeem(tx, self.desk, WHO, wanted, None))


@pytest.fixture
def counter(both: Both) -> Counter:
    """A store that sells milk tea."""
    both.store.writer.call(lambda tx: save_articles(tx, [TEA]))
    return Counter(both)


async def test_placed_shown_and_handed_over(both: Both, counter: Counter) -> None:
    """Once."""
    held = both.hq.place()
    await both.store.taken(await both.hq.page())
    done = counter.hand_over(held)
    assert isinstance(done, PickupDone), done
    assert done.number == held.order.number
    again = counter.look(held)
    assert isinstance(again, Refused)
    assert again.code is Code.PICKUP_ALREADY_COLLECTED


async def test_given_to_another_phone(both: Both, counter: Counter) -> None:
    """Once the store has heard of it, the old one is void and the new one is good."""
    held = both.hq.place()
    await both.store.taken(await both.hq.page())
    again = both.hq.reissue(held.order.number, OTHER_PHONE)
    assert isinstance(counter.look(held), HandoverView), "the store has not heard of it yet"
    await both.store.taken(await both.hq.page(after=both.store.position))
    void = counter.look(held)
    assert isinstance(void, Refused)
    assert void.code in {Code.PICKUP_REVOKED, Code.PICKUP_SUPERSEDED}
    assert isinstance(counter.hand_over(again, OTHER_PHONE), PickupDone)


async def test_revoked(both: Both, counter: Counter) -> None:
    """No code of it is good any more, even where the order itself never came."""
    held = both.hq.place()
    both.hq.do(partial(orders.revoke, number=held.order.number))
    whole = await both.hq.page()
    await both.store.taken(msgspec.structs.replace(whole, items=whole.items[:-1]))
    void = counter.look(held)
    assert isinstance(void, Refused)
    assert void.code is Code.PICKUP_REVOKED


async def test_a_key_set_that_has_expired(both: Both, counter: Counter) -> None:
    """Still verifies, and asks for a supervisor, until headquarters' next set is here."""
    both.clock.at = Millis(both.clock.at + DAY)
    held = both.hq.place(days=14)
    await both.store.taken(await both.hq.page())
    both.clock.at = Millis(both.clock.at + 13 * DAY)
    looked = counter.look(held)
    assert isinstance(looked, HandoverView)
    assert "keys" not in looked.overrides
    both.clock.at = Millis(both.clock.at + 2 * MINUTE)
    looked = counter.look(held)
    assert isinstance(looked, HandoverView)
    assert "keys" in looked.overrides
    both.hq.do(partial(keys.renew, root=ROOT))
    await both.store.taken(await both.hq.page())
    looked = counter.look(held)
    assert isinstance(looked, HandoverView)
    assert "keys" not in looked.overrides


def _states(both: Both) -> list[object]:
    """Of the tickets in the queue."""
    return [row["state"] for row in both.store.named("ticket")]


@pytest.mark.usefixtures("counter")
async def test_a_made_order_joins_the_queue(both: Both) -> None:
    """As it comes; and leaves it when it is cancelled before anybody has begun."""
    held = both.hq.place(lines=lines_of(["T1:2:2400:奶茶"])[0])
    await both.store.taken(await both.hq.page())
    assert _states(both) == ["ordered"]
    both.hq.do(partial(orders.revoke, number=held.order.number))
    await both.store.taken(await both.hq.page())
    assert _states(both) == ["cancelled"]


async def test_an_order_that_comes_after_its_goods_have_gone(both: Both, counter: Counter) -> None:
    """Is itemised, and nothing is made for it a second time."""
    held = both.hq.place(lines=lines_of(["T1:1:1200:奶茶"])[0])
    whole = await both.hq.page()
    await both.store.taken(msgspec.structs.replace(whole, items=whole.items[:-1]))
    done = counter.hand_over(held, unlisted=(GoodsLine(sku=Sku("T1"), quantity=1000),))
    assert isinstance(done, PickupDone), done
    assert (await both.store.taken(whole)).orders == 1
    (row,) = both.store.named("pickup_handover")
    assert row["is_itemised"] == 1
    assert _states(both) == []


@pytest.mark.usefixtures("counter")
async def test_an_order_that_expired_on_its_way(both: Both) -> None:
    """Nothing is made for it; it is kept, so that people can be told."""
    both.hq.place(lines=lines_of(["T1:1:1200:奶茶"])[0])
    both.clock.at = Millis(both.clock.at + 3 * DAY)
    assert (await both.store.taken(await both.hq.page())).orders == 1
    assert _states(both) == []
