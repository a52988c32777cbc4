"""`/v1/health`, `/v1/events` and `/v1/print-jobs`: how the agent and its devices are."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from edge_agent import RELEASE
from edge_agent.api.agent import Agent, RunningAgent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.db.queries import carts as cart_queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import utc_offset_minutes
from edge_agent.services import clock, payment_views, printing
from edge_agent.wire.health import Health, LinkView, PrinterView
from edge_agent.wire.print_jobs import PrintJobView, SettleJob

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
OPEN_PAYMENTS_MAX = 99
"""As many as the status line counts."""


@get("/health")
async def health(agent: Agent) -> Health:
    """Alive, and what the status line tells; needs no session."""
    now, link = agent.clock.now(), agent.link_status()
    held = await agent.reads.one(cart_queries.HELD_COUNT)
    return Health(
        status="ok",
        release=RELEASE,
        store=agent.settings.store.code,
        store_name=agent.settings.store.name,
        language=agent.settings.store.language,
        now=now,
        utc_offset_minutes=utc_offset_minutes(now, agent.settings.store.zone),
        link=LinkView(link.state, link.unsent, link.oldest_unsent_at),
        printers=await _printers(agent),
        held_carts=held.rows if held else 0,
        open_payments=len(
            await payment_views.list_payments(agent.reads, payment_views.OPEN, OPEN_PAYMENTS_MAX)
        ),
        clock_doubt=(await clock.read_clock(agent.reads, now)).doubt,
    )


@get("/events", media_type="text/event-stream")
async def events(agent: Agent) -> Stream:
    """What changed, as server-sent events, and a heartbeat every second; fetch again what you show."""
    if agent.live.is_full:
        raise Declined(Refused(Code.BUSY))
    return Stream(agent.live.stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@get("/print-jobs")
async def list_jobs(
    agent: Agent,
    request: AnyRequest,
    job_state: Annotated[str, QueryParameter(name="state")],
    limit: Limit = 50,
) -> list[PrintJobView]:
    """Jobs in a state, oldest first."""
    await agent.who(request)
    if job_state not in printing.STATES:
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "state"}))
    return list(await printing.list_jobs(agent.reads, job_state, limit))


@post("/print-jobs/{job_id:str}/settle", status_code=200)
async def settle_job(
    agent: Agent, request: AnyRequest, job_id: FromPath[str], data: JSONBody[SettleJob]
) -> PrintJobView:
    """Say what became of a job that is uncertain or held: `printed`, `reprint` or `drop`."""
    return await agent.change(
        request,
        PrintJobView,
        lambda tx, who: printing.settle_job(tx, agent.settings, who, job_id, data.outcome),
    )


async def _printers(agent: RunningAgent) -> tuple[PrinterView, ...]:
    counts = await printing.read_counts(agent.reads)
    states = agent.printer_states()
    return tuple(
        PrinterView(
            name=printer.name,
            state=states[printer.name],
            waiting=counts.get((printer.name, "queued"), 0),
            stuck=counts.get((printer.name, "uncertain"), 0) + counts.get((printer.name, "held"), 0),
        )
        for printer in agent.settings.printers
    )


ROUTES = [health, events, list_jobs, settle_job]
