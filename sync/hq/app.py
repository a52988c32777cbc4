"""Headquarters over HTTP: a lean ASGI application, because a batch should cost its events and little more."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import msgspec
import structlog

from edge_agent import RELEASE
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import rfc3339
from edge_agent.ports.clock import Clock
from sync.hq import views
from sync.hq.database import HqDatabase
from sync.hq.intake import read
from sync.wire import journal as wire
from sync.wire.journal import Codec, Fault, Malformed, Rejected

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_TIMEOUT_S = 30.0
RETRY_AFTER_S = 5
_SEQ_DIGITS_MAX = 18
_CONFLICT = 409
log = structlog.get_logger("hq")


class Answer(msgspec.Struct, frozen=True):
    """A response as it is sent."""

    status: int
    headers: dict[str, str]
    content: bytes


class Request(msgspec.Struct, frozen=True):
    """A request as its head tells it; the body is still to come."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    receive: Receive


Route: TypeAlias = Callable[[Request], Awaitable[Answer]]


class _Gone(Exception):
    """The client left before its request was read."""


class App:
    """The routes of headquarters over one open database."""

    def __init__(
        self, database: HqDatabase, reads: Reads, clock: Clock, body_timeout_s: float = BODY_TIMEOUT_S
    ) -> None:
        self._database = database
        self._reads = reads
        self._clock = clock
        self._body_timeout_s = body_timeout_s
        self._codec = Codec()
        self._encoder = msgspec.json.Encoder()
        self._routes: dict[str, dict[str, Route]] = {
            wire.JOURNAL_PATH: {"POST": self._take_journal, "GET": self._give_journal},
            wire.STORES_PATH: {"GET": self._list_stores},
            wire.HEALTH_PATH: {"GET": self._tell_health},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        try:
            answer = await self._answer(_request(scope, receive))
        except _Gone:
            return
        except Malformed as malformed:
            answer = self._problem(malformed.fault, malformed.detail)
        except DatabaseError as error:
            answer = self._not_now(error)
        except Exception:
            log.exception("request-defect", path=scope["path"])
            answer = self._problem(Fault.DEFECT, "headquarters has a defect; its log says more")
        await _send(send, answer)

    async def _answer(self, request: Request) -> Answer:
        routes = self._routes.get(request.path)
        if routes is None:
            raise Malformed(Fault.NOT_FOUND, f"there is nothing at {request.path}")
        route = routes.get(request.method)
        if route is None:
            allowed = ", ".join(routes)
            return self._problem(Fault.METHOD, f"{request.path} takes {allowed}", {"allow": allowed})
        return await route(request)

    async def _take_journal(self, request: Request) -> Answer:
        content = await _read_body(request, self._body_timeout_s)
        batch = self._codec.unpack(request.headers, content)
        outcome = await self._database.take(read(batch))
        if isinstance(outcome, Rejected):
            log.info(
                "batch-rejected", store=batch.store, epoch=batch.epoch, seq=batch.first_seq, code=outcome.code
            )
            return self._json(outcome, _CONFLICT)
        return self._json(outcome)

    async def _give_journal(self, request: Request) -> Answer:
        epoch = request.query.get("epoch", "")
        if not wire.is_epoch(epoch):
            raise Malformed(Fault.QUERY, "epoch must be 32 hexadecimal digits")
        batch = await views.journal(self._reads, _store(request), epoch, _after(request))
        if batch is None:
            raise Malformed(Fault.NOT_FOUND, "headquarters does not hold that part of a journal")
        accepted = request.headers.get("accept-encoding", "")
        message = self._codec.pack(batch, compressed=wire.ENCODING in accepted)
        return Answer(200, message.headers, message.content)

    async def _list_stores(self, request: Request) -> Answer:
        if "store" in request.query:
            return self._json(await views.epochs(self._reads, _store(request)))
        return self._json(await views.stores(self._reads, request.query.get("after", "")))

    async def _tell_health(self, _request: Request) -> Answer:
        told = {"status": "ok", "release": RELEASE, "history": self._database.history}
        return self._json({**told, "time": rfc3339(self._clock.now())})

    def _json(self, value: object, status: int = 200) -> Answer:
        return Answer(status, {wire.CONTENT_TYPE: wire.JSON_TYPE}, self._encoder.encode(value))

    def _problem(self, fault: Fault, detail: str, headers: dict[str, str] | None = None) -> Answer:
        content = self._encoder.encode(wire.problem(fault, detail))
        return Answer(wire.STATUS[fault], {wire.CONTENT_TYPE: wire.PROBLEM_TYPE, **(headers or {})}, content)

    def _not_now(self, error: DatabaseError) -> Answer:
        """The file cannot take it: a full disk, a queue that is full, a stop in progress, or a defect."""
        if error.code is Code.DEFECT:
            log.error("database-defect", error=str(error))
            return self._problem(Fault.DEFECT, "headquarters has a defect; its log says more")
        log.warning("not-now", error=str(error))
        return self._problem(Fault.BUSY, str(error.code), {"retry-after": str(RETRY_AFTER_S)})


def _request(scope: Scope, receive: Receive) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    return Request(scope["method"], scope["path"], headers, query, receive)


async def _read_body(request: Request, timeout_s: float) -> bytes:
    """The whole body, within the limit of a batch and within `timeout_s`."""
    too_large = Malformed(Fault.TOO_LARGE, f"a body has at most {wire.CONTENT_BYTES_MAX} bytes")
    pieces: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(timeout_s):
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > wire.CONTENT_BYTES_MAX:
                    raise too_large
                more = message.get("more_body", False)
    except TimeoutError as error:
        raise Malformed(Fault.TOO_SLOW, f"the body took more than {timeout_s:g} seconds") from error
    return b"".join(pieces)


def _store(request: Request) -> StoreCode:
    store = request.query.get("store", "")
    if not wire.is_store_code(store):
        raise Malformed(Fault.QUERY, "store must be a store's code")
    return StoreCode(store)


def _after(request: Request) -> int:
    after = request.query.get("after", "0")
    if not (after.isascii() and after.isdigit()) or len(after) > _SEQ_DIGITS_MAX:
        raise Malformed(Fault.QUERY, "after must be a number of an event, or 0")
    return int(after)


async def _send(send: Send, answer: Answer) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.content)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})
