"""How the page stays in touch: `stream.js` in the browser, with a clock and a stream of the test's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge_agent.cli.bench.browser import Page
    from tests.ui.board.conftest import Board

_FOLLOWED = """(async () => {{
  const {{ follow }} = await import("/board/stream.js");
  let now = 0, look, opened = 0, changes = 0, silent = false, source;
  performance.now = () => now;
  window.setInterval = (work) => (look = work);
  window.EventSource = class {{ constructor() {{ opened++; source = this; }} close() {{}} }};
  follow("/x", () => changes++, (is) => (silent = is));
  const told = [];
  for (const [step, value] of {steps}) {{
    if (step === "hear") source.onmessage({{ data: JSON.stringify({{ topic: value }}) }});
    if (step === "fail") source.onerror();
    if (step === "wait") for (const until = now + value; now < until;) {{ now += 250; look(); }}
    if (step === "sleep") {{ now += value; look(); }}
    told.push([opened, changes, silent]);
  }}
  return told;
}})()"""
_HOUR = 3_600_000


async def _followed(page: Page, board: Board, *steps: tuple[Any, ...]) -> list[tuple[int, int, bool]]:
    """After each step: connections opened, changes told, whether it is silent."""
    await page.go(f"{board.url}/index.html")
    await page.until("document.readyState === 'complete'")
    told = await page.ask(_FOLLOWED.format(steps=json.dumps(steps)))
    return [(opened, changes, silent) for opened, changes, silent in told]


async def test_the_first_word_of_a_connection_is_a_change(page: Page, board: Board) -> None:
    """What happened before it was told to nobody; after that a heartbeat is nothing new."""
    steps = [("hear", "heartbeat"), ("hear", "heartbeat"), ("hear", "tickets")]

    assert await _followed(page, board, *steps) == [(1, 1, False), (1, 1, False), (1, 2, False)]


async def test_an_agent_that_is_gone_is_called_each_second(page: Page, board: Board) -> None:
    """Not sooner, and for ever; its first word is a change."""
    steps = [("fail", 0), ("wait", 750), ("wait", 250), ("hear", "heartbeat")]

    assert [told[:2] for told in await _followed(page, board, *steps)] == [(1, 0), (1, 0), (2, 0), (2, 1)]


async def test_a_connection_that_says_nothing_has_ten_seconds(page: Page, board: Board) -> None:
    """A slow agent is not hung up on again and again before it can answer."""
    steps = [
        ("wait", 9_750),
        ("wait", 250),
        ("wait", 9_750),
        ("wait", 250),
        ("hear", "heartbeat"),
        ("wait", 250),
    ]

    assert await _followed(page, board, *steps) == [
        (1, 0, False),
        (2, 0, True),
        (2, 0, True),
        (3, 0, True),
        (3, 1, True),
        (3, 1, False),
    ]


async def test_a_tab_that_slept_for_an_hour_begins_anew(page: Page, board: Board) -> None:
    """It says that it may be behind, connects, fetches, and says so no more."""
    steps = [("hear", "heartbeat"), ("sleep", _HOUR), ("hear", "heartbeat"), ("wait", 250)]

    assert await _followed(page, board, *steps) == [(1, 1, False), (2, 1, True), (2, 2, True), (2, 2, False)]
