"""The board's own listener: what a browser on this PC gets without sign-in, and all that it does not get."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.moments import MINUTE, Millis

if TYPE_CHECKING:
    from tests.api.board.conftest import Wall
    from tests.api.conftest import Shop

TEA, MEMBER_PHONE = "81", "13800138000"


async def _call(shop: Shop, no: str) -> None:
    await shop.till.do("POST", f"/tickets/{no}/ready", {})
    await shop.till.do("POST", f"/tickets/{no}/recall", {"counter": "1"})


@pytest.mark.usefixtures("cafe")
async def test_the_page_and_its_files_may_load_nothing_from_elsewhere(wall: Wall) -> None:
    """Every file that the page names is there, typed, never kept, and bound to this address alone."""
    page = await wall.get("/board")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    script = await wall.get("/board/board.js")
    files = [page, *[await wall.get(path) for path in named + re.findall(r'from "([^"]+)"', script.text)]]

    assert "/board/announcer.js" in [file.url.path for file in files]
    for file in files:
        assert (file.status_code, file.url.path.startswith("/board")) == (200, True)
        assert not re.search(r"(https?:)?//[a-z]", file.text.replace("// ", "")), file.url
        assert file.headers["content-security-policy"].startswith("default-src 'self';")
        assert file.headers["x-content-type-options"] == "nosniff"
        assert file.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("cafe")
async def test_a_foreign_name_for_this_address_gets_nothing(wall: Wall) -> None:
    """A page from elsewhere that lets its own name point here (DNS rebinding) reads no number."""
    for host in ("shop.example", "127.0.0.1.example:80", "192.168.1.9", ""):
        for path in ("/board", "/board/tickets", "/board/events", "/board/board.js"):
            assert (await wall.get(path, headers={"Host": host})).status_code == 404
    assert (await wall.get("/board/tickets", headers={"Host": "localhost:1"})).status_code == 200


@pytest.mark.usefixtures("cafe")
async def test_nothing_but_the_board_is_served_there(wall: Wall) -> None:
    """No other call of the agent, no document, no way out of the folder, and nothing can be changed."""
    for path in ("/v1/health", "/v1/tickets", "/openapi.json", "/", "/board/../app.py", "/board/%2e%2e%2fx"):
        answer = await wall.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "request.not-found"), path
    assert (await wall.post("/board/tickets", json={})).status_code == 405


async def test_a_ticket_goes_from_left_to_right_and_away(cafe: Shop, wall: Wall) -> None:
    """Being made, ready, called to its counter, missed, reinstated, collected: each in its own place."""
    await cafe.till.sell(TEA)
    begun = await wall.view()
    await cafe.till.do("POST", "/tickets/A001/ready", {})
    made = await wall.view()
    await cafe.till.do("POST", "/tickets/call-next", {"counter": "1"})
    called = await wall.view()
    await cafe.till.do("POST", "/tickets/A001/skip")
    missed = await wall.view()
    await cafe.till.do("POST", "/tickets/A001/serve")

    places = ("preparing", "waiting", "ready", "missed")
    assert [[view[place] for place in places] for view in (begun, made, called, missed)] == [
        [["A001"], [], [], []],
        [[], [], ["A001"], []],
        [[], [], ["A001"], []],
        [[], [], [], ["A001"]],
    ]
    assert (begun["called"], missed["called"], missed["calls"]) == ([], [], [])
    call = called["called"][0]
    assert (call["ticket"], call["counter"], call["counter_en"]) == ("A001", "1号台", "Counter 1")
    assert called["calls"] == [call]
    gone = await wall.view()
    assert [gone[place] for place in places] == [[], [], [], []]


async def test_who_waits_for_a_counter_that_serves_is_not_being_made(cafe: Shop, wall: Wall) -> None:
    """Nothing is prepared for a number that was drawn."""
    await cafe.till.do("POST", "/tickets", {})

    assert ((await wall.view())["waiting"], (await wall.view())["preparing"]) == (["A001"], [])
    await cafe.till.do("POST", "/tickets/call-next", {"counter": "2"})
    assert (await wall.view())["called"][0]["counter"] == "2号台"


async def test_the_last_four_are_called_on_top_newest_first(cafe: Shop, wall: Wall) -> None:
    """And each call of the last minute is there to be announced, oldest first, the old ones no more."""
    for _ in range(6):
        await cafe.till.sell(TEA)
    for no in ("A003", "A001", "A002"):
        await _call(cafe, no)
    cafe.clock.at = Millis(cafe.clock.at + MINUTE)
    for no in ("A006", "A005"):
        await _call(cafe, no)
    view = await wall.view()

    assert [call["ticket"] for call in view["called"]] == ["A005", "A006", "A002", "A001"]
    assert [call["ticket"] for call in view["calls"]] == ["A006", "A005"]
    assert sorted(view["ready"]) == ["A001", "A002", "A003", "A005", "A006"]


async def test_each_call_is_announced_as_one_of_its_own(cafe: Shop, wall: Wall) -> None:
    """The second call of a ticket is not taken for its first."""
    await cafe.till.sell(TEA)
    await _call(cafe, "A001")
    first = (await wall.view())["calls"]
    cafe.clock.at = Millis(cafe.clock.at + MINUTE // 2)
    await cafe.till.do("POST", "/tickets/A001/recall", {"counter": "2"})
    second = (await wall.view())["calls"]

    assert [one["ticket"] for one in (*first, *second)] == ["A001", "A001"]
    assert first[0]["id"] != second[0]["id"]


async def test_the_wait_is_told_as_a_range_while_somebody_waits(cafe: Shop, wall: Wall) -> None:
    """In whole steps of five minutes; an empty shop tells none."""
    empty = await wall.view()
    for _ in range(20):
        await cafe.till.sell(TEA)
    busy = await wall.view()

    assert (empty["wait_low_minutes"], empty["wait_high_minutes"]) == (None, None)
    assert busy["wait_low_minutes"] % 5 == 0
    assert busy["wait_low_minutes"] < busy["wait_high_minutes"]


async def test_nobody_can_be_known_by_the_board(cafe: Shop, wall: Wall) -> None:
    """No name, no phone, no receipt, no article, no cashier: numbers and counters."""
    member = {"phone": MEMBER_PHONE, "name": "王小美", "consent": True}
    await cafe.till.call("POST", "/members", member)
    sale = await cafe.till.sell(TEA)
    await _call(cafe, "A001")
    view = await wall.view()
    told = json.dumps(view, ensure_ascii=False)

    for secret in (MEMBER_PHONE, "王小美", sale["receipt_no"], sale["id"], "奶茶", "T1", "1001", "小1001"):
        assert secret not in told
    assert {key for call in view["calls"] for key in call} == {
        "id",
        "ticket",
        "counter",
        "counter_en",
        "counter_id",
        "at",
    }


async def test_the_stream_tells_of_tickets_alone(cafe: Shop, wall: Wall) -> None:
    """How often something else is sold is nobody's business; a beat every second says that it lives."""
    topics = []
    async with wall.stream("GET", "/board/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = (line async for line in stream.aiter_lines() if line)
        topics.append(await anext(lines))
        await cafe.till.sell("6921168509256")
        await cafe.till.sell(TEA)
        topics += [await anext(lines), await anext(lines)]

    assert [json.loads(line.removeprefix("data: "))["topic"] for line in topics] == [
        "heartbeat",
        "tickets",
        "heartbeat",
    ]


async def test_a_call_that_stands_can_be_heard(cafe: Shop, wall: Wall) -> None:
    """Alone or with others, as WAV; of a call that was answered, or never was, nothing is said."""
    for no in ("A001", "A002"):
        await cafe.till.sell(TEA)
        await _call(cafe, no)
    view = await wall.view()
    first, second = (call["id"] for call in view["calls"])
    alone = await wall.get(f"/board/voice/{first}.wav")
    once = await wall.get(f"/board/voice/{first}.wav?once=true")
    both = await wall.get(f"/board/voice/{first},{second}.wav")
    chime = await wall.get("/board/voice/chime.wav")
    await cafe.till.do("POST", "/tickets/A002/serve")
    left = await wall.get(f"/board/voice/{first},{second}.wav")

    assert view["has_voice"]
    assert {answer.headers["content-type"] for answer in (alone, both, chime)} == {"audio/wav"}
    assert 44 < len(chime.content) < len(once.content) < len(alone.content) < len(both.content)
    assert left.content == alone.content
    for gone in (second, ",".join([first] * 7), "A001", f"{first}0", "x@1", "x@9" * 40, ",", ""):
        assert (await wall.get(f"/board/voice/{gone}.wav")).status_code == 404, gone


async def test_a_terminal_reads_the_same_over_the_socket(cafe: Shop, wall: Wall) -> None:
    """Without a session too."""
    await cafe.till.sell(TEA)
    of_page, of_terminal = await wall.view(), await cafe.other.do("GET", "/board")

    assert (of_terminal["preparing"], of_terminal["shop"]) == (["A001"], "五一店")
    assert set(of_page) == set(of_terminal)
