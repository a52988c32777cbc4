"""`edge-agent status`: may I switch off, what waits, since when."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place, RunningProgram


@pytest.fixture
def running(edge: Edge, start_agent: Callable[..., RunningProgram]) -> RunningProgram:
    """An agent with a cashier."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    return start_agent()


def _open_shift(place: Place) -> None:
    transport = httpx.HTTPTransport(uds=str(place.socket), verify=False)
    with httpx.Client(transport=transport, base_url="http://agent") as till:
        who = {"staff": "1001", "pin": "1234", "till": "1"}
        token = till.post("/v1/sessions", json=who).json()["token"]
        headers = {"Authorization": f"Bearer {token}", "Request-Id": "request-1"}
        assert till.post("/v1/shifts", json={"float_fen": 0}, headers=headers).is_success


def test_nothing_waits(edge: Edge, running: RunningProgram) -> None:
    """One sentence, exit 0."""
    assert edge("status", exits=0).stdout == "可以关机\n"
    assert edge("status", lang="en_US.UTF-8", exits=0).stdout == "You may switch off.\n"
    assert running.stop() == 0


def test_an_open_shift_says_no(edge: Edge, place: Place, running: RunningProgram) -> None:
    """What waits and since when, exit 1, so that a script can tell."""
    _open_shift(place)
    shown = edge("status", exits=1)
    first, second = shown.stdout.splitlines()
    assert first == "先别关机"
    assert second.startswith("! 还有 1 个班没交,请先交班 (自 20")
    assert shown.stderr == ""
    assert running.stop() == 0


def test_no_agent_runs(edge: Edge, place: Place) -> None:
    """A sentence that says what to do, exit 1, and no file is made."""
    refused = edge("status", exits=1)
    assert refused.stdout == ""
    assert refused.stderr == f"连不上门店系统({place.socket})。请确认它在运行:edge-agent run\n"
    assert not place.database.exists()


def test_a_clock_that_nobody_has_vouched_for_is_told(
    edge: Edge, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """Headquarters is silent since this machine began: what that means, and where it is put right."""
    config = place.home / "store.toml"
    config.write_text('[headquarters]\nurl = "http://127.0.0.1:9"\n', "utf-8")
    agent = start_agent("--config", config)
    told = [
        line for line in edge("status", "--config", config, exits=0).stdout.splitlines() if "时钟" in line
    ]
    assert len(told) == 1
    assert told[0].startswith("- 时钟待核:请在 更多-系统-核对时钟 里看日期和时间")
    shown = edge("status", "--config", config, lang="en_US.UTF-8", exits=0).stdout
    assert "The clock is in doubt: see More, System, Check the clock" in shown
    assert agent.stop() == 0
