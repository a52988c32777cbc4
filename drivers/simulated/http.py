"""As much of HTTP/1.1 as a twin needs: requests with a length, answers with a length, one after the other."""

import asyncio

import msgspec

HEADER_LINES_MAX = 100
BODY_BYTES_MAX = 65_536
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found"}


class Asked(msgspec.Struct, frozen=True):
    """A request, read to its end."""

    method: str
    path: str
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> Asked | None:
    """The next request; None at the end. Raises ValueError for what is no HTTP."""
    line = await reader.readline()
    if not line:
        return None
    method, path, _version = line.decode("ascii").split()
    length = 0
    for _ in range(HEADER_LINES_MAX):
        header = (await reader.readline()).decode("latin-1").strip()
        if not header:
            break
        name, _, value = header.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    else:
        raise ValueError("too many headers")
    if length > BODY_BYTES_MAX:
        raise ValueError("too long a body")
    try:
        return Asked(method, path, await reader.readexactly(length))
    except asyncio.IncompleteReadError:
        return None


def response(status: int, body: bytes = b"") -> bytes:
    """An answer in JSON."""
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
