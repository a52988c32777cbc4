"""Live events: told after the commit, merged when slow, alive every second, ended in order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from edge_agent.api.live import LISTENERS_MAX, LiveEvents

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop, Till

WATER = "6921168509256"


@asynccontextmanager
async def _listening(till: Till) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The messages of one stream, from the first heartbeat on."""
    async with till.http.stream("GET", "/v1/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")

        async def messages() -> AsyncIterator[dict[str, Any]]:
            async for line in response.aiter_lines():
                if line:
                    assert line.startswith("data: ")
                    yield json.loads(line.removeprefix("data: "))

        stream = messages()
        assert (await anext(stream))["topic"] == "heartbeat"
        yield stream


async def _status(till: Till) -> int:
    """Whether a stream would be taken now."""
    async with till.http.stream("GET", "/v1/events") as response:
        return response.status_code


async def _until(stream: AsyncIterator[dict[str, Any]], topic: str) -> int:
    """The version that the next message of `topic` has."""
    async for message in stream:
        if message["topic"] == topic:
            version: int = message["version"]
            return version
    raise AssertionError(f"the stream ended without {topic}")


async def test_a_topic_is_told_when_its_change_can_be_read(shop: Shop) -> None:
    """Whoever fetches what a message names sees the change: never the shop as it was before."""
    async with _listening(shop.other) as stream:
        await shop.till.open()
        for topic in ("sessions", "shifts", "carts"):
            await _until(stream, topic)
        sale = await shop.till.sell(WATER)
        await _until(stream, "sales")

        await shop.other.sign_in("1002")
        assert (await shop.other.do("GET", "/sales"))[0]["id"] == sale["id"]


async def test_a_refusal_tells_nothing(shop: Shop) -> None:
    """No screen is repainted for what did not happen."""
    cart = await shop.till.open()
    async with _listening(shop.other) as stream:
        cart = await shop.till.scan(cart, WATER)
        before = await _until(stream, "carts")
        await shop.till.try_change(cart, "recall")
        await shop.till.scan(cart, WATER)

        assert await _until(stream, "carts") == before + 1


async def test_a_stream_beats_every_second(shop: Shop) -> None:
    """A till that hears nothing for longer knows that the agent is gone."""
    async with _listening(shop.till) as stream:
        assert await _until(stream, "heartbeat") == 0


async def test_streams_end_when_the_agent_stops(open_shop: OpenShop) -> None:
    """A stop waits for no stream: each is ended, its till is told by that."""
    async with AsyncExitStack() as streams:
        async with open_shop() as shop:
            board = type(shop.till)(shop.settings, "board")
            await streams.enter_async_context(board.http)
            stream = await streams.enter_async_context(_listening(board))
        told = {message["topic"] async for message in stream}
        assert "sales" not in told


async def test_no_more_than_so_many_streams_are_taken(shop: Shop) -> None:
    """A till that opens streams without end is told to wait, and a place that is left is free again."""
    async with AsyncExitStack() as streams:
        for _ in range(LISTENERS_MAX):
            await streams.enter_async_context(_listening(shop.till))
        refused = await shop.other.call("GET", "/events")
        assert (refused.status_code, refused.json()["code"]) == (503, "agent.busy")
    while await _status(shop.other) == 503:  # the agent has yet to notice that they left
        pass


async def test_topics_that_wait_are_merged() -> None:
    """A slow stream gets one message a topic, with the newest version."""
    live = LiveEvents()
    stream = live.stream()
    await anext(stream)
    for _ in range(1_000):
        live.publish(("carts", "sales"))
    live.publish(("carts",))

    assert [await anext(stream), await anext(stream)] == [
        b'data: {"topic":"carts","version":1001}\n\n',
        b'data: {"topic":"sales","version":1000}\n\n',
    ]
    await stream.aclose()  # type: ignore[attr-defined]
