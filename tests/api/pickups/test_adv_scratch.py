"""Scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.errors import Code
from edge_agent.domain.ids import PickupId
from edge_agent.services import clock

if TYPE_CHECKING:
    from tests.api.pickups.conftest import Counter

NOW = 1_795_320_000
NUMBER = "W1122-0042"
PICKUP = "ca978112ca1bbdca"
DAY_S = 24 * 60 * 60
LATE = PickupId("00000000000000ff")


async def test_a_claims(counter: Counter) -> None:
    await counter.shop.agent.writer.run(clock.notice)
    text = counter.screen(NOW, expires=NOW + 14 * DAY_S)
    counter.later(-3 * DAY_S)
    assert await counter.scan_refused(text) == "pickup.clock"


async def test_b_direct(counter: Counter) -> None:
    body = {"code": counter.screen(pickup_id=LATE, generation=1)}
    assert (await counter.refused("redeem", body))["code"] == Code.PICKUP_UNLISTED
    assert await counter.scan_refused(counter.screen(pickup_id=LATE)) == "pickup.superseded"


async def test_c_phone(counter: Counter) -> None:
    await counter.shop.agent.writer.run(clock.notice)
    counter.later(-2 * 3600)
    await counter.bring(expires_at=counter.shop.clock.at - 121_000)
    body = {"phone": "17000005678", "sku": "P2"}
    told = await counter.refused("look-phone", body)
    print(told)
    for _ in range(4):
        ap = await counter.approval(told["params"]["subject"])
        r = await counter.till.call("POST", "/pickups/look-phone", body, approval=ap)
        if r.is_success:
            break
        told = r.json()
        print(told)
    else:
        raise AssertionError


async def test_e_surrogates(counter: Counter) -> None:
    import json
    bad = []
    for path, body in [
        ("scan", '{"code":"PK1:\\ud800"}'),
        ("scan", '{"code":"PK1:\\u0000"}'),
        ("redeem", '{"handover":"\\ud800"}'),
        ("redeem", '{"handover":"\\u0000"}'),
        ("redeem", '{"code":"PK1:\\ud800","units":[99999999999999999999999999]}'),
        ("look-short", '{"code":"\\ud800","tail":"1"}'),
        ("look-phone", '{"phone":"17000005678","sku":"\\ud800"}'),
        (PICKUP + "/ready", '{"place":"\\ud800"}'),
        (PICKUP + "/ready", '{"place":"A","units":[99999999999999999999999999]}'),
        (PICKUP + "/undo", '{"handover":"\\ud800","reason":"x"}'),
        ("%ff/undo", '{"handover":"a","reason":"x"}'),
        ("%ed%a0%80/undo", '{"handover":"a","reason":"x"}'),
        ("%00/ready", '{"place":"a"}'),
    ]:
        h = {"Request-Id": f"odd-{len(bad)}-{hash((path, body)) & 0xffffff}", "Content-Type": "application/json"}
        r = await counter.till.http.post(f"/v1/pickups/{path}", content=body.encode(), headers=h)
        print(path, body, r.status_code, r.text[:150])
        if r.status_code >= 500:
            bad.append((path, body))
    big = counter.screen(units=64)
    r = await counter.till.call("POST", "/pickups/redeem", {"code": big, "units": [10**30]})
    print(r.status_code, r.text[:100])
    for q in ["?q=%ff", "?q=%00", "?q=%ed%a0%80", "?limit=0", "?limit=999999999999999999999", "/%ff", "/%00"]:
        r = await counter.till.call("GET", f"/pickups{q}")
        print(q, r.status_code, r.text[:100])
        if r.status_code >= 500:
            bad.append(q)
    assert not bad


async def test_f_collected_cancelled(counter: Counter) -> None:
    await counter.redeem({"code": counter.screen()})
    await counter.bring(is_cancelled=True)
    seen = {}
    for s in ["", "waiting", "ready", "partly", "collected", "expired", "cancelled"]:
        seen[s] = [o["state"] for o in await counter.till.do("GET", f"/pickups?state={s}")]
    print(seen)
    assert any(seen.values())


async def test_d_store(counter: Counter) -> None:
    pass
