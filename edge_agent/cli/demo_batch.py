"""The demo's batch of group buying: twelve orders of two leaders, arriving as the shop opens."""

from functools import partial

import msgspec

from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis
from edge_agent.domain.phones import Phone
from edge_agent.ports.clock import Clock
from edge_agent.ports.system import SystemChance
from sync.hq.batches import NewBatch, PlacedBatch, place_batch
from sync.hq.cli.lines import lines_of
from sync.hq.orders import NewOrder
from sync.hq.phone import Phones
from sync.hq.server import Headquarters

NAME = "周末鲜果团"
DAYS = 2
APPLES, TOMATOES, PORK = "W00101:{}:{}:红富士苹果", "W00003:{}:{}:西红柿", "W00202:{}:{}:五花肉"
BEANS, CAKES = "P1001:{}:{}:上好佳荷兰豆55g", "P1002:{}:{}:菜园小饼80g"


class Member(msgspec.Struct, frozen=True):
    """Somebody who joined the batch, in the order of payment."""

    leader: str
    community: str
    lines: tuple[str, ...]


_RIVER, _HILL = ("L07", "湘江苑"), ("L12", "岳麓花园")
MEMBERS = (
    Member(*_RIVER, (APPLES.format("2kg", 1996), BEANS.format(2, 700))),
    Member(*_HILL, (APPLES.format("1kg", 998),)),
    Member(*_RIVER, (PORK.format("0.5kg", 1490), TOMATOES.format("1kg", 698))),
    Member(*_RIVER, (CAKES.format(3, 480),)),
    Member(*_HILL, (BEANS.format(1, 350), CAKES.format(2, 320))),
    Member(*_HILL, (APPLES.format("1.5kg", 1497), TOMATOES.format("0.5kg", 349))),
    Member(*_RIVER, (BEANS.format(4, 1400),)),
    Member("L07", "湘雅路", (APPLES.format("1kg", 998), CAKES.format(1, 160))),
    Member("L07", "湘雅路", (TOMATOES.format("1.5kg", 1047),)),
    Member(*_HILL, (PORK.format("1kg", 2980),)),
    Member(*_HILL, (CAKES.format(6, 960),)),
    Member(*_RIVER, (APPLES.format("2kg", 1996), PORK.format("0.8kg", 2384), BEANS.format(1, 350))),
)


async def place_demo_batch(headquarters: Headquarters, store: StoreCode, clock: Clock) -> PlacedBatch:
    """Headquarters tells the store of it; the members' phones hold the codes."""
    phones, now = Phones(headquarters.path, SystemChance()), clock.now()
    orders = tuple(_order(store, place, member, now) for place, member in enumerate(MEMBERS))
    new = NewBatch(store, NAME, Millis(now - HOUR), Millis(now + DAYS * DAY), orders)
    with phones.new_keys(len(MEMBERS)) as keys:
        return await headquarters.run(partial(place_batch, new=new, phone_keys=keys))


def _order(store: StoreCode, place: int, member: Member, now: Millis) -> NewOrder:
    """A minute later than the one before."""
    return NewOrder(
        store=store,
        lines=lines_of(member.lines)[0],
        phone=Phone(f"1701234{1001 + place * 97:04d}"),
        paid_at=Millis(now - DAY + place * MINUTE),
        leader=member.leader,
        community=member.community,
    )
