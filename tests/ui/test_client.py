"""The client: what it sends, what it makes of answers, and that nothing it repeats is done twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import NoneType
from typing import Any

import msgspec
import pytest

import ui.client
from edge_agent.domain.errors import NotReachable
from edge_agent.domain.ids import ApprovalId, CartId, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.wire.carts import CartView, ChangeLine
from edge_agent.wire.live import Live
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.sessions import SessionView, SignIn
from edge_agent.wire.shifts import OpenShift
from edge_agent.wire.tenders import CashTenderRequest, TenderAnswer
from ui.client import Client

CART = CartView(CartId("c-1"), 7, "open", TillId("1"), (), (), 0, Fen(0), Fen(0), Fen(0), Fen(0), Fen(0), 0)
SESSION = SessionView("secret", StaffId("1001"), "小李", TillId("1"), "01机", "店", (), None, Fen(0))
FIFTY = CashTenderRequest(5000)
STOPPING = Problem("urn:x", "停机", 503, "agent.stopping")
REFUSED = Problem("urn:x", "没有这个商品", 422, "scan.unknown", hint="核对条码")


class Heard(msgspec.Struct, frozen=True):
    """A request as it came over the socket."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Reply = bytes | None
"""Bytes to answer with; None hangs up without an answer."""


class Listener:
    """The other end of the socket: hears requests, and replies from a list."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.replies: list[Reply] = []
        self.on_request: Callable[[Heard], None] = lambda _: None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request = await _request(reader, head)
                self.heard.append(request)
                self.on_request(request)
                reply = self.replies.pop(0)
                if reply is None:
                    break
                writer.write(reply)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader, head: bytes) -> Heard:
    first, *lines = head.decode().strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(method, path, headers, body)


def replied(value: Any, status: int = 200) -> bytes:
    body = msgspec.json.encode(value) if value is not None else b""
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[Listener]:
    """A listener on `agent.sock`."""
    one = Listener()
    server = await asyncio.start_unix_server(one.serve, tmp_path / "agent.sock")
    async with server:
        yield one


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A client of that socket."""
    one = Client(str(tmp_path / "agent.sock"), tmp_path / "till" / "unanswered.json", "en")
    yield one
    await one.close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeats come at once, and silence is short."""
    monkeypatch.setattr(ui.client, "REPEAT_AFTER_S", 0.0)
    monkeypatch.setattr(ui.client, "SILENCE_MAX_S", 0.05)


async def test_sign_in_then_everything_carries_the_token(listener: Listener, client: Client) -> None:
    """Sign-in has neither token nor request id; what follows has the token and the language."""
    listener.replies = [replied(SESSION, 201), replied(CART, 201)]
    await client.sign_in(SignIn(StaffId("1001"), "1234", TillId("1")))
    await client.open_cart()
    first, second = listener.heard
    assert (first.method, first.path, first.body) == (
        "POST",
        "/v1/sessions",
        b'{"staff":"1001","pin":"1234","till":"1"}',
    )
    assert {"authorization", "request-id"} & set(first.headers) == set()
    assert (second.headers["authorization"], second.headers["accept-language"]) == ("Bearer secret", "en")


Call = Callable[[Client], Awaitable[object]]


@pytest.mark.parametrize(
    ("call", "line", "body"),
    [
        (lambda c: c.scan(CART, ScanRequest("690")), "POST /v1/carts/c-1/scan", b'{"code":"690"}'),
        (
            lambda c: c.scan(CART, ScanRequest("12", "keyboard", 2000, confirm=True)),
            "POST /v1/carts/c-1/scan",
            b'{"code":"12","symbology":"keyboard","quantity":2000,"confirm":true}',
        ),
        (
            lambda c: c.change_line(CART, 3, ChangeLine(5000)),
            "PATCH /v1/carts/c-1/lines/3",
            b'{"quantity":5000}',
        ),
        (lambda c: c.void_line(CART, 3), "DELETE /v1/carts/c-1/lines/3", b""),
        (lambda c: c.hold(CART), "POST /v1/carts/c-1/hold", b""),
        (lambda c: c.cancel(CART), "POST /v1/carts/c-1/cancel", b""),
        (lambda c: c.give_back(CART), "DELETE /v1/carts/c-1/tenders", b""),
        (lambda c: c.tender(CART, FIFTY), "POST /v1/carts/c-1/tenders", b'{"kind":"cash","amount_fen":5000}'),
    ],
)
async def test_cart_calls_on_the_wire(
    listener: Listener, client: Client, call: Call, line: str, body: bytes
) -> None:
    """Golden bytes of every cart call, with its version and an id of its own."""
    listener.replies = [replied(REFUSED, 422)]
    await call(client)
    (heard,) = listener.heard
    assert (f"{heard.method} {heard.path}", heard.body) == (line, body)
    assert heard.headers["if-match"] == '"7"'
    assert len(heard.headers["request-id"]) == 36


@pytest.mark.parametrize(
    ("call", "line", "answer"),
    [
        (lambda c: c.open_shift(OpenShift(500)), "POST /v1/shifts", REFUSED),
        (lambda c: c.held_carts(), "GET /v1/carts?state=held", []),
        (lambda c: c.find_articles("农夫 &"), "GET /v1/articles?q=%E5%86%9C%E5%A4%AB+%26&limit=20", []),
        (lambda c: c.health(), "GET /v1/health", REFUSED),
        (lambda c: c.read_cart(CART), "GET /v1/carts/c-1", CART),
    ],
)
async def test_other_calls_on_the_wire(
    listener: Listener, client: Client, call: Call, line: str, answer: object
) -> None:
    """Method and path of what needs no cart's version."""
    status = answer.status if isinstance(answer, Problem) else 200
    listener.replies = [replied(answer, status)]
    await call(client)
    (heard,) = listener.heard
    assert f"{heard.method} {heard.path}" == line
    assert "if-match" not in heard.headers


async def test_any_call_can_be_made(listener: Listener, client: Client) -> None:
    """A question with its query and no Request-Id; a change with one, its version and its body."""
    listener.replies = [replied([]), replied(None)]
    held = await client.call("GET", "/v1/carts", tuple[CartView, ...], params={"state": "held"})
    done = await client.call("PUT", "/v1/things/1", NoneType, body=ChangeLine(5000), version=7)
    asked, changed = listener.heard
    assert (held, done) == ((), None)
    assert (asked.path, "request-id" in asked.headers) == ("/v1/carts?state=held", False)
    assert (changed.method, changed.body) == ("PUT", b'{"quantity":5000}')
    assert changed.headers["if-match"] == '"7"'
    assert changed.headers["request-id"]


async def test_an_approval_goes_with_every_call_while_it_is_set(listener: Listener, client: Client) -> None:
    """With a list that takes a right to read, too; not any more when it is taken back."""
    listener.replies = [replied(None), replied([]), replied(None)]
    client.approval = ApprovalId("ok")
    await client.call("POST", "/v1/things", NoneType)
    await client.call("GET", "/v1/things", tuple[CartView, ...])
    client.approval = None
    await client.call("POST", "/v1/things", NoneType)
    assert [heard.headers.get("approval") for heard in listener.heard] == ["ok", "ok", None]


async def test_a_problem_is_a_value(listener: Listener, client: Client) -> None:
    """A refusal comes back as it was worded."""
    listener.replies = [replied(REFUSED, 422)]
    assert await client.scan(CART, ScanRequest("690")) == REFUSED


@pytest.mark.parametrize("broken", [None, replied(STOPPING, 503)])
async def test_a_broken_mutation_is_repeated_under_its_id(
    listener: Listener, client: Client, broken: Reply
) -> None:
    """Hung up on, or told that the agent is stopping: again, the same bytes under the same id."""
    listener.replies = [broken, broken, replied(REFUSED, 422)]
    assert await client.scan(CART, ScanRequest("690")) == REFUSED
    ids = {heard.headers["request-id"] for heard in listener.heard}
    assert (len(listener.heard), len(ids), len({heard.body for heard in listener.heard})) == (3, 1, 1)


async def test_two_mutations_have_two_ids(listener: Listener, client: Client) -> None:
    """Two scans of one article are two."""
    listener.replies = [replied(REFUSED, 422)] * 2
    await client.scan(CART, ScanRequest("690"))
    await client.scan(CART, ScanRequest("690"))
    assert len({heard.headers["request-id"] for heard in listener.heard}) == 2


@pytest.mark.parametrize("reply", [replied("?", 200), b"HTTP/1.1 502 X\r\nContent-Length: 4\r\n\r\n<p/>"])
async def test_nonsense_is_a_problem_too(listener: Listener, client: Client, reply: bytes) -> None:
    """Whatever else listens there, the cashier gets a sentence."""
    listener.replies = [reply]
    answer = await client.health()
    assert isinstance(answer, Problem)
    assert answer.code == "agent.defect"
    assert answer.title


async def test_a_read_without_agent_is_not_reachable(client: Client) -> None:
    """Reads are not insisted upon: whoever asked may ask again."""
    with pytest.raises(NotReachable):
        await client.health()


async def test_a_tenders_id_is_on_disk_before_it_leaves(
    listener: Listener, client: Client, tmp_path: Path
) -> None:
    """The agent hears an id that a dead till could still find; once answered, it is gone."""
    notebook = tmp_path / "till" / "unanswered.json"
    noted: list[str] = []
    listener.on_request = lambda _: noted.append(msgspec.json.decode(notebook.read_bytes())["request_id"])
    listener.replies = [replied(TenderAnswer(CART))]
    await client.tender(CART, FIFTY)
    assert noted == [listener.heard[0].headers["request-id"]]
    assert not notebook.exists()


async def _die_over(client: Client, listener: Listener, tender: CashTenderRequest) -> str:
    """Send a tender and be killed before its answer; the id that it had."""
    killed = asyncio.Event()
    listener.on_request = lambda _: killed.set()
    listener.replies = [None]
    task = asyncio.create_task(client.tender(CART, tender))
    await killed.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    listener.on_request = lambda _: None
    return listener.heard.pop().headers["request-id"]


def _next_till(tmp_path: Path) -> Client:
    return Client(str(tmp_path / "agent.sock"), tmp_path / "till" / "unanswered.json")


@pytest.mark.parametrize(("amount", "is_same"), [(5000, True), (2000, False)])
async def test_after_a_crash_the_same_tender_has_the_same_id(
    listener: Listener, client: Client, tmp_path: Path, amount: int, is_same: bool
) -> None:
    """The next till pays the same again: the agent can tell. Another amount is another tender."""
    before = await _die_over(client, listener, FIFTY)
    after = _next_till(tmp_path)
    listener.replies = [replied(TenderAnswer(CART))]
    await after.tender(CART, CashTenderRequest(amount))
    await after.close()
    assert (listener.heard[0].headers["request-id"] == before) is is_same


async def test_after_a_crash_the_lost_answer_is_asked_for(
    listener: Listener, client: Client, tmp_path: Path
) -> None:
    """The cart has moved on, so the tender was taken: the same request brings its answer."""
    before = await _die_over(client, listener, FIFTY)
    after = _next_till(tmp_path)
    listener.replies = [replied(TenderAnswer(CART))]
    moved = msgspec.structs.replace(CART, id=CartId("c-2"), version=1)
    assert await after.repeat_tender(moved) == TenderAnswer(CART)
    assert await after.repeat_tender(moved) is None
    await after.close()
    (heard,) = listener.heard
    assert (heard.headers["request-id"], heard.path, heard.headers["if-match"]) == (
        before,
        "/v1/carts/c-1/tenders",
        '"7"',
    )


async def test_a_tender_that_never_arrived_is_not_sent_by_itself(
    listener: Listener, client: Client, tmp_path: Path
) -> None:
    """The cart stands where it stood: the cashier decides, nothing is paid behind her back."""
    await _die_over(client, listener, FIFTY)
    after = _next_till(tmp_path)
    assert await after.repeat_tender(CART) is None
    await after.close()
    assert listener.heard == []


async def test_a_notebook_that_cannot_be_read_is_empty(client: Client, tmp_path: Path) -> None:
    """Half a file is no tender."""
    notebook = tmp_path / "till" / "unanswered.json"
    notebook.parent.mkdir()
    notebook.write_bytes(b'{"request_id"')
    assert await client.repeat_tender(CART) is None


FRAME = b'data: {"topic":"carts","version":3}\n\n'
SILENT = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + FRAME
ENDED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FRAME) + FRAME
NONSENSE = SILENT + b"data: nonsense\n\n"


async def _listen(client: Client) -> tuple[list[Live], bool]:
    """What came, and whether the agent was lost after it."""
    events: list[Live] = []
    try:
        events.extend([live async for live in client.live()])
    except NotReachable:
        return events, True
    return events, False


@pytest.mark.parametrize("reply", [SILENT, ENDED, NONSENSE, replied(REFUSED, 503), None])
async def test_a_stream_that_stops_is_a_lost_agent(listener: Listener, client: Client, reply: Reply) -> None:
    """Silence, the end, nonsense, a refusal, a hang-up: NotReachable, and the till goes on trying."""
    listener.replies = [reply]
    assert (await _listen(client))[1]


async def test_live_events_come_as_they_are_sent(listener: Listener, client: Client) -> None:
    """What the agent tells before it falls silent is heard."""
    listener.replies = [SILENT]
    heard = await anext(client.live())
    assert heard == Live("carts", 3)
