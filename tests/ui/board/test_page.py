"""The board's page in a real browser: each number where its state is, by itself, never silently behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.events import TicketCollected, TicketNoShow
from edge_agent.domain.ids import TicketId

if TYPE_CHECKING:
    from edge_agent.cli.bench.browser import Page
    from tests.ui.board.conftest import Board, OpenBoard

SHOWN = """({
  preparing: [...document.querySelectorAll("#making li:not(.pages)")].map((one) => one.textContent),
  waiting: [...document.querySelectorAll("#waiting li:not(.pages)")].map((one) => one.textContent),
  ready: [...document.querySelectorAll("#ready li:not(.pages)")].map((one) => one.textContent),
  called: [...document.querySelectorAll("#called .number")].map((one) => one.textContent),
  missed: [...document.querySelectorAll("#missed li:not(.pages)")].map((one) => one.textContent),
})"""
PLACES = """[...document.querySelectorAll(".number, .numbers li")]
  .map((one) => ({ text: one.textContent, ...one.getBoundingClientRect().toJSON() }))"""
RIGHT, FOOT = "document.querySelector('#right')", "document.querySelector('footer')"


async def _open(page: Page, board: Board) -> None:
    await page.go(board.url)
    await page.until("document.querySelectorAll('.numbers li, .number').length > 0")


def _numbers(prefix: str, *numbers: int) -> list[str]:
    return [f"{prefix}{number:03d}" for number in numbers]


async def test_each_number_stands_where_its_state_is(page: Page, board: Board) -> None:
    """制作中 at the left, 请取餐 at the right with the newest call first, 过号 at the foot."""
    await board.put(range(1, 25), made=range(20, 24), called=(4, 11, 12, 15, 17), missed=(3, 9))
    await _open(page, board)
    shown = await page.ask(SHOWN)
    heads = await page.ask(
        "[...document.querySelectorAll('h1')].filter((one) => one.checkVisibility())"
        ".map((one) => one.firstChild.data.trim())"
    )

    assert heads == ["制作中", "请取餐"]
    assert shown == {
        "preparing": _numbers("A", 1, 2, 5, 6, 7, 8, 10, 13, 14, 16, 18, 19, 24),
        "waiting": [],
        "ready": _numbers("A", 20, 21, 22, 23, 4),
        "called": _numbers("A", 17, 15, 12, 11),
        "missed": _numbers("A", 3, 9),
    }
    right, foot = [await page.ask(f"{place}.getBoundingClientRect().toJSON()") for place in (RIGHT, FOOT)]
    place = {one["text"]: one for one in await page.ask(PLACES)}
    assert min(place[no]["left"] for no in shown["called"] + shown["ready"]) >= right["left"]
    assert min(place[no]["top"] for no in shown["missed"]) >= foot["top"]
    assert max(place[no]["top"] for no in shown["called"]) < min(place[no]["top"] for no in shown["ready"])


@pytest.mark.parametrize("counter_names", [("<b>1</b>", "<script>&lt;")])
async def test_a_name_is_text_whatever_is_in_it(
    page: Page, board: Board, counter_names: tuple[str, str]
) -> None:
    """Nothing of it is taken for a part of the page."""
    await board.put([1], called=[1])
    await _open(page, board)
    counter = "document.querySelector('#called .counter')"

    assert (await page.ask(f"{counter}.textContent")).strip() == " ".join(counter_names)
    assert await page.ask(f"{counter}.querySelectorAll('*').length") == 2


async def test_a_rush_of_changes_is_shown_as_it_goes_on(page: Page, board: Board) -> None:
    """Each answer comes after the next was asked for: it is shown all the same."""
    await board.put([1])
    await _open(page, board)
    await page.ask("""{
      const real = window.fetch;
      let release = () => {};
      window.times = 0;
      window.fetch = (...asked) => new Promise((done) => {
        window.times++;
        release();
        release = () => done(real(...asked));
      });
    }""")
    await board.put([2])
    await page.until("window.times > 0")
    await board.put([3])
    await page.until(f"({SHOWN}).preparing.length > 1")


async def test_a_change_is_painted_by_itself(page: Page, board: Board) -> None:
    """Made, called, missed, collected: nobody touches the page, and the wait keeps its place at the right."""
    await board.put([1, 2])
    await _open(page, board)
    await board.put([], made=[1])
    await page.until(f"({SHOWN}).ready.join() === 'A001'")
    await board.call(1)
    await page.until(f"({SHOWN}).called.join() === 'A001'")
    await board.record(TicketNoShow(TicketId("ticket-A00001")))
    await page.until(f"({SHOWN}).missed.join() === 'A001' && ({SHOWN}).called.length === 0")
    await board.record(TicketCollected(TicketId("ticket-A00001")))
    await page.until(f"({SHOWN}).missed.length === 0")

    assert (await page.ask(SHOWN))["preparing"] == ["A002"]
    assert await page.ask("document.querySelector('#wait').getBoundingClientRect().right") > 1880


async def test_only_a_new_call_draws_the_eye(page: Page, board: Board) -> None:
    """Who comes to the first place because the newest was collected is not called anew."""
    moving = "document.getAnimations().length"
    await board.put([1, 2], made=[2], called=[1])
    await _open(page, board)
    await board.call(2)
    await page.until(f"({SHOWN}).called.join() === 'A002,A001'")
    assert await page.ask(moving) == 1

    await board.record(TicketCollected(TicketId("ticket-A00002")))
    await page.until(f"({SHOWN}).called.join() === 'A001'")
    assert await page.ask(moving) == 0


async def test_it_finds_the_agent_again(page: Page, open_board: OpenBoard) -> None:
    """The agent restarts: the page connects by itself, shows what has changed, and was never touched."""
    async with open_board() as board:
        await board.put([1])
        await _open(page, board)
        await page.ask("window.untouched = true")
    async with open_board() as board:
        await board.put([2])
        await page.until(f"({SHOWN}).preparing.join() === 'A001,A002'")
        await board.put([3])
        await page.until(f"({SHOWN}).preparing.length === 3")

        assert await page.ask("window.untouched")


async def test_a_new_release_loads_itself(page: Page, board: Board) -> None:
    """A page that was opened under another release is replaced, once."""
    await board.put([1])
    await _open(page, board)
    await page.ask("""{
      window.old = true;
      const real = window.fetch;
      window.fetch = async (...asked) => {
        const answer = await real(...asked);
        return new Response(JSON.stringify({ ...(await answer.json()), release: "0.0.0" }));
      };
    }""")
    await board.put([2])
    await page.until(f"window.old === undefined && ({SHOWN}).preparing.join() === 'A001,A002'")
