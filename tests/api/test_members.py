"""Members over the API: found and counted, enrolled after the privacy notice, erased, imported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from edge_agent.db.journal import JournalTx

if TYPE_CHECKING:
    from tests.api.conftest import Json, Shop

PHONE = "17000005678"


async def _enrolled(shop: Shop, phone: str = PHONE, **more: Any) -> Json:
    return await shop.till.do("POST", "/members", {"phone": phone, "consent": True, **more})


async def test_a_customer_is_enrolled_and_found(shop: Shop) -> None:
    """By number, tail and code; the answers show the tail, never the number."""
    await shop.till.open()
    made = await _enrolled(shop, name="陈小雨", code="VIP0042")
    found = {q: await shop.till.do("GET", f"/members?q={q}") for q in (PHONE, "5678", "VIP0042", "M:VIP0042")}

    assert (made["tail"], made["name"], made["points"], made["may_spend"]) == ("5678", "陈小雨", 0, True)
    assert {q: member.get("may_spend", False) for q, member in found.items()} == {
        PHONE: True,
        "5678": False,
        "VIP0042": True,
        "M:VIP0042": True,
    }
    assert {member["id"] for member in found.values()} == {made["id"]}
    assert PHONE not in json.dumps([made, *found.values()])
    (event,) = shop.events("member.enrolled")
    assert event["data"] == {"member": made["id"]}
    shop.prove()


async def test_look_ups_are_on_record_and_counted(shop: Shop) -> None:
    """By whom and how, and whether anybody was found; without the number."""
    await shop.till.open()
    made = await _enrolled(shop)
    await _enrolled(shop, "17100005678")
    for q in (PHONE, "5678", "17000000000"):
        await shop.till.call("GET", f"/members?q={q}")

    assert [event["data"] for event in shop.events("member.looked_up")] == [
        {"by": "phone", "found": 1, "member": made["id"]},
        {"by": "tail", "found": 2},
        {"by": "phone", "found": 0},
    ]
    await shop.other.sign_in("9001")
    counted = await shop.other.do("GET", "/members/look-ups?date=2026-11-22")
    assert counted == [{"staff": "1001", "looked_up": 3, "found": 1}]


async def test_nobody_and_too_many_are_told_apart(shop: Shop) -> None:
    """An unknown number may be enrolled, a tail of several asks for the number."""
    await shop.till.open()
    await _enrolled(shop)
    await _enrolled(shop, "17100005678")

    unknown = await shop.till.call("GET", "/members?q=17000000000")
    many = await shop.till.call("GET", "/members?q=5678")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "member.unknown")
    assert (many.status_code, many.json()["code"]) == (409, "member.many")
    assert "Enter" in unknown.json()["hint"]


async def test_an_account_shows_its_last_moves(shop: Shop) -> None:
    """Points by receipt, the latest first."""
    await shop.till.open()
    made = await _enrolled(shop)

    account = await shop.till.do("GET", f"/members/{made['id']}")

    assert account["member"]["id"] == made["id"]
    assert account["moves"] == []


async def test_a_balance_below_zero_is_reported(shop: Shop) -> None:
    """The deepest first; members with points are not on the list."""
    data = b"phone,points\n17000000001,5\n17000000002,-1\n17000000003,-9\n"
    await shop.till.http.post("/v1/imports/members", content=data)
    await shop.till.sign_in("9001")
    await shop.other.sign_in("1001")

    below = await shop.till.do("GET", "/members/below-zero")
    refused = await shop.other.call("GET", "/members/below-zero")

    assert refused.json()["code"] == "right.needed"
    assert [(member["tail"], member["points"]) for member in below] == [("0003", -9), ("0002", -1)]


async def test_a_member_is_erased_by_whoever_may(shop: Shop) -> None:
    """A cashier may not; afterwards nobody finds the number, the code or the id."""
    await shop.till.open()
    made = await _enrolled(shop, code="VIP0042")
    refused = await shop.till.call("DELETE", f"/members/{made['id']}")
    await shop.other.sign_in("9001")
    erased = await shop.other.do("DELETE", f"/members/{made['id']}")
    again = await shop.other.call("DELETE", f"/members/{made['id']}")
    read = await shop.till.call("GET", f"/members/{made['id']}")

    assert refused.json()["code"] == "right.needed"
    assert erased == {"id": made["id"]}
    assert {again.json()["code"], read.json()["code"]} == {"member.gone"}
    assert shop.tables()["member"] == []
    (event,) = shop.events("member.erased")
    assert event["data"] == {"member": made["id"]}
    shop.prove()


async def test_a_file_of_members_is_imported(shop: Shop) -> None:
    """Bad rows are named with their line, the rest is found; at a till it takes the right."""
    data = "phone,name\n17000000001,陈小雨\n170,\n".encode()
    answer = (await shop.till.http.post("/v1/imports/members", content=data)).json()
    await shop.till.open()
    found = await shop.till.do("GET", "/members?q=0001")

    refused = await shop.till.http.post("/v1/imports/members", content=data)

    assert (answer["taken"], answer["refused"]) == (1, ["第 3 行:手机号应为 11 位"])
    assert refused.json()["code"] == "right.needed"
    assert found["name"] == "陈小雨"


async def test_members_ask_for_a_session(shop: Shop) -> None:
    """Nobody looks anybody up without having signed in."""

    def counted(tx: JournalTx) -> int:
        return tx.head.seq if tx.head else 0

    before = await shop.agent.writer.run(counted)
    for path in ("/members?q=5678", "/members/x", "/members/below-zero", "/members/look-ups?date=2026-11-22"):
        refused = await shop.till.call("GET", path)
        assert refused.json()["code"] == "session.needed"
    assert await shop.agent.writer.run(counted) == before
