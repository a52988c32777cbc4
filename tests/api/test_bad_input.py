"""Input that no till of ours sends: answered in words with a 4xx, and nothing is changed."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Shop

WATER = "6921168509256"
_DEEP = 100_000


async def _scan(shop: Shop, content: bytes, **headers: str) -> httpx.Response:
    """A scan with these bytes as its body."""
    cart = await shop.till.open()
    known = {"Request-Id": "bad-input-1", "If-Match": '"1"', "Content-Type": "application/json"}
    return await shop.till.http.post(
        f"/v1/carts/{cart['id']}/scan", content=content, headers={**known, **headers}
    )


async def _raw(shop: Shop, request: bytes) -> bytes:
    """Everything that comes back for these bytes, until the agent closes the connection."""
    reader, writer = await asyncio.open_unix_connection(shop.settings.socket)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{code",
    "half": b'{"code":"692',
    "two values": b'{"code":"1"} {"code":"2"}',
    "a list": b'["6921168509256"]',
    "null": b"null",
    "a number": b"6921168509256",
    "no code": b"{}",
    "a number for the code": b'{"code":6921168509256}',
    "null for the code": b'{"code":null}',
    "text for the quantity": b'{"code":"1","quantity":"1000"}',
    "a fraction for the quantity": b'{"code":"1","quantity":1000.5}',
    "yes for confirm": b'{"code":"1","confirm":"yes"}',
    "a field too many": b'{"code":"1","more":1}',
    "invalid UTF-8": b'{"code":"\xff\xfe"}',
    "UTF-16": '{"code":"1"}'.encode("utf-16"),
    "half a surrogate pair": b'{"code":"\\ud800"}',
    "a list without end": b"[" * _DEEP,
    "a list without end for the code": b'{"code":' + b"[" * (_DEEP // 2),
    "a form": b"code=6921168509256",
}


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES)
async def test_a_body_that_is_no_scan_is_malformed(shop: Shop, content: bytes) -> None:
    """The problem says that the request is wrong, not that the shop is."""
    refused = await _scan(shop, content[:60_000])

    assert (refused.status_code, refused.json()["code"]) == (400, "request.malformed")
    assert shop.tables()["request_answer"][1:] == shop.tables()["request_answer"][1:2]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/xml", "application/x-www-form-urlencoded", "\"';\\"]
)
async def test_a_scan_is_read_as_json_whatever_it_calls_itself(shop: Shop, kind: str) -> None:
    """A till in another language need not know about content types."""
    taken = await _scan(shop, b'{"code":"6921168509256"}', **{"Content-Type": kind})

    assert taken.status_code == 200


NUMBERS = [0, -1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**30, 10**4000]


@pytest.mark.parametrize("number", NUMBERS, ids=[f"{no:02d}" for no in range(len(NUMBERS))])
async def test_a_number_of_any_size_is_answered_in_words(shop: Shop, number: int) -> None:
    """In a body, a path, a header or a query: it is refused before SQLite meets it."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    call, path = shop.till.call, f"/carts/{cart['id']}"
    before = shop.tables("request_answer")
    refused = [
        await shop.till.try_change(cart, "scan", {"code": WATER, "quantity": number}),
        await shop.till.try_change(cart, "lines/1", {"quantity": number}, "PATCH"),
        await shop.till.try_change(cart, f"lines/{number}", {"quantity": 1_000}, "PATCH")
        if number != 0
        else await shop.till.try_change(cart, "lines/0", method="DELETE"),
        await shop.till.try_change(cart, "tenders", {"kind": "cash", "amount_fen": number and -abs(number)}),
        await call("POST", "/shifts", {"float_fen": number}),
        await call("POST", f"{path}/hold", version=number),
        await call("GET", f"/sales?limit={number}"),
    ]

    assert {400, 404, 409, 412, 422, 428} >= {response.status_code for response in refused}
    assert all(response.json()["title"] for response in refused)
    assert before == shop.tables("request_answer")


TEXTS = {
    "NUL": "69\0",
    "only NUL": "\0",
    "very long": "6" * 60_000,
    "very long with spaces": " " * 30_000 + WATER + "\r\n" * 5_000,
    "control bytes": "\x1b[2J\x07\x1bp",
    "quotes": "'; DROP TABLE cart; --",
    "markup": "[@click=app.quit]x[/]",
    "emoji": "👨‍👩‍👧‍👦",
    "right to left": "\u202e6921168509256",
    "half width and full width": "6921168509256",
    "not a character": "\uffff\ufffe",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_text_of_any_kind_is_harmless_wherever_it_goes(shop: Shop, text: str) -> None:
    """As a code, an id, a method, a reference, a name, a search: taken or refused, never a defect."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    call, http = shop.till.call, shop.till.http
    leg = {"kind": "external", "amount_fen": 200}
    answers = [
        await shop.till.try_change(cart, "tenders", {**leg, "method": text}),
        await shop.till.try_change(cart, "tenders", {**leg, "method": "meituan", "reference": text}),
        await shop.till.try_change(cart, "scan", {"code": text}),
        await shop.till.try_change(cart, "scan", {"code": text, "symbology": "]E0"}),
        await shop.till.try_change(cart, "scan", {"code": WATER, "symbology": text}),
        await call("POST", "/sessions", {"staff": text, "pin": text, "till": text}),
        await call("POST", "/sessions", {"staff": text, "pin": text, "till": "2"}),
        await call("POST", "/staff", {"staff": text, "name": text, "role": text, "pin": text}),
        await call("POST", "/staff", {"staff": "2001", "name": text, "role": "cashier", "pin": "4321"}),
        await http.get("/v1/articles", params={"q": text[:100]}),
        await http.get("/v1/sales", params={"before": text[:10_000]}),
        await http.get("/v1/print-jobs", params={"state": text[:10_000]}),
        await http.get("/v1/carts", params={"state": text[:10_000]}),
        await http.get("/v1/sales/" + httpx.QueryParams({"": text[:1_000]})[""][:0] + _path(text)),
        await http.get("/v1/carts/" + _path(text)),
        await call("POST", f"/carts/{_path(text)}/scan", {"code": WATER}, version=1),
        await call("POST", f"/print-jobs/{_path(text)}/settle", {"as": text[:10_000]}),
    ]

    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    assert all(answer.json() is not None for answer in answers)
    shop.prove()


def _path(text: str) -> str:
    """The text as one segment of a path, every byte of it escaped."""
    return "".join(f"%{byte:02X}" for byte in text.encode()[:1_000])


@pytest.mark.parametrize(
    "path", ["%00", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "%ED%A0%80", "%", "%zz"]
)
async def test_a_path_of_any_bytes_is_not_found(shop: Shop, path: str) -> None:
    """A cart's id is looked up, nothing else is done with it."""
    await shop.till.open()
    token = shop.till.http.headers["Authorization"]
    answer = await _raw(
        shop,
        f"GET /v1/carts/{path} HTTP/1.1\r\nHost: agent\r\nAuthorization: {token}\r\n"
        "Connection: close\r\n\r\n".encode(),
    )

    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 404 " in head.splitlines()[0]
    assert json.loads(body)["code"] in ("cart.unknown", "request.not-found")


HEADERS: list[tuple[str, str, str]] = [
    ("Request-Id", "", "request.id-needed"),
    ("Request-Id", "short", "request.id-needed"),
    ("Request-Id", "x" * 65, "request.id-needed"),
    ("Request-Id", "with a space", "request.id-needed"),
    ("Request-Id", "quoted'or'1'='1", "request.id-needed"),
    ("If-Match", "", "request.version-needed"),
    ("If-Match", "1", "request.version-needed"),
    ("If-Match", '"one"', "request.version-needed"),
    ("If-Match", '"-1"', "request.version-needed"),
    ("If-Match", '"1", "2"', "request.version-needed"),
    ("If-Match", 'W/"1"', "request.version-needed"),
    ("If-Match", "*", "request.version-needed"),
    ("If-Match", f'"{10**30}"', "request.version-needed"),
]


@pytest.mark.parametrize(("name", "value", "code"), HEADERS)
async def test_a_header_that_is_wrong_is_asked_for(shop: Shop, name: str, value: str, code: str) -> None:
    """The two headers of a cart call are exact: what looks nearly right is not guessed at."""
    refused = await _scan(shop, b'{"code":"6921168509256"}', **{name: value})

    assert (refused.status_code, refused.json()["code"]) == (428 if name == "If-Match" else 400, code)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "没有开班"),
        ("zh-CN", "没有开班"),
        ("en", "shift"),
        ("en-GB,en;q=0.9,zh;q=0.1", "shift"),
        ("fr", "没有开班"),
        ("", "没有开班"),
        (";;;q=,=,\xff" * 500, "没有开班"),
    ],
)
async def test_a_problem_is_worded_in_the_language_asked_for(
    shop: Shop, asked: str | None, language: str
) -> None:
    """Title and hint follow Accept-Language, else the shop's own; the code is the same in each."""
    await shop.till.sign_in()
    headers = [] if asked is None else [(b"Accept-Language", asked.encode("latin-1"))]
    refused = await shop.till.http.post("/v1/carts", headers=[*headers, (b"Request-Id", b"request-1")])

    assert refused.json()["code"] == "shift.none"
    assert ("shift" in refused.json()["title"].lower()) == (language == "shift")


async def test_a_body_without_a_length_is_cut_off_at_the_limit(shop: Shop) -> None:
    """A stream that never ends is refused as soon as it is too long."""
    await shop.till.open()

    async def endless() -> Any:
        for _ in range(200):
            yield b" " * 1_000

    refused = await shop.till.http.post("/v1/sessions", content=endless())

    assert (refused.status_code, refused.json()["code"]) == (413, "request.too-large")


@pytest.mark.parametrize(
    "head", [b"Content-Length: 100\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n64\r\n"]
)
async def test_a_caller_who_leaves_in_the_middle_is_no_defect(
    shop: Shop, head: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a request is none: nothing is done, and nothing is logged as a fault of the agent."""
    reader, writer = await asyncio.open_unix_connection(shop.settings.socket)
    writer.write(b"POST /v1/sessions HTTP/1.1\r\nHost: agent\r\n" + head + b'{"staff":"1001"')
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()

    assert (await shop.till.call("GET", "/health")).status_code == 200
    assert "defect" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /v1/health HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00" * 40,
    ],
)
async def test_bytes_that_are_no_http_end_their_connection_alone(shop: Shop, request_bytes: bytes) -> None:
    """A stray client is told so or hung up on; the next one is served."""
    answer = await _raw(shop, request_bytes)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert (await shop.till.call("GET", "/health")).status_code == 200
