"""The connection to headquarters: one request at a time, each with a deadline, each answered by a value."""

import asyncio
import enum
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

import httpx
import msgspec

from edge_agent import RELEASE
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND
from sync.wire import journal as wire
from sync.wire.journal import Acknowledged, Batch, Codec, Malformed, Problem, Rejected

T = TypeVar("T")

_ANSWER_BYTES_MAX = 65_536
_RETRY_AFTER_DIGITS_MAX = 6


class TooLarge(msgspec.Struct, frozen=True):
    """413: headquarters, or something before it, takes smaller batches only."""


class Later(msgspec.Struct, frozen=True):
    """429 or 503: headquarters is there and busy."""

    after_ms: int
    """What `Retry-After` asked for; 0 when it asked for nothing."""


class Denied(msgspec.Struct, frozen=True):
    """401 or 403, said by headquarters itself: only a person can put it right."""

    code: str


class NotTaken(msgspec.Struct, frozen=True):
    """Headquarters answered with another problem of its own."""

    code: str


class Lost(enum.StrEnum):
    """Nothing was heard from headquarters."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NOT_HEADQUARTERS = "not-headquarters"
    """Something else answered: a captive portal, a proxy, another program."""


Answer: TypeAlias = Acknowledged | Rejected | TooLarge | Later | Denied | NotTaken | Lost
Fetched: TypeAlias = Batch | Later | Denied | NotTaken | Lost


class Link:
    """An HTTP/1.1 connection that is kept alive; enter it to open, leave it to close."""

    def __init__(self, url: str, timeout_ms: int) -> None:
        """`timeout_ms` bounds each call as a whole, from connecting to the answer's last byte."""
        self._url = url.rstrip("/")
        self._timeout_s = timeout_ms / SECOND
        self._codec = Codec()
        self._acknowledged = msgspec.json.Decoder(Acknowledged)
        self._rejected = msgspec.json.Decoder(Rejected)
        self._problem = msgspec.json.Decoder(Problem)

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(
            timeout=self._timeout_s,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=wire.CLIENT_KEEP_ALIVE_S),
            headers={
                "user-agent": f"edge-agent/{RELEASE}",
                "accept": wire.JSON_TYPE,
                "accept-encoding": "identity",
            },
            trust_env=False,  # the configuration is the only place that says where headquarters is
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def push(self, batch: Batch) -> Answer:
        """Send a batch of the journal, and say how it was answered."""
        message = self._codec.pack(batch)
        reply = await self._ask("POST", wire.JOURNAL_PATH, message.headers, message.content)
        if isinstance(reply, Lost):
            return reply
        match reply.status:
            case 200:
                return _decoded(self._acknowledged, reply, wire.JSON_TYPE) or Lost.NOT_HEADQUARTERS
            case 409:
                return _decoded(self._rejected, reply, wire.JSON_TYPE) or Lost.NOT_HEADQUARTERS
            case 413:
                return TooLarge()
            case _:
                return self._problem_of(reply)

    async def fetch(self, store: StoreCode, epoch: str, after: int) -> Fetched:
        """A store's own journal back: the events of `epoch` that follow `after`, as many as a batch holds."""
        path = f"{wire.JOURNAL_PATH}?store={store}&epoch={epoch}&after={after}"
        headers = {"accept": wire.BATCH_TYPE, "accept-encoding": wire.ENCODING}
        reply = await self._ask("GET", path, headers, None, wire.CONTENT_BYTES_MAX)
        if isinstance(reply, Lost):
            return reply
        if reply.status != httpx.codes.OK:
            return self._problem_of(reply)
        try:
            return self._codec.unpack(reply.headers, reply.content)
        except Malformed:
            return Lost.NOT_HEADQUARTERS

    async def _ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None,
        bytes_max: int = _ANSWER_BYTES_MAX,
    ) -> "_Reply | Lost":
        """One request; whatever httpx raises becomes a value here and nowhere else."""
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(method, self._url + path, headers=headers, content=content) as response,
            ):
                return await _read(response, bytes_max)
        except (TimeoutError, httpx.TimeoutException):
            return Lost.TIMEOUT
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
            return Lost.UNREACHABLE

    def _problem_of(self, reply: "_Reply") -> Later | Denied | NotTaken | Lost:
        """An answer that tells of a problem; only headquarters writes them in this form."""
        if reply.status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            return Later(_retry_after_ms(reply.headers))
        problem = _decoded(self._problem, reply, wire.PROBLEM_TYPE)
        if problem is None:
            return Lost.NOT_HEADQUARTERS
        if reply.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return Denied(problem.code)
        return NotTaken(problem.code)


class _Reply(msgspec.Struct, frozen=True):
    """A response, read to its end."""

    status: int
    headers: httpx.Headers
    content: bytes


async def _read(response: httpx.Response, bytes_max: int) -> _Reply | Lost:
    """The whole answer as it was sent, unless it is longer than any answer of headquarters."""
    content = b""
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > bytes_max:
            return Lost.NOT_HEADQUARTERS
    return _Reply(response.status_code, response.headers, content)


def _decoded(decoder: msgspec.json.Decoder[T], reply: _Reply, media_type: str) -> T | None:
    """The answer's value, or None when it is not in the protocol."""
    if reply.headers.get(wire.CONTENT_TYPE, "").partition(";")[0].strip().lower() != media_type:
        return None
    try:
        return decoder.decode(reply.content)
    except (msgspec.DecodeError, RecursionError):
        return None


def _retry_after_ms(headers: httpx.Headers) -> int:
    """`Retry-After` (RFC 9110 §10.2.3): seconds, or a date, which is compared with the answer's own clock."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return int(asked[:_RETRY_AFTER_DIGITS_MAX]) * SECOND
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError, IndexError):
        return 0
    return max(0, int(wait.total_seconds() * SECOND))
