"""The client of the simulated provider: one request at a time, each with a deadline, answered by a value.

A provider for real money is a file like this one: its own requests and signatures, the same port.
"""

import asyncio

import httpx
import msgspec

from drivers.payment.messages import (
    BODY_BYTES_MAX,
    CHARGES,
    REFUNDS,
    REVERSE,
    ChargeAsked,
    RefundAsked,
    Status,
    Told,
)
from edge_agent import RELEASE
from edge_agent.domain.moments import SECOND
from edge_agent.ports.payments import (
    AwaitingCustomer,
    Charge,
    Declined,
    NoAnswer,
    NotKnown,
    NotSent,
    Paid,
    PayAnswer,
    QueryAnswer,
    QueryReturnAnswer,
    Return,
    ReturnAnswer,
    ReverseAnswer,
    Reversed,
)

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What httpx raises before a byte of the request has left."""
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Told)


class SimulatedProvider:
    """A provider for practice and tests, at a URL."""

    def __init__(self, url: str, timeout_ms: int) -> None:
        """`timeout_ms` bounds each call as a whole; half of it is for the connection."""
        self._url = url.rstrip("/")
        self._timeout_s = timeout_ms / SECOND
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(self._timeout_s, connect=self._timeout_s / 2),
            headers={"user-agent": f"edge-agent/{RELEASE}", "accept-encoding": "identity"},
            trust_env=False,
        )

    async def pay(self, charge: Charge) -> PayAnswer:
        """Charge a customer's code."""
        asked = ChargeAsked(charge.order_no, charge.amount_fen, charge.wallet, charge.code)
        answer = await self._ask("POST", CHARGES, asked)
        return NoAnswer("malformed") if isinstance(answer, Reversed | NotKnown) else answer

    async def query(self, order_no: str) -> QueryAnswer:
        """What became of a charge."""
        return await self._ask("GET", f"{CHARGES}/{order_no}")

    async def reverse(self, order_no: str) -> ReverseAnswer:
        """Close an order number."""
        answer = await self._ask("POST", f"{CHARGES}/{order_no}/{REVERSE}")
        return answer if isinstance(answer, Paid | Reversed | NotSent | NoAnswer) else NoAnswer("malformed")

    async def refund(self, back: Return) -> ReturnAnswer:
        """Give money back."""
        asked = RefundAsked(back.refund_no, back.order_no, back.amount_fen)
        answer = await self._ask("POST", REFUNDS, asked)
        return NoAnswer("malformed") if isinstance(answer, Reversed | NotKnown) else answer

    async def query_refund(self, refund_no: str) -> QueryReturnAnswer:
        """What became of a return."""
        answer = await self._ask("GET", f"{REFUNDS}/{refund_no}")
        return NoAnswer("malformed") if isinstance(answer, Reversed) else answer

    async def close(self) -> None:
        """Give up the connections."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, body: msgspec.Struct | None = None) -> QueryAnswer:
        """One request; whatever httpx raises becomes a value here and nowhere else."""
        content = None if body is None else _encoder.encode(body)
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(method, self._url + path, content=content) as response,
            ):
                return _meaning(response.status_code, await _read(response))
        except _NOT_SENT:
            return NotSent()
        except (TimeoutError, httpx.TimeoutException):
            return NoAnswer("timeout")
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return NoAnswer("lost")


async def _read(response: httpx.Response) -> bytes:
    """The answer, as far as any answer of a provider is long."""
    content = b""
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > BODY_BYTES_MAX:
            break
    return content


def _meaning(status: int, content: bytes) -> QueryAnswer:
    if status == httpx.codes.NOT_FOUND:
        return NotKnown()
    if status != httpx.codes.OK:
        return NoAnswer(f"http-{status}")
    try:
        return _said(_decoder.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return NoAnswer("malformed")


def _said(told: Told) -> Paid | Declined | AwaitingCustomer | Reversed:
    match told.status:
        case Status.PAID:
            return Paid(told.provider_ref)
        case Status.DECLINED:
            return Declined(told.reason)
        case Status.AWAITING_CUSTOMER:
            return AwaitingCustomer()
        case Status.REVERSED:
            return Reversed()
