"""The print jobs nobody knows about: the cashier looks at the paper and says what became of each."""

from edge_agent.wire.print_jobs import PrintJobView, SettleJob, Settlement
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, List, ListScreen
from ui.till.generic.moves import open_list, show_rows
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, tell
from ui.till.words import Word

STATES = {"uncertain": Word.JOB_UNCERTAIN, "held": Word.JOB_HELD}


def open_unprinted(state: State) -> Step:
    """The list, those that may be printed already first."""
    return open_list(state, UNPRINTED, None)


def _load(_state: State, _subject: None) -> Call[tuple[PrintJobView, ...]]:
    return get("/v1/print-jobs", tuple[PrintJobView, ...], _uncertain_came, state="uncertain")


def _uncertain_came(state: State, jobs: tuple[PrintJobView, ...]) -> Step:
    """The held ones of before stay below until they come anew: the selection must not slip to another."""
    held = get("/v1/print-jobs", tuple[PrintJobView, ...], _held_came, state="held")
    return Step(show_rows(state, (*jobs, *_rows(state, "held"))).state, (held,))


def _held_came(state: State, jobs: tuple[PrintJobView, ...]) -> Step:
    return show_rows(state, (*_rows(state, "uncertain"), *jobs))


def _rows(state: State, of: str) -> tuple[PrintJobView, ...]:
    screen = state.screen
    rows = screen.rows or () if isinstance(screen, ListScreen) else ()
    return tuple(job for job in rows if job.state == of)


def _settle(state: State, job: PrintJobView, outcome: Settlement) -> Step:
    return Step(state, (post(f"/v1/print-jobs/{job.id}/settle", SettleJob(outcome), PrintJobView, _settled),))


def _printed(state: State, job: PrintJobView) -> Step:
    return _settle(state, job, "printed")


def _reprint(state: State, job: PrintJobView) -> Step:
    return _settle(state, job, "reprint")


def _drop(state: State, job: PrintJobView) -> Step:
    return _settle(state, job, "drop")


def _settled(state: State, _job: PrintJobView) -> Step:
    return Step(tell(state, Word.JOB_SETTLED), (_load(state, None),))


def _cells(view: View, job: PrintJobView) -> tuple[str, ...]:
    paper = view.say(Word.RECEIPT_PAPER) if job.sale is not None else job.template
    document = f"{paper} {view.say(Word.COPY, n=job.copy)}" if job.copy else paper
    state = view.say(STATES[job.state]) if job.state in STATES else job.state
    return moment_text(view, job.created_at), document, job.printer, state


def _note(view: View, _subject: None, _rows: tuple[PrintJobView, ...]) -> tuple[str, ...]:
    return (view.say(Word.JOBS_HINT),)


UNPRINTED: List[None, PrintJobView] = List(
    Word.JOBS,
    (Column(Word.TIME, 11), Column(Word.DOCUMENT, 20), Column(Word.PRINTER, 14), Column(Word.STATE)),
    _cells,
    do=(
        Do("1", Word.KEY_PRINTED, _printed),
        Do("2", Word.KEY_REPRINT, _reprint),
        Do("3", Word.KEY_DROP, _drop),
    ),
    load=_load,
    empty=Word.NO_JOBS,
    note=_note,
)
ACTIVITIES = (Activity(Word.JOBS, Group.SYSTEM, open_unprinted, Action.JOBS),)
