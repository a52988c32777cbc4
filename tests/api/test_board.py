"""The board's own listener: what a browser on this PC gets without sign-in, and all that it does not get."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

TEA, MEMBER_PHONE = "81", "13800138000"
MORE = """
[board]
port = {port}

[[counters]]
id = "1"
name = "1号台"
name_en = "Counter 1"
kind = "making"

[[counters]]
id = "2"
name = "2号台"
name_en = "Desk 2"
kind = "service"
"""


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _menu(tx: JournalTx) -> None:
    tea = Article(Sku("T1"), "珍珠奶茶", Unit.EACH, Fen(1_500), menu_no=TEA, station="bar", prep_seconds=60)
    save_articles(tx, [tea])


@asynccontextmanager
async def _cafe(open_shop: OpenShop, port: int) -> AsyncIterator[Shop]:
    async with open_shop(more=MORE.format(port=port)) as shop:
        await shop.agent.writer.run(_menu)
        await shop.till.open()
        yield shop


@pytest.fixture
def port() -> int:
    return _free_port()


@pytest.fixture
async def cafe(open_shop: OpenShop, port: int) -> AsyncIterator[Shop]:
    """A shop that makes tea, its shift open, with a board."""
    async with _cafe(open_shop, port) as shop:
        yield shop


@pytest.fixture
async def browser(cafe: Shop, port: int) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever opens the board's address; `cafe` runs."""
    assert cafe.settings.board.port == port
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        yield client


async def _view(browser: httpx.AsyncClient) -> Any:
    answer = await browser.get("/board/tickets")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _call(shop: Shop, no: str) -> None:
    await shop.till.do("POST", f"/tickets/{no}/ready", {})
    await shop.till.do("POST", f"/tickets/{no}/recall", {"counter": "1"})


async def test_the_page_and_its_files_may_load_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    """Every file that the page names is there, typed, never kept, and bound to this address alone."""
    page = await browser.get("/board")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    script = await browser.get("/board/board.js")
    files = [page, *[await browser.get(path) for path in named + re.findall(r'from "([^"]+)"', script.text)]]

    assert "/board/announcer.js" in [file.url.path for file in files]
    for file in files:
        assert (file.status_code, file.url.path.startswith("/board")) == (200, True)
        assert not re.search(r"(https?:)?//[a-z]", file.text.replace("// ", "")), file.url
        assert file.headers["content-security-policy"].startswith("default-src 'self';")
        assert file.headers["x-content-type-options"] == "nosniff"
        assert file.headers["cache-control"] == "no-store"


async def test_a_foreign_name_for_this_address_gets_nothing(browser: httpx.AsyncClient) -> None:
    """A page from elsewhere that lets its own name point here (DNS rebinding) reads no number."""
    for host in ("shop.example", "127.0.0.1.example:80", "192.168.1.9", ""):
        for path in ("/board", "/board/tickets", "/board/events", "/board/board.js"):
            assert (await browser.get(path, headers={"Host": host})).status_code == 404
    assert (await browser.get("/board/tickets", headers={"Host": "localhost:1"})).status_code == 200


async def test_nothing_but_the_board_is_served_there(browser: httpx.AsyncClient) -> None:
    """No other call of the agent, no document, no way out of the folder, and nothing can be changed."""
    for path in ("/v1/health", "/v1/tickets", "/openapi.json", "/", "/board/../app.py", "/board/%2e%2e%2fx"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "request.not-found"), path
    assert (await browser.post("/board/tickets", json={})).status_code == 405


async def test_a_ticket_goes_from_left_to_right_and_away(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """Being made, ready, called to its counter, missed, reinstated, collected: each in its own place."""
    await cafe.till.sell(TEA)
    begun = await _view(browser)
    await cafe.till.do("POST", "/tickets/A001/ready", {})
    made = await _view(browser)
    await cafe.till.do("POST", "/tickets/call-next", {"counter": "1"})
    called = await _view(browser)
    await cafe.till.do("POST", "/tickets/A001/skip")
    missed = await _view(browser)
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
    gone = await _view(browser)
    assert [gone[place] for place in places] == [[], [], [], []]


async def test_who_waits_for_a_counter_that_serves_is_not_being_made(
    cafe: Shop, browser: httpx.AsyncClient
) -> None:
    """Nothing is prepared for a number that was drawn."""
    await cafe.till.do("POST", "/tickets", {})

    assert ((await _view(browser))["waiting"], (await _view(browser))["preparing"]) == (["A001"], [])
    await cafe.till.do("POST", "/tickets/call-next", {"counter": "2"})
    assert (await _view(browser))["called"][0]["counter"] == "2号台"


async def test_the_last_four_are_called_on_top_newest_first(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """And each call of the last minute is there to be announced, oldest first, the old ones no more."""
    for _ in range(6):
        await cafe.till.sell(TEA)
    for no in ("A003", "A001", "A002"):
        await _call(cafe, no)
    cafe.clock.at = Millis(cafe.clock.at + MINUTE)
    for no in ("A006", "A005"):
        await _call(cafe, no)
    view = await _view(browser)

    assert [call["ticket"] for call in view["called"]] == ["A005", "A006", "A002", "A001"]
    assert [call["ticket"] for call in view["calls"]] == ["A006", "A005"]
    assert sorted(view["ready"]) == ["A001", "A002", "A003", "A005", "A006"]


async def test_each_call_is_announced_as_one_of_its_own(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """The second call of a ticket is not taken for its first."""
    await cafe.till.sell(TEA)
    await _call(cafe, "A001")
    first = (await _view(browser))["calls"]
    cafe.clock.at = Millis(cafe.clock.at + MINUTE // 2)
    await cafe.till.do("POST", "/tickets/A001/recall", {"counter": "2"})
    second = (await _view(browser))["calls"]

    assert [one["ticket"] for one in (*first, *second)] == ["A001", "A001"]
    assert first[0]["id"] != second[0]["id"]


async def test_the_wait_is_told_as_a_range_while_somebody_waits(
    cafe: Shop, browser: httpx.AsyncClient
) -> None:
    """In whole steps of five minutes; an empty shop tells none."""
    empty = await _view(browser)
    for _ in range(20):
        await cafe.till.sell(TEA)
    busy = await _view(browser)

    assert (empty["wait_low_minutes"], empty["wait_high_minutes"]) == (None, None)
    assert busy["wait_low_minutes"] % 5 == 0
    assert busy["wait_low_minutes"] < busy["wait_high_minutes"]


async def test_nobody_can_be_known_by_the_board(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """No name, no phone, no receipt, no article, no cashier: numbers and counters."""
    member = {"phone": MEMBER_PHONE, "name": "王小美", "consent": True}
    await cafe.till.call("POST", "/members", member)
    sale = await cafe.till.sell(TEA)
    await _call(cafe, "A001")
    view = await _view(browser)
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


async def test_the_stream_tells_of_tickets_alone(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """How often something else is sold is nobody's business; a beat every second says that it lives."""
    topics = []
    async with browser.stream("GET", "/board/events") as stream:
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


async def test_a_call_that_stands_can_be_heard(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """Alone or with others, as WAV; a call that was answered, or never was, is not spoken of."""
    for no in ("A001", "A002"):
        await cafe.till.sell(TEA)
        await _call(cafe, no)
    view = await _view(browser)
    first, second = (call["id"] for call in view["calls"])
    alone = await browser.get(f"/board/voice/{first}.wav")
    both = await browser.get(f"/board/voice/{first},{second}.wav")
    chime = await browser.get("/board/voice/chime.wav")
    await cafe.till.do("POST", "/tickets/A002/serve")

    assert view["has_voice"]
    assert {answer.headers["content-type"] for answer in (alone, both, chime)} == {"audio/wav"}
    assert 44 < len(chime.content) < len(alone.content) < len(both.content)
    for gone in (second, f"{first},{second}", "A001", f"{first}0", "x@1", "x@9" * 40, ",", ""):
        assert (await browser.get(f"/board/voice/{gone}.wav")).status_code == 404, gone


async def test_a_terminal_reads_the_same_over_the_socket(cafe: Shop, browser: httpx.AsyncClient) -> None:
    """Without a session too."""
    await cafe.till.sell(TEA)
    of_page, of_terminal = await _view(browser), await cafe.other.do("GET", "/board")

    assert (of_terminal["preparing"], of_terminal["shop"]) == (["A001"], "五一店")
    assert set(of_page) == set(of_terminal)


async def test_a_taken_port_stops_no_shop(
    open_shop: OpenShop, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The agent says which port it is, and sells on without a board."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with _cafe(open_shop, port) as shop:
            await shop.till.sell(TEA)

    told = capsys.readouterr().out
    assert "board-not-served" in told
    assert str(port) in told


async def test_the_board_is_back_at_its_port_after_a_restart(open_shop: OpenShop, port: int) -> None:
    """At once, with a stream that was open when the agent stopped; the numbers are still there."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as browser:
        async with _cafe(open_shop, port) as shop:
            await shop.till.sell(TEA)
            stream = await browser.send(browser.build_request("GET", "/board/events"), stream=True)
        async with open_shop(more=MORE.format(port=port)):
            assert (await _view(browser))["preparing"] == ["A001"]
        await stream.aclose()
