"""A request's body: JSON of exactly the type that its route names, or malformed."""

import functools
from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from edge_agent.api.problems import Declined
from edge_agent.domain.errors import Code, Refused

_DETAIL_LENGTH_MAX = 200


class StrictRequest(Request[Any, Any, Any]):
    """Decodes its body once and strictly; Litestar's own way takes `"400"` for a number."""

    async def body(self) -> bytes:
        """All of it; raises Declined when the caller left in the middle, for nobody to read."""
        try:
            return await super().body()
        except InternalServerException as error:
            raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": error.detail})) from error

    async def json(self) -> Any:
        """The body as its route declares it; raises Declined when it is anything else."""
        field = self.route_handler.parsed_data_field
        try:
            return _decoder(field.annotation if field else Any).decode(await self.body())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            detail = str(error)[:_DETAIL_LENGTH_MAX]
            raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": detail})) from error


@functools.cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
