"""`/v1/sales`: what was sold."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import Millis
from edge_agent.services import sales
from edge_agent.wire.sales import SaleSummary, SaleView

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


@get("/sales")
async def list_sales(  # noqa: PLR0913 one for each thing that somebody may know of a sale
    agent: Agent,
    request: AnyRequest,
    *,
    receipt: FromQuery[str | None] = None,
    date: FromQuery[str | None] = None,
    since: Annotated[int | None, QueryParameter(name="from")] = None,
    until: Annotated[int | None, QueryParameter(name="to")] = None,
    amount_fen: FromQuery[int | None] = None,
    sku: FromQuery[str | None] = None,
    limit: Limit = 20,
    before: FromQuery[str | None] = None,
) -> list[SaleSummary]:
    """The sales that fit, newest first.

    `receipt` is the number in full, or the last digits of it; `date` is a business date; `from` and `to`
    are Unix milliseconds.
    """
    await agent.who(request)
    search = sales.Search(
        receipt=None if receipt is None else receipt.strip(),
        date=date,
        since=None if since is None else Millis(since),
        until=None if until is None else Millis(until),
        amount_fen=amount_fen,
        sku=sku,
        before=before,
    )
    found = await sales.search_sales(agent.reads, agent.clock.now(), search, limit)
    if isinstance(found, Refused):
        raise Declined(found)
    return list(found)


@get("/sales/{sale_id:str}")
async def read_sale(agent: Agent, request: AnyRequest, sale_id: FromPath[str]) -> SaleView:
    """A sale by its id or its receipt number."""
    await agent.who(request)
    sale = await sales.read_sale(agent.reads, sale_id)
    if sale is None:
        raise Declined(Refused(Code.SALE_UNKNOWN))
    return sale


ROUTES = [list_sales, read_sale]
