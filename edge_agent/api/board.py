"""The board's own listener: a page for a browser on this PC, without sign-in; numbers and nothing else."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from litestar import Litestar, Response, Router, get
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from litestar.types import ASGIApp, Message, Scope

from edge_agent.api.agent import RunningAgent, brought
from edge_agent.api.live import LiveEvents
from edge_agent.api.problems import HANDLERS, Declined
from edge_agent.domain.announcement import spoken_in
from edge_agent.domain.errors import Code, Refused
from edge_agent.ports.voice import Voice
from edge_agent.services import board
from edge_agent.wire.board import BoardView

TOPICS = frozenset(("tickets",))
"""What the page hears of."""
INDEX = "index.html"
HOSTS = frozenset(("127.0.0.1", "localhost"))
"""By another name this address is reached from somebody else's page (DNS rebinding)."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
_WAV = "audio/wav"


def make_board(agent: RunningAgent, page: Mapping[str, bytes], voice: Voice, live: LiveEvents) -> ASGIApp:
    """The application: `page` is its files by name, `live` tells of tickets and of nothing else."""

    @get("/")
    async def index() -> Response[bytes]:
        """The page."""
        return _file(INDEX, page[INDEX])

    @get("/{name:str}")
    async def asset(name: FromPath[str]) -> Response[bytes]:
        """One of its files."""
        if name not in page:
            raise Declined(Refused(Code.NOT_FOUND))
        return _file(name, page[name])

    @get("/tickets")
    async def tickets() -> BoardView:
        """The whole board."""
        now = agent.clock.now()
        return await board.read_board(agent.reads, agent.settings, now, has_voice=voice.can_speak)

    @get("/events", media_type="text/event-stream")
    async def events() -> Stream:
        """A message when the board has changed, and a heartbeat every second."""
        if live.is_full:
            raise Declined(Refused(Code.BUSY))
        return Stream(live.stream(), media_type="text/event-stream")

    @get("/voice/{name:str}")
    async def spoken(name: FromPath[str], once: FromQuery[bool] = False) -> Response[bytes]:
        """`chime.wav`, or the ids of calls, joined by commas: the chime and words for those that stand."""
        sound = await _sound(agent, voice, name.removesuffix(".wav"), once=once)
        if sound is None:
            raise Declined(Refused(Code.NOT_FOUND))
        return Response(sound, media_type=_WAV)

    app = Litestar(
        [Router("/board", route_handlers=[index, asset, tickets, events, spoken])],
        guards=[_by_our_name],
        before_send=[_add_headers],
        exception_handlers=HANDLERS,
        openapi_config=None,
        request_max_body_size=0,
        logging_config=None,
        debug=False,
    )
    return brought(agent, app)


def _by_our_name(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    if connection.headers.get("host", "").partition(":")[0] not in HOSTS:
        raise Declined(Refused(Code.NOT_FOUND))


async def _sound(agent: RunningAgent, voice: Voice, name: str, *, once: bool) -> bytes | None:
    if name == "chime":
        return voice.chime
    said = await board.read_announcement(agent.reads, agent.settings, name.split(","))
    languages = spoken_in(agent.settings.board.languages, once=once)
    return await voice.speak(said, languages) if said else None


def _file(name: str, data: bytes) -> Response[bytes]:
    return Response(data, media_type=_MEDIA_TYPES.get(PurePath(name).suffix, "application/octet-stream"))


async def _add_headers(message: Message, _scope: Scope) -> None:
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message).update(HEADERS)
