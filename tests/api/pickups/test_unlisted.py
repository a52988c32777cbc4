"""码有效,订单未到店: goods by the cashier's scanner, a limit, and the order that arrives afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.errors import Code
from edge_agent.domain.ids import PickupId
from edge_agent.services.orders import find_order
from edge_agent.services.pickup_itemise import itemise

if TYPE_CHECKING:
    from tests.api.pickups.conftest import Counter

LATE = PickupId("00000000000000ff")


def goods(**quantities: int) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]


async def arrive(counter: Counter) -> None:
    """The feed brings the order at last."""
    await counter.bring(id=LATE, number="W1122-0099")

    def unit(tx: Any) -> None:
        order = find_order(tx, LATE)
        assert order is not None
        itemise(tx, order)

    await counter.shop.agent.writer.run(unit)


async def test_what_is_scanned_leaves_the_stock_at_once(counter: Counter) -> None:
    """The look says that the order is not here; without goods nothing is handed over."""
    seen = await counter.look(counter.screen(pickup_id=LATE))
    assert ("order" in seen, seen["unlisted_max_fen"]) == (
        False,
        counter.shop.settings.pickup.unlisted_max_fen,
    )
    body = {"handover": seen["handover"]}
    assert (await counter.refused("redeem", body))["code"] == Code.PICKUP_UNLISTED
    await counter.redeem({**body, "unlisted": goods(P1=3_000)})
    assert counter.level("P1") == -3_000
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["lines"], event["data"]["unlisted"]) == (None, [{"sku": "P1", "quantity": 3_000}])


async def test_the_order_that_arrives_moves_the_stock_instead(counter: Counter) -> None:
    """Its own lines, once, and headquarters is told whether somebody took other goods."""
    await counter.redeem({"code": counter.screen(pickup_id=LATE), "units": [1], "unlisted": goods(P1=3_000)})
    await arrive(counter)
    await arrive(counter)
    (event,) = counter.shop.events("pickup.itemised")
    assert (event["data"]["number"], event["data"]["differs"]) == ("W1122-0099", True)
    assert (counter.level("P1"), counter.level("P2")) == (-1_000, -1_000)
    (view,) = await counter.till.do("GET", "/pickups?q=0099")
    assert (view["state"], view["parcels"][1]["till"]) == ("partly", "1")


async def test_the_same_goods_do_not_differ(counter: Counter) -> None:
    """Whatever the order of the lines, and however they were split."""
    scanned = [*goods(P1=1_000), *goods(P2=1_000), *goods(P1=2_000)]
    await counter.redeem({"code": counter.screen(pickup_id=LATE), "unlisted": scanned})
    await arrive(counter)
    (event,) = counter.shop.events("pickup.itemised")
    assert event["data"]["differs"] is False
    assert (counter.level("P1"), counter.level("P2")) == (-3_000, -1_000)


async def test_an_undone_hand_over_is_not_itemised(counter: Counter) -> None:
    """Its goods are back; the order's own stay where they are."""
    code = counter.screen(pickup_id=LATE)
    done = await counter.redeem({"code": code, "unlisted": goods(P1=3_000)})
    body = {"handover": done["handover"], "reason": "拿错"}
    approval = await counter.approval(LATE, "undo_pickup")
    await counter.till.do("POST", f"/pickups/{LATE}/undo", body, approval=approval)
    await arrive(counter)
    assert counter.shop.events("pickup.itemised") == []
    assert counter.level("P1") == 0


async def test_an_itemised_hand_over_is_undone_with_the_orders_goods(counter: Counter) -> None:
    """What left the stock in the end comes back."""
    code = counter.screen(pickup_id=LATE)
    done = await counter.redeem({"code": code, "unlisted": goods(P1=5_000)})
    await arrive(counter)
    body = {"handover": done["handover"], "reason": "拿错"}
    approval = await counter.approval("W1122-0099", "undo_pickup")
    await counter.till.do("POST", f"/pickups/{LATE}/undo", body, approval=approval)
    assert (counter.level("P1"), counter.level("P2")) == (0, 0)


async def test_above_the_limit_a_supervisor_is_asked(counter: Counter) -> None:
    """What the goods cost by the catalogue; the supervisor is on record."""
    seen = await counter.look(counter.screen(pickup_id=LATE))
    most = counter.shop.settings.pickup.unlisted_max_fen // 200
    body = {"handover": seen["handover"], "unlisted": goods(P1=(most + 1) * 1_000)}
    told = await counter.refused("redeem", body)
    assert (told["code"], told["params"]["subject"]) == (Code.RIGHT_NEEDED, LATE)
    await counter.redeem(body, approval=await counter.approval(LATE))
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["unlisted"])


async def test_the_limit_is_of_the_order(counter: Counter) -> None:
    """Parcel by parcel no more goes out than at once."""
    most = counter.shop.settings.pickup.unlisted_max_fen // 200
    code = counter.screen(pickup_id=LATE)
    done = await counter.redeem({"code": code, "units": [0], "unlisted": goods(P1=most * 1_000)})
    counter.later(1)
    body = {"code": counter.screen(pickup_id=LATE), "unlisted": goods(P1=1_000)}
    assert (await counter.refused("redeem", body))["code"] == Code.RIGHT_NEEDED
    undo = {"handover": done["handover"], "reason": "拿错"}
    approval = await counter.approval(LATE, "undo_pickup")
    await counter.till.do("POST", f"/pickups/{LATE}/undo", undo, approval=approval)
    assert await counter.redeem(body)


async def test_at_the_limit_nobody_is_asked(counter: Counter) -> None:
    """Up to it, the cashier alone."""
    most = counter.shop.settings.pickup.unlisted_max_fen // 200
    code = counter.screen(pickup_id=LATE)
    await counter.redeem({"code": code, "unlisted": goods(P1=most * 1_000)})
    (event,) = counter.shop.events("pickup.redeemed")
    assert "approved_by" not in event["data"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (goods(P9=1_000), Code.STOCK_SKU),
        (goods(P1=0), Code.STOCK_QUANTITY),
        (goods(P1=-1_000), Code.STOCK_QUANTITY),
        (goods(P1=1_500), Code.STOCK_FRACTION),
        (501 * goods(P1=1_000), Code.STOCK_LINES),
    ],
)
async def test_goods_that_cannot_be(counter: Counter, lines: list[dict[str, Any]], code: Code) -> None:
    """Refused as what they are, and nothing is handed over."""
    body = {"code": counter.screen(pickup_id=LATE), "unlisted": lines}
    assert (await counter.refused("redeem", body))["code"] == code
    assert counter.shop.tables()["redemption"] == []


async def test_an_order_that_is_here_is_handed_over_by_its_lines(counter: Counter) -> None:
    """It arrived while the cashier was scanning: look again."""
    body = {"code": counter.screen(), "unlisted": goods(P1=1_000)}
    assert (await counter.refused("redeem", body))["code"] == Code.PICKUP_LISTED
    assert counter.shop.tables()["redemption"] == []
