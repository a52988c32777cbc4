"""A shop whose clock cannot be believed: who is asked what, over the real agent, and what goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.app import running
from edge_agent.db.snapshot import opened
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis
from edge_agent.services import clock as services
from edge_agent.services.who import Who
from sync.hq.server import Headquarters

if TYPE_CHECKING:
    from config.settings import Settings
    from tests.api.conftest import ManualClock, Shop

NOON = Millis(1_795_320_000_000)
WATER = "6921168509256"
FLOAT = {"float_fen": 20_000}
CASHIER = Who(StaffId("1001"), TillId("1"))


class Uptime:
    """A machine's run, as a test wants it."""

    def __init__(self, boot: str) -> None:
        self.boot = boot
        self.ran_ms = 0

    def uptime_ms(self) -> int:
        """What the test has set."""
        return self.ran_ms


@pytest.fixture
async def behind(shop: Shop, clock: ManualClock) -> Shop:
    """The agent has looked at the clock at noon; then it is set back by a day."""
    await shop.agent.writer.run(services.notice)
    clock.at = Millis(NOON - DAY)
    return shop


async def test_sales_go_on_in_doubt(shop: Shop, clock: ManualClock) -> None:
    """A clock that is set back in the middle of a shift stops nobody from selling."""
    await shop.till.open()
    clock.at = Millis(NOON - DAY)
    sale = await shop.till.sell(WATER)
    assert (sale["total_fen"], (await shop.till.do("GET", "/health"))["clock_doubt"]) == (200, "behind")
    assert [waits["what"] for waits in (await shop.till.do("GET", "/close-check"))["waiting"]][-1] == "clock"
    shop.prove()


async def test_the_question_is_worded_in_both_languages(behind: Shop) -> None:
    """A shift that is opened in doubt asks for the day, once; a yes opens it."""
    await behind.till.sign_in()
    before = behind.tables("journal", "clock_state", "request_answer")
    asked = await behind.till.call("POST", "/shifts", FLOAT)
    assert (asked.status_code, asked.json()["code"]) == (409, "clock.confirm")
    assert asked.json()["title"] == "今天是 2026年11月21日 星期六,现在 12:00,对吗"
    behind.till.http.headers["Accept-Language"] = "en"
    asked = await behind.till.call("POST", "/shifts", FLOAT)
    assert asked.json()["title"] == "Is it Saturday 2026-11-21, 12:00?"
    assert behind.tables("journal", "clock_state", "request_answer") == before
    assert len(behind.events("clock.doubted")) == 1

    shift = await behind.till.do("POST", "/shifts", {**FLOAT, "confirm": True})
    assert shift["business_date"] == "2026-11-21"
    [confirmed] = behind.events("clock.confirmed")
    assert confirmed["data"]["by"] == "person"
    assert (await behind.till.do("GET", "/health"))["clock_doubt"] is None
    behind.prove()


async def test_a_typed_time_holds_without_a_restart(behind: Shop) -> None:
    """Whoever says no types the date and the time; the shift gets that day, and status tells the rest."""
    await behind.till.sign_in()
    view = await behind.till.do("POST", "/clock", {"local": "2026-11-22 12:05"})
    assert abs(view["offset_ms"] - DAY - 5 * MINUTE) < MINUTE
    assert (await behind.till.do("POST", "/shifts", FLOAT))["business_date"] == "2026-11-22"
    health = await behind.till.do("GET", "/health")
    assert NOON + 5 * MINUTE <= health["now"] < NOON + 6 * MINUTE
    [_, waiting] = (await behind.till.do("GET", "/close-check"))["waiting"]
    assert (waiting["what"], waiting["count"], waiting["blocks"]) == ("machine_clock", 24 * 60 + 4, False)
    behind.prove()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"local": "gestern"}, 422, "clock.invalid"),
        ({"local": "2026-11-22 09:00"}, 409, "clock.earlier.confirm"),
        ({"local": "2027-11-22 12:00"}, 409, "clock.later.confirm"),
        ({"now": 1}, 400, "request.malformed"),
    ],
)
async def test_what_does_not_put_the_clock_right(behind: Shop, body: Any, status: int, code: str) -> None:
    """Refused with its own code; nothing has changed."""
    await behind.till.sign_in()
    asked = await behind.till.call("POST", "/clock", {})
    assert (asked.status_code, asked.json()["code"]) == (409, "clock.confirm")
    before = behind.tables("request_answer")
    refused = await behind.till.call("POST", "/clock", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert behind.tables("request_answer") == before


async def test_a_clock_that_nobody_doubts_is_not_set(shop: Shop) -> None:
    """It takes a doubt, and a session."""
    unasked = await shop.till.call("POST", "/clock", {"local": "2026-11-20 12:00"})
    assert unasked.json()["code"] == "session.needed"
    await shop.till.sign_in()
    refused = await shop.till.call("POST", "/clock", {"local": "2026-11-20 12:00"})
    assert (refused.status_code, refused.json()["code"]) == (409, "clock.sure")
    assert (await shop.till.do("GET", "/clock")).keys() == {"now"}


async def test_a_yes_from_the_menu_ends_a_doubt(shop: Shop, clock: ManualClock) -> None:
    """A doubt that begins in the middle of a shift need not wait for the next one."""
    await shop.till.open()
    clock.at = Millis(NOON - DAY)
    assert (await shop.till.do("POST", "/clock", {"confirm": True})).keys() == {"now"}
    assert (await shop.till.do("GET", "/health"))["clock_doubt"] is None
    [confirmed] = shop.events("clock.confirmed")
    assert (confirmed["edgeactor"], confirmed["edgetill"]) == ("1001", "1")


async def test_a_restart_keeps_the_doubt(make_settings: Callable[..., Settings], clock: ManualClock) -> None:
    """Nobody has said what time it is: neither a start of the agent nor one of the machine ends that."""
    settings = make_settings()
    async with running(settings, clock, uptime=Uptime("run-1")):
        pass
    clock.at = Millis(NOON - DAY)
    for run in ("run-1", "run-1", "run-2"):
        async with running(settings, clock, uptime=Uptime(run)) as agent:
            assert await agent.writer.run(services.doubt) == "behind"
    with opened(settings.database) as connection:
        counted = connection.execute("SELECT count(*) FROM journal WHERE type = 'clock.doubted'")
        assert counted.fetchone() == (1,)


async def test_headquarters_says_what_time_it_is(
    make_settings: Callable[..., Settings], clock: ManualClock, tmp_path: Path
) -> None:
    """A machine that woke up a day behind is right as soon as a push is answered: nobody is asked."""
    at_noon = type(clock)()
    async with Headquarters(tmp_path / "hq.db", clock=at_noon) as headquarters:
        settings = make_settings(more=f'\n[headquarters]\nurl = "{headquarters.url}"\n')
        clock.at = Millis(NOON - DAY)
        async with running(settings, clock, uptime=Uptime("run-1")) as agent, asyncio.timeout(30):
            changed, loop = asyncio.Event(), asyncio.get_running_loop()

            def committed(_topics: frozenset[str]) -> None:
                loop.call_soon_threadsafe(changed.set)

            agent.writer.listen(committed)
            while await agent.writer.run(services.doubt):
                await changed.wait()
                changed.clear()
            assert abs(agent.clock.now() - NOON) < HOUR
            assert (await agent.writer.run(lambda tx: tx.now)) > NOON - HOUR


async def test_a_shop_that_never_hears_from_headquarters_asks_each_morning(
    make_settings: Callable[..., Settings], clock: ManualClock
) -> None:
    """Once a run of the machine; a yes is remembered as long as it runs."""
    settings = make_settings(more='\n[headquarters]\nurl = "http://127.0.0.1:9"\n')
    for run, doubt in (("run-1", "unheard"), ("run-1", None), ("run-2", "unheard")):
        async with running(settings, clock, uptime=Uptime(run)) as agent:
            assert await agent.writer.run(services.doubt) == doubt
            await agent.writer.run(lambda tx: services.confirm(tx, CASHIER))
