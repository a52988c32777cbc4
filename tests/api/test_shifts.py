"""Shifts and cash at the tills: the float, cash without a sale, the X report, the blind count, the Z report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import DAY, HOUR, Millis

if TYPE_CHECKING:
    from drivers.simulated.printer import SimulatedPrinter
    from tests.api.conftest import OpenShop, Shop, Till

WATER, MILK = "6921168509256", "6907992500010"
CASHIER, SUPERVISOR, MANAGER, PIN = "1001", "8001", "9001", "1234"


async def _open(till: Till, staff: str = CASHIER, float_fen: int = 20_000) -> None:
    await till.sign_in(staff)
    await till.do("POST", "/shifts", {"float_fen": float_fen})


async def _close(till: Till, counted_fen: int, **more: Any) -> Any:
    body = {"counted_fen": counted_fen, "float_left_fen": 20_000, **more}
    return await till.do("POST", "/shifts/current/close", body)


async def _code(till: Till, method: str, path: str, body: Any = None, **more: Any) -> str:
    """The code with which a call is refused."""
    response = await till.call(method, path, body, **more)
    assert response.is_error, response.text
    code: str = response.json()["code"]
    return code


async def test_a_shift_from_float_to_z_report(shop: Shop) -> None:
    """Cash, a wall code, cash out and the count: expected, over, what is taken out and what stays."""
    await _open(shop.till, SUPERVISOR)
    await shop.till.sell(WATER, WATER)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), MILK)
    await shop.till.change(cart, "tenders", {"kind": "external", "method": "wechat", "amount_fen": 350})
    await shop.till.do("POST", "/cash-moves", {"kind": "out", "amount_fen": 100, "reason": "买水"})
    z = await _close(shop.till, 20_310, externals={"wechat": 300})

    assert (z["z_no"], z["expected_fen"], z["over_fen"], z["taken_fen"]) == (1, 20_300, 10, 310)
    assert (z["sales_fen"], z["net_fen"], z["counts"]["sales"]) == (750, 750, 2)
    wechat = next(tender for tender in z["tenders"] if tender["method"] == "wechat")
    assert (wechat["name"], wechat["total_fen"], wechat["over_fen"]) == ("微信", 350, -50)
    assert await _code(shop.till, "GET", "/shifts/current") == "shift.none"
    assert await _code(shop.till, "POST", "/carts") == "shift.none"
    assert (await shop.till.sign_in())["expected_float_fen"] == 20_000
    shop.prove()
