"""The socket and the process behind it: who may open it, how it stops, what a defect looks like."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from edge_agent import RELEASE
from edge_agent.app import running
from edge_agent.domain.errors import DatabaseInUse

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop


async def test_only_its_owner_may_open_the_socket(shop: Shop) -> None:
    """It lies in the state directory with mode 600: whoever may open it may add a cashier."""
    found = shop.settings.socket.stat()

    assert shop.settings.socket == shop.settings.state_dir / "agent.sock"
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert stat.S_IMODE(shop.settings.state_dir.stat().st_mode) == 0o700


async def test_the_socket_is_gone_after_a_stop_and_there_after_a_crash(open_shop: OpenShop) -> None:
    """A socket that a killed agent left behind is no obstacle."""
    async with open_shop() as shop:
        path = shop.settings.socket
    assert not path.exists()
    path.touch()

    async with open_shop() as shop:
        assert (await shop.till.call("GET", "/health")).status_code == 200


async def test_a_second_agent_is_refused_and_the_first_goes_on(shop: Shop) -> None:
    """Two agents on one store's file: the second is told so, and takes nothing from the first."""
    with pytest.raises(DatabaseInUse):
        async with running(shop.settings):
            pass

    assert (await shop.till.call("GET", "/health")).status_code == 200


async def test_health_needs_no_session_and_tells_the_status_line(shop: Shop) -> None:
    """Alive, which release, which shop, and nothing that waits."""
    health = await shop.till.do("GET", "/health")

    assert (health["status"], health["release"], health["store"], health["store_name"]) == (
        "ok",
        RELEASE,
        "S0731",
        "五一店",
    )
    assert health["link"] == {"state": "off", "unsent": 0, "oldest_unsent_at": None}
    assert (health["printers"], health["held_carts"], health["language"]) == ([], 0, "zh-CN")
    assert shop.clock.at - health["now"] < 1_000


async def test_a_defect_is_a_problem_without_its_details(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person reads that the agent has a fault; what it was is in the log alone."""
    await shop.till.sign_in()
    await shop.agent.reads.close()
    response = await shop.till.call("GET", "/sales")

    assert (response.status_code, response.json()["code"]) == (500, "agent.defect")
    assert "closed" not in response.text
    assert "defect" in capsys.readouterr().out


async def test_a_change_that_comes_while_the_agent_stops_is_not_done(shop: Shop) -> None:
    """Once the writer takes nothing more, a till is told to try again, and its request was not begun."""
    cart = await shop.till.open()
    before = shop.tables()
    shop.agent.writer.close()

    response = await shop.till.try_change(cart, "scan", {"code": "6921168509256"})

    assert (response.status_code, response.json()["code"]) == (503, "agent.stopping")
    assert before == shop.tables()


async def test_what_is_being_answered_at_the_stop_is_answered(open_shop: OpenShop) -> None:
    """The journal of a stopped agent is whole and says that it stopped in order."""
    async with open_shop() as shop:
        await shop.till.open()
        for _ in range(3):
            await shop.till.sell("6921168509256")

    shop.prove()
    assert shop.tables()["run"] == [(1, 1)]
