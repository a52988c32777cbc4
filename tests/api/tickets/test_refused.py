"""What cannot be done with tickets, each with its own code and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.tickets.conftest import Cafe

TEA = "81"


@pytest.mark.parametrize(
    ("act", "body", "status", "code"),
    [
        ("call-next", {"counter": "9"}, 422, "ticket.counter-unknown"),
        ("call-next", {"counter": "1"}, 409, "ticket.none-waiting"),
        ("scan", {"code": "6921168509256"}, 422, "ticket.label-unreadable"),
        ("scan", {"code": "L:1121A00101"}, 409, "ticket.label-other-day"),
        ("scan", {"code": "L:1122A00109"}, 404, "ticket.item-unknown"),
        ("scan", {"code": "L:1122A00901"}, 404, "ticket.unknown"),
        ("B001/start", {}, 404, "ticket.unknown"),
        ("A001/serve", None, 409, "ticket.state"),
        ("A001/skip", None, 409, "ticket.state"),
        ("A001/recall", {"counter": "1"}, 409, "ticket.state"),
        ("A001/remake", {"item": 1, "reason": "洒了"}, 409, "ticket.item-state"),
        ("A001/start", {"item": 7}, 404, "ticket.item-unknown"),
        ("A001/start", {"item": 2}, 409, "ticket.item-state"),
        ("A002/ready", {}, 409, "ticket.no-items"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_changes_nothing(
    cafe: Cafe, act: str, body: Any, status: int, code: str
) -> None:
    """Every table but the kept answers stays as it was."""
    await cafe.order(TEA, TEA)
    await cafe.take()
    await cafe.act("A001", "start", item=2)
    before = cafe.shop.tables("request_answer")
    response = await cafe.till.call("POST", f"/tickets/{act}", body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["title"]
    assert before == cafe.shop.tables("request_answer")
