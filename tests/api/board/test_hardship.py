"""The board in hardship: a taken port, restarts, a clock that is set, more listeners than there is room."""

from __future__ import annotations

import contextlib
import socket
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from edge_agent import app
from edge_agent.domain.moments import HOUR, Millis

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    import pytest

    from tests.api.board.conftest import OpenCafe, Wall
    from tests.api.conftest import Shop

TEA = "81"
LISTENERS_MAX = 64


async def _call(shop: Shop, no: str, counter: str = "1") -> None:
    await shop.till.do("POST", f"/tickets/{no}/ready", {})
    await shop.till.do("POST", f"/tickets/{no}/recall", {"counter": counter})


async def _listen(stack: AsyncExitStack, wall: Wall) -> httpx.Response:
    stream = await stack.enter_async_context(wall.stream("GET", "/board/events"))
    if stream.is_success:
        heard = stream.aiter_lines()
        await anext(heard)
        stack.callback(lambda: heard)  # a stream that nobody holds is hung up
    return stream


async def test_a_taken_port_stops_no_shop_and_is_taken_once_it_is_free(
    open_cafe: OpenCafe,
    wall: Wall,
    port: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The agent says which port it is, sells on without a board, and has one as soon as the other lets go."""
    monkeypatch.setattr(app, "BOARD_AGAIN_AFTER_S", 0.01)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with open_cafe() as shop:
            await shop.till.open()
            await shop.till.sell(TEA)
            told = capsys.readouterr().out
            other.close()
            view = None
            while view is None:
                with contextlib.suppress(OSError, wall.unreachable):
                    view = await wall.view()

    assert "board-not-served" in told
    assert str(port) in told
    assert view["preparing"] == ["A001"]


async def test_it_is_back_at_its_port_after_a_restart(open_cafe: OpenCafe, wall: Wall) -> None:
    """At once, with a stream that was open when the agent stopped; the numbers are still there."""
    async with AsyncExitStack() as stack:
        async with open_cafe() as shop:
            await shop.till.open()
            await shop.till.sell(TEA)
            await _listen(stack, wall)
        async with open_cafe():
            assert (await wall.view())["preparing"] == ["A001"]


async def test_a_board_without_a_voice_is_named_at_the_start(
    open_cafe: OpenCafe, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No espeak-ng, no recordings: nobody finds out by listening."""
    monkeypatch.setenv("PATH", str(tmp_path))
    async with open_cafe():
        pass

    assert "board-has-no-voice" in capsys.readouterr().out


async def test_a_clock_that_is_set_back_hides_no_new_call(cafe: Shop, wall: Wall) -> None:
    """Calls from what is the future now are neither the newest nor announced again."""
    for _ in range(6):
        await cafe.till.sell(TEA)
    for no in ("A001", "A002", "A003", "A004", "A005"):
        await _call(cafe, no)
    cafe.clock.at = Millis(cafe.clock.at - HOUR)
    await _call(cafe, "A006")
    view = await wall.view()

    assert [call["ticket"] for call in view["called"]] == ["A006", "A005", "A004", "A003"]
    assert [call["ticket"] for call in view["calls"]] == ["A006"]


async def test_calls_to_two_counters_are_not_said_as_one(cafe: Shop, wall: Wall) -> None:
    """Nobody is sent to a counter that did not call him."""
    for no, counter in (("A001", "1"), ("A002", "2")):
        await cafe.till.sell(TEA)
        await _call(cafe, no, counter)
    first, second = (call["id"] for call in (await wall.view())["calls"])

    assert (await wall.get(f"/board/voice/{first},{second}.wav")).status_code == 404
    assert (await wall.get(f"/board/voice/{second}.wav")).status_code == 200


async def test_no_more_than_sixty_four_listen_and_who_leaves_makes_room(cafe: Shop, wall: Wall) -> None:
    """Each of them hears; the next one is told to come again, and the page is there for everybody."""
    await cafe.till.sell(TEA)
    async with AsyncExitStack() as stack:
        opened = [await _listen(stack, wall) for _ in range(LISTENERS_MAX)]
        one_more = await _listen(stack, wall)

        assert {stream.status_code for stream in opened} == {200}
        assert one_more.status_code == 503
        assert (await wall.view())["preparing"] == ["A001"]
    async with AsyncExitStack() as stack:
        while (await _listen(stack, wall)).status_code == 503:
            pass  # the agent hears of a closed connection a moment later
