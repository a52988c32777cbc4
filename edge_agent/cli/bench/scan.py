"""`scan.socket`: a durable scan over the Unix socket beside the same bodies without a database."""

import asyncio
import time
from pathlib import Path
from typing import TypeVar

from edge_agent.cli.bench.figures import Figure, at_most, percentile
from edge_agent.cli.bench.processes import program, wait_for
from edge_agent.cli.bench.shop import gtin, make_store, run_agent, signed_in, wait_until_ready
from edge_agent.db.bare import Bare
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanRequest
from ui.client import Client

T = TypeVar("T")

ROUNDS = 7
SCANS = 80
WARM_UP = 100
ARTICLES = 5
TARGET = 2.0


def measure(folder: Path) -> list[Figure]:
    """The figure, from the medians of scans, posts and commits that took turns."""
    scan_ms, floor_ms = medians(folder)
    return [at_most("scan.socket", scan_ms, "ms", floor_ms, TARGET)]


def medians(folder: Path) -> tuple[float, float]:
    """A durable scan, and a POST without a database plus a bare commit, in milliseconds."""
    settings = make_store(folder / "scan-store", ARTICLES)
    bare = Bare(make_store(folder / "bare-store", ARTICLES).database)
    empty = folder / "empty.sock"
    with program(run_agent(settings)), program(["-m", "edge_agent.cli.bench.empty_server", str(empty)]):
        wait_until_ready(settings)
        wait_for(empty.exists)
        scans, posts, commits = asyncio.run(_rounds(settings.socket, empty, bare, folder))
    bare.close()
    return _median(scans), _median(posts) + _median(commits)


async def _rounds(
    socket: Path, empty: Path, bare: Bare, folder: Path
) -> tuple[list[float], list[float], list[float]]:
    """Scan by scan in turn, so that each contender finds the machine as the other two left it."""
    client = await signed_in(socket, folder / "notebook")
    other = Client(str(empty), folder / "other-notebook")
    scans: list[float] = []
    posts: list[float] = []
    commits: list[float] = []
    for turn in range(ROUNDS + 1):
        cart = _taken(await client.open_cart())
        for no in range(SCANS if turn else WARM_UP):
            request = ScanRequest(gtin(no % ARTICLES), confirm=True)
            started = time.perf_counter()
            answer = _taken(await client.scan(cart, request))
            scanned = time.perf_counter()
            _taken(await other.scan(cart, request))
            posted = time.perf_counter()
            bare.commit_one_row()
            committed = time.perf_counter()
            cart = answer.cart
            if turn:
                scans.append((scanned - started) * 1000)
                posts.append((posted - scanned) * 1000)
                commits.append((committed - posted) * 1000)
        _taken(await client.cancel(cart))
    await client.close()
    await other.close()
    return scans, posts, commits


def _taken(answer: T | Problem) -> T:
    if isinstance(answer, Problem):
        raise TypeError(f"a benchmark's call was refused: {answer.code}")
    return answer


def _median(times: list[float]) -> float:
    return percentile(times, 0.5)
