"""The demo's online orders: headquarters gets its keys, customers order, and the store hears of it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
import structlog

from config.settings import Settings
from edge_agent.api.agent import RunningAgent
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.phones import Phone
from edge_agent.domain.pickup import PublicKey
from edge_agent.ports.system import SystemChance
from edge_agent.services.feed import take_page
from sync.hq import keys, orders, root_file
from sync.hq.cannot import Cannot
from sync.hq.cli.lines import PARCEL, lines_of
from sync.hq.orders import NewOrder, Placed
from sync.hq.phone import Phones
from sync.hq.server import Headquarters

log = structlog.get_logger("demo")


class Wish(msgspec.Struct, frozen=True):
    """What a customer of the demo orders."""

    lines: Sequence[str]
    """As `edge-hq order place --line` takes them, parcels apart."""
    phone: str
    in_minutes: int = 0
    """When it is wanted; 0 is at once."""
    allows_slip: bool = False


MILK_TEA = "D04:{count}:{fen}:珍珠奶茶:{options}"
WISHES = (
    Wish([MILK_TEA.format(count=2, fen=2400, options="中杯/七分糖/去冰")], "17000008937"),
    Wish(["P1010:1:600:新疆和田滩枣454g", "P1011:1:640:惠宜香菇100g"], "17000018855"),
    Wish(
        ["W00202:0.532kg:1585:五花肉", "W00003:0.8kg:558:西红柿", PARCEL, "W00204:1kg:1180:鲜鸡蛋"],
        "17000001926",
    ),
    Wish(
        [MILK_TEA.format(count=1, fen=1500, options="大杯/标准糖/热"), "P1002:2:320:菜园小饼80g"],
        "17000011241",
        20,
    ),
    Wish(["P1001:2:700:上好佳荷兰豆55g", PARCEL, "P1005:3:1440:盼盼烧烤牛排味块105g"], "17000021234", 45),
    Wish(["W00101:2kg:1996:红富士苹果"], "17000035678", 60, allows_slip=True),
    Wish([MILK_TEA.format(count=3, fen=3600, options="中杯/五分糖/正常冰")], "17000042468", 90),
    Wish(
        [
            "P1007:1:860:惠宜咸味花生350g",
            PARCEL,
            "P1008:1:2140:惠宜腰果160g",
            PARCEL,
            "P1009:2:1900:惠宜枸杞100g",
        ],
        "17000051357",
        120,
    ),
)


async def make_keys(headquarters: Headquarters, folder: Path) -> str:
    """Give headquarters a root and keys that hold; the root's public key, for the store's configuration."""
    root = root_file.begin(folder / "root.key", SystemChance())
    try:
        await headquarters.run(partial(keys.begin, root=root))
    except Cannot:  # a demo that was kept has keys already, and their set may be out of date
        await headquarters.run(partial(keys.renew, root=root))
    return keys.public_of(root).hex()


async def place_orders(headquarters: Headquarters, store: StoreCode) -> list[Placed]:
    """Everybody orders; their phones hold the codes."""
    phones = Phones(headquarters.path, SystemChance())
    return [await _place(headquarters, phones, store, wish) for wish in WISHES]


async def bring_feed(headquarters: Headquarters, agent: RunningAgent, settings: Settings) -> None:
    """The first page of what headquarters tells the store, as a file would bring it."""
    page = await headquarters.page(settings.store.code)
    answer = await take_page(agent.writer, settings, msgspec.json.encode(page), "zh-CN")
    if isinstance(answer, Refused) or answer.refused:
        log.warning("demo-feed-refused", answer=answer)


def place(tx: Tx, store: StoreCode, wish: Wish, phone_key: PublicKey) -> Placed:
    """At headquarters: the order, and its ticket for the phone of that key."""
    lines, parcels = lines_of(wish.lines)
    new = NewOrder(
        store=store,
        lines=lines,
        units=parcels,
        phone=Phone(wish.phone),
        wanted_at=Millis(tx.now + wish.in_minutes * MINUTE) if wish.in_minutes else None,
        allows_slip=wish.allows_slip,
    )
    return orders.place(tx, new, phone_key)


async def _place(headquarters: Headquarters, phones: Phones, store: StoreCode, wish: Wish) -> Placed:
    with phones.new_keys() as (key,):
        return await headquarters.run(partial(place, store=store, wish=wish, phone_key=key))
