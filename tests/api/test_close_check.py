"""May I switch off: what waits in the shop, since when, in words; and what of it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edge_agent.domain.events import PaymentChanged, PaymentStarted
from edge_agent.domain.ids import PaymentId, TillId
from edge_agent.domain.money import Fen

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.api.conftest import OpenShop, Shop

WATER = "6921168509256"
NOBODY_LISTENS = "http://127.0.0.1:9"


async def _check(shop: Shop, language: str = "zh-CN") -> Any:
    response = await shop.till.http.get("/v1/close-check", headers={"Accept-Language": language})
    assert response.is_success, response.text
    return response.json()


def _waits(check: Any) -> dict[str, tuple[int, bool]]:
    return {one["what"]: (one["count"], one["blocks"]) for one in check["waiting"]}


async def test_a_shop_where_nothing_happened(shop: Shop) -> None:
    """Whoever asks needs no session, and may switch off."""
    check = await _check(shop)
    assert (check["can_switch_off"], check["waiting"], check["reasons"]) == (True, [], [])
    assert check["sentence"] == "可以关机"


async def test_an_open_shift_and_a_cart_say_no(shop: Shop) -> None:
    """Each with its count and since when; an empty cart is none."""
    cart = await shop.till.open()
    opened_at = (await shop.till.do("GET", "/shifts/current"))["opened_at"]
    check = await _check(shop, "en")
    assert _waits(check) == {"shifts": (1, True)}
    assert check["waiting"][0]["since"] == opened_at

    await shop.till.scan(cart, WATER)
    check = await _check(shop, "en")
    assert _waits(check) == {"shifts": (1, True), "carts": (1, True)}
    assert (check["can_switch_off"], check["sentence"]) == (False, "Do not switch off yet.")
    assert check["reasons"] == [
        "Open shifts: 1. Close them first.",
        "Carts in progress: 1. Settle, hold or cancel them first.",
    ]


async def test_what_is_kept_in_the_file_can_wait(open_shop: OpenShop) -> None:
    """Held carts, paper without a printer, events without headquarters: told, and no reason to stay."""
    headquarters = f'\n[headquarters]\nurl = "{NOBODY_LISTENS}"\n'
    async with open_shop("tcp://127.0.0.1:9", more=headquarters) as shop:
        cart = await shop.till.scan(await shop.till.open(), WATER)
        await shop.till.change(cart, "hold")
        body = {"counted_fen": 20_000, "float_left_fen": 0}
        await shop.till.do("POST", "/shifts/current/close", body)
        check = await _check(shop)

    waits = _waits(check)
    assert (waits["held"], waits["paper"]) == ((1, False), (1, False))
    assert waits.keys() <= {"held", "paper", "unsent"}
    assert check["can_switch_off"]
    assert check["sentence"] == "可以关机,下面的事下次开机再做"


async def test_a_payment_without_an_outcome_says_no(shop: Shop) -> None:
    """Once, though it is both undecided and on somebody's list; a decided one does not."""

    def unit(tx: JournalTx) -> None:
        for name, state in (("p1", "unknown"), ("p2", "declined"), ("p3", "paid")):
            tx.record(
                PaymentStarted(PaymentId(name), f"order-{name}", "simulated", Fen(800), "sale"),
                till=TillId("1"),
            )
            tx.record(PaymentChanged(PaymentId(name), state), till=TillId("1"))

    await shop.agent.writer.run(unit)
    assert _waits(await _check(shop)) == {"payments": (2, True)}
