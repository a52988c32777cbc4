"""`/v1/members`: found, enrolled, erased; a look-up by what a customer said is on record."""

from typing import Annotated

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import MemberId
from edge_agent.domain.rights import Right
from edge_agent.services import members, members_lists
from edge_agent.wire.members import EnrolMember, LookUpView, MemberAccount, MemberErasedView, MemberView

Said = Annotated[str, QueryParameter(name="q", min_length=1, max_length=100)]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]
Day = Annotated[str, QueryParameter(name="date", pattern=r"^\d{4}-\d{2}-\d{2}$")]


@get("/members")
async def find(agent: Agent, request: AnyRequest, q: Said) -> MemberView:
    """The member whose code, phone number or last four digits this is."""
    who = await agent.who(request)
    found = await agent.writer.run(lambda tx: members.look_up(tx, agent.settings, who, q))
    if isinstance(found, Refused):
        raise Declined(found)
    return found


@get("/members/below-zero")
async def below_zero(agent: Agent, request: AnyRequest, limit: Limit = 100) -> list[MemberView]:
    """Members who have spent more points than they had, the deepest first."""
    await agent.must_may(request, Right.SEE_FIGURES, "members")
    return list(await members_lists.read_below_zero(agent.reads, limit))


@get("/members/look-ups")
async def look_ups(agent: Agent, request: AnyRequest, day: Day) -> list[LookUpView]:
    """How often each cashier looked members up on a business date."""
    await agent.must_may(request, Right.SEE_FIGURES, day)
    return list(await members_lists.read_look_ups(agent.reads, day))


@get("/members/{member:str}")
async def read_member(agent: Agent, request: AnyRequest, member: FromPath[str]) -> MemberAccount:
    """A member's points and their last moves."""
    await agent.who(request)
    found = await members_lists.read_account(agent.reads, member)
    if isinstance(found, Refused):
        raise Declined(found)
    return found


@post("/members")
async def enrol(agent: Agent, request: AnyRequest, data: JSONBody[EnrolMember]) -> MemberView:
    """Enrol somebody, after 已告知隐私说明."""
    return await agent.change(
        request, MemberView, lambda tx, who: members.enrol(tx, agent.settings, who, data)
    )


@delete("/members/{member:str}", status_code=200)
async def erase(agent: Agent, request: AnyRequest, member: FromPath[str]) -> MemberErasedView:
    """Forget a member; sales and points stay, nameless."""
    return await agent.change(
        request, MemberErasedView, lambda tx, who: members.erase(tx, agent.settings, who, MemberId(member))
    )


ROUTES = [find, below_zero, look_ups, read_member, enrol, erase]
