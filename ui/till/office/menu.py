"""The menu 更多: a digit for the group, a digit for the activity."""

import msgspec

from ui.till.generic.kinds import Column, Do, List
from ui.till.generic.moves import show_list
from ui.till.office.activity import Activity, Group
from ui.till.office.all import ACTIVITIES
from ui.till.picture.rows import View
from ui.till.state import SaleScreen, State
from ui.till.step import Step, change, refuse
from ui.till.words import Word


def begin(state: State, activity: Activity) -> Step:
    """Begin an activity by its own key."""
    if state.buffer and not activity.takes_number:
        return refuse(state, Word.BUFFER_FIRST, typed=state.buffer)
    return activity.open(state)


def open_menu(state: State) -> Step:
    """The groups that have anything in them."""
    groups = tuple(group for group in Group if _of(state, group))
    return show_list(state, GROUPS, None, groups)


def _of(state: State, group: Group) -> tuple[Activity, ...]:
    is_practice = state.practice is not None
    return tuple(
        one for one in ACTIVITIES if one.group is group and (is_practice or not one.in_practice_only)
    )


def _open_group(state: State, group: Group) -> Step:
    titled = msgspec.structs.replace(ACTIVITY_LIST, title=group)
    return show_list(state, titled, group, _of(state, group))


def _begin_from_menu(state: State, activity: Activity) -> Step:
    """As if from the sale: that is where it leads back to."""
    return activity.open(change(state, screen=SaleScreen(), buffer=""))


def _group_cells(view: View, group: Group) -> tuple[str, ...]:
    return view.say(group), "  ".join(view.say(activity.title) for activity in _of(view.state, group))


def _activity_cells(view: View, activity: Activity) -> tuple[str, ...]:
    return (view.say(activity.title),)


GROUPS: List[None, Group] = List(
    Word.MORE,
    (Column("", 18), Column("")),
    _group_cells,
    do=(Do("enter", Word.KEY_OPEN, _open_group),),
    is_menu=True,
)
ACTIVITY_LIST: List[Group, Activity] = List(
    Word.MORE,
    (Column(""),),
    _activity_cells,
    do=(Do("enter", Word.KEY_OPEN, _begin_from_menu),),
    is_menu=True,
)
