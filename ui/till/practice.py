"""Practice: six tasks, each noticed by what the agent answered; every key does what it always does."""

import msgspec

from edge_agent.wire.after_sale import RefundDone
from edge_agent.wire.carts import ChangeLine
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.tenders import TenderAnswer
from ui.till.commands import Answer, Call, Command, DoApproved, DoRepeatLast, DoScan, DoSignIn
from ui.till.events import AgentFound, Answered, Event
from ui.till.generic.moves import to_sale
from ui.till.office.activity import Activity, Group
from ui.till.practice_task import TASKS, Practice, Task
from ui.till.state import State
from ui.till.step import Step, change, tell
from ui.till.words import Phrase, say

SEVERAL = 2_000
"""Two pieces, in thousandths."""


class Said(Phrase):
    """The texts of practice besides the tasks themselves."""

    DONE = "完成: {task}", "Done: {task}"
    SKIP = "跳过这个练习任务", "Skip this task"
    SKIPPED = "已跳过: {task}", "Skipped: {task}"
    NOTHING = "练习任务都做完了", "No task is left"
    AGAIN = "从头练习", "Begin the tasks anew"
    BEGUN = "从第一个任务开始", "The first task again"
    SIGN_IN = "练习: 工号 {staff} 密码 {pin}", "Practice: staff number {staff}, PIN {pin}"


class Name(Phrase):
    """What each task is called."""

    SALE = "卖一件收现金", "a sale for cash"
    QUANTITY = "改数量", "a quantity"
    VOID = "删行", "a line voided"
    WALL_CODE = "收款码收款", "the wall code"
    HOLD = "挂单取单", "hold and recall"
    REFUND = "退货", "a refund"


def practised(event: Event, step: Step) -> Step:
    """The step, and what it means for the practice, if there is one."""
    practice = step.state.practice
    if practice is None:
        return step
    if isinstance(event, AgentFound) and not practice.has_signed_in:
        return _signing_in(step, practice)
    shown = _started(step.state, practice)
    if isinstance(event, Answered) and practice.task and is_done(practice.task, event.command, event.answer):
        shown = _next(shown, Said.DONE, is_skipped=False)
    return Step(shown, step.commands)


def is_done(task: Task, command: Command, answer: Answer) -> bool:
    """This answer is what the task is about."""
    asked = command.command if isinstance(command, DoApproved) else command
    return not isinstance(answer, Problem) and _is_about(task, asked, answer)


def _is_about(task: Task, asked: Command, answer: Answer) -> bool:
    match task:
        case Task.SALE:
            return _is_paid(asked, answer, "cash")
        case Task.QUANTITY:
            return _is_several(asked, answer)
        case Task.VOID:
            return isinstance(asked, Call) and asked.on_cart and asked.method == "DELETE"
        case Task.WALL_CODE:
            return _is_paid(asked, answer, "external")
        case Task.HOLD:
            return isinstance(asked, Call) and asked.path.endswith("/recall")
        case Task.REFUND:
            return isinstance(asked, Call) and asked.kind is RefundDone


def _is_paid(asked: Command, answer: Answer, kind: str) -> bool:
    """A sale was finished, some of it paid so; an answer of before, asked for again, is none."""
    if isinstance(asked, DoRepeatLast) or not isinstance(answer, TenderAnswer) or answer.sale is None:
        return False
    return any(tender.kind == kind for tender in answer.sale.tenders)


def _is_several(asked: Command, answer: Answer) -> bool:
    """Before the scan or afterwards."""
    if isinstance(asked, DoScan):
        return isinstance(answer, ScanAnswer) and (asked.quantity or 0) >= SEVERAL
    body = asked.body if isinstance(asked, Call) else None
    return isinstance(body, ChangeLine) and (body.quantity or 0) >= SEVERAL


def _signing_in(step: Step, practice: Practice) -> Step:
    hint = say(step.state.language, Said.SIGN_IN, staff=practice.staff, pin=practice.pin)
    begun = msgspec.structs.replace(practice, has_signed_in=True)
    sign_in = DoSignIn(practice.staff, practice.pin)
    return Step(change(step.state, practice=begun, hint=hint), (*step.commands, sign_in))


def _started(state: State, practice: Practice) -> State:
    """The clock runs from the first screen on."""
    if practice.started_at or state.session is None or not state.now:
        return state
    return change(state, practice=msgspec.structs.replace(practice, started_at=state.now))


def _next(state: State, word: Phrase, *, is_skipped: bool) -> State:
    """The task after this one; what the till says of the key itself stays in the line."""
    practice = state.practice
    if practice is None or practice.task is None:
        return state
    at = practice.at + 1
    moved = msgspec.structs.replace(
        practice,
        at=at,
        done=practice.done + (not is_skipped),
        ended_at=state.now if at == len(TASKS) else 0,
    )
    said = state.notice.title if state.notice and state.notice.is_good else ""
    told = tell(state, word, task=say(state.language, Name[practice.task.name]))
    if said and told.notice:
        notice = msgspec.structs.replace(told.notice, title=f"{said}  {told.notice.title}")
        told = change(told, notice=notice)
    return change(told, practice=moved)


def _skip(state: State) -> Step:
    if state.practice is None or state.practice.task is None:
        return to_sale(state, Said.NOTHING)
    return Step(_next(to_sale(state).state, Said.SKIPPED, is_skipped=True))


def _again(state: State) -> Step:
    practice = state.practice
    if practice is None:
        return to_sale(state)
    anew = msgspec.structs.replace(practice, at=0, done=0, started_at=state.now, ended_at=0)
    return to_sale(change(state, practice=anew), Said.BEGUN)


ACTIVITIES = (
    Activity(Said.SKIP, Group.SYSTEM, _skip, in_practice_only=True),
    Activity(Said.AGAIN, Group.SYSTEM, _again, in_practice_only=True),
)
