"""`/v1/staff`: who may sign in, managed at a till by right, or on the agent's socket without a session."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from litestar import get, post, put
from litestar.params import FromPath, JSONBody

from edge_agent.api.agent import Agent, RunningAgent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.db.journal import JournalTx
from edge_agent.domain.errors import Refused
from edge_agent.domain.rights import Right
from edge_agent.services import pins, staff
from edge_agent.services.who import Who
from edge_agent.wire.staff import AddStaff, SetPin, StaffView

T = TypeVar("T")


@get("/staff")
async def list_staff(agent: Agent, request: AnyRequest) -> list[StaffView]:
    """Everybody who has an account."""
    return list(await _managed(agent, request, "", lambda tx, _who: staff.list_staff(tx)))


@post("/staff")
async def add_staff(agent: Agent, request: AnyRequest, data: JSONBody[AddStaff]) -> StaffView:
    """Let a person sign in."""
    _accept(staff.check_staff(data))
    hashed = await asyncio.to_thread(pins.hash_pin, data.pin)
    return await _managed(agent, request, data.staff, lambda tx, who: staff.add_staff(tx, data, hashed, who))


@post("/staff/{staff_id:str}/disable", status_code=200)
async def disable(agent: Agent, request: AnyRequest, staff_id: FromPath[str]) -> StaffView:
    """Let a person sign in no more; running sessions of that person end."""
    person = await _managed(agent, request, staff_id, lambda tx, who: staff.disable(tx, staff_id, who))
    agent.forget_sessions()
    return person


@post("/staff/{staff_id:str}/enable", status_code=200)
async def enable(agent: Agent, request: AnyRequest, staff_id: FromPath[str]) -> StaffView:
    """Let a person sign in again."""
    return await _managed(agent, request, staff_id, lambda tx, who: staff.enable(tx, staff_id, who))


@post("/staff/{staff_id:str}/unlock", status_code=200)
async def unlock(agent: Agent, request: AnyRequest, staff_id: FromPath[str]) -> StaffView:
    """Free an account that wrong PINs have locked."""
    return await _managed(
        agent, request, staff_id, lambda tx, who: staff.unlock(tx, staff_id, who), Right.UNLOCK_STAFF
    )


@put("/staff/{staff_id:str}/pin")
async def set_pin(
    agent: Agent, request: AnyRequest, staff_id: FromPath[str], data: JSONBody[SetPin]
) -> StaffView:
    """Give a person another PIN."""
    _accept(pins.check_pin(data.pin))
    hashed = await asyncio.to_thread(pins.hash_pin, data.pin)
    return await _managed(agent, request, staff_id, lambda tx, who: staff.set_pin(tx, staff_id, hashed, who))


async def _managed(
    agent: RunningAgent,
    request: AnyRequest,
    subject: str,
    work: Callable[[JournalTx, Who | None], T | Refused],
    right: Right = Right.MANAGE_STAFF,
) -> T:
    """Do `work` if the caller may; a PIN's digest is no Request-Id's, so each call can simply be repeated."""
    who = await agent.approved_who(request) if request.headers.get("Authorization") else None

    def unit(tx: JournalTx) -> T | Refused:
        return staff.check_manager(tx, agent.settings, who, subject, right) or work(tx, who)

    outcome = await agent.writer.run(unit)
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


def _accept(refused: Refused | None) -> None:
    if refused:
        raise Declined(refused)


ROUTES = [list_staff, add_staff, disable, enable, unlock, set_pin]
