"""Which calls are announced, when and together: `announcer.js` in the browser, values and times in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from edge_agent.cli.bench.browser import Page
    from tests.ui.board.conftest import Board

NOW = 1_795_320_000_000
WITH_WORDS = """{
  window.said = [];
  const real = window.fetch;
  window.fetch = async (url, ...more) => {
    if (!url.includes("/voice/")) {
      const view = await (await real(url, ...more)).json();
      return new Response(JSON.stringify({ ...view, has_voice: true }));
    }
    if (!url.endsWith("chime.wav")) said.push(url);
    return new Response("", { status: 404 });
  };
}"""
"""Words are asked for; there are none, and no chime to wait for."""


def _call(number: int, counter: str = "1", at: int = NOW, times: int = 1) -> dict[str, Any]:
    return {
        "id": f"t{number}@{times}",
        "ticket": f"A{number:03d}",
        "counter": f"{counter}号台",
        "counter_id": counter,
        "at": at,
    }


async def _announced(page: Page, board: Board, *steps: tuple[Any, ...]) -> list[list[str]]:
    """What each `next` announces; a step is `("hear", calls)`, `("keep", tickets)` or `("next", seconds)`."""
    await page.go(board.url)
    return list(
        await page.ask(f"""import("/board/announcer.js").then(({{ Announcer }}) => {{
          const announcer = new Announcer();
          const said = [];
          for (const [step, value] of {json.dumps(steps)}) {{
            if (step === "hear") announcer.hear(value, {NOW});
            if (step === "keep") announcer.keepOnly(value);
            if (step === "next") said.push(announcer.next(value * 1000).map((call) => call.ticket));
          }}
          return said;
        }})""")
    )


async def test_calls_are_announced_one_after_the_other(page: Page, board: Board) -> None:
    """In the order in which they were made, each once, however often the board is fetched."""
    calls = [_call(number) for number in (3, 1, 2)]
    steps = [
        ("hear", calls[:2]),
        ("next", 0),
        ("hear", calls),
        ("next", 5),
        ("next", 9),
        ("hear", calls),
        ("next", 99),
    ]

    assert await _announced(page, board, *steps) == [["A003"], ["A001"], ["A002"], []]


async def test_the_same_ticket_never_twice_within_ten_seconds(page: Page, board: Board) -> None:
    """A second call waits until ten seconds are over, and lets others pass."""
    first, again, other = _call(1), _call(1, times=2), _call(2)
    steps = [
        ("hear", [first]),
        ("next", 0),
        ("hear", [again, other]),
        ("next", 4),
        ("next", 9.9),
        ("next", 10),
        ("next", 60),
    ]

    assert await _announced(page, board, *steps) == [["A001"], ["A002"], [], ["A001"], []]


async def test_two_calls_of_one_ticket_that_both_wait_are_one(page: Page, board: Board) -> None:
    """The newer one holds: it names the counter."""
    await page.go(board.url)
    said = await page.ask(f"""import("/board/announcer.js").then(({{ Announcer }}) => {{
      const announcer = new Announcer();
      announcer.hear({json.dumps([_call(1, "1"), _call(1, "2", times=2)])}, {NOW});
      return [announcer.next(0).map((call) => call.counter_id), announcer.waiting];
    }})""")

    assert said == [["2"], 0]


async def test_more_than_two_are_said_together(page: Page, board: Board) -> None:
    """Those of one counter, at most six in a breath; two are still said one by one."""
    at_one, at_two = [_call(number) for number in range(1, 9)], [_call(9, "2"), _call(10, "2")]
    many = await _announced(page, board, ("hear", [*at_one, *at_two]), *[("next", 0)] * 5)
    few = await _announced(page, board, ("hear", at_one[:2]), ("next", 0))

    assert many == [[f"A{no:03d}" for no in range(1, 7)], ["A007", "A008"], ["A009"], ["A010"], []]
    assert few == [["A001"]]


async def test_who_has_come_is_not_announced(page: Page, board: Board) -> None:
    """A call that was answered while it waited its turn is dropped."""
    steps = [("hear", [_call(1), _call(2)]), ("keep", ["A002"]), ("next", 0), ("next", 0)]

    assert await _announced(page, board, *steps) == [["A002"], []]


async def test_a_page_that_opens_repeats_no_old_calls(page: Page, board: Board) -> None:
    """Only those of the last ten seconds: a reload must not say a minute's calls again."""
    old, fresh = _call(1, at=NOW - 10_001), _call(2, at=NOW - 9_000)
    steps = [
        ("hear", [old, fresh]),
        ("next", 0),
        ("next", 0),
        ("hear", [old, _call(3, at=NOW - 20_000)]),
        ("next", 0),
    ]

    assert await _announced(page, board, *steps) == [["A002"], [], ["A003"]]


async def test_the_page_plays_what_is_called(page: Page, board: Board) -> None:
    """Each call sounds once, to its end before the next one does; without a voice it is the chime."""
    await page.go(board.url)
    await page.until("document.querySelector('#welcome').checkVisibility()")
    await board.put([1, 2], called=[1, 2])
    sounds = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.wav'))"
    await page.until(f"{sounds}.length === 2")
    starts = await page.ask(f"{sounds}.map((one) => one.startTime)")
    names = await page.ask(f"{sounds}.map((one) => new URL(one.name).pathname)")

    assert names == ["/board/voice/chime.wav"] * 2
    assert starts[1] - starts[0] > 1_000


async def test_a_number_is_said_once_while_others_wait(page: Page, board: Board) -> None:
    """The last one as long as it likes; those that are said together are said once too."""
    await page.go(board.url)
    await page.until("document.querySelector('#welcome').checkVisibility()")
    await page.ask(WITH_WORDS)
    await board.put([1, 3], called=[1, 3])
    await page.until("said.length === 2")
    await board.put([5, 7, 9], called=[5, 7, 9])
    await page.until("said.length === 3")
    said = [unquote(url).rpartition(".wav") for url in await page.ask("said")]

    assert [asked for _, _, asked in said] == ["?once=true", "", "?once=true"]
    assert [len(ids.split(",")) for ids, _, _ in said] == [1, 1, 3]
