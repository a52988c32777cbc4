"""The port of payments, kept by its client over real connections to the twin: every answer is a value."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from drivers.payment.messages import BODY_BYTES_MAX
from drivers.payment.simulated import SimulatedProvider
from drivers.simulated.payment import GIVEN_UP, NO_MONEY, TOO_MUCH, SimulatedPayments
from edge_agent.domain.money import Fen
from edge_agent.ports.payments import (
    AwaitingCustomer,
    Charge,
    Declined,
    NoAnswer,
    NotKnown,
    NotSent,
    Paid,
    PaymentProvider,
    QueryAnswer,
    Return,
    Reversed,
)

NUMBER, BACK = "S0123202611220011223344556677", "S0123202611228899aabbccddeeff"
TIMEOUT_MS = 500


def charge(behaviour: str = "00", fen: int = 500, number: str = NUMBER) -> Charge:
    """Five yuan from a customer who behaves so."""
    return Charge(number, Fen(fen), "wechat", f"1345678901234567{behaviour}")


@pytest.fixture
async def twin() -> AsyncIterator[SimulatedPayments]:
    async with SimulatedPayments(late_s=30.0) as provider:
        yield provider


@pytest.fixture
async def client(twin: SimulatedPayments) -> AsyncIterator[SimulatedProvider]:
    provider = SimulatedProvider(twin.url, TIMEOUT_MS)
    yield provider
    await provider.close()


# --- charges -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "answer", "found", "kept"),
    [
        ("00", Paid(f"SIM-{NUMBER}"), [Paid(f"SIM-{NUMBER}")], 500),
        ("01", AwaitingCustomer(), [AwaitingCustomer(), Paid(f"SIM-{NUMBER}")], 500),
        ("02", Declined(NO_MONEY), [Declined(NO_MONEY)], 0),
        ("03", NoAnswer("timeout"), [Paid(f"SIM-{NUMBER}")], 500),
        ("04", NoAnswer("lost"), [Paid(f"SIM-{NUMBER}")], 500),
        ("05", NoAnswer("lost"), [NotKnown()], 0),
        ("06", NoAnswer("timeout"), [Paid(f"SIM-{NUMBER}")], 500),
        ("07", AwaitingCustomer(), [AwaitingCustomer()] * 3, 0),
        ("09", AwaitingCustomer(), [AwaitingCustomer(), Declined(GIVEN_UP)], 0),
    ],
    ids=["pays", "asks", "declines", "late", "drops", "loses", "silent", "never", "declines later"],
)
async def test_a_charge_is_answered_as_its_customer_behaves(
    client: SimulatedProvider,
    twin: SimulatedPayments,
    behaviour: str,
    answer: QueryAnswer,
    found: list[QueryAnswer],
    kept: int,
) -> None:
    """What the till hears at once, what it hears when it asks, and the money that was taken."""
    assert await client.pay(charge(behaviour)) == answer
    assert [await client.query(NUMBER) for _ in found] == found
    assert twin.kept_fen == kept


async def test_a_number_is_charged_once(client: SimulatedProvider, twin: SimulatedPayments) -> None:
    """Whoever asks twice under one number pays once; another number is another charge."""
    for _ in range(3):
        assert await client.pay(charge()) == Paid(f"SIM-{NUMBER}")
    assert (twin.kept_fen, twin.charged[NUMBER], twin.pays[NUMBER]) == (500, 1, 3)
    await client.pay(charge(number=BACK))
    assert twin.kept_fen == 1_000


@pytest.mark.parametrize("behaviour", ["00", "01", "07"])
async def test_a_reversal_closes_a_number(
    client: SimulatedProvider, twin: SimulatedPayments, behaviour: str
) -> None:
    """Paid or not, the customer has the money and the number takes none any more; twice is as once."""
    await client.pay(charge(behaviour))
    assert [await client.reverse(NUMBER) for _ in range(2)] == [Reversed(), Reversed()]
    assert await client.query(NUMBER) == Reversed()
    assert twin.kept_fen == 0


async def test_a_number_that_was_closed_before_it_arrived_charges_nothing(
    client: SimulatedProvider, twin: SimulatedPayments
) -> None:
    """A charge that is overtaken by its reversal finds a closed number."""
    assert await client.reverse(NUMBER) == Reversed()
    assert isinstance(await client.pay(charge()), NoAnswer)
    assert (await client.query(NUMBER), twin.kept_fen) == (Reversed(), 0)


async def test_a_reversal_that_comes_too_late(client: SimulatedProvider, twin: SimulatedPayments) -> None:
    """A customer who pays at the last moment has paid; a charge that was declined has nothing to reverse."""
    await client.pay(charge("08"))
    assert [await client.reverse(NUMBER) for _ in range(2)] == [Paid(f"SIM-{NUMBER}")] * 2
    assert twin.kept_fen == 500
    await client.pay(charge("02", number=BACK))
    assert isinstance(await client.reverse(BACK), NoAnswer)


# --- money back --------------------------------------------------------------------------------------------


async def test_money_goes_back_once_and_never_too_much(
    client: SimulatedProvider, twin: SimulatedPayments
) -> None:
    """The same number again gives nothing again; more than is left is declined."""
    await client.pay(charge())
    part = Return(BACK, NUMBER, Fen(200))
    assert [await client.refund(part) for _ in range(2)] == [Paid(f"SIM-{BACK}")] * 2
    assert await client.query_refund(BACK) == Paid(f"SIM-{BACK}")
    assert twin.kept_fen == 300
    assert await client.refund(Return("R2", NUMBER, Fen(301))) == Declined(TOO_MUCH)
    assert await client.refund(Return("R3", "unknown", Fen(1))) == Declined(TOO_MUCH)
    assert await client.query_refund("R4") == NotKnown()


async def test_a_return_may_take_its_time() -> None:
    """It is under way until the provider says otherwise."""
    async with SimulatedPayments(refund_questions=2) as twin:
        client = SimulatedProvider(twin.url, TIMEOUT_MS)
        await client.pay(charge())
        assert await client.refund(Return(BACK, NUMBER, Fen(500))) == AwaitingCustomer()
        assert [await client.query_refund(BACK) for _ in range(2)] == [
            AwaitingCustomer(),
            Paid(f"SIM-{BACK}"),
        ]
        await client.close()


# --- the line ----------------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[PaymentProvider], object]] = {
    "pay": lambda client: client.pay(charge()),
    "query": lambda client: client.query(NUMBER),
    "reverse": lambda client: client.reverse(NUMBER),
    "refund": lambda client: client.refund(Return(BACK, NUMBER, Fen(1))),
    "query_refund": lambda client: client.query_refund(BACK),
}


async def _asked(client: PaymentProvider, call: str) -> object:
    answer = CALLS[call](client)
    assert asyncio.iscoroutine(answer)
    return await answer


@pytest.mark.parametrize("call", CALLS)
async def test_nobody_there_is_nothing_sent(
    client: SimulatedProvider, twin: SimulatedPayments, call: str
) -> None:
    """Not a byte left: the difference on which a cashier may go on at once."""
    await twin.unplug()
    assert await _asked(client, call) == NotSent()


@pytest.mark.parametrize("call", CALLS)
async def test_no_answer_is_no_answer(client: SimulatedProvider, twin: SimulatedPayments, call: str) -> None:
    """Whoever takes the request and says nothing may have done it."""
    twin.mute()
    assert await _asked(client, call) == NoAnswer("timeout")
    twin.unmute()
    assert await client.query(NUMBER) == NotKnown()


@asynccontextmanager
async def _says(answer: bytes) -> AsyncIterator[SimulatedProvider]:
    """A client of something that answers everything so, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        client = SimulatedProvider(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", TIMEOUT_MS)
        yield client
        await client.close()


def _ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", "http-500"),
        (b"HTTP/1.1 302 Found\r\nlocation: http://portal/\r\ncontent-length: 0\r\n\r\n", "http-302"),
        (_ok(b"<html>Please log in</html>"), "malformed"),
        (_ok(b'{"status":"rich"}'), "malformed"),
        (_ok(b"[" * 50_000), "malformed"),
        (_ok(b" " * (BODY_BYTES_MAX + 1)), "malformed"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", "lost"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "lost"),
        (b"", "lost"),
    ],
    ids=["500", "portal", "page", "status", "deep", "long", "cut", "ssh", "nothing"],
)
async def test_what_cannot_be_read_decides_nothing(answer: bytes, reason: str, call: str) -> None:
    """A captive portal, a proxy's error, half an answer: the money may have moved, so nobody knows."""
    async with _says(answer) as client:
        assert await _asked(client, call) == NoAnswer(reason)


@pytest.mark.parametrize("call", ["pay", "refund", "reverse", "query_refund"])
async def test_an_answer_that_is_none_to_the_question(call: str) -> None:
    """What a provider never says to this question is not understood, rather than guessed at."""
    status = b"declined" if call == "reverse" else b"reversed"
    async with _says(_ok(b'{"status":"%s"}' % status)) as client:
        assert await _asked(client, call) == NoAnswer("malformed")


def test_a_code_is_not_shown() -> None:
    """A charge in a log or in a traceback names its number and its money, nothing else."""
    assert "1345" not in f"{charge()} {charge()!r}"


async def test_the_twin_speaks_http_and_nothing_else(twin: SimulatedPayments) -> None:
    """Whoever says something else is hung up on, and the next customer pays."""
    for noise in (
        b"\x16\x03\x01\x02\r\n",
        b"GET /\r\n\r\n",
        b"POST /v1/charges HTTP/1.1\r\n" + b"a: b\r\n" * 200,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", twin.port)
        writer.write(noise)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    client = SimulatedProvider(twin.url, TIMEOUT_MS)
    assert await client.pay(charge()) == Paid(f"SIM-{NUMBER}")
    await client.close()
