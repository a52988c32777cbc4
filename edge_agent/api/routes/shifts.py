"""`/v1/shifts` and `/v1/close-check`: the session of a till's drawer, its reports and its close."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.services import close_check, shift_close, shift_reports, shifts, z_reports
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import (
    CloseCheck,
    ClosedShiftView,
    CloseShift,
    DrawerView,
    OpenShift,
    ShiftReport,
    ShiftView,
    ZReport,
)
from edge_agent.wire.words import language_of

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
BelowZ = Annotated[int, QueryParameter(ge=1, le=z_reports.FIRST_Z_UNUSED)]


@post("/shifts")
async def open_shift(agent: Agent, request: AnyRequest, data: JSONBody[OpenShift]) -> ShiftView:
    """Open the shift of this till's drawer with a counted float."""
    return await agent.change(
        request,
        ShiftView,
        lambda tx, who: shifts.open_shift(tx, agent.settings, who, Fen(data.float_fen), confirm=data.confirm),
    )


@get("/shifts/current")
async def current_shift(agent: Agent, request: AnyRequest) -> ShiftView:
    """The open shift of this till's drawer; `shift.none` when there is none."""
    who = await agent.who(request)
    shift = await shifts.read_shift(agent.reads, agent.settings, who.till)
    if shift is None:
        raise Declined(Refused(Code.SHIFT_NONE))
    return shift


@get("/shifts/current/report")
async def x_report(agent: Agent, request: AnyRequest) -> ShiftReport:
    """The X report; seeing the expected cash is a use of a right, and so on record."""
    who = await agent.approved_who(request)
    outcome = await agent.writer.run(lambda tx: shift_reports.x_report(tx, agent.settings, who))
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


@post("/shifts/current/report/print")
async def print_x_report(agent: Agent, request: AnyRequest) -> PrintJobView:
    """The X report on this lane's printer."""
    return await agent.change(
        request, PrintJobView, lambda tx, who: shift_reports.print_x_report(tx, agent.settings, who)
    )


@post("/shifts/current/drawer", status_code=200)
async def open_to_count(agent: Agent, request: AnyRequest) -> DrawerView:
    """Open the drawer to count it for the close; it takes the right to close."""
    return await agent.change(
        request, DrawerView, lambda tx, who: shift_close.open_to_count(tx, agent.settings, who)
    )


@post("/shifts/current/close", status_code=200)
async def close_shift(agent: Agent, request: AnyRequest, data: JSONBody[CloseShift]) -> ZReport:
    """Close the shift with a blind count; `shift.count-again` is answered once, when it differs."""
    return await agent.change(
        request, ZReport, lambda tx, who: shift_close.close_shift(tx, agent.settings, who, data)
    )


@get("/shifts")
async def closed_shifts(
    agent: Agent, request: AnyRequest, before: BelowZ = z_reports.FIRST_Z_UNUSED, limit: Limit = 30
) -> list[ClosedShiftView]:
    """Closed shifts, the last first; `before` a Z number goes on from a page."""
    await agent.who(request)
    return list(await z_reports.read_closed(agent.reads, before, limit))


@get("/shifts/{shift:str}/z")
async def z_report(agent: Agent, request: AnyRequest, shift: FromPath[str]) -> ZReport:
    """The Z report of a closed shift; seeing its expected cash is a use of a right, and so on record."""
    who = await agent.approved_who(request)
    outcome = await agent.writer.run(lambda tx: z_reports.z_report(tx, agent.settings, who, shift))
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


@post("/shifts/{shift:str}/z/print")
async def print_z_copy(agent: Agent, request: AnyRequest, shift: FromPath[str]) -> PrintJobView:
    """The same on this lane's printer, marked 补打."""
    return await agent.change(
        request, PrintJobView, lambda tx, who: z_reports.print_copy(tx, agent.settings, who, shift)
    )


@get("/close-check")
async def may_i_switch_off(agent: Agent, request: AnyRequest) -> CloseCheck:
    """What waits, since when, and whether one may switch off; needs no session."""
    language = language_of(request.headers.get("Accept-Language"), agent.settings.store.language)
    return await close_check.read_check(agent.reads, agent.link_status(), agent.clock.now(), language)


ROUTES = [
    open_shift,
    current_shift,
    x_report,
    print_x_report,
    open_to_count,
    close_shift,
    closed_shifts,
    z_report,
    print_z_copy,
    may_i_switch_off,
]
