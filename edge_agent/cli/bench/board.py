"""`board.event`: from the counter's call to its number on the wall, painted by a real browser."""

import asyncio
import socket
import time
from pathlib import Path

from config.settings import Settings
from edge_agent.cli.bench.browser import Page, browser, find
from edge_agent.cli.bench.figures import Figure, percentile, within
from edge_agent.cli.bench.processes import program
from edge_agent.cli.bench.shop import make_store, run_agent, signed_in, wait_until_ready
from edge_agent.wire.body import Body
from edge_agent.wire.problem import Problem
from edge_agent.wire.tickets import CallNext, IssueTicket, TicketView
from ui.client import Client

ARTICLES = 100
WARM_UP, CALLS = 5, 40
TARGET_MS = 150.0
COUNTER = "1"

_CONFIG = """\
[board]
port = {port}
voice = "none"

[[counters]]
id = "1"
name = "1号台"
kind = "service"
"""

_PAINTED = """new Promise((done) => {{
  const list = document.querySelector("#called");
  const look = () => list.innerText.includes("{no}")
    && (watch.disconnect(), requestAnimationFrame(() => setTimeout(done)));
  const watch = new MutationObserver(look);
  watch.observe(list, {{ childList: true, subtree: true, characterData: true }});
  look();
}})"""
"""Kept when the frame in which the number stands has been painted."""


def measure(folder: Path) -> list[Figure]:
    """The figure; none where no browser is."""
    chromium = find()
    if chromium is None:
        return []
    settings = make_store(folder / "board-store", ARTICLES)
    port, config = _free_port(), settings.state_dir / "store.toml"
    config.write_text(_CONFIG.format(port=port), "utf-8")
    with program([*run_agent(settings), "--config", str(config)]):
        wait_until_ready(settings)
        times = asyncio.run(_measured(settings, port, chromium))
    return [within("board.event", percentile(times, 0.5), "ms", TARGET_MS)]


async def _measured(settings: Settings, port: int, chromium: str) -> list[float]:
    async with browser(chromium) as page:
        client = await signed_in(settings.socket, settings.state_dir / "notebook")
        await page.resize(1920, 1080)
        await page.go(f"http://127.0.0.1:{port}/board")
        times = [await _call(client, page) for _ in range(WARM_UP + CALLS)]
        await client.close()
    return times[WARM_UP:]


async def _call(client: Client, page: Page) -> float:
    """One call's milliseconds; its ticket is served afterwards, so that the board stays as it was."""
    ticket = await _done(client, "/v1/tickets", IssueTicket())
    await page.until(f"document.querySelector('#waiting').innerText.includes('{ticket.no}')")
    painted = asyncio.create_task(page.ask(_PAINTED.format(no=ticket.no)))
    await page.ask("0")  # answered after the page has begun to watch
    started = time.perf_counter()
    await _done(client, "/v1/tickets/call-next", CallNext(COUNTER))
    await painted
    taken = (time.perf_counter() - started) * 1000
    await _done(client, f"/v1/tickets/{ticket.no}/serve")
    return taken


async def _done(client: Client, path: str, body: Body | None = None) -> TicketView:
    answer = await client.call("POST", path, TicketView, body=body)
    if isinstance(answer, Problem):
        raise TypeError(f"a benchmark's call was refused: {answer.code}")
    return answer


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
