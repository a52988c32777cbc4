"""Every activity, in the order of the menu."""

from ui.till.keymap import Action
from ui.till.office import unprinted
from ui.till.office.activity import Activity

ACTIVITIES: tuple[Activity, ...] = (*unprinted.ACTIVITIES,)

BY_ACTION: dict[Action, Activity] = {
    activity.action: activity for activity in ACTIVITIES if activity.action is not None
}
