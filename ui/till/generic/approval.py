"""An approval in place: whoever has the right types number and PIN, then what was refused is done again."""

import msgspec

from edge_agent.domain.ids import StaffId
from edge_agent.wire.approvals import ApprovalView, AskApproval
from edge_agent.wire.problem import Problem
from ui.till.commands import Call, DoApproved, Errand
from ui.till.generic.calls import post
from ui.till.generic.kinds import Field, Form, FormScreen, Kind, Values
from ui.till.generic.moves import open_form
from ui.till.generic.what_for import what_for
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, stay, tell
from ui.till.words import Word

BADGE = "B:"
"""Before the number on a staff badge; what the shop calls otherwise is typed."""
PIN = Field("pin", Word.PIN, Kind.SECRET)
FIELDS = (Field("staff", Word.APPROVER, about=("approval", "locked")), PIN)
FIELDS_ALONE = (PIN, Field("reason", Word.REASON))


class Wanted(msgspec.Struct, frozen=True):
    """What was refused, and the right that it takes."""

    command: Errand
    right: str
    subject: str
    title: str


def ask_approval(state: State, command: Errand, problem: Problem) -> Step:
    """Ask somebody who may; in a one-person shop the cashier, with a reason."""
    params = problem.params
    wanted = Wanted(command, str(params.get("right", "")), str(params.get("subject", "")), problem.title)
    return open_form(state, APPROVE, wanted, fields=FIELDS_ALONE if _is_alone(state) else FIELDS)


def is_approving(command: Errand) -> bool:
    """It is the request for an approval itself, for which nobody is asked."""
    return isinstance(command, Call) and isinstance(command.body, AskApproval)


def _submit(state: State, wanted: Wanted, values: Values) -> Step:
    own = state.session.staff if state.session else ""
    staff = own if _is_alone(state) else values.text("staff").removeprefix(BADGE)
    reason = values.text("reason") if _is_alone(state) else ""
    asked = AskApproval(StaffId(staff), values.text("pin"), wanted.right, wanted.subject, reason)
    return Step(state, (post("/v1/approvals", asked, ApprovalView, _again),))


def _again(state: State, approval: ApprovalView) -> Step:
    """Back to where it was refused, and do it again."""
    screen = state.screen
    if not isinstance(screen, FormScreen) or not isinstance(screen.subject, Wanted):
        return stay(state)
    told = tell(state, Word.APPROVED, name=approval.name)
    below = change(told, screen=screen.back, buffer=screen.buffer_below)
    return Step(below, (DoApproved(screen.subject.command, approval.id),))


def _note(view: View, wanted: Wanted) -> tuple[str, ...]:
    """What it is for, as whoever approves must see it."""
    screen = view.state.screen
    below = screen.back if isinstance(screen, FormScreen) else screen
    typed = screen.buffer_below if isinstance(screen, FormScreen) else ""
    told = (wanted.title, *what_for(view, wanted.command, wanted.subject, below, typed))
    return (*told, view.say(Word.OWN_APPROVAL)) if _is_alone(view.state) else told


def _is_alone(state: State) -> bool:
    return state.session is not None and state.session.is_single


APPROVE: Form[Wanted] = Form(Word.APPROVAL, FIELDS, _submit, note=_note)
